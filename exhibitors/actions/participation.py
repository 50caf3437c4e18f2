"""Steps of exhibitors and their participations."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from events.models import Stand
from exhibitors.models import Allocation, Participation
from exhibitors.states import (
    ENDED,
    OFFICE_STARTS,
    PARTICIPATION_MOVES,
    ParticipationState,
)
from lib.states import move


class StandFull(ValidationError):
    """The shares of a stand would exceed one."""


class UnknownStand(ValidationError):
    """The exhibition has no stand of that number."""


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
        place_participation(participation, dict.fromkeys(stand_codes, Decimal(1)))
    return participation


def start_participation(participation, *, to, actor):
    """Give a new participation the state the office decided, without an application before it."""
    if to != ParticipationState.DRAFT:
        move(participation, to=to, actor=actor, moves=OFFICE_STARTS)


@transaction.atomic
def move_participation(participation, *, to, actor, reason=""):
    """Take the next step. Whoever is out gives the stands back. Raises MoveNotAllowed."""
    move(participation, to=to, actor=actor, moves=PARTICIPATION_MOVES, reason=reason)
    if to in ENDED:
        for allocation in participation.allocations.all():
            allocation.delete()


@transaction.atomic
def place_participation(participation, shares):
    """Let ``participation`` have exactly these stands: {number: share}.

    Allocations for some of the days only stay as they are while their stand is named. Raises UnknownStand or
    StandFull; then nothing changes.
    """
    # Locked in id order: two officials can neither overfill a stand nor deadlock.
    locked = (
        Stand.objects.select_for_update()
        .filter(hall__exhibition=participation.exhibition_id, code__in=shares)
        .order_by("pk")
    )
    stands = {stand.code: stand for stand in locked}
    if unknown := [code for code in shares if code not in stands]:
        raise UnknownStand(_("There is no stand {number} in this exhibition.").format(number=unknown[0]))
    held = {}
    for allocation in participation.allocations.select_related("stand"):
        if allocation.stand.code in shares:
            held[allocation.stand.code] = allocation
        else:
            allocation.delete()
    for code, share in shares.items():
        allocation = held.get(code) or Allocation(participation=participation, stand=stands[code], share=None)
        if allocation.share != share and not is_for_some_days(allocation):
            allocation.share = share
            save_share(allocation)


def is_for_some_days(allocation):
    return allocation.starts_on is not None or allocation.ends_on is not None


def save_share(allocation):
    """Save it; the database refuses what exceeds the stand."""
    try:
        with transaction.atomic():
            allocation.save()
    except IntegrityError as error:
        message = _("Stand {number} has no place left.").format(number=allocation.stand.code)
        raise StandFull(message) from error
