""" "Send me the address again": the same answer for everybody, the addresses to the buyer alone."""

import re
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Message
from enquiries.actions import open_threads
from enquiries.links import make_link, open_link
from enquiries.models import BuyerLink
from enquiries.views import buyer
from tests.factories import EnquiryFactory
from tests.test_pages import check_html

pytestmark = pytest.mark.django_db
AGAIN = "/en/enquiry/again/"
ADDRESS = re.compile(r"https?://[^/]+/\w+/enquiry/([\w-]{20,})/")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(buyer, "LONG_ENOUGH", 0)


@pytest.mark.parametrize("language", ["en", "fa", "ar", "ckb"])
def test_the_page_is_valid_before_and_after(client, language):
    check_html(client.get(f"/{language}/enquiry/again/"), language)
    check_html(client.post(f"/{language}/enquiry/again/", {"contact": ""}), language)
    check_html(client.post(f"/{language}/enquiry/again/", {"contact": "a@example.org"}), language)


def test_by_e_mail_fresh_addresses_of_the_last_six_months_come_one_a_mail(client):
    mine = EnquiryFactory(email="buyer@example.org", phone=""), EnquiryFactory(email="buyer@example.org", phone="")
    EnquiryFactory(email="buyer@example.org", phone="", created_at=timezone.now() - timedelta(days=181))
    EnquiryFactory(email="buyer@example.org", phone="", state="spam")
    EnquiryFactory(email="other@example.org", phone="")

    client.post("/ckb/enquiry/again/", {"contact": "Buyer@Example.org"})

    messages = list(Message.objects.all())
    assert {(each.address, each.channel, each.language) for each in messages} == {("buyer@example.org", "mail", "ckb")}
    opened = [(each.about, open_link(token).enquiry) for each in messages for token in ADDRESS.findall(each.text)]
    assert sorted(opened, key=lambda pair: pair[0]) == sorted((each.code, each) for each in mine)


def test_with_a_phone_alone_a_call_waits_in_the_office(client):
    enquiry = EnquiryFactory()

    client.post(AGAIN, {"contact": "٠٧٧٠ ١٢٣ ٤٥٦٧"})

    message = Message.objects.get()
    assert (message.address, message.channel, message.state) == ("+9647701234567", "call", "waiting")
    assert message.about == enquiry.code
    assert ADDRESS.search(message.text)


def test_a_code_names_one_of_several(client):
    first, _second = EnquiryFactory(), EnquiryFactory()

    client.post(AGAIN, {"contact": "0770 123 4567", "code": first.code.lower()})

    assert [open_link(token).enquiry for token in ADDRESS.findall(Message.objects.get().text)] == [first]


def test_the_answer_is_the_same_whether_the_contact_is_known_or_not(client):
    enquiry = EnquiryFactory(email="buyer@example.org")
    asked = [
        {"contact": "buyer@example.org"}, {"contact": "unknown@example.org"}, {"contact": "0770 123 4567"},
        {"contact": "0770 999 9999"}, {"contact": "anything"}, {"contact": "unknown@example.org", "code": enquiry.code},
    ]  # fmt: skip

    pages = [client.post(AGAIN, data) for data in asked]

    assert {page.status_code for page in pages} == {200}
    assert len({page.content for page in pages}) == 1
    assert "their addresses are on their way" in pages[0].content.decode()


def test_the_answer_takes_as_long_whether_the_contact_is_known_or_not(client, monkeypatch):
    monkeypatch.setattr(buyer, "LONG_ENOUGH", 0.4)
    EnquiryFactory(email="buyer@example.org")
    for contact in ("buyer@example.org", "unknown@example.org"):
        started = time.monotonic()
        client.post(AGAIN, {"contact": contact})
        assert 0.4 <= time.monotonic() - started < 0.9


def test_one_contact_is_not_flooded_and_the_answer_does_not_say_so(client):
    EnquiryFactory(email="buyer@example.org")

    pages = [client.post(AGAIN, {"contact": "buyer@example.org"}) for _time in range(5)]

    assert Message.objects.count() == 3
    assert len({page.content for page in pages}) == 1


def test_one_network_is_told_to_wait(client):
    answers = [client.post(AGAIN, {"contact": f"{number}@example.org"}) for number in range(21)]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[-1]["Retry-After"] == "3600"


@pytest.mark.parametrize(
    "data", [{}, {"contact": ""}, {"contact": "0770 123 4567", "code": "nothing"}, {"contact": "\x00"}]
)
def test_what_cannot_be_understood_is_shown_again(client, data):
    assert client.post(AGAIN, data).status_code == 422


def test_asking_by_opening_the_page_sends_nothing(client):
    EnquiryFactory(email="buyer@example.org")
    client.get(f"{AGAIN}?contact=buyer@example.org")
    assert Message.objects.count() == 0


# The command


def test_the_command_prints_a_fresh_address_in_the_buyers_language_and_keeps_the_older(capsys):
    enquiry = EnquiryFactory(language="ckb")
    open_threads(enquiry)
    older = ADDRESS.search(make_link(enquiry))[1]

    call_command("enquiry_link", enquiry.code.lower())

    said = capsys.readouterr().out.strip()
    assert "/ckb/enquiry/" in said
    assert Client().get("/" + said.split("/", 3)[3]).status_code == 200
    assert open_link(older)


def test_the_command_ends_the_older_ones_where_asked(capsys):
    enquiry = EnquiryFactory()
    older = ADDRESS.search(make_link(enquiry))[1]

    call_command("enquiry_link", enquiry.code, "--revoke")

    assert open_link(older) is None
    assert open_link(ADDRESS.search(capsys.readouterr().out)[1])


@pytest.mark.parametrize("code", ["E2345678", "nothing", "P2222222"])
def test_the_command_says_when_there_is_no_such_enquiry(code):
    with pytest.raises(CommandError, match="no enquiry"):
        call_command("enquiry_link", code)
    assert BuyerLink.objects.count() == 0
