"""Steps with a work that everybody sees."""

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.records.publishing import NotReady
from lib.languages import shown
from lib.pictures import store
from lib.states import move
from lib.uploads import keep_original
from products.files import forget_files
from products.states import PRODUCT_MOVES, PictureState, ProductState


def missing_for_publication(product):
    """What a work lacks before visitors can use its page, a sentence each."""
    missing = []
    if not shown(product, "title").text:
        missing.append(_("It has no title."))
    if product.craft is None:
        missing.append(_("Its craft is not chosen."))
    if not product.exhibitor.is_published:
        missing.append(_("The page of its maker is not public yet."))
    return missing


def publish_product(product, *, actor):
    """Show ``product`` to everybody. Raises NotReady or MoveNotAllowed."""
    if missing := missing_for_publication(product):
        raise NotReady(missing)
    move(
        product,
        to=ProductState.PUBLISHED,
        actor=actor,
        moves=PRODUCT_MOVES,
        published_at=product.published_at or timezone.now(),
        # A draft may have been begun with a title in Persian and no craft.
        slug=product.slug or product.make_slug(),
    )


def withdraw_product(product, *, actor, on_behalf_of=""):
    """Take the page of ``product`` back. Raises MoveNotAllowed."""
    move(product, to=ProductState.WITHDRAWN, actor=actor, moves=PRODUCT_MOVES, on_behalf_of=on_behalf_of)


@transaction.atomic
def archive_product(product, *, actor, on_behalf_of=""):
    """Put ``product`` away for good, with changes that wait; its address says so. Raises MoveNotAllowed."""
    type(product).objects.filter(revises=product).delete()
    move(product, to=ProductState.ARCHIVED, actor=actor, moves=PRODUCT_MOVES, on_behalf_of=on_behalf_of)


def fill_picture(picture, derived, original):
    """Let the unsaved ``picture`` show ``derived``; ``original`` (a file) goes into the private storage."""
    store(derived, storages["public"])
    replaced = picture.original.name, picture.digest, picture.width
    picture.digest, picture.width, picture.height = derived.digest, derived.width, derived.height
    picture.likeness, picture.state, picture.problem = derived.likeness, PictureState.READY, ""
    picture.original = keep_original(picture.product.code, original)
    transaction.on_commit(lambda: forget_files(*replaced), robust=True)
