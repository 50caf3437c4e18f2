"""From the maker's draft to the public page: sending, deciding, and taking a decision back."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.records.publishing import NotReady
from accounts.undoing import check_decider
from lib.languages import shown
from lib.states import MoveNotAllowed, move
from products import search
from products.actions import publish_product
from products.facts import missing_facts
from products.models import Product
from products.revisions import exchange, live_revision
from products.states import PRODUCT_MOVES, REVISION_MOVES, UNDOING_MOVES, PictureState, ProductState


@dataclass(frozen=True)
class Missing:
    """What a work still needs before it can be sent, and the step where it is filled in."""

    sentence: str
    step: str


def missing_for_sending(product):
    """List[Missing], in the order of the steps."""
    missing = []
    if not product.pictures.filter(state__in=[PictureState.READY, PictureState.WAITING]).exists():
        missing.append(Missing(_("A picture"), "pictures"))
    if product.craft is None:
        missing.append(Missing(_("Its craft"), "what"))
    for each in missing_facts(product):
        missing.append(Missing(str(each.label), "what"))
    if not shown(product, "title").text:
        missing.append(Missing(_("A title"), "words"))
    return missing


def moves_of(product):
    return REVISION_MOVES if product.revises_id else PRODUCT_MOVES


def send_product(product, *, actor, on_behalf_of=""):
    """Let the officials look at a draft or a revision. Raises NotReady (with sentences) or MoveNotAllowed."""
    if missing := missing_for_sending(product):
        raise NotReady([each.sentence for each in missing])
    move(
        product,
        to=ProductState.SENT,
        actor=actor,
        on_behalf_of=on_behalf_of,
        moves=moves_of(product),
        sent_at=timezone.now(),
        review_note="",
    )


def take_back(product, *, actor, on_behalf_of=""):
    """Go on editing what was sent and nobody has decided. Raises MoveNotAllowed."""
    move(product, to=ProductState.DRAFT, actor=actor, on_behalf_of=on_behalf_of, moves=moves_of(product))


def mark_of(product):
    """Names what was sent, and when: what was read is what is decided, not what was sent again meanwhile."""
    return f"{product.code}.{product.sent_at.timestamp():.6f}"


def lock(product):
    """The row of ``product`` as it stands now, held until the transaction ends; the public work first, as editing does."""
    if product.revises_id:
        Product.objects.select_for_update().filter(pk=product.revises_id).first()
    return Product.objects.select_for_update().get(pk=product.pk)


def read_again(product):
    """``product`` locked; MoveNotAllowed when it is not what was read."""
    try:
        fresh = lock(product)
    except Product.DoesNotExist:
        raise MoveNotAllowed(product.state, ProductState.PUBLISHED) from None
    if fresh.state != ProductState.SENT or fresh.sent_at != product.sent_at:
        raise MoveNotAllowed(fresh.state, ProductState.PUBLISHED)
    return fresh


@transaction.atomic
def approve_product(product, *, actor):
    """Make what was sent public: the work itself, or what its revision says. Raises NotReady or MoveNotAllowed."""
    product = read_again(product)
    if product.pictures.filter(state=PictureState.WAITING).exists():
        raise NotReady([_("A picture is still being prepared.")])
    if not product.revises_id:
        publish_product(product, actor=actor)
        search.refresh(product)
        return
    move(product, to=ProductState.APPLIED, actor=actor, moves=REVISION_MOVES)
    search.refresh(exchange(product))


@transaction.atomic
def return_product(product, *, reason, actor):
    """Give it back to its maker with a ``reason``. Raises MoveNotAllowed."""
    product = read_again(product)
    move(product, to=ProductState.RETURNED, actor=actor, moves=moves_of(product), reason=reason, review_note=reason)


@transaction.atomic
def undo_decision(product, *, actor):
    """Put what ``actor`` decided within the last ten minutes back into the queue. Raises MoveNotAllowed."""
    product = lock(product)
    if not product.revises_id and live_revision(product):
        # Its maker goes on already: the change would be sent in the place of the work.
        raise MoveNotAllowed(product.state, ProductState.SENT)
    check_decider(product, field="state", actor=actor, to=ProductState.SENT)
    was_applied = product.state == ProductState.APPLIED
    move(product, to=ProductState.SENT, actor=actor, moves=UNDOING_MOVES, review_note="")
    if was_applied:
        search.refresh(exchange(product))
