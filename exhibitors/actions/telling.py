"""Sending one message to a chosen audience, taking it back, and tasks."""

import tomllib
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.messages import send, take_back
from accounts.models import Message
from accounts.undoing import UNDO_TIME, until
from events.models import Exhibition
from exhibitors.models import Circular, Task, TaskDone
from exhibitors.telling import audience_of, letter_to, mark_of, mark_of_words
from lib.languages import CODES
from lib.states import MoveNotAllowed, moved

USUAL = Path(__file__).parent.parent / "data" / "usual_tasks.toml"
DRAFT, SENT, DELETED, OPEN, DONE = "draft", "sent", "deleted", "open", "done"


class AlreadySent(MoveNotAllowed):
    """Somebody, perhaps the same person twice, was faster."""


class AlreadyDeleted(MoveNotAllowed):
    """Somebody deleted the draft."""


class NotAsSeen(MoveNotAllowed):
    """The words, or whom they go to, are not those that were looked at."""


@transaction.atomic
def send_circular(circular, *, seen, actor):
    """Tell everybody once, mails in ten minutes; return how many. ``seen`` is ``telling.mark_of`` what was looked at.

    Raises AlreadySent, AlreadyDeleted or NotAsSeen; then nothing was sent.
    """
    circular = locked(circular, to=SENT)
    audience = audience_of(circular)
    if not audience.people or mark_of(circular, audience) != seen:
        raise NotAsSeen(DRAFT, SENT)
    now = timezone.now()
    # Where rows are not locked, the guard decides between two at once.
    is_first = Circular.objects.filter(pk=circular.pk, sent_at=None, deleted_at=None).update(
        sent_at=now,
        sent_by=actor,
        mails=audience.mails,
        calls=audience.calls,
        audience=circular.audience | {"unreached": [row.exhibitor.code for row in audience.unreached]},
    )
    if not is_first:
        raise AlreadySent(SENT, SENT)
    not_before = until()
    for person in audience.people:
        letter = letter_to(person, circular)
        send(
            subject=letter.subject,
            text=letter.text,
            language=letter.language,
            recipient=person.user,
            name=person.name,
            email=person.email,
            phone=person.phone,
            about=circular.code,
            not_before=not_before,
        )
    record(circular, "sending", DRAFT, SENT, actor)
    return len(audience.people)


def locked(circular, *, to):
    """The draft as it is now; raises AlreadySent or AlreadyDeleted when it is one no more."""
    circular = Circular.objects.select_for_update(of=("self",)).select_related("exhibition").get(pk=circular.pk)
    if circular.sent_at:
        raise AlreadySent(SENT, to)
    if circular.deleted_at:
        raise AlreadyDeleted(DELETED, to)
    return circular


@transaction.atomic
def delete_circular(circular, *, seen, actor):
    """Empty a draft for good; its words are in the audit trail alone. ``seen`` is ``telling.mark_of_words`` of what was
    looked at.

    Raises AlreadySent, also when it was taken back, AlreadyDeleted or NotAsSeen; then nothing was deleted.
    """
    circular = locked(circular, to=DELETED)
    if was_sent(circular):
        raise AlreadySent(DRAFT, DELETED)
    if mark_of_words(circular) != seen:
        raise NotAsSeen(DRAFT, DELETED)
    # Before it is emptied: the trail names it by its subject.
    record(circular, "sending", DRAFT, DELETED, actor)
    for code in CODES:
        for name in ("subject", "text"):
            setattr(circular, f"{name}_{code}", "")
    circular.audience, circular.deleted_at = {}, timezone.now()
    circular.save()


def was_sent(circular):
    """Whether something was said by it once, also when it was taken back: what was said names it."""
    return bool(circular.sent_at) or Message.objects.filter(about=circular.code).exists()


@transaction.atomic
def take_back_circular(circular, *, actor):
    """Make it a draft again, with the mails that have not gone and the calls nobody made; return (taken back, already told).

    Raises MoveNotAllowed when it is too late, or somebody else did.
    """
    circular = Circular.objects.select_for_update(of=("self",)).get(pk=circular.pk)
    if not can_be_taken_back(circular):
        raise MoveNotAllowed(SENT, DRAFT)
    said = messages_of(circular)
    audience = {name: value for name, value in circular.audience.items() if name != "unreached"}
    back = Circular.objects.filter(pk=circular.pk, sent_at=circular.sent_at)
    if not back.update(sent_at=None, sent_by=None, mails=0, calls=0, audience=audience):
        raise MoveNotAllowed(SENT, DRAFT)
    total = said.count()
    taken = take_back(said)
    record(circular, "sending", SENT, DRAFT, actor)
    return taken, total - taken


def can_be_taken_back(circular):
    return bool(circular.sent_at) and timezone.now() < circular.sent_at + UNDO_TIME


def messages_of(circular):
    """What was said by its last sending, newest state; none while it is a draft."""
    if not circular.sent_at:
        return Message.objects.none()
    return Message.objects.filter(about=circular.code, created_at__gte=circular.sent_at)


def record(row, field, old, new, actor):
    moved.send(sender=type(row), obj=row, field=field, old=old, new=new, actor=actor, reason="", on_behalf_of="")


def usual_tasks():
    return tomllib.loads(USUAL.read_text())["task"]


@transaction.atomic
def add_usual_tasks(exhibition):
    """Add those of the usual tasks that the exhibition does not have; return how many."""
    # Two officers who press at once must not add them twice.
    Exhibition.objects.select_for_update().get(pk=exhibition.pk)
    held = set(exhibition.tasks.values_list("whose", "title_fa"))
    fresh = [row for row in usual_tasks() if (row["whose"], row["fa"]) not in held]
    for row in fresh:
        titles = {f"title_{code}": row[code] for code in CODES}
        exhibition.tasks.create(
            whose=row["whose"],
            anchor=row["anchor"],
            days=row["days"],
            is_sample=exhibition.is_sample,
            **titles,
        )
    return len(fresh)


@transaction.atomic
def finish_office_task(task, *, actor):
    """Note that the office has done it; False when somebody else did."""
    if not Task.objects.filter(pk=task.pk, whose=Task.For.OFFICE, done_at=None).update(
        done_at=timezone.now(), done_by=actor
    ):
        return False
    record(task, "done", OPEN, DONE, actor)
    return True


@transaction.atomic
def reopen_office_task(task, *, actor):
    """It is not done after all; False when it was not."""
    if not Task.objects.filter(pk=task.pk, done_at__isnull=False).update(done_at=None, done_by=None):
        return False
    record(task, "done", DONE, OPEN, actor)
    return True


@transaction.atomic
def mark_done(task, participations, *, actor):
    """Note that each of ``participations`` has done it; return how many had not."""
    return sum(
        TaskDone.objects.get_or_create(task=task, participation=row, defaults={"by": actor})[1]
        for row in participations
    )


@transaction.atomic
def mark_open(task, participations):
    """It is not done after all; return how many had."""
    count = 0
    for done in TaskDone.objects.filter(task=task, participation__in=participations):
        done.delete()
        count += 1
    return count
