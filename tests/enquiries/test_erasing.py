"""What becomes of enquiries when their maker is erased: buyers keep what was said, the name goes, nothing is promised."""

import uuid
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Message
from enquiries.actions import accept_quotation, send_quotation
from enquiries.actions.quotations import NotAcceptable
from enquiries.links import make_link
from enquiries.models import Quotation, QuotationLine, Reply
from exhibitors.profile.erasing import erase_exhibitor
from tests.enquiries.test_portal import ask
from tests.factories import ExhibitorFactory, ProductFactory, RepresentativeFactory, official

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def maker():
    asked = {"deletion_asked_at": timezone.now(), "deletion_reason": "enough"}
    maker = ExhibitorFactory(slug="sepideh", name_fa="سپیده", name_en="Sepideh", **asked)
    RepresentativeFactory(exhibitor=maker, user__email="sepideh@example.org", user__name="Sepideh S")
    return maker


def quoted(thread, version=1):
    quotation = Quotation.objects.create(thread=thread, currency="USD", version=version)
    QuotationLine.objects.create(quotation=quotation, title={"en": "Kilim"}, quantity=2, unit_price=Decimal(40))
    return quotation


@pytest.fixture
def threads(maker):
    """One asked, one quoted with a next version begun, one ordered."""
    kilim = ProductFactory(exhibitor=maker, title_en="Red kilim", kind="repeatable")
    asked, offered, ordered = (ask(kilim, email=f"buyer{number}@example.org").threads.get() for number in range(3))
    for thread in (offered, ordered):
        send_quotation(quoted(thread), actor=None, on_behalf_of="Sepideh")
    accept_quotation(ordered.quotations.get())
    quoted(offered, version=2)
    Reply.objects.create(
        thread=asked, request_key=uuid.uuid4(), side="exhibitor", on_behalf_of="سپیده", text="Yes", language="en"
    )
    return asked, offered, ordered


def test_an_official_is_told_what_is_open_before_erasing(client, maker, threads):
    client.force_login(official(), backend="accounts.backends.Backend")
    address = reverse("office:deletion_review", args=[maker.slug])
    for page in (client.get(address), client.post(address, {"erase": "1"})):
        html = page.content.decode()
        assert "2 enquiries are open: they are closed with the deletion. Answer their buyers first." in html
        assert "1 order is not handed over yet: it stays on the desk, for you to settle with the buyer." in html


def test_what_is_open_ends_and_what_is_ordered_stays_with_the_desk(maker, threads):
    _asked, offered, _ordered = threads
    [sent, _draft] = offered.quotations.order_by("pk")
    erase_exhibitor(maker, actor=official())
    for thread in threads:
        thread.refresh_from_db()
    assert [(thread.state, thread.lost_because) for thread in threads] == [
        ("closed", "other"),
        ("closed", "other"),
        ("ordered", ""),
    ]
    assert [each.state for each in offered.quotations.all()] == ["superseded"]
    with pytest.raises(NotAcceptable):
        accept_quotation(sent)


def test_buyers_and_desk_read_the_code_in_the_place_of_the_name(client, maker, threads):
    erase_exhibitor(maker, actor=official())
    pages = [client.get(make_link(thread.enquiry)).content.decode() for thread in threads]
    client.force_login(official(), backend="accounts.backends.Backend")
    pages.append(client.get(reverse("office:enquiry_list")).content.decode())
    for number, html in enumerate(pages):
        assert maker.code in html, number
        assert "سپیده" not in html and "Sepideh" not in html, number


def test_messages_about_enquiries_keep_neither_address_nor_text_of_the_maker(maker, threads):
    before = Message.objects.filter(address="sepideh@example.org").count()
    assert before >= 3
    erase_exhibitor(maker, actor=official())
    [farewell] = Message.objects.filter(address="sepideh@example.org")
    assert farewell.about == maker.code
    assert farewell.mail is not None
    assert Message.objects.filter(address="–", text="", name="", mail=None).count() == before
    # What buyers were told stays theirs.
    assert Message.objects.filter(address__startswith="buyer").exclude(text="").exists()
