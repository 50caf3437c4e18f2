"""The records behind each number of a report: the same rows that ``cooperation.report.figures`` counts, to be opened.

``rows_behind`` gives them with what a list shows of them. Where a number is a sum, the column that was added up stands in
the list, and its sum above.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q

from cooperation.report import records
from cooperation.report.figures import soon
from cooperation.report.people import crafts_of, makers_behind, members_of, participants
from cooperation.report.tallies import count
from events.models import Stand
from exhibitors.models import Exhibitor, Target
from exhibitors.ranking import counts_for
from lib.numbers import row_number
from products.goods.querysets import COUNTS
from products.models import Sale


@dataclass
class Behind:
    """``kind`` says which list shows the ``rows``; ``total`` is what they come to, where that is not their number."""

    kind: str
    rows: Any
    total: Decimal | int | None = None
    currency: str = ""


def rows_behind(exhibition, section, table, key, column):
    """``Behind`` of one number; None where a report has no such number."""
    find = FINDERS.get((section, table)) or FINDERS.get((section, "*"))
    return find(exhibition, table, key.split("|"), column) if find else None


def of_people(exhibition, keep: Callable):
    """Participations of those ``keep``, asked of a ``Participant``, is true for."""
    kept = [each.pk for each in people_of(exhibition) if keep(each)]
    return Behind("participation", records.participations(exhibition).filter(pk__in=kept).order_by("exhibitor__slug"))


def people_of(exhibition):
    taking_part = records.participations(exhibition).order_by().values("exhibitor")
    return participants(exhibition, count(crafts_of(taking_part))["crafts"])


def target(exhibition, table, key, column):
    kind, craft, place = (*key, "", "")[:3]
    if kind == "places":
        return of_people(exhibition, lambda each: True)
    if kind not in Target.Kind:
        return None
    return of_people(exhibition, lambda each: counts_for(kind, craft or place, each))


def who(exhibition, table, key, column):
    if key[0] == "makers":
        return makers(exhibition)
    group = Exhibitor.Kind.GROUP
    keep = {
        "all": lambda each: True,
        "women": lambda each: each.gender == Exhibitor.Gender.WOMAN,
        "men": lambda each: each.gender == Exhibitor.Gender.MAN,
        "unsaid": lambda each: not each.gender and each.kind != group,
        "groups": lambda each: each.kind == group,
        "new": lambda each: each.is_new,
    }.get(key[0])
    return of_people(exhibition, keep) if keep else None


def makers(exhibition):
    people = people_of(exhibition)
    members = count(members_of([each.exhibitor for each in people]))["members"]
    found = makers_behind(people, members)
    return Behind("exhibitor", Exhibitor.objects.filter(pk__in=found).select_related("place"))


def by_craft(exhibition, table, key, column):
    return of_people(exhibition, lambda each: key[0] in (each.crafts or [""]))


def by_county(exhibition, table, key, column):
    return of_people(exhibition, lambda each: (each.places[0] or "") == key[0])


def stands(exhibition, table, key, column):
    rows = records.stands(exhibition)
    if key[0] == "given":
        # Also one that was made a place of the office after it had been given.
        rows = Stand.objects.filter(pk__in=records.allocations(exhibition).order_by().values("stand"))
    rows = rows.select_related("hall").order_by("code", "pk")
    return Behind("stand", rows, sum((each.area_m2 or 0 for each in rows), Decimal(0)) if column == "area" else None)


def goods(exhibition, table, key, column):
    rows = records.exhibits(exhibition).select_related("product", "participation__exhibitor")
    name = {"brought": "quantity", "pieces": "quantity"}.get(key[0], key[0])
    if table == "craft":
        rows = rows.filter(product__craft__slug=key[0]) if key[0] else rows.filter(product__craft=None)
        name = {"pieces": "quantity", "sold": "sold"}.get(column, "")
    elif name == "counted":
        rows, name = rows.filter(counted_at__isnull=False), ""
    elif column == "works":
        name = ""
    elif name in ("sold", "difference", *COUNTS):
        rows = rows.exclude(**{name: 0})
    elif name != "quantity":
        return None
    rows = rows.order_by("participation__exhibitor__slug", "pk")
    return Behind("exhibit", rows, sum(getattr(each, name) for each in rows) if name else None)


def sales(exhibition, table, key, column):
    rows = records.sales(exhibition)
    currency = "" if key[-1] == "all" else key[-1]
    if currency:
        rows = rows.filter(currency=currency)
    if table == "channel":
        rows = rows.filter(channel=key[0])
    elif table == "day":
        rows = rows.filter(sold_on=read_day(key[0]))
    elif table == "craft":
        rows = (
            rows.filter(product__craft__slug=key[0])
            if key[0]
            else rows.filter(Q(product=None) | Q(product__craft=None))
        )
    rows = rows.select_related("product", "participation__exhibitor").order_by("sold_on", "pk")
    if column == "pieces":
        return Behind("sale", rows, sum(each.quantity for each in rows))
    if column == "amount":
        return Behind("sale", rows, sum((each.amount for each in rows), Decimal(0)), currency)
    return Behind("sale", rows)


def read_day(text):
    """None for what is no day, which nothing is of."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def visitors(exhibition, table, key, column):
    rows = records.visitors(exhibition).select_related("gate", "counted_by")
    if table == "day":
        rows = rows.filter(day=read_day(key[0]))
    elif table in ("gate", "hour"):
        number = row_number(key[0])
        rows = rows.filter(**{f"{table}__in": [] if number is None else [number]} if key[0] else {table: None})
    return Behind("visitors", rows.order_by("day", "hour", "pk"), sum(each.count for each in rows))


