"""Goods lists as they are ticked and counted: forms for rows that are locked while they are saved."""

from django.db import transaction
from django.http import Http404

from events.books import hold_books
from lib.numbers import row_number
from products.goods.actions import change_line, is_used, put_on_list, sold_by_work, works_for
from products.goods.forms import LineForm, TickForm
from products.goods.models import Exhibit

MOST_AT_ONCE = 200


def tick_forms(participation, works, data=None):
    """A form for each of ``works`` (3 queries)."""
    exhibits = {
        each.product_id: each for each in participation.exhibits.filter(product__in=[work.pk for work in works])
    }
    sold = sold_by_work(participation)
    return [
        TickForm(
            data,
            product=work,
            exhibit=(exhibit := exhibits.get(work.pk)),
            sold=sold[work.pk],
            is_used=bool(exhibit and is_used(exhibit, sold)),
        )
        for work in works
    ]


def ticked_works(participation, codes):
    """The works that a posted form names; Http404 where one is none of this participation's."""
    codes = set(codes[:MOST_AT_ONCE])
    works = list(works_for(participation).filter(code__in=[code for code in codes if "\0" not in code]).for_cards())
    if len(works) < len(codes):
        raise Http404
    return works


@transaction.atomic
def save_ticks(participation, data):
    """([forms], how many works were changed): nothing is stored while a form says that something is wrong.

    Raises BooksClosed.
    """
    hold_books(participation.exhibition_id)
    works = ticked_works(participation, data.getlist("work"))
    list(participation.exhibits.select_for_update().order_by("pk").values_list("pk", flat=True))
    forms = tick_forms(participation, works, data)
    if not all([form.is_valid() for form in forms]):
        return forms, None
    changed = [
        form for form in forms if form.is_change and form.wanted != (form.exhibit.quantity if form.exhibit else 0)
    ]
    for form in changed:
        if form.exhibit is None:
            put_on_list(participation, form.product, form.wanted)
        elif form.wanted:
            change_line(form.exhibit, {"quantity": form.wanted})
        else:
            form.exhibit.delete()
    return forms, len(changed)


def lines_of(participation):
    """The lines of its goods list with their accounts, in the order they were entered."""
    return participation.exhibits.with_account().select_related("product", "signed_by").order_by("pk")


@transaction.atomic
def save_lines(participation, data):
    """([forms], how many lines were changed, how many are gone that the page showed); as ``save_ticks``."""
    hold_books(participation.exhibition_id)
    numbers = {row_number(each) for each in data.getlist("line")[:MOST_AT_ONCE]} - {None}
    held = {each.pk: each for each in lines_of(participation).filter(pk__in=numbers).select_for_update(of=("self",))}
    if Exhibit.objects.filter(pk__in=numbers - set(held)).exists():
        raise Http404
    forms = [LineForm(data, instance=each) for each in held.values()]
    if not all([form.is_valid() for form in forms]):
        return forms, None, 0
    changed = [(form, changes) for form in forms if (changes := form.changes())]
    for form, changes in changed:
        change_line(form.instance, changes)
    return forms, len(changed), len(numbers) - len(held)
