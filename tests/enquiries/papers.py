"""Quotations that were sent, for tests of their papers."""

import uuid
from datetime import UTC, datetime
from decimal import Decimal

from django.test import Client

from enquiries.actions import receive_enquiry, send_quotation
from enquiries.models import PriceBreak, Quotation, QuotationLine
from tests.factories import ExhibitorFactory, PlaceFactory, ProductFactory

PHONE = "+9647701234567"
SENT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def make_kilim():
    """A kilim of Sepideh in Eyvan."""
    eyvan = PlaceFactory(slug="eyvan", kind="county", name_en="Eyvan", name_fa="ایوان")
    maker = ExhibitorFactory(slug="sepideh", name_en="Sepideh", name_fa="سپیده", name_ar="سبيدة", place=eyvan)
    return ProductFactory(exhibitor=maker, title_en="Red kilim", title_fa="گلیم سرخ")


def ask(*works, **fields):
    given = {"name": "أبو علي", "city": "الكوت", "phone": PHONE, "channel": "call", "language": "ar", "kind": "buy_one"}
    return receive_enquiry(key=uuid.uuid4(), quantities=dict.fromkeys(works, 2), **(given | fields))


def sent(work, *, lines=1, thread=None, **fields):
    """A sent quotation for two of ``work`` at 25,000 dinars in each line."""
    thread = thread or ask(work).threads.get()
    terms = {"currency": "IQD", "version": thread.quotations.count() + 1, "valid_days": 14}
    quotation = Quotation.objects.create(thread=thread, **(terms | fields))
    title = {"en": "Red kilim", "fa": "گلیم سرخ", "ar": "بساط أحمر"}
    for position in range(lines):
        line = QuotationLine.objects.create(
            quotation=quotation, product=work, title=title, quantity=2, unit_price=Decimal(25000), position=position
        )
        PriceBreak.objects.create(line=line, quantity=10, unit_price=Decimal(21000))
    send_quotation(quotation, actor=None)
    return Quotation.objects.get(pk=quotation.pk)


def as_user(user):
    client = Client()
    client.force_login(user, backend="accounts.backends.Backend")
    return client
