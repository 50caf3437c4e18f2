"""What a maker has begun: the draft of a quotation, and how far an order is."""

from django.db import transaction
from django.utils.translation import gettext_noop

from enquiries import emails
from enquiries.actions.quotations import QUOTABLE, fingerprint, lines_of, send_quotation, wait_for
from enquiries.actions.threads import lock_thread
from enquiries.models import PriceBreak, Quotation, QuotationLine
from enquiries.states import THREAD_MOVES, QuotationState, ThreadState, WaitsFor
from lib.states import MoveNotAllowed, move


class DraftChanged(Exception):
    """Somebody else changed the draft since it was looked at; nothing was sent."""


@transaction.atomic
def save_draft(thread, *, terms, rows):
    """Keep the one draft of ``thread``, begun as its next version; return it with its total.

    ``rows`` are the fields of the lines, each with ``breaks`` as [(from, unit price)]. Raises MoveNotAllowed when the
    thread takes no quotation any more.
    """
    thread = lock_thread(thread.pk)
    if thread.state not in QUOTABLE:
        raise MoveNotAllowed(thread.state, ThreadState.QUOTED)
    draft = thread.quotations.filter(state=QuotationState.DRAFT).first()
    if draft is None:
        newest = thread.quotations.first()
        draft = Quotation(thread=thread, version=newest.version + 1 if newest else 1)
    for name, value in terms.items():
        setattr(draft, name, value)
    draft.save()
    draft.lines.all().delete()
    for position, row in enumerate(rows):
        fields = {name: value for name, value in row.items() if name != "breaks"}
        line = QuotationLine.objects.create(quotation=draft, position=position, **fields)
        PriceBreak.objects.bulk_create(
            PriceBreak(line=line, quantity=quantity, unit_price=price) for quantity, price in row["breaks"]
        )
    draft.total = sum(line.amount for line in lines_of(draft))
    draft.save(update_fields=["total"])
    return draft


def mark_of(quotation):
    """What the page before sending names: the draft as it was looked at."""
    return fingerprint(quotation, lines_of(quotation))


@transaction.atomic
def send_draft(thread, *, seen, actor, on_behalf_of=""):
    """Send the draft of ``thread`` that was ``seen``, once; return the quotation, or None when there is none.

    Raises DraftChanged when it is not what was looked at, MoveNotAllowed as ``send_quotation`` does.
    """
    lock_thread(thread.pk)
    for sent in thread.quotations.sent():
        if sent.fingerprint == seen:
            return sent
    draft = thread.quotations.filter(state=QuotationState.DRAFT).first()
    if draft is None:
        return None
    if mark_of(draft) != seen:
        raise DraftChanged
    send_quotation(draft, actor=actor, on_behalf_of=on_behalf_of)
    return draft


@transaction.atomic
def move_order(thread, *, to, actor, on_behalf_of=""):
    """An order is ready (the buyer is waited for) or handed over (nobody is); the buyer is told. Raises MoveNotAllowed."""
    thread = lock_thread(thread.pk)
    move(thread, to=to, actor=actor, moves=THREAD_MOVES, on_behalf_of=on_behalf_of)
    wait_for(thread, WaitsFor.BUYER if to == ThreadState.READY else WaitsFor.NOBODY)
    emails.tell_buyer(thread, "moved", gettext_noop("Your order {code}: how far it is"))
