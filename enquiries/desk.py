"""The officials' desk: which threads are asked for, in which order, and what the ordered ones come to.

Repeated values of one name widen, different names narrow; unknown ones are ignored. A page is found by where the last
one ended, never by counting, so the thousandth costs what the first does.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import CharField, Count, Exists, OuterRef, Prefetch, Q, Sum, Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from enquiries.emails import handlers_of
from enquiries.forms.asking import COUNTRIES
from enquiries.models import Enquiry, Line, Thread
from enquiries.querysets import HANDLERS
from enquiries.states import RANKS, EnquiryState, Outcome, ThreadState, WaitsFor
from events.models import Exhibition, Role
from exhibitors.models import Exhibitor, Participation
from lib import codes
from lib.dates import ILAM, parse_date
from lib.languages import CODES
from lib.numbers import row_number
from vocabulary.models import Craft

PAGE = 50
MOST_VALUES = 20
LONGEST_WORDS = 100
LISTS = ("exhibition", "craft", "exhibitor", "country", "came_by", "state", "waits")
NAMES = [f"name_{code}" for code in CODES]


@dataclass
class Asked:
    """What the address of the desk asks for; ``read`` makes one of any query string and never fails."""

    exhibition: list = field(default_factory=list)
    craft: list = field(default_factory=list)
    exhibitor: list = field(default_factory=list)
    country: list = field(default_factory=list)
    came_by: list = field(default_factory=list)
    state: list = field(default_factory=list)
    waits: list = field(default_factory=list)
    is_overdue: bool = False
    is_mine: bool = False
    is_nobodys: bool = False
    is_held: bool = False
    since: date | None = None
    until: date | None = None
    words: str = ""
    after: tuple | None = None

    @classmethod
    def read(cls, query):
        def several(name, known=None):
            values = dict.fromkeys(value for value in query.getlist(name) if value and "\x00" not in value)
            return [value[:LONGEST_WORDS] for value in values if known is None or value in known][:MOST_VALUES]

        return cls(
            exhibition=several("exhibition"),
            craft=several("craft"),
            exhibitor=several("exhibitor"),
            country=several("country", dict(COUNTRIES)),
            came_by=several("came_by", Enquiry.CameBy.values),
            state=several("state", ThreadState.values),
            waits=several("waits", WaitsFor.values),
            is_overdue=query.get("overdue") == "1",
            is_mine=query.get("mine") == "1",
            is_nobodys=query.get("nobodys") == "1",
            is_held=query.get("held") == "1" or query.get("state") == EnquiryState.SPAM,
            since=read_day(query.get("since", "")),
            until=read_day(query.get("until", "")),
            words=" ".join(query.get("q", "").replace("\x00", "").split())[:LONGEST_WORDS],
            after=read_place(query.get("after", "")),
        )

    @property
    def is_narrowed(self):
        return (
            any(getattr(self, name) for name in LISTS)
            or self.is_overdue
            or self.is_mine
            or self.is_nobodys
            or bool(self.since or self.until or self.words)
        )

    def address(self, **changed):
        """The query string that asks for this with ``changed`` values; paging starts anew unless given."""
        query = QueryDict(mutable=True)
        for name in LISTS:
            query.setlist(name, changed.pop(name, getattr(self, name)))
        flags = {"overdue": self.is_overdue, "mine": self.is_mine, "nobodys": self.is_nobodys, "held": self.is_held}
        days = {"since": self.since, "until": self.until}
        plain = {name: "1" for name, is_set in flags.items() if is_set}
        plain |= {name: day.isoformat() for name, day in days.items() if day}
        plain |= ({"q": self.words} if self.words else {}) | changed
        for name, value in plain.items():
            if value:
                query[name] = value
        return query.urlencode()

    def narrow(self, threads, user):
        """Those of ``threads`` that are asked for; letters held back are never among them."""
        threads = threads.exclude(enquiry__state=EnquiryState.SPAM)
        columns = {
            "enquiry__exhibition__slug__in": self.exhibition,
            "exhibitor__slug__in": self.exhibitor,
            "enquiry__country__in": self.country,
            "enquiry__came_by__in": self.came_by,
            "state__in": self.state,
            "waits_for__in": self.waits,
        }
        threads = threads.filter(**{column: values for column, values in columns.items() if values})
        if self.craft:
            lines = Line.objects.filter(thread=OuterRef("pk"), product__craft__slug__in=self.craft).order_by()
            threads = threads.filter(Exists(lines))
        if self.is_overdue:
            threads = threads.overdue()
        if self.is_mine:
            threads = threads.filter(assigned_to=user)
        if self.is_nobodys:
            threads = threads.filter(assigned_to=None).exclude(state=ThreadState.CLOSED)
        if self.since:
            threads = threads.filter(opened_at__gte=begin_of(self.since))
        if self.until:
            threads = threads.filter(opened_at__lt=begin_of(self.until + timedelta(days=1)))
        return threads.filter(self.said_words()) if self.words else threads

    def said_words(self):
        """What was typed is a code, in any digits and grouping, or part of a buyer's name or contact."""
        try:
            return Q(enquiry__code=codes.read(self.words))
        except ValueError:
            pass
        columns = ("name", "phone", "email", "city")
        found = Q()
        for column in columns:
            found |= Q(**{f"enquiry__{column}__icontains": self.words})
        return found