def enquiries(exhibition, table, key, column):
    rows = records.enquiries(exhibition)
    if table == "craft":
        return asked_for(exhibition, rows, key[0], column)
    if table == "city":
        found = [pk for pk, city in rows.order_by().values_list("pk", "city") if records.city_key(city) == key[0]]
        rows = rows.filter(pk__in=found)
    elif table in ("language", "way"):
        rows = rows.filter(**{"language" if table == "language" else "came_by": key[0]})
    return Behind("enquiry", rows.order_by("created_at", "pk"))


def asked_for(exhibition, rows, craft, column):
    lines = records.lines(exhibition)
    lines = (
        lines.filter(product__craft__slug=craft) if craft else lines.filter(Q(product=None) | Q(product__craft=None))
    )
    if column == "pieces":
        lines = lines.select_related("enquiry", "product", "exhibitor").order_by("enquiry__created_at", "pk")
        return Behind("line", lines, sum(each.quantity for each in lines))
    return Behind(
        "enquiry", rows.filter(Exists(lines.filter(enquiry=OuterRef("pk")).order_by())).order_by("created_at", "pk")
    )


def answers(exhibition, table, key, column):
    rows = records.threads(exhibition)
    moments = rows.order_by().values_list("pk", "opened_at", "answered_at")
    if key[0] == "median":
        found = [pk for pk, _opened, answered in moments if answered]
    else:
        found = [pk for pk, opened, answered in moments if soon(opened, answered) == key[0]]
    return Behind("thread", with_enquiry(rows.filter(pk__in=found)))


def quotations(exhibition, table, key, column):
    rows = records.quotations(exhibition).filter(shown=key[0], currency=key[-1])
    rows = rows.select_related("thread__enquiry", "thread__exhibitor").order_by("sent_at", "pk")
    if column == "amount":
        return Behind("quotation", rows, sum((each.total for each in rows), Decimal(0)), key[-1])
    return Behind("quotation", rows)


def orders(exhibition, table, key, column):
    source, currency = key[0], key[-1]
    if source == Sale.Channel.ORDER:
        return sales(exhibition, "channel", key, {"orders": "sales"}.get(column, column))
    rows = records.threads(exhibition).bought().filter(enquiry__came_by=source)
    rows = rows.filter(agreed_currency=currency) if currency else rows.filter(agreed=None)
    rows = with_enquiry(rows)
    if column == "amount":
        return Behind("thread", rows, sum((each.agreed for each in rows), Decimal(0)), currency)
    return Behind("thread", rows)


def with_enquiry(threads):
    return threads.select_related("enquiry", "exhibitor").order_by("opened_at", "pk")


def traders(exhibition, table, key, column):
    """Of each buyer the first letter."""
    first: dict = {}
    letters = records.traders(exhibition).order_by("created_at", "pk")
    for pk, *contact in letters.values_list("pk", "phone", "email", "code"):
        first.setdefault(records.buyer_key(*contact), pk)
    return Behind("enquiry", records.enquiries(exhibition).filter(pk__in=first.values()).order_by("created_at", "pk"))


def feedback(exhibition, table, key, column):
    rows = records.feedback(exhibition).select_related("participation__exhibitor", "participation__exhibition")
    return Behind("feedback", rows.order_by("participation__exhibitor__slug"))


def meetings(exhibition, table, key, column):
    rows = records.cooperation(exhibition).filter(**{"kind" if table == "kind" else "slug": key[0]})
    return Behind("record", rows.in_time())


FINDERS: dict[tuple[str, str], Callable] = {
    ("aims", "targets"): target,
    ("exhibitors", "who"): who,
    ("exhibitors", "craft"): by_craft,
    ("exhibitors", "county"): by_county,
    ("stands", "*"): stands,
    ("works", "*"): goods,
    ("sales", "*"): sales,
    ("visitors", "*"): visitors,
    ("enquiries", "answers"): answers,
    ("enquiries", "speed"): answers,
    ("enquiries", "*"): enquiries,
    ("quotations", "*"): quotations,
    ("orders", "*"): orders,
    ("traders", "*"): traders,
    ("satisfaction", "*"): feedback,
    ("meetings", "*"): meetings,
}
