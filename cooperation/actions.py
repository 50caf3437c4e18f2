"""Steps of the office with a record: how far it has come, what became of a promise, who reads it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cooperation.models import Record
from cooperation.states import (
    AUDIENCE_MOVES,
    COURSE_MOVES,
    MEMORANDUM_MOVES,
    PROMISE_MOVES,
    SIGNED,
    Course,
    MemorandumState,
    PromiseState,
)
from lib.dates import today_in_ilam
from lib.states import MoveNotAllowed, move

K = Record.Kind
# By kind: the states, and what may follow what.
STATES: dict[str, tuple[Any, Any]] = {
    K.DELEGATION: (Course, COURSE_MOVES),
    K.MEETING: (Course, COURSE_MOVES),
    K.TOUR: (Course, COURSE_MOVES),
    K.DECISION: (PromiseState, PROMISE_MOVES),
    K.COMMITMENT: (PromiseState, PROMISE_MOVES),
    K.MEMORANDUM: (MemorandumState, MEMORANDUM_MOVES),
}
# Whoever hears of these must hear why.
WITH_REASON = {PromiseState.BLOCKED, PromiseState.DROPPED, Course.CANCELLED, MemorandumState.WITHDRAWN}


def next_states(record):
    """The states that may follow now, in the order in which they usually come."""
    states, moves = STATES[record.kind]
    return [state for state in states if state in moves[states(record.state)]]


def move_record(record, *, to, seen, actor, reason=""):
    """Bring ``record`` (of its kind) into the state ``to``.

    Raises ValidationError for a missing reason or day, MoveNotAllowed when that cannot follow, or when the state is not
    ``seen`` any more, the one the page showed.
    """
    if record.state != seen:
        raise MoveNotAllowed(record.state, to)
    if to in WITH_REASON and not reason:
        raise ValidationError(_("Say why: others have to understand it later."))
    if to in SIGNED and record.kind == K.MEMORANDUM and record.signed_on is None:
        raise ValidationError(_("Say on which day it was signed."))
    move(record, to=to, actor=actor, moves=STATES[record.kind][1], reason=reason)


@transaction.atomic
def note_checked(promise):
    """Note that somebody asked today how it stands; True when nobody had."""
    promise = type(promise).objects.select_for_update(of=("self",)).get(pk=promise.pk)
    today = today_in_ilam()
    if promise.checked_on == today:
        return False
    promise.checked_on = today
    promise.save(update_fields=["checked_on"])
    return True


def set_due(promise, *, due_on, seen, actor, reason):
    """Give it the day ``due_on`` (None: none) for a reason, and remind of that one anew.

    ``seen`` is the day the page showed. Raises ValidationError without a reason, MoveNotAllowed when somebody else was
    faster or it is this day already.
    """
    if not reason:
        raise ValidationError(_("Say why: others have to understand it later."))
    if promise.due_on != seen or due_on == seen:
        raise MoveNotAllowed(promise.due_on, due_on)
    again = {"reminded_before_at": None, "reminded_due_at": None}
    move(promise, to=due_on, actor=actor, moves={seen: {due_on}}, field="due_on", reason=reason, **again)


@transaction.atomic
def show_record(record, *, audience, parts, agenda, papers, actor):
    """Let ``audience`` read ``record`` (of its kind), and of its ``parts`` ({part: audience}) each what is said there.

    ``agenda``: [(point, {part: audience})], ``papers``: [(paper, audience)]. Raises MoveNotAllowed when somebody else
    changed who reads the record meanwhile.
    """
    if audience != record.audience:
        move(record, to=audience, actor=actor, moves=AUDIENCE_MOVES, field="audience")
    for thing, audiences in [(record, parts), *agenda]:
        if thing.audiences != audiences:
            thing.audiences = audiences
            thing.save(update_fields=["audiences"])
    for paper, chosen in papers:
        if paper.audience != chosen:
            paper.audience = chosen
            paper.save(update_fields=["audience"])
