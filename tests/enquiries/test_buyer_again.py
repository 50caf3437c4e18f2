""" "Send me the address again": the same answer for everybody, the addresses to the buyer alone."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.jobs import do_daily_chores, run_one
from accounts.models import Job, Message
from enquiries.actions import open_threads
from enquiries.links import make_link, open_link
from enquiries.models import BuyerLink
from tests.factories import EnquiryFactory
from tests.test_pages import check_html

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
AGAIN = "/en/enquiry/again/"
ADDRESS = re.compile(r"https?://[^/]+/\w+/enquiry/([\w-]{20,})/")


def ask(client, contact, address=AGAIN, **fields):
    """Ask, and let the worker write."""
    page = client.post(address, {"contact": contact} | fields)
    while run_one(apart=False):
        pass
    return page


@pytest.mark.parametrize("language", ["en", "fa", "ar", "ckb"])
def test_the_page_is_valid_before_and_after(client, language):
    check_html(client.get(f"/{language}/enquiry/again/"), language)
    check_html(client.post(f"/{language}/enquiry/again/", {"contact": ""}), language)
    check_html(client.post(f"/{language}/enquiry/again/", {"contact": "a@example.org"}), language)


def test_by_e_mail_fresh_addresses_of_the_last_six_months_come_one_a_mail(client):
    mine = [EnquiryFactory(email="buyer@example.org", phone="", language="ckb") for _number in range(2)]
    EnquiryFactory(email="buyer@example.org", phone="", created_at=timezone.now() - timedelta(days=181))
    EnquiryFactory(email="buyer@example.org", phone="", state="spam")
    EnquiryFactory(email="other@example.org", phone="")

    ask(client, "Buyer@Example.org")

    messages = list(Message.objects.all())
    assert {(each.address, each.channel, each.language) for each in messages} == {("buyer@example.org", "mail", "ckb")}
    assert not [each.text for each in messages if "<" in each.text]
    opened = [(each.about, open_link(token).enquiry) for each in messages for token in ADDRESS.findall(each.text)]
    assert sorted(opened, key=lambda pair: pair[0]) == sorted((each.code, each) for each in mine)


def test_with_a_phone_alone_a_call_waits_in_the_office(client):
    enquiry = EnquiryFactory()

    ask(client, "٠٧٧٠ ١٢٣ ٤٥٦٧")

    message = Message.objects.get()
    assert (message.address, message.channel, message.state) == ("+9647701234567", "call", "waiting")
    assert message.about == enquiry.code
    assert ADDRESS.search(message.text)


def test_a_code_names_one_of_several(client):
    first, _second = EnquiryFactory(), EnquiryFactory()

    ask(client, "0770 123 4567", code=first.code.lower())

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


def test_the_page_does_the_same_whether_the_contact_is_known_or_not(client):
    EnquiryFactory(email="buyer@example.org")

    def asked(contact):
        with CaptureQueriesContext(connection) as queries:
            client.post(AGAIN, {"contact": contact})
        return [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries]

    asked("another@example.org")  # this network is counted from now on
    for _time in range(4):
        assert asked("buyer@example.org") == asked("unknown@example.org")
    assert Message.objects.count() == 0  # the worker writes
    assert Job.objects.count() == 3


def test_what_was_asked_is_forgotten_once_it_is_done(client):
    ask(client, "unknown@example.org")
    assert Job.objects.get().state == "done"
    do_daily_chores()
    assert Job.objects.exists()
    Job.objects.update(due_at=timezone.now() - timedelta(days=2))
    do_daily_chores()
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("+96550012345", "50012345"),
        ("+96550012345", "965 5001 2345"),
        ("+96550012345", "00965-50012345"),
        ("+905321234567", "٠٥٣٢ ١٢٣ ٤٥ ٦٧"),
        ("+971501234567", "050 123 4567"),
        ("+4915112345678", "49 1511 2345678"),
        ("+4915112345678", "+49 1511 2345678"),
        ("+989181234567", "۰۹۱۸۱۲۳۴۵۶۷"),
        ("+9647701234567", "7701234567"),
    ],
)
def test_a_number_is_found_with_and_without_the_code_of_its_country(client, kept, typed):
    EnquiryFactory(phone=kept)

    ask(client, typed)

    assert Message.objects.get().address == kept


@pytest.mark.parametrize("code", [True, False])
def test_a_local_number_that_two_people_may_have_is_told_to_neither(client, code):
    in_the_emirates, _other = EnquiryFactory(phone="+971501234567"), EnquiryFactory(phone="+966501234567")

    page = ask(client, "050 123 4567", **({"code": in_the_emirates.code} if code else {}))

    # With the code of an enquiry it is clear who is meant.
    assert [each.address for each in Message.objects.all()] == (["+971501234567"] if code else [])
    assert "their addresses are on their way" in page.content.decode()


@pytest.mark.parametrize("typed", ["50012345", "965 5001 2345", "٠٠٩٦٥ ٥٠٠١٢٣٤٥"])
def test_a_local_number_proves_too_who_may_act(client, typed):
    enquiry = EnquiryFactory(phone="+96550012345", country="")
    open_threads(enquiry)
    address = "/" + make_link(enquiry).split("/", 3)[3]

    assert client.post(f"{address}proof/", {"contact": "50012346"}).status_code == 422
    assert client.post(f"{address}proof/", {"contact": typed}).status_code == 302


def test_one_contact_is_not_flooded_and_the_answer_does_not_say_so(client):
    EnquiryFactory(email="buyer@example.org")

    pages = [ask(client, "buyer@example.org") for _time in range(5)]

    assert Message.objects.count() == 3
    assert len({page.content for page in pages}) == 1


def test_a_stranger_uses_up_no_tries_of_the_owner_and_many_strangers_send_few_mails(client):
    EnquiryFactory(email="buyer@example.org")
    for _time in range(10):
        ask(Client(REMOTE_ADDR="198.51.100.7"), "buyer@example.org")
    Message.objects.all().delete()

    ask(client, "buyer@example.org")

    assert Message.objects.count() == 1
    for number in range(1, 9):
        for _time in range(4):
            ask(Client(REMOTE_ADDR=f"203.0.113.{number}"), "BUYER@example.org")
    assert Message.objects.count() == 6


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
