"""Where somebody stood who scanned a printed code: an exhibition, perhaps a stand of it.

It travels in addresses (``?exhibition=kut-2025-10&stand=S…``) and on the visitor's own device, never in a cookie, so
that public pages stay the same bytes for everybody.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import F, Q
from django.utils import timezone

from events.models import VENUE_ZONE, Exhibition, Stand
from exhibitors.models import Allocation, Participation
from lib import codes

SLUG = re.compile(r"[a-z0-9-]{1,60}", re.ASCII)


@dataclass(frozen=True)
class Visit:
    exhibition: Exhibition
    stand: Stand | None = None

    @property
    def query(self):
        """The part of an address that tells of it."""
        told = {"exhibition": self.exhibition.slug}
        return urlencode(told | {"stand": self.stand.public_code} if self.stand else told)


def read_visit(asked):
    """The visit that ``asked`` (a query or a form) tells of; None unless it is at a public exhibition.

    A stand of another exhibition is left out (1 query without any stand, 2 with one, none without both).
    """
    exhibition = find_exhibition(asked.get("exhibition", ""))
    return exhibition and Visit(exhibition, find_stand(asked.get("stand", ""), exhibition))


def visit_at(text):
    """The visit that a printed address names by the code of a stand, or by the slug of an exhibition; or None."""
    if stand := find_stand(text):
        return Visit(stand.hall.exhibition, stand)
    exhibition = find_exhibition(text)
    return exhibition and Visit(exhibition)


def find_exhibition(text):
    return Exhibition.objects.published().filter(slug=text).first() if SLUG.fullmatch(text) else None


def find_stand(text, exhibition=None):
    """The stand of that printed code, of this ``exhibition`` or else of any public one."""
    try:
        code = codes.read(text[:40])
    except ValueError:
        return None
    exhibitions = [exhibition] if exhibition else Exhibition.objects.published()
    stands = Stand.objects.filter(public_code=code, hall__exhibition__in=exhibitions)
    return stands.select_related("hall__exhibition").first()


def running_visit(participations):
    """The visit of whoever meets one of these ``participations`` today; None unless one exhibition alone runs.

    The stand is told only where there is one: a code cannot know at which of two it hangs.
    """
    rows = participations.shown().select_related("exhibition").distinct()
    running = [row for row in rows if row.exhibition.phase() == "running"]
    if len({row.exhibition_id for row in running}) != 1:
        return None
    stands = {each.stand for each in standing_today().filter(participation__in=running).select_related("stand")}
    return Visit(running[0].exhibition, stands.pop() if len(stands) == 1 else None)


def standing_today():
    """Firm allocations that count today."""
    today = timezone.localdate(timezone=VENUE_ZONE)
    begun, not_over = Q(starts_on=None) | Q(starts_on__lte=today), Q(ends_on=None) | Q(ends_on__gte=today)
    return Allocation.objects.filter(begun, not_over, is_firm=True)


def exhibitors_at(stand):
    """The public exhibitors who stand there: today, or, when nobody does, at any time; by name of their address."""
    firm = Allocation.objects.filter(stand=stand, is_firm=True, participation__in=Participation.objects.shown())
    for allocations in (firm.filter(pk__in=standing_today()), firm):
        rows = allocations.order_by(F("starts_on").asc(nulls_first=True), "participation__exhibitor__slug")
        found = [each.participation.exhibitor for each in rows.select_related("participation__exhibitor")]
        if found:
            return list(dict.fromkeys(found))
    return []
