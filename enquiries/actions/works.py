"""The only pieces: held for whoever accepts a quotation, then sold, or to be had again.

Whoever calls these has locked the thread, then its quotation; works come last, in the order of their numbers, so that no
two of them wait for each other.
"""

from django.db.models import Q

from enquiries.models import QuotationLine
from enquiries.states import ORDERED, Outcome, QuotationState
from products.models import Product
from products.receivers import bump_stamp

A = Product.Availability
TAKABLE = (A.AVAILABLE, A.TO_ORDER)


def hold_work(product):
    """Reserve the only piece; False when it is not to be had any more."""
    return change(Product.objects.filter(pk=product.pk, availability__in=TAKABLE), A.RESERVED)


def release_works(thread):
    """The only pieces that the order of ``thread`` held are to be had again."""
    change(works_of_order(thread).filter(availability=A.RESERVED), A.AVAILABLE)


def sell_works(thread):
    """The only pieces in the order of ``thread`` are sold."""
    change(works_of_order(thread).exclude(availability=A.SOLD), A.SOLD)


def change(works, availability):
    """Whether one of them changed; the works list counts anew."""
    numbers = list(works.values_list("pk", flat=True))
    is_changed = bool(works.update(availability=availability))
    if is_changed:
        bump_stamp(numbers)
    return is_changed


def works_of_order(thread):
    """The only pieces of the quotation that was accepted, locked; without those that another order took since."""
    order = thread.quotations.filter(state=QuotationState.ACCEPTED).first()
    works = Product.objects.filter(kind=Product.Kind.ONE_OFF, pk__in=order.lines.values("product") if order else [])
    numbers = [work.pk for work in works.order_by("pk").select_for_update(of=("self",)).only("pk")]
    orders = Q(quotation__thread__state__in=ORDERED)
    orders |= Q(quotation__thread__outcome=Outcome.ORDERED)
    others = QuotationLine.objects.filter(orders, product__in=numbers, quotation__state=QuotationState.ACCEPTED)
    taken = others.exclude(quotation__thread=thread).values_list("product", flat=True)
    return Product.objects.filter(pk__in=set(numbers) - set(taken))
