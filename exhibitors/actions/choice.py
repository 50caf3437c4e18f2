"""The choice: decided one by one or many at once, kept back, then announced together, and confirmed by those it is about."""

import logging
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.jobs import minutely
from accounts.undoing import check_decider, until
from events.states import FINISHED
from exhibitors import decision_letters
from exhibitors.actions.offering import deadline, lock_choice, waiting_list
from exhibitors.actions.participation import move_participation
from exhibitors.models import Call, Participation
from exhibitors.states import (
    DECISIONS,
    PENDING_MOVES,
    UNDOING_ANNOUNCEMENT,
    Decision,
    ParticipationState,
)
from lib.states import MoveNotAllowed, move

logger = logging.getLogger("accounts.worker")
CHUNK = 200
S = ParticipationState
STATES = {Decision.ACCEPTED: S.ACCEPTED, Decision.RESERVE: S.RESERVE, Decision.REJECTED: S.REJECTED}


class TooLate(Exception):
    """The deadline has passed: the place goes to the next."""


def check_goes_on(exhibition, old, new):
    """MoveNotAllowed where nobody is chosen any more."""
    if exhibition.status in FINISHED:
        raise MoveNotAllowed(old, new)


@transaction.atomic
def decide_participation(participation, *, mark, decision, reason="", rank=None, actor):
    """Keep back what is decided about an application that was seen as ``mark`` says; "" takes a decision back.

    ``mark`` is its ``decision_mark``, with or without more after it; where nothing was decided its code is enough.
    ``rank`` is the place on the waiting list (None: behind those who wait). Raises MoveNotAllowed when it is not as it was
    seen.
    """
    row = Participation.objects.select_for_update(of=("self",)).select_related("exhibition").get(pk=participation.pk)
    if decision:
        check_goes_on(row.exhibition, row.pending, decision)
    seen = (row.decision_mark,) if row.pending else (row.decision_mark, row.code)
    if ".".join(mark.split(".")[:2]) not in seen or (decision and decision not in row.decisions) or not row.decisions:
        raise MoveNotAllowed(row.pending, decision)
    if row.state == S.RESERVE:
        rank = row.reserve_rank  # its place stays until it is announced
    elif decision != Decision.RESERVE:
        rank = None
    move(
        row,
        to=decision,
        actor=actor,
        moves=PENDING_MOVES,
        field="pending",
        reason=reason,
        pending_reason=reason,
        reserve_rank=rank,
    )
    return row


def pending_of(exhibition):
    """What is decided about applications of ``exhibition`` and not announced."""
    rows = Participation.objects.filter(exhibition=exhibition, state__in=DECISIONS).exclude(pending="")
    return rows.select_related("exhibitor__place", "exhibition").order_by("pk")


def mark_of(rows):
    """Names exactly these decisions: what was read is what is announced."""
    return sha256("\n".join(row.decision_mark for row in rows).encode()).hexdigest()[:16]


def places_on_list(rows, waiting):
    """{number: place on the waiting list} once ``rows`` are announced; a new one goes before whoever has its place."""
    leaving = {row.pk for row in rows}
    staying = [(each, 1) for each in waiting if each.pk not in leaving]
    joining = [(row, 0) for row in rows if row.pending == Decision.RESERVE]
    last = float("inf")
    line = sorted(
        staying + joining,
        key=lambda pair: (pair[0].reserve_rank or last, pair[1] or not pair[0].reserve_rank, pair[0].pk),
    )
    # Those without a place of their own come behind all, whoever waits already first.
    return {row.pk: number for number, (row, _new) in enumerate(line, 1)}


@dataclass
class Announcement:
    """All that is decided and not announced, with what is said about it."""

    rows: list[Participation]
    letters: dict[str, list[decision_letters.Letter]]
    places: dict[int, int]
    until: datetime

    @property
    def mark(self):
        return mark_of(self.rows)

    @property
    def all_letters(self):
        return [letter for letters in self.letters.values() for letter in letters]

    @property
    def unreached(self):
        """Those of whom nobody can be told."""
        told = {letter.participation.pk for letter in self.all_letters}
        return [row for row in self.rows if row.pk not in told]


def prepare_announcement(exhibition, rows=None):
    """What announcing now would say (five queries)."""
    rows = list(pending_of(exhibition)) if rows is None else rows
    places = places_on_list(rows, list(waiting_list(exhibition)))
    moment = deadline(exhibition, Call.objects.filter(exhibition=exhibition).first())
    letters = decision_letters.of_decisions(rows, until=moment, places=places)
    return Announcement(rows, letters, places, moment)


