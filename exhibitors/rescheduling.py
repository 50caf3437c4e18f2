"""What of those who take part depends on the days or the place of an exhibition."""

from datetime import timedelta
from functools import partial

from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from post_office.models import STATUS

from accounts.messages import take_back
from accounts.models import Message
from events.rescheduling import CANCELLED, MOVED, Dependent, day_words, proposed_notice, tell
from exhibitors.actions.stands import noted, save_share
from exhibitors.decision_letters import reached, said, written
from exhibitors.models import Allocation, Call
from exhibitors.states import ParticipationState
from lib.numbers import number_words

S = ParticipationState
TOLD = (S.SUBMITTED, S.RESERVE, S.ACCEPTED, S.CONFIRMED)
QUEUED = STATUS.queued
NAMED = 5  # how many a row names before it says "and others"
ABOUT = Message._meta.get_field("about").max_length


def dependents(change):
    exhibition = change.exhibition
    yield from of_halls(change)
    yield from of_days(change)
    yield from of_holds(change)
    yield from of_confirmations(change)
    yield from of_call(change)
    if count := exhibition.tasks.filter(done_at=None).count():
        words = ngettext("{number} task", "{number} tasks", count).format(number=number_words(count))
        follows = (
            _("They stay as they are.") if change.kind == CANCELLED else _("Their deadlines follow by themselves.")
        )
        yield tell("tasks", words, follows)
    if exhibition.plan_versions.exists():
        yield tell("plan", _("The released plan"), _("It stays until you release the next one."))
    yield from of_messages(change)
    yield from of_people(change)


def allocations_of(exhibition):
    return (
        Allocation.objects.filter(participation__exhibition=exhibition)
        .select_related("stand", "participation__exhibitor", "participation__exhibition")
        .order_by("stand", "pk")
    )


# Stands


def of_halls(change):
    """At another place the stands of a hall may be others."""
    if change.kind != MOVED:
        return
    halls = change.exhibition.halls.annotate(given=Count("stands__allocations")).filter(given__gt=0)
    if change.venue and change.exhibition.venues.count() > 1:
        halls = halls.filter(Q(venue=change.venue) | Q(venue=None))
    for hall in halls:
        words = ngettext("{hall}: {number} stand is given", "{hall}: {number} stands are given", hall.given)
        answers = (("keep", _("The stands are the same at the new place")), ("free", _("Take all of them back")))
        what = words.format(hall=hall, number=number_words(hall.given))
        yield Dependent(f"hall-{hall.pk}", what, answers, "keep", partial(settle_hall, hall, change.reason))


def settle_hall(hall, reason, answer, actor):
    if answer == "free":
        give_back(allocations_of(hall.exhibition).filter(stand__hall=hall), actor, reason)


def give_back(allocations, actor, reason):
    allocations = list(allocations)
    people = {each.participation_id: each.participation for each in allocations}
    with noted(people.values(), actor=actor, reason=reason):
        Allocation.objects.filter(pk__in=[each.pk for each in allocations]).delete()


def of_days(change):
    """Stands given for some of the days; in an order in which they can move one after the other."""
    if change.kind == CANCELLED or not change.has_new_days:
        return
    dated = list(allocations_of(change.exhibition).exclude(starts_on=None, ends_on=None))
    for allocation in sorted(dated, key=partial(turn, change.shift)):
        answers = [("keep", _("Leave it as it is")), ("remove", _("Take the stand back"))]
        default = "keep"
        if cut_days(allocation, change):
            answers.insert(0, ("cut", _("For those of its days that are left")))
            default = "cut"
        if change.shift:
            answers.insert(0, ("shift", _("Move it to {days}").format(days=days_words(*shifted(allocation, change)))))
            default = "shift"
        what = _("Stand {stand} for {exhibitor}: {days}").format(
            stand=allocation.stand.code,
            exhibitor=allocation.participation.exhibitor,
            days=days_words(allocation.starts_on, allocation.ends_on),
        )
        settle = partial(settle_allocation, allocation, change)
        yield Dependent(f"allocation-{allocation.pk}", what, tuple(answers), default, settle)


def turn(shift, allocation):
    """Those that are in the way of others move first."""
    start = allocation.starts_on.toordinal() if allocation.starts_on else 0
    return -start if shift and shift > timedelta(0) else start


