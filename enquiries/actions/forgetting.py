"""What is forgotten of a buyer: when the time is over, when they ask for it, or when it was never a real enquiry.

What was agreed and what the figures need stays: works, quantities, country, quotations as they were sent, outcomes.
"""

from functools import partial

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from accounts.models import Message
from enquiries import emails
from enquiries.actions.threads import close_thread, lock_thread
from enquiries.models import Attachment, Enquiry, Line, Reply, Thread
from enquiries.states import ASKING, PROMISED, EnquiryState, Outcome, QuotationState
from exhibitors.profile.erasing import forget_messages

PERSONAL = ("name", "phone", "email", "city", "message", "looked_for")


@transaction.atomic
def forget_buyer(enquiry):
    """Make ``enquiry`` anonymous and return True; False, changing nothing, while an order of it is open.

    Threads are locked first, as everywhere, and what nobody answers any more is closed. Repeatable.
    """
    threads = lock_threads(enquiry)
    if any(thread.state in PROMISED for thread in threads):
        return False
    empty(enquiry, threads)
    return True


@transaction.atomic
def withdraw(enquiry):
    """Forget for its buyer, who asked for it, what no open order needs; return whether that was everything.

    Makers who have still something to answer are told that there is nothing to answer any more. Where an order is open,
    the office is told, once, and the rest is forgotten when the order is over (``ilamexpo.retention``). Repeatable: a
    button pressed twice takes nothing from what the makers are told.
    """
    threads = lock_threads(enquiry)
    if enquiry.forgotten_at:
        return True
    promised = [thread for thread in threads if thread.state in PROMISED]
    if promised and enquiry.deletion_asked_at:
        return False
    asked = [thread for thread in threads if thread.state in ASKING]
    if promised:
        for thread in threads:
            if thread not in promised:
                forget_said(thread)
    else:
        empty(enquiry, threads)
    enquiry.deletion_asked_at = timezone.now()
    enquiry.save(update_fields=["deletion_asked_at"])
    for thread in asked:
        emails.withdrawn(thread)
    for thread in promised:
        emails.deletion_asked(thread)
    return not promised


@transaction.atomic
def delete_held(enquiry):
    """Delete what was held back, with all that belongs to it; False when it was released meanwhile, or has an open order.

    The enquiry is locked first: whoever releases it does so too.
    """
    rows = Enquiry.objects.select_for_update().filter(pk=enquiry.pk, state=EnquiryState.SPAM)
    if not rows or any(thread.state in PROMISED for thread in lock_threads(enquiry)):
        return False
    forget_attachments(Attachment.objects.of(enquiry, enquiry.threads.all()))
    forget_messages(Message.objects.filter(about=enquiry.code))
    enquiry.delete()
    return True


def lock_threads(enquiry):
    """Its threads in the order of their numbers, each kept from others until the transaction ends; ``enquiry`` anew."""
    threads = [lock_thread(number) for number in enquiry.threads.order_by("pk").values_list("pk", flat=True)]
    enquiry.refresh_from_db()
    return threads


def empty(enquiry, threads):
    for thread in threads:
        forget_said(thread)
    forget_attachments(Attachment.objects.filter(enquiry=enquiry))
    forget_messages(Message.objects.filter(about=enquiry.code))
    enquiry.links.all().delete()
    for name in PERSONAL:
        setattr(enquiry, name, "")
    enquiry.may_pass_on, enquiry.forgotten_at = False, enquiry.forgotten_at or timezone.now()
    enquiry.save(update_fields=[*PERSONAL, "may_pass_on", "forgotten_at"])
    Line.objects.filter(enquiry=enquiry).exclude(note="").update(note="")


def forget_said(thread):
    """Nobody is asked or quoted any more, and what was said goes with its files, notes of the office too: they speak of
    the buyer. What was ordered stays as it is. ``thread`` is locked."""
    thread.quotations.filter(state=QuotationState.DRAFT).delete()
    if thread.state in ASKING:
        close_thread(thread, outcome=Outcome.LOST, lost_because=Thread.LostBecause.NO_ANSWER, actor=None)
    forget_attachments(Attachment.objects.filter(reply__thread=thread))
    Reply.objects.filter(thread=thread).delete()
    Line.objects.filter(thread=thread).exclude(note="").update(note="")


def forget_attachments(rows):
    """The files go once it is certain; those of a killed process are swept (``products.orphans``)."""
    for name in rows.values_list("file", flat=True):
        transaction.on_commit(partial(storages["default"].delete, name), robust=True)
    rows.delete()