@transaction.atomic
def announce_decisions(exhibition, *, mark, actor):
    """Make all that is decided so, and say it in ten minutes; return [(what undoing needs, of one participation)].

    Raises MoveNotAllowed when it is not what ``mark`` says; then nothing changes and nothing is said.
    """
    exhibition = lock_choice(exhibition.pk)
    check_goes_on(exhibition, "", "")
    rows = list(pending_of(exhibition).select_for_update(of=("self",)))
    if not rows or mark_of(rows) != mark:
        raise MoveNotAllowed("", "")
    announcement = prepare_announcement(exhibition, rows)
    done = {row.pk: before(row) for row in rows}
    moment = until()
    for letter in announcement.all_letters:
        done[letter.participation.pk]["messages"].append(letter.send(not_before=moment).pk)
    for row in rows:
        also = {}
        if row.pending == Decision.ACCEPTED:
            also["confirm_by"] = announcement.until
        elif row.pending == Decision.RESERVE:
            also["reserve_rank"] = announcement.places[row.pk]
        move_participation(row, to=STATES[row.pending], actor=actor, reason=row.pending_reason, **also)
    settle_ranks(exhibition, announcement.places)
    return done


def before(row):
    """What undoing puts back."""
    return {
        "state": row.state,
        "pending": row.pending,
        "reason": row.pending_reason,
        "rank": row.reserve_rank,
        "messages": [],
    }


def settle_ranks(exhibition, places):
    """Those who waited already move up or down with whoever came or went."""
    for row in waiting_list(exhibition).filter(pk__in=places):
        if row.reserve_rank != places[row.pk]:
            Participation.objects.filter(pk=row.pk).update(reserve_rank=places[row.pk])


@transaction.atomic
def undo_announcement(participation, *, kept, actor):
    """Put what ``actor`` announced a short while ago back to decided and not announced. Raises MoveNotAllowed."""
    row = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
    check_decider(row, field="state", actor=actor, to=kept["state"])
    try:
        with transaction.atomic():
            move(
                row,
                to=kept["state"],
                actor=actor,
                moves=UNDOING_ANNOUNCEMENT,
                pending=kept["pending"],
                pending_reason=kept["reason"],
                reserve_rank=kept["rank"],
                confirm_by=None,
            )
    except IntegrityError as error:
        # It was rejected and has applied again meanwhile.
        raise MoveNotAllowed(row.state, kept["state"]) from error


@transaction.atomic
def confirm_participation(participation, *, actor, on_behalf_of=""):
    """The exhibitor comes. Raises TooLate or MoveNotAllowed."""
    check_in_time(participation)
    check_goes_on(participation.exhibition, participation.state, S.CONFIRMED)
    move_participation(participation, to=S.CONFIRMED, actor=actor, on_behalf_of=on_behalf_of)


@transaction.atomic
def decline_participation(participation, *, actor, reason="", on_behalf_of=""):
    """The exhibitor does not come: the place goes to the next on the waiting list. Raises MoveNotAllowed."""
    lock_choice(participation.exhibition_id)
    move_participation(participation, to=S.DECLINED, actor=actor, reason=reason, on_behalf_of=on_behalf_of)


def check_in_time(participation):
    row = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
    if row.state == S.ACCEPTED and row.confirm_by and row.confirm_by <= timezone.now():
        raise TooLate


@minutely
def let_places_lapse():
    """Decline for whoever did not answer in time, and offer the places to the next; return how many."""
    late = Participation.objects.filter(state=S.ACCEPTED, confirm_by__lte=timezone.now())
    late = late.exclude(exhibition__status__in=FINISHED)
    count = 0
    for participation in late.order_by("confirm_by", "pk")[:CHUNK]:
        try:
            count += let_lapse(participation)
        except Exception:  # one that cannot be told must not keep the others from it
            logger.exception("the place of %s did not lapse and is tried again", participation.pk)
    return count


@transaction.atomic
def let_lapse(participation):
    """Whether it was still unanswered."""
    lock_choice(participation.exhibition_id)
    rows = Participation.objects.filter(pk=participation.pk, state=S.ACCEPTED, confirm_by__lte=timezone.now())
    row = rows.select_for_update(of=("self",)).select_related("exhibitor", "exhibition").first()
    if row is None:
        return False
    letters = decision_letters.place_lapsed(row)
    move_participation(row, to=S.DECLINED, actor=None, reason=_("Nobody confirmed in time."))
    for letter in letters:
        letter.send()
    return True
