"""Who stands where: placing, swapping, holds that expire, and the history of all of it."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.jobs import minutely
from accounts.models import StateChange
from events.models import Stand
from exhibitors.models import Allocation, Participation
from exhibitors.plan_letters import letters_of_changes
from exhibitors.plans import changes_between, digest, newest_version, release_now, working_plan
from exhibitors.shares import format_shares
from exhibitors.states import ENDED
from lib.states import moved

# Those whose stands an outer step notes already: a step made of steps is told once.
NOTING: ContextVar[frozenset] = ContextVar("noting", default=frozenset())
KEEP = object()
LONGEST = StateChange._meta.get_field("new").max_length


class StandFull(ValidationError):
    """The shares of a stand would exceed one."""


class UnknownStand(ValidationError):
    """The exhibition has no stand of that number."""


class StandClosed(ValidationError):
    """The stand is blocked, or not for exhibitors."""


class MovedMeanwhile(ValidationError):
    """Somebody else changed who stands there since the page was shown."""


@contextmanager
def noted(participations, *, actor, reason=""):
    """Write for each whose stands change inside how they were and are, who did it and why; in a transaction."""
    fresh = {each.pk: each for each in participations if each.pk not in NOTING.get()}
    before = words_of(fresh)
    token = NOTING.set(NOTING.get() | fresh.keys())
    try:
        yield
    finally:
        NOTING.reset(token)
    after = words_of(fresh)
    for number, participation in fresh.items():
        if before[number] != after[number]:
            moved.send(
                sender=Participation,
                obj=participation,
                field="stands",
                old=before[number][:LONGEST],
                new=after[number][:LONGEST],
                actor=actor,
                reason=reason,
                on_behalf_of="",
            )


def words_of(participations):
    """{number: its stands in words} for the numbers of ``participations``."""
    found = {number: [] for number in participations}
    if found:
        for each in Allocation.objects.filter(participation__in=list(found)).select_related("stand"):
            found[each.participation_id].append(each)
    return {number: format_shares(allocations) for number, allocations in found.items()}


@transaction.atomic
def place_participation(participation, shares, *, actor=None, reason="", held_until=KEEP, seen=None):
    """Let ``participation`` have exactly these stands: {number: share}; firmly (None), or ``held_until`` a moment.

    Allocations for some of the days only stay as they are while their stand is named. ``seen`` is what the page showed
    (``format_shares``). Raises UnknownStand, StandClosed, StandFull or MovedMeanwhile; then nothing changes.
    """
    state = Participation.objects.select_for_update().values_list("state", flat=True).get(pk=participation.pk)
    if shares and state in ENDED:
        raise MovedMeanwhile(_("{exhibitor} does not take part any more.").format(exhibitor=participation.exhibitor))
    # Locked in id order: two officials can neither overfill a stand nor deadlock.
    locked = (
        Stand.objects.select_for_update()
        .filter(hall__exhibition=participation.exhibition_id, code__in=shares)
        .order_by("pk")
    )
    stands = {stand.code: stand for stand in locked}
    drop_expired(Allocation.objects.filter(stand__in=stands.values()))
    if unknown := [code for code in shares if code not in stands]:
        raise UnknownStand(_("There is no stand {number} in this exhibition.").format(number=unknown[0]))
    allocations = list(participation.allocations.select_related("stand"))
    if seen is not None and seen != (now := format_shares(allocations)):
        text = (
            _("Somebody changed this meanwhile. It is now: {value}") if now else _("Somebody emptied this meanwhile.")
        )
        raise MovedMeanwhile(text.format(value=now))
    with noted([participation], actor=actor, reason=reason):
        held = {}
        for allocation in allocations:
            if allocation.stand.code in shares:
                held[allocation.stand.code] = allocation
            else:
                allocation.delete()
        for code, share in shares.items():
            allocation = held.get(code) or Allocation(participation=participation, stand=stands[code], share=None)
            if allocation.pk is None:
                check_open(stands[code])
            until = allocation.held_until if held_until is KEEP else held_until
            if not is_for_some_days(allocation) and (allocation.share, allocation.held_until) != (share, until):
                allocation.share, allocation.held_until = share, until
                allocation.is_firm = allocation.is_firm if held_until is KEEP else until is None
                save_share(allocation)


def check_open(stand):
    if stand.state == Stand.State.BLOCKED:
        raise StandClosed(_("Stand {number} is blocked.").format(number=stand.code))
    if stand.state != Stand.State.OPEN:
        raise StandClosed(_("Stand {number} is not for exhibitors.").format(number=stand.code))


def is_for_some_days(allocation):
    return allocation.starts_on is not None or allocation.ends_on is not None


def save_share(allocation):
    """Save it; the database refuses what exceeds the stand, and what is closed."""
    try:
        with transaction.atomic():
            allocation.save()
    except IntegrityError as error:
        if "stand_is_closed" in str(error):
            check_open(Stand.objects.get(pk=allocation.stand_id))
        message = _("Stand {number} has no place left.").format(number=allocation.stand.code)
        raise StandFull(message) from error


@transaction.atomic
def swap_stands(stands, *, actor, reason="", seen=None):
    """Whoever stands on each of ``stands`` goes to the next, from the last to the first; all of them or nobody.

    ``seen`` {number of the stand: ``mark_of_stand``} is what the page showed. Return {old number: new number}. Raises
    StandClosed, StandFull or MovedMeanwhile.
    """
    numbers = [stand.pk for stand in stands]
    taking = Participation.objects.filter(allocations__stand__in=numbers).values("pk")
    people = list(Participation.objects.select_for_update().filter(pk__in=taking).order_by("pk"))
    locked = {stand.pk: stand for stand in Stand.objects.select_for_update().filter(pk__in=numbers).order_by("pk")}
    drop_expired(Allocation.objects.filter(stand__in=numbers))
    standing = {number: [] for number in numbers}
    for allocation in Allocation.objects.filter(stand__in=numbers).order_by("pk"):
        standing[allocation.stand_id].append(allocation)
    for number in numbers:
        is_known = {each.participation_id for each in standing[number]} <= {each.pk for each in people}
        if not is_known or (seen and seen[number] != mark_of_stand(standing[number])):
            text = _("Somebody changed meanwhile who stands at {number}. Please look again.")
            raise MovedMeanwhile(text.format(number=locked[number].code))
    following = dict(zip(numbers, [*numbers[1:], numbers[0]], strict=True))
    with noted(people, actor=actor, reason=reason):
        # Given back first: a stand that is still full takes nobody.
        Allocation.objects.filter(stand__in=numbers).delete()
        for number, allocations in standing.items():
            for allocation in allocations:
                check_open(locked[following[number]])
                allocation.pk, allocation.stand = None, locked[following[number]]
                allocation._state.adding = True
                save_share(allocation)
    return {locked[number].code: locked[following[number]].code for number in numbers if standing[number]}


def mark_of_stand(allocations):
    """Tells whether somebody else stands there since: their numbers and shares."""
    return "-".join(f"{each.participation_id}.{each.share * 1000:.0f}" for each in allocations) or "0"


@minutely
def end_holds():
    """Whoever did not confirm in time gives the stand back."""
    if Allocation.objects.exclude(held_until=None).filter(held_until__lte=timezone.now()).exists():
        with transaction.atomic():
            drop_expired(Allocation.objects.all())


def drop_expired(allocations):
    """Remove those whose time is over, with a line of history each; in a transaction."""
    over = allocations.filter(held_until__lte=timezone.now()).select_for_update(of=("self",))
    over = list(over.select_related("participation__exhibitor", "participation__exhibition").order_by("pk"))
    if not over:
        return
    people = {each.participation_id: each.participation for each in over}
    with override("fa"):  # the office's language: no person asks for this
        reason = _("The time it was held for is over.")
    with noted(people.values(), actor=None, reason=reason):
        Allocation.objects.filter(pk__in=[each.pk for each in over]).delete()


@transaction.atomic
def release_plan(exhibition, *, number, mark, actor):
    """Release the working plan as version ``number`` if it is still the one of that ``mark``; tell those affected.

    Return the version. Raises MovedMeanwhile when somebody released or moved meanwhile; then nothing changes.
    """
    type(exhibition).objects.select_for_update().get(pk=exhibition.pk)
    before = newest_version(exhibition)
    if number != (before.number if before else 0) + 1:
        text = _("Somebody else released plan {number} meanwhile. These are the changes since.")
        raise MovedMeanwhile(text.format(number=before.number if before else 0))
    drop_expired(Allocation.objects.filter(participation__exhibition=exhibition))
    plan = working_plan(exhibition)
    if mark != digest(plan):
        raise MovedMeanwhile(_("Somebody changed the plan meanwhile. Please read the changes again."))
    letters = letters_of_changes(exhibition, changes_between(before.plan if before else [], plan))
    version = release_now(exhibition, actor=actor, number=number, is_sample=exhibition.is_sample)
    for letter in letters:
        letter.send()
    return version
