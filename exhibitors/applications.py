"""The office's list of applications: what it is narrowed by, and in which order."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exhibitors.models import ContactPoint, Exhibitor, Participation
from exhibitors.states import ParticipationState
from lib.codes import read
from lib.numbers import row_number
from lib.phones import possible_phones

S = ParticipationState
WAITING = S.SUBMITTED
ALL = "all"
PAGE = 50
# The chips above the list, in this order.
CHIPS = [
    (WAITING, _("Waiting for a decision")),
    (S.DRAFT, _("Not sent, or given back")),
    (S.RESERVE, _("Waiting list")),
    (S.ACCEPTED, _("Accepted")),
    (S.CONFIRMED, _("Confirmed")),
    (S.REJECTED, _("Rejected")),
    (S.WITHDRAWN, _("Withdrawn")),
    (S.DECLINED, _("Declined")),
    (ALL, pgettext_lazy("applications", "All")),
]


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed by, read from a query string; what is unknown there is left out."""

    words: str = ""
    state: str = WAITING
    exhibition: str = ""
    craft: str = ""
    county: str = ""
    is_double: bool = False
    is_entered: bool = False
    after: tuple[datetime | None, int] | None = field(default=None, compare=False)

    @classmethod
    def of(cls, query):
        state = query.get("state", WAITING)
        return cls(
            words=query.get("q", "").replace("\x00", "").strip()[:100],
            state=state if state in S.values or state == ALL else WAITING,
            exhibition=slug(query.get("exhibition", "")),
            craft=slug(query.get("craft", "")),
            county=slug(query.get("county", "")),
            is_double="double" in query,
            is_entered="entered" in query,
            after=read_after(query.get("after", "")),
        )

    @property
    def is_narrowed(self):
        return any((self.words, self.exhibition, self.craft, self.county, self.is_double, self.is_entered))

    @property
    def has_moments(self):
        """Whether the rows are in the order in which they were sent; others are in that in which they were begun."""
        return self.state not in (ALL, S.DRAFT)

    def query(self, **changed):
        """The same as the parts of a query string, with some changed."""
        parts = {
            "q": self.words,
            "state": "" if self.state == WAITING else self.state,
            "exhibition": self.exhibition,
            "craft": self.craft,
            "county": self.county,
            "double": "1" if self.is_double else "",
            "entered": "1" if self.is_entered else "",
        } | changed
        return {name: value for name, value in parts.items() if value}


def slug(text):
    return text if len(text) <= 60 and text.isascii() and "\x00" not in text else ""


def read_after(text):
    """ "2026-11-29T10:00:00+00:00_17": the last row of the page before; None when it is none."""
    moment, _line, number = text.rpartition("_")
    pk = row_number(number)
    if pk is None:
        return None
    try:
        return (parse_datetime(moment) if moment else None, pk)
    except ValueError:
        return None


def written_after(row):
    return f"{row.submitted_at.isoformat() if row.submitted_at else ''}_{row.pk}"


def narrowed(rows, asked, *, doubles=None):
    """Those of ``rows`` that were asked for; ``doubles`` the numbers of those that are suspected."""
    if asked.state != ALL:
        rows = rows.filter(state=asked.state)
    if asked.exhibition:
        rows = rows.filter(exhibition__slug=asked.exhibition)
    if asked.craft:
        rows = rows.filter(craft__slug=asked.craft)
    if asked.county:
        rows = rows.filter(exhibitor__place__slug=asked.county)
    if asked.is_entered:
        rows = rows.filter(entered_by__isnull=False)
    if doubles is not None and asked.is_double:
        rows = rows.filter(pk__in=doubles)
    return found(rows, asked.words) if asked.words else rows


def found(rows, words):
    """By code, by phone in any digits, or by the folded words of the exhibitor."""
    try:
        return rows.filter(Q(code=read(words)) | Q(exhibitor__code=read(words)))
    except ValueError:
        pass
    makers = Q(exhibitor__in=Exhibitor.objects.matching(words).values("pk"))
    if phones := possible_phones(words, ("IR", "IQ")):
        points = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE, value__in=phones)
        makers |= Q(exhibitor__in=points.values("exhibitor"))
    return rows.filter(makers)


def in_order(rows, asked):
    """What waits longest first, from where the page before ended."""
    if not asked.has_moments:
        rows = rows.order_by("-pk")
        return rows.filter(pk__lt=asked.after[1]) if asked.after else rows
    # As each database orders them by itself, so that it may go along its index.
    first = connection.features.order_by_nulls_first
    rows = rows.order_by("submitted_at", "pk")
    if not asked.after:
        return rows
    moment, number = asked.after
    without = Q(submitted_at=None)
    if moment is None:
        later = without & Q(pk__gt=number)
        return rows.filter(later | ~without if first else later)
    if first:
        rows = rows.filter(submitted_at__gte=moment)
    later = Q(submitted_at__gt=moment) | Q(submitted_at=moment, pk__gt=number)
    return rows.filter(later if first else later | without)


def for_list(rows):
    """Load what a row shows: exhibitor, county, craft, exhibition, who entered it (no further query)."""
    wide = ("exhibitor__search_text", "exhibition__summary", "exhibition__notice")
    rows = rows.select_related("exhibitor__place", "craft", "exhibition", "entered_by")
    return rows.defer(*wide)


def earlier_turns(participation):
    """Where the exhibitor took part, or was accepted, before, the newest first (1 query)."""
    rows = Participation.objects.filter(exhibitor=participation.exhibitor_id, state__in=(S.ACCEPTED, S.CONFIRMED))
    return rows.exclude(pk=participation.pk).select_related("exhibition").order_by("-exhibition__starts_on", "pk")
