"""Numbers of many exhibitions beside each other: of all that took part, of one craft, or of one exhibitor."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from cooperation.report import money
from cooperation.report.tallies import count, tally
from enquiries.models import Enquiry, Line, Thread
from enquiries.querysets import IS_ORDER
from events.models import VisitorCount
from exhibitors.models import Participation
from exhibitors.states import SHOWN, ParticipationState
from products.models import Exhibit, Sale


@dataclass
class Edition:
    """One exhibition; None where nothing of the kind was recorded."""

    exhibition: object
    applications: int | None = None
    exhibitors: int | None = None
    women: int | None = None
    brought: int | None = None
    sold: int | None = None
    visitors: int | None = None
    enquiries: int | None = None
    answers_owed: int | None = None
    answered_in_time: int | None = None
    orders: int | None = None
    sales: list = field(default_factory=list)  # [(amount, currency, unit)]


def editions(exhibitions, *, craft=None, exhibitor=None):
    """[Edition] of ``exhibitions`` (a list), in its order (1 query)."""
    found = {each.pk: Edition(each) for each in exhibitions}
    counted = count(*tallies(list(found), craft, exhibitor)) if found else {}

    def fill(name, *columns):
        for row in counted.get(name, ()):
            for column, number in zip(columns, row.numbers, strict=False):
                setattr(found[int(row.keys[0])], column, number or None)

    fill("participations", "applications", "exhibitors", "women")
    fill("exhibits", "brought", "sold")
    fill("visitors", "visitors")
    fill("enquiries", "enquiries")
    fill("threads", "answers_owed", "answered_in_time", "orders")
    for number, sums in sums_by_exhibition(counted.get("sales", ())).items():
        found[number].sales = sums
    return list(found.values())


def tallies(numbers, craft, exhibitor):
    """The queries, by the number of the exhibition."""
    place = Q(state__in=SHOWN)
    people = Participation.objects.filter(exhibition__in=numbers).exclude(state=ParticipationState.DRAFT)
    goods = Exhibit.objects.filter(participation__exhibition__in=numbers)
    sold = Sale.objects.standing().filter(participation__exhibition__in=numbers)
    letters = Enquiry.objects.real().filter(exhibition__in=numbers)
    threads = Thread.objects.real().filter(enquiry__exhibition__in=numbers)
    visitors = VisitorCount.objects.filter(exhibition__in=numbers)
    if craft:
        people = people.filter(Q(craft=craft) | Q(craft=None, exhibitor__crafts=craft))
        goods, sold = goods.filter(product__craft=craft), sold.filter(product__craft=craft)
        letters = letters.filter(pk__in=lines_of(craft).values("enquiry"))
        threads = threads.filter(pk__in=lines_of(craft).values("thread"))
    if exhibitor:
        people, goods = people.filter(exhibitor=exhibitor), goods.filter(participation__exhibitor=exhibitor)
        sold, threads = sold.filter(participation__exhibitor=exhibitor), threads.filter(exhibitor=exhibitor)
        letters = letters.filter(pk__in=Thread.objects.filter(exhibitor=exhibitor).order_by().values("enquiry"))
    if craft or exhibitor:
        # Nobody counts visitors by craft or maker.
        visitors = visitors.none()
    came = Count("pk", filter=place, distinct=True)
    women = Count("pk", filter=place & Q(exhibitor__gender="woman"), distinct=True)
    in_time = Count("pk", filter=Q(answered_at__lte=F("due_at")))
    ordered = Count("pk", filter=IS_ORDER)
    owed = Count("pk", filter=Q(due_at__isnull=False))
    return [
        tally("participations", people, ["exhibition"], [Count("pk", distinct=True), came, women]),
        tally("exhibits", goods.with_account(), ["participation__exhibition"], [Sum("quantity"), Sum("sold")]),
        tally("visitors", visitors, ["exhibition"], [Sum("count")]),
        tally("enquiries", letters, ["exhibition"], [Count("pk")]),
        tally("threads", threads, ["enquiry__exhibition"], [owed, in_time, ordered]),
        tally("sales", sold, ["participation__exhibition", "price_unit"], [Sum("amount")]),
    ]


def lines_of(craft):
    return Line.objects.filter(product__craft=craft).order_by()


def sums_by_exhibition(rows):
    """{number of the exhibition: [(amount, currency, unit)]}: currencies by themselves."""
    sums, units = defaultdict(lambda: defaultdict(Decimal)), defaultdict(set)
    for row in rows:
        number, unit = int(row.keys[0]), row.keys[1]
        units[number].add(unit)
        sums[number][money.currency_of(unit)] += row.numbers[0]
    return {
        number: [
            (amount, currency, money.units(units[number])[currency]) for currency, amount in sorted(amounts.items())
        ]
        for number, amounts in sums.items()
    }