def days_words(starts_on, ends_on):
    if starts_on and ends_on and starts_on != ends_on:
        return _("{first} until {last}").format(first=day_words(starts_on), last=day_words(ends_on))
    if starts_on and ends_on:
        return day_words(starts_on)
    if starts_on:
        return _("from {day}").format(day=day_words(starts_on))
    return _("until {day}").format(day=day_words(ends_on))


def shifted(allocation, change):
    return tuple(day and day + change.shift for day in (allocation.starts_on, allocation.ends_on))


def cut_days(allocation, change):
    """(first, last) of its days within the new ones; None when none is left."""
    starts_on = max(filter(None, (allocation.starts_on, change.starts_on)), default=None)
    ends_on = min(filter(None, (allocation.ends_on, change.ends_on)), default=None)
    return None if starts_on and ends_on and ends_on < starts_on else (starts_on, ends_on)


def settle_allocation(allocation, change, answer, actor):
    # With its hall it may have been taken back already.
    if answer == "keep" or not Allocation.objects.filter(pk=allocation.pk).exists():
        return
    if answer == "remove":
        give_back(Allocation.objects.filter(pk=allocation.pk).select_related("participation"), actor, change.reason)
        return
    days = shifted(allocation, change) if answer == "shift" else cut_days(allocation, change)
    allocation.starts_on, allocation.ends_on = days
    save_share(allocation)


def of_holds(change):
    """Stands that are only held."""
    held = allocations_of(change.exhibition).filter(is_firm=False).standing()
    for allocation in held:
        answers = [("keep", _("Go on holding it")), ("release", _("Release it"))]
        if change.shift and allocation.held_until:
            until = said(allocation.held_until + change.shift, change.exhibition, get_language() or "fa")
            answers.insert(1, ("shift", _("Hold it until {moment}").format(moment=until)))
        what = _("Stand {stand} is held for {exhibitor}").format(
            stand=allocation.stand.code, exhibitor=allocation.participation.exhibitor
        )
        if allocation.held_until:
            until = said(allocation.held_until, change.exhibition, get_language() or "fa")
            what = _("Stand {stand} is held for {exhibitor} until {moment}").format(
                stand=allocation.stand.code, exhibitor=allocation.participation.exhibitor, moment=until
            )
        default = "release" if change.kind == CANCELLED else "keep"
        yield Dependent(
            f"hold-{allocation.pk}", what, tuple(answers), default, partial(settle_hold, allocation, change)
        )


def settle_hold(allocation, change, answer, actor):
    # What was answered about its days or its hall may have removed or changed it.
    here = Allocation.objects.filter(pk=allocation.pk)
    if answer == "release":
        give_back(here.select_related("participation"), actor, change.reason)
    elif answer == "shift":
        here.update(held_until=allocation.held_until + change.shift)


# Call and confirmations


def of_confirmations(change):
    waiting = change.exhibition.participations.filter(state=S.ACCEPTED, confirm_by__gt=timezone.now())
    if count := waiting.count():
        words = ngettext(
            "{number} exhibitor is accepted and has still to confirm",
            "{number} exhibitors are accepted and have still to confirm",
            count,
        )
        what = words.format(number=number_words(count))
        if not change.shift:
            yield tell("confirmations", what, _("They confirm or decline until the moment they were told."))
            return
        answers = (
            ("keep", _("Until the moment they were told")),
            ("shift", _("As many days later or earlier as the exhibition")),
        )
        yield Dependent("confirmations", what, answers, "keep", partial(settle_confirmations, waiting, change.shift))


def settle_confirmations(waiting, shift, answer, actor):
    if answer == "shift":
        for participation in waiting:
            participation.confirm_by += shift
            participation.save(update_fields=["confirm_by"])


