"""Steps that add counts. The exhibition's row is held meanwhile: closed books stay, and no sum falls below nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.books import BooksClosed, hold_books
from events.models import VisitorCount
from lib.dates import format_date
from lib.numbers import number_words


class NotCounted(Exception):
    """Refused with a sentence, about the ``field`` of a form if it is about one; nothing was changed."""

    def __init__(self, sentence, field=None):
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Tap:
    """What was tapped at a gate (its number, None without gates) at a moment."""

    key: UUID
    gate: int | None
    count: int
    moment: datetime


def problem_of_day(exhibition, day):
    """Why nobody was counted there on that day; nothing when somebody can have been."""
    first, last, language = exhibition.starts_on, exhibition.ends_on or exhibition.ends_by, get_language() or "fa"
    if day > exhibition.today:
        return _("This day has not come yet.")
    if first and day < first:
        return _("The exhibition begins only on {day}.").format(day=format_date(first, language))
    if last and day > last:
        return _("The exhibition ended on {day}.").format(day=format_date(last, language))
    return ""


@transaction.atomic
def take_taps(exhibition, taps, *, actor):
    """Add what was tapped: ({keys that count by now}, {key: why it does not}).

    A key that came before counts once. More is never taken back than was counted at that gate in that hour.
    """
    closed = ""
    try:
        exhibition = hold_books(exhibition.pk)
    except BooksClosed as refusal:
        closed = str(refusal)
    known = set(VisitorCount.objects.filter(key__in=[tap.key for tap in taps]).values_list("key", flat=True))
    fresh = {tap.key: tap for tap in sorted(taps, key=lambda tap: tap.moment) if tap.key not in known}
    if closed or not fresh:
        return known, dict.fromkeys(fresh, closed)
    places = {key: cell_of(exhibition, tap) for key, tap in fresh.items()}
    days = {day for _gate, day, _hour in places.values()}
    sums = VisitorCount.objects.at(exhibition).filter(day__in=days).by_cell()
    gates = {None, *exhibition.gates.values_list("pk", flat=True)}
    refused, rows = {}, []
    for key, tap in fresh.items():
        cell = places[key]
        total = sums.get(cell, 0) + tap.count
        if why := problem_of_tap(exhibition, cell, is_known_gate=tap.gate in gates, total=total):
            refused[key] = why
            continue
        sums[cell] = total
        rows.append(row_of(exhibition, cell, tap, actor))
    # Taps say themselves who made them and when; the audit trail holds what is entered and corrected by hand.
    VisitorCount.objects.bulk_create(rows)
    return known | {row.key for row in rows}, refused


def cell_of(exhibition, tap):
    """(gate, day, hour) by the clocks of the venue."""
    there = tap.moment.astimezone(exhibition.timezone)
    return tap.gate, there.date(), there.hour


def problem_of_tap(exhibition, cell, *, is_known_gate, total):
    if not is_known_gate:
        return _("This gate was taken away.")
    if total < 0:
        return _("More was taken back than was counted in that hour.")
    return problem_of_day(exhibition, cell[1])


def row_of(exhibition, cell, tap, actor):
    gate, day, hour = cell
    return VisitorCount(
        exhibition=exhibition,
        gate_id=gate,
        day=day,
        hour=hour,
        count=tap.count,
        note="" if tap.count > 0 else _("Tapped once too often"),
        key=tap.key,
        counted_by=actor,
        counted_at=tap.moment,
        is_sample=exhibition.is_sample,
    )


@transaction.atomic
def enter_count(exhibition, *, gate, day, hour, count, key, actor):
    """Add what was counted elsewhere, for what nobody has counted here. Raises BooksClosed, NotCounted."""
    exhibition = begin(exhibition, day)
    if VisitorCount.objects.filter(key=key).exists():
        return
    if held := VisitorCount.objects.at(exhibition).overlapping(gate, day, hour).total():
        sentence = _("{number} were counted then already. Correct that count if it is wrong.")
        raise NotCounted(sentence.format(number=number_words(held)), "day")
    add(exhibition, gate=gate, day=day, hour=hour, count=count, note="", key=key, actor=actor)


@transaction.atomic
def correct_count(exhibition, *, gate, day, hour, count, note, key, actor):
    """Add ``count`` (below nothing: take it off) to what was counted. Raises BooksClosed, NotCounted."""
    exhibition = begin(exhibition, day)
    if VisitorCount.objects.filter(key=key).exists():
        return
    held = VisitorCount.objects.at(exhibition).filter(gate=gate, day=day, hour=hour).total()
    if held + count < 0:
        sentence = _("Only {number} were counted then: no more can be taken off.")
        raise NotCounted(sentence.format(number=number_words(held)), "count")
    add(exhibition, gate=gate, day=day, hour=hour, count=count, note=note, key=key, actor=actor)


def begin(exhibition, day):
    """The exhibition, held. Raises BooksClosed, and NotCounted for a day on which it was not open."""
    exhibition = hold_books(exhibition.pk)
    if problem := problem_of_day(exhibition, day):
        raise NotCounted(problem, "day")
    return exhibition


def add(exhibition, *, actor, **values):
    VisitorCount.objects.create(exhibition=exhibition, counted_by=actor, is_sample=exhibition.is_sample, **values)
