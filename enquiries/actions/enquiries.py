"""An enquiry arrives, is read by the office, held back or released."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.messages import take_back
from accounts.models import Message
from enquiries import emails
from enquiries.actions.threads import open_threads
from enquiries.clock import due_for_first_answer
from enquiries.models import Enquiry, Line, Thread
from enquiries.states import ENQUIRY_MOVES, EnquiryState, ThreadState, WaitsFor
from lib.languages import CODES
from lib.money import format_money
from lib.states import move


def receive_enquiry(*, key, quantities, held_because="", attachments=(), **fields):
    """Store what a buyer sent, once for each ``key`` (a UUID), and hand the mails to the outbox.

    ``quantities`` maps products (with their exhibitors loaded) to how many, or to the fields of their line
    ({"quantity": 3, "note": …}); ``attachments`` are unsaved Attachment rows. One ``held_because`` of something is kept
    apart: no thread is opened, nobody is mailed.
    Returns the enquiry: the one stored before when the same key came again, also at the same moment.
    """
    if known := Enquiry.objects.filter(request_key=key).first():
        return known
    try:
        with transaction.atomic():
            state = EnquiryState.SPAM if held_because else EnquiryState.NEW
            enquiry = Enquiry.objects.create(request_key=key, state=state, held_because=held_because, **fields)
            Line.objects.bulk_create(
                Line(
                    enquiry=enquiry,
                    product=product,
                    exhibitor=product.exhibitor,
                    snapshot=snapshot(product),
                    position=position,
                    **({"unit": product.unit} | (asked if isinstance(asked, dict) else {"quantity": asked})),
                )
                for position, (product, asked) in enumerate(quantities.items())
            )
            for attachment in attachments:
                attachment.enquiry = enquiry
                attachment.save()
            if not held_because:
                for thread in open_threads(enquiry):
                    emails.asked(thread)
                emails.enquiry_received(enquiry)
                emails.enquiry_arrived(enquiry)
    except IntegrityError:
        # Sent twice at the same moment: the other request stored it.
        return Enquiry.objects.get(request_key=key)
    return enquiry


def snapshot(product):
    """What was asked about, as it was then: code, titles, maker's names and price in every language."""
    price = {}
    if product.price_mode != product.PriceMode.ON_REQUEST:
        price = {
            code: format_money(product.price_amount, product.currency, code, product.price_unit or None)
            for code in CODES
        }
    return {
        "code": product.code,
        "slug": product.slug,
        "title": {code: getattr(product, f"title_{code}") or "" for code in CODES},
        "exhibitor": {code: getattr(product.exhibitor, f"name_{code}") or "" for code in CODES},
        "price": price,
        "price_mode": product.price_mode,
    }


def mark_seen(enquiry, *, actor):
    """Note that the office has read it; raises MoveNotAllowed when it is not new any more."""
    move(enquiry, to=EnquiryState.SEEN, actor=actor, moves=ENQUIRY_MOVES)


def release(enquiry, *, actor):
    """Take an enquiry held as spam for a real one: it becomes new, and its mails go out; to makers who are still asked."""
    with transaction.atomic():
        move(enquiry, to=EnquiryState.NEW, actor=actor, moves=ENQUIRY_MOVES, held_because="")
        threads = open_threads(enquiry)
        start_clock(enquiry)
        for thread in threads:
            # Who had answered before it was held back does not read of a new enquiry.
            if thread.state == ThreadState.NEW:
                emails.asked(thread)
        emails.enquiry_received(enquiry)
        emails.enquiry_arrived(enquiry)


def start_clock(enquiry):
    """Count the time for the first answers from now: nobody could give them while the enquiry was held back."""
    now = timezone.now()
    waiting = Thread.objects.filter(enquiry=enquiry, answered_at=None, waits_for=WaitsFor.EXHIBITOR)
    waiting.exclude(state=ThreadState.CLOSED).update(
        opened_at=now, waits_since=now, due_at=due_for_first_answer(now), reminded_at=None, told_at=None
    )


def hold(enquiry, *, actor):
    """Take an enquiry for spam after all: makers and buyer lose sight of it until it is released.

    What was not told yet is not told any more.
    """
    with transaction.atomic():
        move(enquiry, to=EnquiryState.SPAM, actor=actor, moves=ENQUIRY_MOVES)
        take_back(Message.objects.filter(about=enquiry.code))
