"""A quotation goes out, is accepted or declined."""

import hashlib
import json
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enquiries import emails
from enquiries.actions.threads import lock_thread
from enquiries.actions.works import hold_work
from enquiries.models import Quotation
from enquiries.states import QUOTATION_MOVES, THREAD_MOVES, Outcome, QuotationState, ThreadState, WaitsFor
from lib.states import MoveNotAllowed, move
from products.models import Product

S = QuotationState
# What a quotation may still be sent for: neither an order nor an end.
QUOTABLE = (ThreadState.NEW, ThreadState.ANSWERED, ThreadState.QUOTED)
CLOSED = gettext_lazy("This is closed. Write to the maker if you still want it.")


class NotAcceptable(Exception):
    """The quotation cannot be accepted any more; the words say why, nothing was changed."""


@transaction.atomic
def send_quotation(quotation, *, actor, on_behalf_of=""):
    """Freeze a draft with its total and fingerprint; the older open one of the thread is marked superseded.

    Raises MoveNotAllowed unless it is a draft, ValueError when it has no line.
    """
    thread = lock_thread(quotation.thread_id)
    lines = lines_of(quotation)
    if not lines:
        raise ValueError("a quotation needs a line")
    if thread.state not in QUOTABLE:
        raise MoveNotAllowed(thread.state, ThreadState.QUOTED)
    for older in thread.quotations.filter(state=S.SENT):
        move(older, to=S.SUPERSEDED, actor=actor, moves=QUOTATION_MOVES, on_behalf_of=on_behalf_of)
    now = timezone.now()
    quotation.total = sum(line.amount for line in lines)
    frozen = {
        "total": quotation.total,
        "sent_at": now,
        "valid_until": now + timedelta(days=quotation.valid_days),
        "fingerprint": fingerprint(quotation, lines),
    }
    move(quotation, to=S.SENT, actor=actor, moves=QUOTATION_MOVES, on_behalf_of=on_behalf_of, **frozen)
    if thread.state != ThreadState.QUOTED:
        move(thread, to=ThreadState.QUOTED, actor=actor, moves=THREAD_MOVES, on_behalf_of=on_behalf_of)
    wait_for(thread, WaitsFor.BUYER, answered_at=thread.answered_at or now)
    emails.quotation_sent(quotation)


def lines_of(quotation):
    """Its lines with their breaks (2 queries), which know it without asking."""
    lines = list(quotation.lines.prefetch_related("breaks"))
    for line in lines:
        line.quotation = quotation
    return lines


def fingerprint(quotation, lines):
    """SHA-256 over everything the buyer agrees to, in a fixed spelling: the same before and after it was stored."""
    agreed = {
        "code": quotation.code,
        "version": quotation.version,
        "currency": quotation.currency,
        "total": f"{quotation.total:.2f}",
        "terms": [
            quotation.lead_days,
            quotation.handover,
            quotation.carriage_by,
            quotation.customs_by,
            quotation.deposit_percent,
            quotation.valid_days,
            quotation.remarks,
        ],
        "lines": [
            [
                line.title,
                line.quantity,
                line.unit,
                f"{line.price:.2f}",
                [[b.quantity, f"{b.unit_price:.2f}"] for b in line.breaks.all()],
            ]
            for line in lines
        ],
    }
    return hashlib.sha256(json.dumps(agreed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def accept_quotation(quotation, *, actor=None, on_behalf_of=""):
    """Accept for the buyer, or as an ``actor`` was told by them; one-off works are held for them.

    Accepted already, it stays so and nobody is told again.

    Raises NotAcceptable with words for the buyer when it lapsed, was replaced or declined, or when a one-off work was
    taken meanwhile; then nothing is changed.
    """
    thread, quotation = lock_quotation(quotation)
    if quotation.state == S.ACCEPTED and thread.outcome != Outcome.LOST:
        return quotation
    check_is_open(thread, quotation)
    if quotation.is_lapsed:
        raise NotAcceptable(_("The validity of this quotation is over. Ask the maker for a new one."))
    # In the order of their numbers: two acceptances at once cannot lock each other out.
    for line in quotation.lines.select_related("product").order_by("product_id"):
        if line.product and line.product.kind == Product.Kind.ONE_OFF and not hold_work(line.product):
            raise NotAcceptable(
                _(
                    "We are sorry: {work} has just been taken by somebody else. Write to the maker, who may make another."
                ).format(work=line.product)
            )
    who = {"actor": actor, "on_behalf_of": on_behalf_of}
    move(quotation, to=S.ACCEPTED, moves=QUOTATION_MOVES, decided_at=timezone.now(), **who)
    move(thread, to=ThreadState.ORDERED, moves=THREAD_MOVES, **who)
    wait_for(thread, WaitsFor.EXHIBITOR)
    emails.quotation_decided(quotation)
    return quotation


@transaction.atomic
def decline_quotation(quotation, *, because, actor=None, on_behalf_of=""):
    """Say no for the buyer, with one of ``Thread.LostBecause``; the maker is waited for. Raises NotAcceptable.

    Declined already, it stays so, for the reason given first.
    """
    thread, quotation = lock_quotation(quotation)
    if quotation.state == S.DECLINED:
        return quotation
    check_is_open(thread, quotation)
    decided = {"decided_at": timezone.now(), "declined_because": because}
    who = {"actor": actor, "on_behalf_of": on_behalf_of}
    move(quotation, to=S.DECLINED, moves=QUOTATION_MOVES, reason=because, **decided, **who)
    move(thread, to=ThreadState.ANSWERED, moves=THREAD_MOVES, **who)
    wait_for(thread, WaitsFor.EXHIBITOR)
    emails.quotation_decided(quotation)
    return quotation


def lock_quotation(quotation):
    """Its thread and itself, read anew and locked in this order."""
    thread = lock_thread(quotation.thread_id)
    return thread, Quotation.objects.select_for_update().get(pk=quotation.pk)


def check_is_open(thread, quotation):
    """Raise NotAcceptable when the quotation was replaced or decided, or its thread closed, since it was sent."""
    if thread.state == ThreadState.CLOSED:
        raise NotAcceptable(CLOSED)
    if quotation.state == S.SUPERSEDED:
        raise NotAcceptable(_("There is a newer quotation. Please look at that one."))
    if quotation.state != S.SENT:
        raise NotAcceptable(_("This quotation has been decided already."))
    if thread.state != ThreadState.QUOTED:
        raise NotAcceptable(CLOSED)


def wait_for(thread, side, **also):
    for name, value in {"waits_for": side, "waits_since": timezone.now(), **also}.items():
        setattr(thread, name, value)
    thread.save(update_fields=["waits_for", "waits_since", *also])
