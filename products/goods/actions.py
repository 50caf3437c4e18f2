"""Steps with goods and sales. The exhibition's row is held while one is taken: closed books stay as they are."""

import uuid
from collections import Counter

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.books import hold_books, is_closed
from events.states import CLOSED, STOPPED
from exhibitors.states import SHOWN
from lib.languages import CODES
from lib.money import stored
from lib.states import moved
from products.goods.models import Exhibit, Sale
from products.goods.querysets import COUNTS
from products.models import Product
from products.states import ProductState


class NotThisSale(Exception):
    """The key names a sale of somebody else; nothing was changed."""

    def __init__(self):
        super().__init__(_("The page was too old. Please send it once more."))


def may_choose_goods(exhibition):
    """Whether makers themselves still say what goes: until the first day."""
    return exhibition.phase() in ("planned", "next") and not is_closed(exhibition)


def may_sell(exhibition):
    """Whether sales are entered: from the first day until the books are closed."""
    has_begun = exhibition.starts_on is not None and exhibition.starts_on <= exhibition.today
    return has_begun and exhibition.status not in {*CLOSED, *STOPPED}


def works_for(participation):
    """The works that may go: the exhibitor's own, of a group also its members', but not those put away; what is on the
    list stays there."""
    theirs, exhibitor = Product.objects.exclude(state=ProductState.ARCHIVED).order_by(), participation.exhibitor_id
    own, members = (theirs.filter(**{whose: exhibitor}).values("pk") for whose in ("exhibitor", "exhibitor__groups"))
    listed = participation.exhibits.order_by().values("product")
    # Asked with "or", all works there are would be read.
    return Product.objects.filter(pk__in=own.union(members, listed), revises=None)


def participations_with_goods(exhibition):
    """Those that show works there, and whoever left after something of theirs had gone or was sold."""
    rows = exhibition.participations.all()
    return (
        rows.filter(state__in=SHOWN)
        | rows.filter(pk__in=Exhibit.objects.at(exhibition).values("participation"))
        | rows.filter(pk__in=Sale.objects.at(exhibition).values("participation"))
    )


def sold_by_work(participation):
    """{number of a work: pieces that left}."""
    rows = Sale.objects.leaving().filter(participation=participation).exclude(product=None)
    sold = Counter()
    for product, quantity in rows.values_list("product", "quantity"):
        sold[product] += quantity
    return sold


def is_used(exhibit, sold):
    """Whether something became of it, so that it stays on the list; ``sold`` as ``sold_by_work``."""
    return bool(sold[exhibit.product_id] or any(getattr(exhibit, name) for name in COUNTS))


def put_on_list(participation, product, quantity):
    return Exhibit.objects.create(
        participation=participation, product=product, quantity=quantity, is_sample=participation.is_sample
    )


def change_line(exhibit, values):
    """Store ``values`` of an account; it has to be signed anew, and was counted where a count is among them."""
    for name, value in values.items():
        setattr(exhibit, name, value)
    names = [*values, "signed_by", "signed_at", "signed_reason"]
    exhibit.signed_by, exhibit.signed_at, exhibit.signed_reason = None, None, ""
    if any(name in COUNTS for name in values):
        exhibit.counted_at = timezone.now()
        names.append("counted_at")
    exhibit.save(update_fields=names)


@transaction.atomic
def sign_differences(exhibits, *, reason, actor):
    """Answer for the difference of each of ``exhibits``, which are locked."""
    for exhibit in exhibits:
        exhibit.signed_by, exhibit.signed_at, exhibit.signed_reason = actor, timezone.now(), reason
        exhibit.save(update_fields=["signed_by", "signed_at", "signed_reason"])


@transaction.atomic
def enter_sale(participation, *, product=None, title=None, quantity, amount, unit, channel, sold_on, key=None, actor):
    """(the sale, whether it is new): the same ``key`` again is the same sale.

    ``amount`` is for all pieces together, as typed in ``unit``; ``title`` is {language: text} where there is no
    ``product``. Raises BooksClosed, NotThisSale.
    """
    hold_books(participation.exhibition_id)
    key = key or uuid.uuid4()
    if held := Sale.objects.filter(request_key=key).first():
        if held.participation_id != participation.pk:
            raise NotThisSale
        return held, False
    in_currency, currency = stored(amount, unit)
    sale = Sale.objects.create(
        participation=participation,
        product=product,
        title=title_of(product) if product else title or {},
        quantity=quantity,
        amount=in_currency,
        currency=currency,
        price_unit=unit,
        channel=channel,
        sold_on=sold_on,
        request_key=key,
        entered_by=actor,
        is_sample=participation.is_sample,
    )
    note_effect(sale)
    return sale, True


def title_of(product):
    return {code: text for code in CODES if (text := getattr(product, f"title_{code}"))}


@transaction.atomic
def take_back_sale(sale, *, actor, on_behalf_of=""):
    """Let ``sale`` count no more; it stays to be seen, with who took it back. False when somebody did already."""
    hold_books(sale.participation.exhibition_id)
    now = timezone.now()
    if not Sale.objects.filter(pk=sale.pk, cancelled_at=None).update(cancelled_at=now):
        return False
    sale.cancelled_at = now
    moved.send(
        sender=Sale, obj=sale, field="cancelled_at", old="", new=now.isoformat(), actor=actor, reason="",
        on_behalf_of=on_behalf_of,
    )  # fmt: skip
    note_effect(sale)
    return True


def note_effect(sale):
    """What was signed for is another difference now, and a one-off is sold, or can be had again.

    An order for later takes nothing off the stand.
    """
    if sale.product is None or sale.channel == Sale.Channel.ORDER:
        return
    lines = Exhibit.objects.filter(participation=sale.participation, product=sale.product)
    for exhibit in lines.exclude(signed_at=None):
        change_line(exhibit, {})
    if sale.product.kind == Product.Kind.ONE_OFF:
        settle_availability(Product.objects.select_for_update().get(pk=sale.product_id), sale)


def settle_availability(product, sale):
    """Let a one-off be sold while a sale of it stands, and then what it was before; ``sale`` is what has just changed."""
    sold = Product.Availability.SOLD
    is_sold = Sale.objects.leaving().filter(product=product).exists()
    if is_sold == (product.availability == sold):
        return
    if is_sold:
        sale.availability_before, product.availability = product.availability, sold
        sale.save(update_fields=["availability_before"])
    else:
        turned = Sale.objects.filter(product=product).exclude(availability_before="").order_by("-pk").first()
        product.availability = turned.availability_before if turned else Product.Availability.AVAILABLE
    product.save(update_fields=["availability"])
