"""Who read a buyer's record in the office, when and how: noted once an hour, and shown where its history stands."""

import uuid
from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Message
from enquiries.actions import receive_enquiry
from enquiries.models import Attachment, Quotation
from enquiries.states import EnquiryState
from tests.enquiries.test_buyer import sent
from tests.factories import ExhibitionFactory, ParticipationFactory, ProductFactory, RepresentativeFactory, official

pytestmark = pytest.mark.django_db


def ask(**fields):
    given = {"name": "Abu Ali", "phone": "+9647701234567", "channel": "call", "language": "en", "kind": "buy_one"}
    return receive_enquiry(key=uuid.uuid4(), quantities={ProductFactory(): 1}, **(given | fields))


@pytest.fixture
def enquiry():
    return ask()


def browser(account):
    client = Client(REMOTE_ADDR="192.0.2.7")
    client.force_login(account, backend="accounts.backends.Backend")
    return client


@pytest.fixture
def desk():
    return official("desk", name="Mina", email="mina@example.org")


def readings(enquiry):
    entries = LogEntry.objects.get_for_object(enquiry).filter(action=LogEntry.Action.ACCESS).order_by("pk")
    return [(entry.actor and entry.actor.name, entry.additional_data["through"]) for entry in entries]


def paths(enquiry):
    """{how: address} of all that shows who a buyer is."""
    thread = enquiry.threads.get()
    quotation = Quotation.objects.filter(thread=thread).first() or sent(thread)
    file = enquiry.attachments.first()
    if file is None:
        name = storages["default"].save("attachments/x.jpg", ContentFile(b"x"))
        file = Attachment.objects.create(enquiry=enquiry, name="x.jpg", file=name, size=1)
    return {
        "page": reverse("office:enquiry_detail", args=[enquiry.code]),
        "record": reverse("records:enquiries_enquiry_change", args=[enquiry.pk]),
        "workbook": reverse("office:enquiry_export"),
        "paper": reverse("office:enquiry_quotation", args=[enquiry.code, quotation.code]),
        "file": reverse("office:enquiry_file", args=[enquiry.code, file.pk]),
    }


@pytest.mark.parametrize("how", ["page", "record", "workbook", "paper", "file"])
def test_each_way_of_reading_is_noted_once_an_hour_for_each_person(enquiry, desk, how, monkeypatch):
    address, other = paths(enquiry)[how], official("desk", name="Ako")
    moment = timezone.now()
    for person, later in ((desk, 0), (desk, 59), (other, 59), (desk, 61)):
        monkeypatch.setattr(timezone, "now", lambda later=later: moment + timedelta(minutes=later))
        assert browser(person).get(address).status_code == 200
    assert readings(enquiry) == [("Mina", how), ("Ako", how), ("Mina", how)]


def test_a_reading_says_who_when_from_where_and_which_enquiry_and_nothing_of_the_buyer(enquiry, desk):
    browser(desk).get(paths(enquiry)["page"])
    entry = LogEntry.objects.get_for_object(enquiry).get(action=LogEntry.Action.ACCESS)
    assert (entry.actor, entry.actor_email, entry.remote_addr) == (desk, "mina@example.org", "192.0.2.7")
    assert (entry.object_repr, entry.object_pk) == (enquiry.code, str(enquiry.pk))
    assert timezone.now() - entry.timestamp < timedelta(minutes=1)
    row = str(LogEntry.objects.filter(pk=entry.pk).values().get())
    assert "Abu Ali" not in row and "7701234567" not in row


def test_a_workbook_notes_every_enquiry_in_it_and_no_other_with_one_statement(desk):
    inside = [ask() for _number in range(3)]
    outside, spam = ask(country="TR"), ask(held_because="robot")
    assert spam.state == EnquiryState.SPAM
    for enquiry in inside:
        enquiry.country = "IQ"
        enquiry.save()
    with CaptureQueriesContext(connection) as queries:
        browser(desk).get(reverse("office:enquiry_export"), {"country": "IQ"})
    assert [readings(enquiry) for enquiry in inside] == [[("Mina", "workbook")]] * 3
    assert readings(outside) == readings(spam) == []
    assert len([each for each in queries if 'INSERT INTO "auditlog' in each["sql"]]) == 1


def test_a_new_private_address_and_the_call_list_are_noted(enquiry, desk):
    Message.objects.create(
        address=enquiry.phone, name="Abu Ali", language="en", channel="call", subject="x", text="x", about=enquiry.code
    )
    browser(desk).get(reverse("office:message_list"))
    browser(desk).post(reverse("office:enquiry_address", args=[enquiry.code]), {"act": "make"})
    assert readings(enquiry) == [("Mina", "calls"), ("Mina", "address")]


def test_it_is_shown_on_the_page_and_in_the_history_of_the_record(enquiry, desk):
    browser(official("desk", name="Ako")).get(paths(enquiry)["paper"])
    html = browser(desk).get(f"/en/office/enquiries/{enquiry.code}/").content.decode()
    shown = html.partition('id="readings"')[2].partition("</section>")[0]
    assert "Ako" in shown and "on a printed quotation" in shown and "Mina" in shown
    history = browser(official()).get(f"/en/office/records/enquiries/enquiry/{enquiry.pk}/history/").content.decode()
    assert "looked at" in history and "on a printed quotation" in history and "Ako" in history


@pytest.mark.parametrize("how", ["page", "record", "workbook", "paper", "file"])
def test_who_may_not_read_sees_nothing_and_nothing_is_noted(enquiry, how):
    exhibition = ExhibitionFactory()
    address = paths(enquiry)[how]
    for account in (official("juror"), official(exhibition=exhibition), RepresentativeFactory().user):
        answer = browser(account).get(address)
        assert answer.status_code in (302, 403, 404) or how == "workbook"
        assert b"Abu Ali" not in answer.getvalue()
    assert Client().get(address).status_code == 302
    assert readings(enquiry) == []


def test_a_viewer_reads_and_is_noted(enquiry):
    ParticipationFactory(exhibitor=enquiry.threads.get().exhibitor, exhibition=(exhibition := ExhibitionFactory()))
    viewer = official("viewer", name="Hiwa", exhibition=exhibition)
    assert browser(viewer).get(f"/en/office/enquiries/{enquiry.code}/").status_code == 200
    assert readings(enquiry) == [("Hiwa", "page")]


def test_makers_and_buyers_are_not_officials_who_read(enquiry):
    maker = enquiry.threads.get().exhibitor
    browser(RepresentativeFactory(exhibitor=maker).user).get(f"/en/portal/enquiries/{enquiry.code}/")
    assert readings(enquiry) == []
