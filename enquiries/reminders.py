"""The clock of first answers: at half time the maker is reminded, at due the desk is told, once each.

Each is one UPDATE guarded by the moment it was done, in one transaction with its mails: of two workers one writes, and
one that is killed in between has neither written nor marked.
"""

import logging

from django.db import transaction
from django.utils import timezone

from accounts.jobs import minutely
from enquiries import emails
from enquiries.clock import half_of_first_answer
from enquiries.models import Thread
from enquiries.states import EnquiryState, ThreadState, WaitsFor

logger = logging.getLogger("accounts.worker")
CHUNK = 200


def unanswered():
    """Threads whose maker owes the first answer; what is held back or closed waits for nobody."""
    waiting = Thread.objects.filter(answered_at=None, due_at__isnull=False, waits_for=WaitsFor.EXHIBITOR)
    return waiting.exclude(enquiry__state=EnquiryState.SPAM).exclude(state=ThreadState.CLOSED)


@minutely
def remind_makers():
    """Remind the makers for whose answer half of the time, and not all of it, has gone; return how many threads."""
    now = timezone.now()
    waiting = in_chunks(unanswered().filter(reminded_at=None, due_at__gt=now))
    half = (thread for thread in waiting if half_of_first_answer(thread.opened_at) <= now)
    return each_once(half, "reminded_at", emails.answer_waited_for)


@minutely
def tell_desk():
    """Tell the desk of the threads whose first answer is due and not there; return how many."""
    due = in_chunks(unanswered().filter(told_at=None, due_at__lte=timezone.now()))
    return each_once(due, "told_at", emails.answer_overdue)


def in_chunks(threads):
    """All of them in the order of their numbers, of which never more than ``CHUNK`` are in memory."""
    last = 0
    while chunk := list(threads.filter(pk__gt=last).select_related("enquiry", "exhibitor").order_by("pk")[:CHUNK]):
        yield from chunk
        last = chunk[-1].pk


def each_once(threads, mark, tell):
    number = 0
    for thread in threads:
        try:
            number += once(thread, mark, tell)
        except Exception:  # one that cannot be told must not keep the others from it
            logger.exception("%s of %s was not told and is tried again", mark, thread)
    return number


@transaction.atomic
def once(thread, mark, tell):
    """Whether ``tell(thread)`` was called: not when somebody answered, or told it, a moment ago."""
    # Only columns of its own: a guard that looks into another table becomes a subquery, which a worker that waited for
    # the row does not ask again.
    waiting = Thread.objects.filter(pk=thread.pk, answered_at=None, waits_for=WaitsFor.EXHIBITOR, **{mark: None})
    if not waiting.exclude(state=ThreadState.CLOSED).update(**{mark: timezone.now()}):
        return False
    tell(thread)
    return True
