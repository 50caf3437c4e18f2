"""The next round of a weekly market, made in one step after those before it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from events.cloning import WEEK, Shift, clone_exhibition, first_day, next_after, shift_to
from events.models import VENUE_ZONE, Exhibition, Stand
from events.states import Status
from exhibitors.actions.participation import add_participation
from exhibitors.actions.stands import StandFull, noted, save_share
from exhibitors.models import Allocation, Participation
from exhibitors.states import SHOWN
from lib.languages import CODES

LOOKED_BACK = 8  # rounds whose exhibitors are offered
FIRST = Coalesce("starts_on", "starts_by", "ends_on")


class RoundExists(Exception):
    """``round`` is held on that day already; nothing was made."""

    def __init__(self, round):
        self.round = round
        super().__init__(_("A round on that day is there already: {exhibition}.").format(exhibition=round))


@dataclass
class Regular:
    """Somebody who took part in one of the last rounds."""

    participation: Participation  # the last one
    turns: int
    last_on: date | None
    was_there_last_time: bool
    # Why the stand of last time cannot be had, in a sentence; empty when it can.
    lost: Any = ""

    @property
    def exhibitor(self):
        return self.participation.exhibitor

    @property
    def stand_codes(self):
        return self.participation.stand_codes


@dataclass
class NextRound:
    """What came of it: the exhibition, and who takes part without a stand, with the reason."""

    exhibition: Exhibition
    without_stand: list = field(default_factory=list)


def rounds_of(exhibition):
    """The exhibitions of its series; without one those made after each other, it among them."""
    if exhibition.series_id:
        return Exhibition.objects.filter(series=exhibition.series_id)
    if not hasattr(exhibition, "_chain"):
        exhibition._chain = chain_of(exhibition)
    return Exhibition.objects.filter(pk__in=exhibition._chain)


def chain_of(exhibition):
    """The numbers of all exhibitions made after each other, this one among them (1 query)."""
    beside: dict[Any, set[Any]] = {}
    for pk, follows in Exhibition.objects.filter(follows__isnull=False).values_list("pk", "follows"):
        beside.setdefault(pk, set()).add(follows)
        beside.setdefault(follows, set()).add(pk)
    found, waiting = set(), [exhibition.pk]
    while waiting:
        if (each := waiting.pop()) not in found:
            found.add(each)
            waiting += beside.get(each, ())
    return found


def last_rounds(exhibition):
    """The rounds that took place or will, the last one first; (1–2 queries)."""
    rounds = rounds_of(exhibition).exclude(status=Status.CANCELLED).annotate(first=FIRST)
    return list(rounds.filter(first__isnull=False).order_by("-first", "-pk")[:LOOKED_BACK])


def last_round(exhibition, rounds):
    """The one that the next is made after: the last with a day; the exhibition itself where none has one."""
    return rounds[0] if rounds else exhibition


def next_first_day(exhibition, today=None):
    """A week after the last round, held or cancelled; the first such day to come, when that is over."""
    today = today or timezone.localdate(timezone=VENUE_ZONE)
    last = rounds_of(exhibition).aggregate(last=Max(FIRST))["last"] or first_day(exhibition)
    return next_after(last + WEEK, WEEK, today) if last else None


def regulars(exhibition, rounds):
    """Who took part in one of these rounds, those of the last one first, by stand and name (4 queries)."""
    source = last_round(exhibition, rounds)
    of_all = Participation.objects.filter(state__in=SHOWN, exhibition__in=rounds_of(exhibition))
    turns = {row["exhibitor"]: row for row in of_all.order_by().values("exhibitor").annotate(turns=Count("exhibition"))}
    order = {each.pk: place for place, each in enumerate(rounds or [source])}
    rows = of_all.filter(exhibition__in=order).select_related("exhibitor", "exhibition").with_stands()
    latest: dict[int, Participation] = {}
    for row in sorted(rows, key=lambda row: order[row.exhibition_id]):
        latest.setdefault(row.exhibitor_id, row)
    found = [
        Regular(
            participation=row,
            turns=turns[row.exhibitor_id]["turns"],
            last_on=first_day(row.exhibition),
            was_there_last_time=row.exhibition_id == source.pk,
        )
        for row in latest.values()
    ]
    mark_lost(source, found)
    return sorted(found, key=lambda each: (not each.was_there_last_time, place_of(each), str(each.exhibitor)))


def place_of(regular):
    """Stands in their order, A2 before A10; who had none comes last."""
    codes = regular.stand_codes
    return (not codes, len(codes[0]) if codes else 0, codes[:1])


def mark_lost(source, found):
    """Say of whom the stand of last time is gone, blocked, or another's by the last round (1 query)."""
    stands = {stand.code: stand for stand in Stand.objects.filter(hall__exhibition=source)}
    taken = {code for each in found if each.was_there_last_time for code in each.stand_codes}
    for each in found:
        for code in each.stand_codes:
            if code not in stands:
                each.lost = _("{stand} is not there any more").format(stand=code)
            elif stands[code].state != Stand.State.OPEN:
                each.lost = _("{stand} is blocked").format(stand=code)
            elif code in taken and not each.was_there_last_time:
                each.lost = _("another had {stand} last time").format(stand=code)


