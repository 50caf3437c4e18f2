"""Cancelling, postponing and moving an exhibition: what depends on the old days or place is settled one by one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from events.models import Certainty, Exhibition, Venue
from events.signals import rescheduled, rescheduling
from events.states import FINISHED, STATUS_MOVES, Status
from lib.dates import DASH, format_two_calendars, format_weekday
from lib.languages import CODES, pick
from lib.states import move, moved
from vocabulary.models import Place

CANCELLED, POSTPONED, MOVED = "cancelled", "postponed", "moved"
KINDS = (CANCELLED, POSTPONED, MOVED)
# Whoever is done with one, or has called it off, has nothing left to change.
INFORMATION = "known"


class ChangedMeanwhile(Exception):
    """Somebody else changed days, place or status since the page was shown; nothing was done."""


class Unsettled(Exception):
    """Something has no answer yet: ``keys``; nothing was done."""

    def __init__(self, keys):
        self.keys = keys
        super().__init__(_("Something is not settled yet."))


@dataclass(frozen=True)
class Change:
    """What shall become of an exhibition; the days are the new ones, the same as before when it only moves."""

    exhibition: Exhibition
    kind: str  # cancelled, postponed or moved
    starts_on: date | None = None
    ends_on: date | None = None
    # Where it is held instead: the venue that goes, where to, and {"name_fa": …, "address_fa": …}.
    venue: Venue | None = None
    place: Place | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    # Why, in the words of the office; whoever takes part reads it.
    reason: str = ""

    @property
    def shift(self):
        """From the old first day to the new one; None when one of them is not known, or when it is cancelled."""
        if self.kind == CANCELLED or not (self.starts_on and self.exhibition.starts_on):
            return None
        return self.starts_on - self.exhibition.starts_on

    @property
    def has_new_days(self):
        now = (self.exhibition.starts_on, self.exhibition.ends_on)
        return self.kind != CANCELLED and (self.starts_on, self.ends_on) != now

    def name_of_place(self, language):
        """Name and place of the new venue, as one line; called in that language."""
        texts = {code: self.texts.get(f"name_{code}") or "" for code in CODES}
        place = {code: getattr(self.place, f"name_{code}") or "" for code in CODES} if self.place else {}
        return pgettext("list", ", ").join(filter(None, [pick(texts, language)[0], pick(place, language)[0]]))


@dataclass(frozen=True)
class Dependent:
    """Something that hangs on the old day or place, with the answers an official may give; ``settle(answer, actor)`` does
    what was answered, in the transaction of the change. With one answer only there is nothing to decide: it is told."""

    key: str
    what: Any
    answers: tuple[tuple[str, Any], ...]
    default: str
    settle: Callable
    # More about it, such as the messages that would go; markup that is safe.
    detail: Any = ""

    @property
    def is_information(self):
        return len(self.answers) == 1


def tell(key, what, follows):
    """A row about something that follows by itself."""
    return Dependent(key, what, ((INFORMATION, follows),), INFORMATION, settle=lambda answer, actor: None)


def possible_kinds(exhibition):
    """What may become of it from where it stands."""
    if exhibition.status in FINISHED:
        return []
    onwards = {exhibition.status, *STATUS_MOVES[exhibition.status]}
    allowed = {CANCELLED: Status.CANCELLED in onwards, POSTPONED: True, MOVED: Status.MOVED in onwards}
    return [kind for kind in KINDS if allowed[kind]]


def mark_of(exhibition):
    """Tells whether days, status or place were changed since."""
    return f"{exhibition.status}.{exhibition.sequence}.{exhibition.starts_on}.{exhibition.ends_on}"


def dependents(change):
    """Everything that must be settled first, of this app and of those above."""
    found = [row for _receiver, found in rescheduling.send(Exhibition, change=change) for row in found or ()]
    return [*of_programme(change), *found, *of_calendars(change)]


def of_programme(change):
    for item in change.exhibition.programme.all():
        old = day_words(item.day)
        answers = [("keep", _("Leave it on {day}").format(day=old)), ("remove", _("Remove it"))]
        default = "keep"
        if change.shift:
            new = day_words(item.day + change.shift)
            answers.insert(0, ("shift", _("Move it to {day}").format(day=new)))
            default = "shift"
        if change.kind == MOVED and item.location:
            answers.insert(-1, ("no_place", _("Leave it, without the place it names")))
        if change.kind == MOVED and not change.has_new_days and not item.location:
            continue
        what = _("Programme: {title}, {day}").format(title=item, day=old)
        if item.location:
            what = _("Programme: {title}, {day}, {place}").format(title=item, day=old, place=item.location)
        yield Dependent(f"programme-{item.pk}", what, tuple(answers), default, partial(settle_item, item, change.shift))


def settle_item(item, shift, answer, actor):
    if answer == "remove":
        item.delete()
        return
    if answer == "shift":
        item.day += shift
    if answer == "no_place":
        for code in CODES:
            setattr(item, f"location_{code}", "")
    item.save()


def of_calendars(change):
    if change.exhibition.starts_on:
        follows = (
            _("They say that it is cancelled, with the next number; whoever subscribed sees it.")
            if change.kind == CANCELLED
            else _("They follow by themselves, with the next number; whoever subscribed sees it.")
        )
        yield tell("calendars", _("Calendar files"), follows)


def day_words(day):
    language = get_language() or "fa"
    return f"{format_weekday(day, language)} {format_two_calendars(day, None, language)}"


def proposed_notice(change, language):
    """One or two sentences for the public page and for those who take part."""
    with override(language):
        sentences = []
        if change.kind == CANCELLED:
            return _("This exhibition does not take place.")
        if change.kind == MOVED:
            place = change.name_of_place(language)
            # Translators: {place} is the new venue with its town.
            sentences.append(_("This exhibition is held at another place: {place}.").format(place=place))
        if change.has_new_days and change.starts_on:
            days = format_two_calendars(change.starts_on, change.ends_on, language)
            # Translators: {days} is the new day or days, in two calendars.
            sentences.append(_("This exhibition has new days: {days}.").format(days=days))
        return " ".join(sentences)


@transaction.atomic
def reschedule(change, answers, *, notice, actor, reason, seen=None):
    """Cancel, postpone or move, and settle everything that depends on it by ``answers`` ({key: answer}).

    ``notice`` is {language: text} for the public page, ``seen`` what ``mark_of`` said when the page was shown. Raises
    Unsettled, ChangedMeanwhile or what a receiver refuses; then nothing is changed. Return the exhibition.
    """
    exhibition = Exhibition.objects.select_for_update().get(pk=change.exhibition.pk)
    if (seen is not None and seen != mark_of(exhibition)) or change.kind not in possible_kinds(exhibition):
        raise ChangedMeanwhile
    change = replace(change, exhibition=exhibition)
    rows = dependents(change)
    if missing := [row.key for row in rows if answers.get(row.key) not in dict(row.answers)]:
        raise Unsettled(missing)
    # Before the days change: the answers are about the old ones.
    for row in rows:
        row.settle(answers[row.key], actor)
    if change.kind == MOVED:
        move_venue(change)
    change_days(change, notice, actor, reason)
    to = {CANCELLED: Status.CANCELLED, MOVED: Status.MOVED}.get(change.kind)
    if to and to != exhibition.status:
        move(exhibition, to=to, actor=actor, moves=STATUS_MOVES, field="status", reason=reason)
    rescheduled.send(Exhibition, exhibition=exhibition, change=change, actor=actor)
    return exhibition


def move_venue(change):
    venue = change.venue or Venue(exhibition=change.exhibition)
    venue.place = change.place
    # What was near the old place, and the map of it, would lead people astray.
    venue.map_url = ""
    for code in CODES:
        setattr(venue, f"landmark_{code}", "")
        for name in ("name", "address"):
            setattr(venue, f"{name}_{code}", change.texts.get(f"{name}_{code}") or "")
    venue.save()


def change_days(change, notice, actor, reason):
    exhibition, has_new_days = change.exhibition, change.has_new_days
    old = span_words(exhibition)
    exhibition.sequence += 1
    for code in CODES:
        setattr(exhibition, f"notice_{code}", notice.get(code) or "")
    if has_new_days:
        exhibition.starts_on, exhibition.ends_on = change.starts_on, change.ends_on
        exhibition.starts_by = exhibition.ends_by = None
        exhibition.starts_certainty = Certainty.EXACT
        exhibition.ends_certainty = Certainty.EXACT if change.ends_on else Certainty.UNKNOWN
    exhibition.save()
    if has_new_days or change.kind == POSTPONED:
        moved.send(
            sender=Exhibition,
            obj=exhibition,
            field="days",
            old=old,
            new=span_words(exhibition),
            actor=actor,
            reason=reason,
            on_behalf_of="",
        )


def span_words(exhibition):
    return f" {DASH} ".join(str(day) for day in (exhibition.starts_on, exhibition.ends_on) if day)
