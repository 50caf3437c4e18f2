"""A place that becomes free is offered to the next on the waiting list."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Exhibition
from exhibitors import decision_letters
from exhibitors.models import Call, Participation
from exhibitors.states import PARTICIPATION_MOVES, SHOWN, Decision, ParticipationState
from lib.states import move

# The columns of a row about which nothing waits to be announced.
NOTHING_PENDING = {"pending": "", "pending_reason": ""}
DAYS_TO_CONFIRM = Call._meta.get_field("days_to_confirm").default
HOUR = timedelta(hours=1)


def lock_choice(number):
    """The exhibition of that number, held until the transaction ends: who is chosen, announced, and offered a place there
    is settled by one at a time. Taken before any of its participations, so that nobody waits in a circle."""
    return Exhibition.objects.select_for_update(no_key=True).get(pk=number)


def deadline(exhibition, call, now=None):
    """Until when whoever is accepted now confirms: the days of the call on, to the full hour, and not after the opening."""
    now = now or timezone.now()
    until = now + timedelta(days=call.days_to_confirm if call else DAYS_TO_CONFIRM)
    if until != (hour := until.replace(minute=0, second=0, microsecond=0)):
        until = hour + HOUR
    if exhibition.starts_on:
        opening = datetime.combine(exhibition.starts_on, exhibition.opens_at or time(0), exhibition.timezone)
        if opening > now + HOUR:
            until = min(until, opening)
    return until


def waiting_list(exhibition):
    """Those who wait for a place, the next one first."""
    waiting = exhibition.participations.filter(state=ParticipationState.RESERVE)
    return waiting.order_by(F("reserve_rank").asc(nulls_last=True), "submitted_at", "pk")


def has_place(exhibition, call):
    """Whether fewer have a place, or were decided to get one, than the call has."""
    if call is None or call.places is None:
        return True
    taken = exhibition.participations.filter(Q(state__in=SHOWN) | Q(pending=Decision.ACCEPTED)).count()
    return taken < call.places


@transaction.atomic
def offer_place(number):
    """Accept the next on the waiting list of the exhibition of that number, and say so at once; return its participation.

    None when nobody waits, all places are taken, or the exhibition has begun or is not held. About whom something is
    decided and not announced is passed over: that would tell it.
    """
    exhibition = lock_choice(number)
    if exhibition.phase() not in {"planned", "next"}:
        return None
    call = Call.objects.filter(exhibition=exhibition).first()
    if not has_place(exhibition, call):
        return None
    waiting = waiting_list(exhibition).filter(pending="").select_related("exhibitor").select_for_update(of=("self",))
    following: Participation | None = waiting.first()
    if following is None:
        return None
    following.exhibition = exhibition
    until = deadline(exhibition, call)
    move(
        following,
        to=ParticipationState.ACCEPTED,
        actor=None,
        moves=PARTICIPATION_MOVES,
        reason=_("A place became free."),
        reserve_rank=None,
        confirm_by=until,
    )
    for letter in decision_letters.place_offered(following, until=until):
        letter.send()
    return following
