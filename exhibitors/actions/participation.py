"""Steps of exhibitors and their participations."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from exhibitors.actions.offering import NOTHING_PENDING, lock_choice, offer_place
from exhibitors.actions.stands import noted, place_participation
from exhibitors.models import Participation
from exhibitors.states import (
    ENDED,
    OFFICE_STARTS,
    PARTICIPATION_MOVES,
    SHOWN,
    ParticipationState,
)
from lib.states import move


class AlreadyTakesPart(ValidationError):
    """The exhibitor has a live participation in that exhibition."""


@transaction.atomic
def add_participation(exhibition, exhibitor, *, stand_codes=(), actor, state=ParticipationState.CONFIRMED, note=""):
    """Let ``exhibitor`` take part, decided by the office at once, on the whole of each stand of ``stand_codes``.

    Raises AlreadyTakesPart, UnknownStand or StandFull; then nothing changes.
    """
    if exhibition.participations.filter(exhibitor=exhibitor).live().exists():
        raise AlreadyTakesPart(_("{exhibitor} takes part already.").format(exhibitor=exhibitor))
    participation = Participation.objects.create(
        exhibition=exhibition, exhibitor=exhibitor, note=note, is_sample=exhibition.is_sample and exhibitor.is_sample
    )
    start_participation(participation, to=state, actor=actor)
    if stand_codes:
        place_participation(participation, dict.fromkeys(stand_codes, Decimal(1)), actor=actor)
    return participation


def start_participation(participation, *, to, actor):
    """Give a new participation the state the office decided, without an application before it."""
    if to != ParticipationState.DRAFT:
        move(participation, to=to, actor=actor, moves=OFFICE_STARTS)


@transaction.atomic
def move_participation(participation, *, to, actor, reason="", **also):
    """Take the next step; ``also`` as in ``lib.states.move``. Raises MoveNotAllowed.

    Whoever is out gives the stands back; a place that was given goes to the next on the waiting list. What was decided
    about the state it leaves, and not announced, is void.
    """
    gives_place_back = participation.state in SHOWN and to in ENDED
    if gives_place_back:
        lock_choice(participation.exhibition_id)
    columns = NOTHING_PENDING | {"reserve_rank": None, "confirm_by": None} | also
    move(participation, to=to, actor=actor, moves=PARTICIPATION_MOVES, reason=reason, **columns)
    if to in ENDED:
        with noted([participation], actor=actor, reason=reason):
            for allocation in participation.allocations.all():
                allocation.delete()
    if gives_place_back:
        offer_place(participation.exhibition_id)
