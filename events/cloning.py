"""An exhibition made after another one, with everything shifted by the days between their first days."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from events.actions import propose_slug
from events.models import VENUE_ZONE, Certainty, Exhibition, stand_code
from events.signals import cloned
from events.states import Publication, Status
from lib.languages import CODES

WEEK = timedelta(days=7)
YEAR = 52 * WEEK  # so that the weekday stays


@dataclass(frozen=True)
class Shift:
    """By how much everything moves; the copies of apps above go by it."""

    days: timedelta

    def day(self, day):
        return day and day + self.days

    def moment(self, moment):
        return moment and moment + self.days


def first_day(exhibition) -> date | None:
    """The day the others are counted from: the first one, or the latest it can have been."""
    return exhibition.starts_on or exhibition.starts_by or exhibition.ends_on


def shift_to(source, starts_on):
    """From ``source`` to an exhibition that begins on ``starts_on``; nothing where it had no day."""
    base = first_day(source)
    return Shift(starts_on - base if base else timedelta(0))


def last_day(source, shift):
    return shift.day(source.ends_on)


def proposed_first_day(source, today=None):
    """The next day on the weekday of ``source`` that is still to come: a week later for a market, else a year."""
    today = today or timezone.localdate(timezone=VENUE_ZONE)
    base = first_day(source)
    if base is None:
        return None
    step = WEEK if source.kind == Exhibition.Kind.WEEKLY_MARKET else YEAR
    return next_after(base + step, step, today)


def next_after(day, step, today):
    """``day``, or the first after so many steps that is not over ``today``."""
    late = max((today - day).days, 0)
    return day + step * -(-late // step.days)


def snapped(day, weekday):
    """The day nearest to ``day`` that is this ``weekday`` (Monday is 0)."""
    away = (weekday - day.weekday()) % 7
    return day + timedelta(days=away if away <= 3 else away - 7)


@transaction.atomic
def clone_exhibition(source, *, starts_on, actor, status=Status.IDEA, texts=None):
    """A new exhibition like ``source`` from ``starts_on`` on: venues, halls, stands with codes of their own, gates,
    organisers, programme, crafts, texts and contact. It is not public, nobody takes part, nothing was said about it.

    ``texts`` ({"name_fa": …}) stand for those of ``source``.
    """
    # Locked, so that two made at once find different addresses.
    source = Exhibition.objects.select_for_update().get(pk=source.pk)
    shift = shift_to(source, starts_on)
    exhibition = make_row(source, shift, starts_on, status, texts or {})
    exhibition.crafts.set(source.crafts.all())
    venues = {row.pk: copied(row, exhibition=exhibition) for row in source.venues.all()}
    for hall in source.halls.prefetch_related("stands"):
        stands = list(hall.stands.all())
        made = copied(hall, exhibition=exhibition, venue=venues.get(hall.venue_id))
        for stand in stands:
            copied(stand, hall=made, public_code=stand_code())
    for gate in source.gates.all():
        copied(gate, exhibition=exhibition, is_sample=exhibition.is_sample)
    for organiser in source.organisers.all():
        copied(organiser, exhibition=exhibition)
    for item in source.programme.all():
        copied(item, exhibition=exhibition, day=shift.day(item.day))
    cloned.send(Exhibition, source=source, exhibition=exhibition, shift=shift, actor=actor)
    return exhibition


def make_row(source, shift, starts_on, status, texts):
    ends_on = last_day(source, shift)
    changes = {
        "starts_on": starts_on,
        "starts_certainty": Certainty.EXACT,
        "starts_by": None,
        "ends_on": ends_on,
        "ends_certainty": Certainty.EXACT if ends_on else Certainty.UNKNOWN,
        "ends_by": None,
        "status": status,
        "publication": Publication.DRAFT,
        "published_at": None,
        "follows_id": source.pk,
        "sequence": 0,
        "shared_with_host": [],
        "created_at": timezone.now(),
        **{f"notice_{code}": "" for code in CODES},
        **texts,
    }
    row = Exhibition.objects.get(pk=source.pk)
    for name, value in changes.items():
        setattr(row, name, value)
    places = [venue.place.slug for venue in source.venues.select_related("place")]
    return copied(row, slug=propose_slug(row, places))


def copied(row, **changes):
    """Another row like this one, its texts in all languages with it."""
    row.pk, row._state.adding = None, True
    vars(row).pop("_prefetched_objects_cache", None)  # of the old row
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    return row