def round_on(exhibition, day):
    """The round of the same series or chain that begins on ``day``, unless it is cancelled."""
    return rounds_of(exhibition).filter(starts_on=day).exclude(status=Status.CANCELLED).first()


def texts_of_round(exhibition, source):
    """Names and summaries for a next round: of the series, which says no edition, else of the last round."""
    series = exhibition.series
    texts = {}
    for name in ("name", "summary"):
        owner = series if series and any(getattr(series, f"{name}_{code}") for code in CODES) else source
        texts |= {f"{name}_{code}": getattr(owner, f"{name}_{code}") or "" for code in CODES}
    return texts


@transaction.atomic
def make_next_round(source, *, starts_on, chosen, actor, texts=None):
    """Make the round after ``source`` and let the ``chosen`` (``Regular`` rows) take part, confirmed, on their last
    stands. Nothing is published, nobody is told. Raises RoundExists.
    """
    # Whoever presses twice, or at the same time as somebody else, waits here and is told.
    Exhibition.objects.select_for_update().get(pk=source.pk)
    if there := round_on(source, starts_on):
        raise RoundExists(there)
    made = NextRound(clone_exhibition(source, starts_on=starts_on, actor=actor, status=Status.PREPARATION, texts=texts))
    shift = shift_to(source, starts_on)
    stands = {stand.code: stand for stand in Stand.objects.filter(hall__exhibition=made.exhibition)}
    # Whoever had the stand last time has it before those who had it earlier.
    for regular in sorted(chosen, key=lambda each: (not each.was_there_last_time, each.participation.pk)):
        before = regular.participation
        participation = add_participation(made.exhibition, before.exhibitor, actor=actor)
        participation.craft_id = before.craft_id
        participation.save(update_fields=["craft"])
        with noted([participation], actor=actor, reason=_("As last time")):
            placed, reasons = place_again(participation, before, stands, shift)
        if reasons or not before.stand_codes:
            made.without_stand.append((participation, placed, reasons))
    return made


def place_again(participation, before, stands, shift: Shift):
    """Give ``participation`` what it had ``before``; returns the numbers it got, and why not the others."""
    placed, reasons = [], []
    for old in before.allocations.all():
        stand = stands.get(old.stand.code)
        if not old.is_firm:
            continue
        if stand is None:
            reasons.append(_("{stand} is not there any more").format(stand=old.stand.code))
        elif stand.state != Stand.State.OPEN:
            reasons.append(_("{stand} is blocked").format(stand=stand.code))
        else:
            new = Allocation(
                participation=participation,
                stand=stand,
                share=old.share,
                starts_on=shift.day(old.starts_on),
                ends_on=shift.day(old.ends_on),
            )
            try:
                save_share(new)
                placed.append(stand.code)
            except StandFull:
                reasons.append(_("{stand} is taken").format(stand=stand.code))
    return placed, reasons