def read_day(text):
    try:
        return parse_date(text[:40]) if text else None
    except (ValueError, OverflowError):
        return None


def begin_of(day):
    return datetime.combine(day, time.min, tzinfo=ILAM)


def read_place(text):
    """(side, moment, number) where a page ended, or None."""
    side, _first, rest = text[:100].partition("~")
    moment, _second, number = rest.partition("~")
    try:
        moment = parse_datetime(moment)
        # Where the hours of a zone lead beyond the first or the last day there is, no page ended.
        moment = moment and timezone.is_aware(moment) and moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    number = row_number(number)
    if side not in WaitsFor.values or number is None or not moment:
        return None
    return side, moment, number


def place_of(thread):
    return f"{thread.waits_for}~{thread.waits_since.isoformat()}~{thread.pk}"


def page_of(threads, after=None):
    """(rows, place of the next page or ""): by who waits and since when, from ``after`` on (3 queries with their lines).

    The database walks one index for each side and stops when the page is full. The rows are then asked for by their
    numbers: PostgreSQL would hold a nested question against every thread there is.
    """
    sides = []
    for side in WaitsFor:
        rows = threads.filter(waits_for=side)
        if after:
            if RANKS[side] < RANKS[after[0]]:
                continue
            if side == after[0]:
                _side, moment, number = after
                rows = rows.filter(Q(waits_since__gt=moment) | Q(waits_since=moment, pk__gt=number))
        first = rows.order_by("waits_since", "pk").values("pk")[: PAGE + 1]
        sides.append(Thread.objects.filter(pk__in=first).order_by().values_list("pk", "waits_for", "waits_since"))
    found = sides[0].union(*sides[1:], all=True)
    page = sorted(found, key=lambda row: (RANKS[WaitsFor(row[1])], row[2], row[0]))[: PAGE + 1]
    rows = list(Thread.objects.filter(pk__in=[number for number, *_place in page]).by_who_waits().for_inbox())
    return rows[:PAGE], place_of(rows[PAGE - 1]) if len(rows) > PAGE else ""


def choices(user):
    """What the filters offer this official, and how many letters are held: ({facet: [(slug, names)]}, number); 1 query."""

    def rows(facet, queryset):
        return queryset.rewrite(False).order_by().values_list(Value(facet), "slug", *NAMES)

    threads = Thread.objects.filter(exhibitor=OuterRef("pk")).order_by()
    held = Enquiry.objects.overseen_by(user).filter(state=EnquiryState.SPAM).order_by().values("state")
    number = Cast(Count("pk"), CharField(max_length=60))
    held = held.annotate(number=number).values_list(Value("held"), "number", *[Value("")] * len(NAMES))
    exhibitors = Exhibitor.objects.overseen_by(user).filter(Exists(threads))
    found = rows("exhibition", Exhibition.objects.overseen_by(user)).union(
        rows("craft", Craft.objects.filter(is_craft=True)), rows("exhibitor", exhibitors), held, all=True
    )
    offered = {"exhibition": [], "craft": [], "exhibitor": []}
    held_number = 0
    for facet, slug, *names in found:
        if facet == "held":
            held_number = int(slug)
        else:
            offered[facet].append((slug, dict(zip(CODES, names, strict=True))))
    return offered, held_number


def carers(enquiry, threads):
    """{number of a thread: the accounts that may care for it}: ``handlers_of_thread`` of a whole page (3 queries)."""
    roles = Prefetch("roles", Role.objects.filter(kind__in=HANDLERS))
    people = list(handlers_of(enquiry).order_by("name", "pk").prefetch_related(roles))
    makers = [thread.exhibitor_id for thread in threads if thread.exhibitor_id]
    shown = Participation.objects.filter(exhibitor__in=makers).order_by()
    places = set(shown.values_list("exhibitor_id", "exhibition_id"))

    def handles(role, thread):
        everywhere, here = role.exhibition_id is None, role.exhibition_id == enquiry.exhibition_id
        return everywhere or here or (thread.exhibitor_id, role.exhibition_id) in places

    return {
        thread.pk: [each for each in people if any(handles(role, thread) for role in each.roles.all())]
        for thread in threads
    }


def totals(threads):
    """[(currency, number of orders, sum)] of the closed ones that ended in an order; no currency is added to another."""
    ordered = threads.filter(state=ThreadState.CLOSED, outcome=Outcome.ORDERED).order_by()
    return list(ordered.values_list("currency").annotate(Count("pk"), Sum("value")).order_by("currency"))
