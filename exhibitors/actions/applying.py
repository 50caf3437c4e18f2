"""An application from its first word to the office, back for correction, and taken back."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.undoing import check_decider, until
from events.states import CLOSED, STOPPED
from exhibitors import application_letters
from exhibitors.actions.offering import NOTHING_PENDING
from exhibitors.actions.participation import AlreadyTakesPart, move_participation
from exhibitors.answers import is_for, questions_of
from exhibitors.models import Answer, Call, Participation
from exhibitors.states import OFFICE_STARTS, PARTICIPATION_MOVES, ParticipationState, Publication
from lib.states import MoveNotAllowed, move

S = ParticipationState


class CallClosed(ValidationError):
    """The call takes nothing at this moment."""


def open_calls(now=None):
    """Calls that makers can answer at this moment: of published exhibitions that were not called off."""
    calls = Call.objects.open(now).filter(exhibition__publication=Publication.PUBLISHED)
    return calls.exclude(exhibition__status__in=STOPPED).select_related("exhibition")


def takes(call, participation=None, now=None):
    """Whether an application may be written and sent: while the call is open, and what the office gave back also later."""
    if call.exhibition.status in STOPPED:
        return False
    is_returned = participation is not None and bool(participation.return_reason)
    return is_returned or (call.exhibition.is_published and call.is_open(now))


def live_application(exhibition, exhibitor):
    """The one that is not over, or None."""
    return Participation.objects.live().filter(exhibition=exhibition, exhibitor=exhibitor).first()


def locked_call(call):
    return Call.objects.select_related("exhibition").select_for_update(of=("self",)).get(pk=call.pk)


@transaction.atomic
def save_application(call, exhibitor, *, values, entered_by=None):
    """Keep what was typed (``ApplicationForm.values``) in the live draft, which is begun where there is none.

    Raises CallClosed, or AlreadyTakesPart when another one was sent meanwhile; then nothing changes.
    """
    call = locked_call(call)
    rows = Participation.objects.live().filter(exhibition=call.exhibition, exhibitor=exhibitor)
    participation = rows.select_for_update().first()
    if not takes(call, participation):
        raise CallClosed(_("The call is closed: nothing can be sent any more."))
    if participation is None:
        participation = begin(call.exhibition, exhibitor, entered_by)
    if participation is None or participation.state != S.DRAFT:
        raise AlreadyTakesPart(_("An application of yours for this exhibition has been sent already."))
    for name in ("craft", "note"):
        if name in values:
            setattr(participation, name, values[name])
    # What is written on is not what was sent.
    participation.submitted_at = None
    participation.save(update_fields=["craft", "note", "submitted_at"])
    save_answers(participation, values["answers"])
    return participation


def begin(exhibition, exhibitor, entered_by=None):
    """A new draft; None when another tab, or an official, was faster by a moment."""
    try:
        with transaction.atomic():
            return Participation.objects.create(
                exhibition=exhibition,
                exhibitor=exhibitor,
                entered_by=entered_by,
                is_sample=exhibition.is_sample and exhibitor.is_sample,
            )
    except IntegrityError:
        rows = Participation.objects.live().filter(exhibition=exhibition, exhibitor=exhibitor)
        return rows.select_for_update().first()


def save_answers(participation, answers):
    """{number of the question: text}; an empty text takes the answer away."""
    there = {answer.question_id: answer for answer in participation.answers.all()}
    fresh = []
    for number, value in answers.items():
        answer = there.get(number)
        if answer is None and value:
            fresh.append(Answer(participation=participation, question_id=number, value=value))
        elif answer is not None and not value:
            answer.delete()
        elif answer is not None and answer.value != value:
            answer.value = value
            answer.save(update_fields=["value"])
    Answer.objects.bulk_create(fresh)


@transaction.atomic
def send_application(participation, call, *, actor, on_behalf_of=""):
    """Hand it in and acknowledge it. Raises CallClosed or MoveNotAllowed."""
    call = locked_call(call)
    row = Participation.objects.select_for_update().get(pk=participation.pk)
    if not takes(call, row):
        raise CallClosed(_("The call is closed: nothing can be sent any more."))
    hand_in(row, call, actor=actor, on_behalf_of=on_behalf_of, moves=PARTICIPATION_MOVES)
    return row


def hand_in(row, call, *, actor, moves, on_behalf_of=""):
    move(
        row,
        to=S.SUBMITTED,
        actor=actor,
        moves=moves,
        on_behalf_of=on_behalf_of,
        submitted_at=timezone.now(),
        return_reason="",
    )
    # What was answered before another craft was chosen is not asked of this one.
    asked = [each.pk for each in questions_of(call) if is_for(each, row.craft)] if call else []
    row.answers.exclude(question__in=asked).delete()
    for letter in application_letters.received(
        Participation.objects.select_related("exhibition", "exhibitor").get(pk=row.pk)
    ):
        letter.send()


def is_to_come(exhibition):
    """Whether it has not begun, as far as anybody knows, and its books are not closed."""
    return exhibition.phase() in {"planned", "next"} and exhibition.status not in CLOSED


def withdraw_application(participation, *, actor, on_behalf_of=""):
    """Take it back, whatever was decided so far; its stands are free. Raises MoveNotAllowed, also once the exhibition has
    begun: then the office decides."""
    if not is_to_come(participation.exhibition):
        raise MoveNotAllowed(participation.state, S.WITHDRAWN)
    move_participation(participation, to=S.WITHDRAWN, actor=actor, on_behalf_of=on_behalf_of)


@transaction.atomic
def enter_application(exhibition, exhibitor, *, values, actor):
    """An application that an official writes down for somebody: it is handed in at once, whenever it came.

    Raises AlreadyTakesPart; then nothing changes.
    """
    rows = Participation.objects.live().filter(exhibition=exhibition, exhibitor=exhibitor)
    if rows.exists():
        raise AlreadyTakesPart(_("{exhibitor} takes part already.").format(exhibitor=exhibitor))
    participation = begin(exhibition, exhibitor, entered_by=actor)
    if participation is None or participation.entered_by_id != actor.pk or participation.state != S.DRAFT:
        raise AlreadyTakesPart(_("{exhibitor} takes part already.").format(exhibitor=exhibitor))
    participation.craft, participation.note = values.get("craft"), values.get("note", "")
    participation.save(update_fields=["craft", "note"])
    save_answers(participation, values["answers"])
    call = Call.objects.filter(exhibition=exhibition).first()
    hand_in(participation, call, actor=actor, moves=OFFICE_STARTS)
    return participation


def mark_of(participation):
    """Names what an official read: what was decided, or sent again, meanwhile has another mark."""
    sent = f"{participation.submitted_at.timestamp():.6f}" if participation.submitted_at else ""
    return f"{participation.decision_mark}.{sent}"


@transaction.atomic
def return_application(participation, *, seen, reasons, actor):
    """Give it back to be mended; return the messages that say so in a while.

    ``reasons``: {language: what is asked for}, for each language that somebody is told in, and of its own people first.
    Raises MoveNotAllowed.
    """
    rows = Participation.objects.select_for_update(of=("self",)).select_related("exhibitor", "exhibition")
    row = rows.get(pk=participation.pk)
    if row.state != S.SUBMITTED or mark_of(row) != seen:
        raise MoveNotAllowed(row.state, S.DRAFT)
    reason = reasons[application_letters.language_of(row)]
    move(
        row,
        to=S.DRAFT,
        actor=actor,
        moves=PARTICIPATION_MOVES,
        reason=reason,
        return_reason=reason,
        **NOTHING_PENDING,
    )
    return [letter.send(not_before=until()) for letter in application_letters.returned([row], reasons)]


@transaction.atomic
def undo_return(participation, *, actor):
    """Put what ``actor`` gave back a short while ago into the queue, as it was sent. Raises MoveNotAllowed."""
    row = Participation.objects.select_for_update().get(pk=participation.pk)
    if row.state != S.DRAFT or row.submitted_at is None:
        # Its maker goes on already.
        raise MoveNotAllowed(row.state, S.SUBMITTED)
    check_decider(row, field="state", actor=actor, to=S.SUBMITTED)
    move(row, to=S.SUBMITTED, actor=actor, moves=PARTICIPATION_MOVES, return_reason="")
