"""The rows behind a number, as the office's own list shows them, and the exhibitions that come."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext

from events.models import Exhibition, Stand
from events.states import CLOSED
from exhibitors.models import Participation, PlanVersion, Task
from ilamexpo.today.heaps import READERS
from products.models import Picture, Product

COMING = 3  # exhibitions whose preparation the first page shows


def coming_exhibitions(user):
    """What runs and what opens next, the nearest first (1 query)."""
    rows = Exhibition.objects.overseen_by(user).in_timeline().filter(rank__in=(0, 1, 2)).with_set_up()
    return list(rows.exclude(status__in=CLOSED)[:COMING])


def line_of(record):
    """(words, more, code, address, the record of the sample mark) of one row of a heap, as our own list shows it."""
    if isinstance(record, Participation):
        return (
            str(record.exhibitor),
            f"{record.exhibition} · {record.get_state_display()}",
            record.code or "",
            application_page(record),
        )
    if isinstance(record, Task):
        return str(record), str(record.exhibition), "", exhibition_page("task_list", record.exhibition)
    if isinstance(record, Stand):
        return record.code, str(record.hall), record.public_code, exhibition_page("stand_plan", record.hall.exhibition)
    if isinstance(record, Exhibition):
        return str(record), record.get_status_display(), "", exhibition_page("call_edit", record)
    if isinstance(record, Picture):
        product = record.product
        return (
            str(product),
            str(product.exhibitor),
            product.code,
            reverse("records:products_product_change", args=[product.pk]),
        )
    return str(record), str(record.exhibitor), record.code, reverse("records:products_product_change", args=[record.pk])


LOADED = {
    Participation: ("exhibitor", "exhibition"),
    Task: ("exhibition__call",),
    Stand: ("hall__exhibition",),
    Exhibition: (),
    Picture: ("product__exhibitor",),
    Product: ("exhibitor",),
}


def rows_of(heap, user, exhibition):
    """The rows of a heap in an order that stays, with what ``line_of`` reads."""
    rows, oldest = heap.rows(user, exhibition), F("submitted_at").asc(nulls_last=True)
    loaded = LOADED[rows.model]
    rows = rows.order_by(*([oldest] if rows.model is Participation else []), "pk")
    return rows.select_related(*loaded) if loaded else rows


def application_page(application):
    if application.code:
        return reverse("office:application_detail", args=[application.code])
    # The release before gave it none.
    return reverse("records:exhibitors_participation_change", args=[application.pk])


def exhibition_page(name, exhibition):
    return reverse(f"office:{name}", args=[exhibition.slug])


def plan_lines(exhibitions, user):
    """{exhibition: a sentence and its address} for those whose plan nobody has seen yet (1 query)."""
    released = set(PlanVersion.objects.filter(exhibition__in=exhibitions).values_list("exhibition", flat=True))
    return {
        each.pk: (gettext("Its plan of stands is not released."), exhibition_page("stand_plan", each))
        for each in exhibitions
        if each.has_stands and each.pk not in released and user.has_perm(READERS, each)
    }