def of_call(change):
    call = Call.objects.filter(exhibition=change.exhibition).first()
    if call is None:
        return
    language, now = get_language() or "fa", timezone.now()
    opens, closes = (said(moment, change.exhibition, language) for moment in (call.opens_at, call.closes_at))
    what = _("The call: from {opening} until {closing}").format(opening=opens, closing=closes)
    if call.closes_at <= now:
        yield tell("call", what, _("It is closed and stays so."))
        return
    keep = ("keep", _("Leave it as it is"))
    if change.kind == CANCELLED:
        yield Dependent("call", what, (("close", _("Close it now")), keep), "close", partial(settle_call, call, None))
    elif change.shift:
        opens, closes = (
            said(moment + change.shift, change.exhibition, language) for moment in (call.opens_at, call.closes_at)
        )
        shift = ("shift", _("From {opening} until {closing}").format(opening=opens, closing=closes))
        closing = said(call.closes_at + change.shift, change.exhibition, language)
        close_later = ("closing", _("Only the end moves, to {closing}").format(closing=closing))
        is_open = call.opens_at <= now
        answers = (close_later, keep) if is_open else (shift, keep)
        yield Dependent("call", what, answers, answers[0][0], partial(settle_call, call, change.shift))


def settle_call(call, shift, answer, actor):
    if answer == "close":
        call.closes_at = timezone.now()
        call.opens_at = min(call.opens_at, call.closes_at - timedelta(minutes=1))
    elif answer == "shift":
        call.opens_at, call.closes_at = call.opens_at + shift, call.closes_at + shift
    elif answer == "closing":
        call.closes_at = max(call.closes_at + shift, call.opens_at + timedelta(minutes=1))
    else:
        return
    call.save()


# What is said


def of_messages(change):
    """What waits to be sent or told about it, once for each subject."""
    codes = [code for code in change.exhibition.participations.values_list("code", flat=True) if code]
    circulars = [circular.code for circular in change.exhibition.circulars.all()]
    about = Q(about__in=[*codes, *circulars, change.exhibition.slug[:ABOUT]])
    is_waiting = Q(state=Message.State.WAITING) | Q(state=Message.State.HANDED_OVER, mail__status=QUEUED)
    alike: dict[str, list[Message]] = {}
    for message in Message.objects.filter(about & is_waiting).order_by("pk"):
        alike.setdefault(message.subject, []).append(message)
    for subject, messages in alike.items():
        words = ngettext(
            "A message that has not gone yet, to {names}: “{subject}”",
            "{number} messages that have not gone yet, to {names}: “{subject}”",
            len(messages),
        )
        what = words.format(number=number_words(len(messages)), names=names_of(messages), subject=subject)
        answers = (("leave", _("Let it go")), ("take_back", _("Take it back")))
        default = "take_back" if change.kind == CANCELLED else "leave"
        pks = [message.pk for message in messages]
        yield Dependent(f"message-{pks[0]}", what, answers, default, partial(settle_messages, pks))


def names_of(messages):
    names = list(dict.fromkeys(message.name or message.address for message in messages))
    comma = pgettext("list", ", ")
    if len(names) <= NAMED:
        return comma.join(names)
    return _("{names} and {number} others").format(
        names=comma.join(names[:NAMED]), number=number_words(len(names) - NAMED)
    )


def settle_messages(pks, answer, actor):
    if answer == "take_back":
        take_back(Message.objects.filter(pk__in=pks))


def of_people(change):
    """Those who take part, applied or wait hear of it; what they would read stands beside it."""
    rows = change.exhibition.participations.filter(state__in=TOLD).select_related("exhibitor", "exhibition")
    participations = list(rows.order_by("pk"))
    if not participations:
        return
    letters = letters_about(change, participations)
    words = ngettext("{number} takes part or has applied", "{number} take part or have applied", len(participations))
    answers = (("tell", _("Send them these messages")), ("silent", _("Do not tell them"))) if letters else None
    what = words.format(number=number_words(len(participations)))
    if not answers:
        yield tell("people", what, _("Nobody can be told: there is neither e-mail nor phone."))
        return
    detail = render_to_string("exhibitors/office/letters.html", {"letters": letters})
    yield Dependent("people", what, answers, "tell", partial(settle_people, letters), detail)


def letters_about(change, participations):
    """What each is told, in the language of each, not sent yet (2 queries)."""
    return written(
        list(reached(participations)),
        "rescheduled",
        lambda: _("About the exhibition {exhibition}"),
        lambda each: {
            "sentence": proposed_notice(change, get_language()),
            "reason": change.reason,
            "kind": change.kind,
        },
    )


def settle_people(letters, answer, actor):
    if answer == "tell":
        for letter in letters:
            letter.send()
