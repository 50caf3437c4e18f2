"""What officials do with a thread: answer, note, assign, close, take up again; and the buyer's private address."""

import re
import uuid
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Message, StateChange
from enquiries.actions import receive_enquiry, say
from enquiries.forms import new_key
from enquiries.links import make_link, open_link
from enquiries.models import PreparedSentence, Reply
from tests.factories import ParticipationFactory, ProductFactory, official

pytestmark = pytest.mark.django_db
DESK = "/en/office/enquiries/"


@pytest.fixture
def thread():
    given = {"name": "Abu Ali", "phone": "+9647701234567", "channel": "whatsapp", "language": "ar", "kind": "buy_one"}
    enquiry = receive_enquiry(key=uuid.uuid4(), quantities={ProductFactory(): 2}, **given)
    return enquiry.threads.get()


@pytest.fixture
def desk(client):
    account = official("desk", name="Desk One")
    client.force_login(account)
    return account


def address(thread, act=""):
    key = thread.exhibitor.code if thread.exhibitor else "office"
    return f"{DESK}{thread.enquiry.code}/{key}/{act}/" if act else f"{DESK}{thread.enquiry.code}/"


def key_of(thread, act="answer"):
    return new_key(f"{act}/{thread.pk}")


def answer(client, thread, **fields):
    newest = max(thread.replies.public().values_list("pk", flat=True), default=0)
    given = {"said_by": "office", "text": "Yes", "language": "fa", "key": key_of(thread), "last_read": newest}
    return client.post(address(thread, "reply"), given | fields)


def test_the_office_answers_and_the_buyer_is_told(client, thread, desk):
    response = answer(client, thread, text="We look for it")

    reply = thread.replies.get()
    thread.refresh_from_db()
    assert response.url == f"{address(thread)}#thread-{thread.exhibitor.code}"
    assert (reply.side, reply.author, reply.on_behalf_of) == ("office", desk, "")
    assert (thread.state, thread.waits_for) == ("answered", "buyer")
    assert Message.objects.get(about=thread.enquiry.code, address=thread.enquiry.phone).channel == "call"


def test_an_answer_for_a_maker_with_a_telephone_only_is_recorded_as_such(client, thread, desk):
    line = thread.lines.get()
    answer(client, thread, said_by="maker", text="", **{f"answer_{line.pk}": "to_order"})

    reply, change = thread.replies.get(), StateChange.objects.get(new="answered")
    line.refresh_from_db()
    assert (reply.side, reply.author, reply.on_behalf_of) == ("exhibitor", desk, str(thread.exhibitor))
    assert (change.actor, change.on_behalf_of) == (desk, str(thread.exhibitor))
    assert line.answer == "to_order"
    html = client.get(address(thread)).content.decode()
    assert f"for {thread.exhibitor.name_en}" in html
    assert "Desk One" in html


def test_prepared_sentences_are_read_in_the_buyers_language(client, thread, desk):
    PreparedSentence.objects.create(slug="thanks", text_en="Thanks {name}", text_ar="شكرًا {name}")
    PreparedSentence.objects.create(slug="soon", text_en="Soon")
    html = client.get(address(thread)).content.decode()
    assert html.count("data-missing") == 1
    answer(client, thread, text="", sentences=["thanks"])
    assert thread.replies.get().sentences[0]["ar"] == "شكرًا Abu Ali"


def test_sent_twice_an_answer_is_kept_once(client, thread, desk):
    key = key_of(thread)
    assert [answer(client, thread, key=key, last_read=0).status_code for _number in range(2)] == [302, 302]
    assert thread.replies.count() == 1


def test_of_two_officials_who_answer_at_once_the_second_is_shown_the_first(client, thread, desk):
    say(thread, key=uuid.uuid4(), side="office", language="en", text="I was first", author=official("desk"))

    response = answer(client, thread, text="My own words", last_read=0)
    html = response.content.decode()

    assert response.status_code == 409
    assert "answered while you wrote" in html
    assert "I was first" in html
    assert "My own words" in html
    assert thread.replies.count() == 1
    shown = re.search(r'name="last_read" value="(\d+)"', html)[1]
    assert answer(client, thread, text="My own words", last_read=shown).status_code == 302
    assert thread.replies.count() == 2


def test_notes_stay_in_the_office_and_tell_nobody(client, thread, desk):
    before = Message.objects.count()
    key = key_of(thread, "note")
    for _number in range(2):
        client.post(address(thread, "note"), {"text": "Knows the price", "key": key})
    note = thread.replies.get()
    thread.refresh_from_db()
    assert (note.is_note, note.author, thread.state, thread.waits_for) == (True, desk, "new", "exhibitor")
    assert Message.objects.count() == before
    assert "said-note" in client.get(address(thread)).content.decode()
    # A note is no answer that somebody wrote meanwhile.
    assert answer(client, thread, last_read=0).status_code == 302


def test_a_thread_is_assigned_and_of_two_at_once_the_second_is_told(client, thread, desk):
    other = official("desk", name="Desk Two")
    client.post(address(thread, "assign"), {"to": other.pk, "was": ""})
    thread.refresh_from_db()
    assert thread.assigned_to == other

    page = client.post(address(thread, "assign"), {"to": desk.pk, "was": ""}, follow=True)
    thread.refresh_from_db()
    assert "Somebody else was faster" in page.content.decode()
    assert thread.assigned_to == other
    client.post(address(thread, "assign"), {"to": "", "was": other.pk})
    thread.refresh_from_db()
    assert thread.assigned_to is None
    assert LogEntry.objects.get_for_object(thread).filter(changes__has_key="assigned_to").count() == 2


@pytest.mark.parametrize("to", ["stranger", "999999", "x", "-1"])
def test_only_who_handles_it_is_assigned(client, thread, desk, to):
    number = official("viewer").pk if to == "stranger" else to
    assert client.post(address(thread, "assign"), {"to": number, "was": ""}).status_code == 422
    thread.refresh_from_db()
    assert thread.assigned_to is None


@pytest.mark.parametrize(
    ("typed", "unit", "stored"),
    [
        ("۲٬۵۰۰٬۰۰۰", "IRT", (25_000_000, "IRR")),
        ("٢٥٠٠٠٠", "IQD", (250_000, "IQD")),
        ("120.50", "USD", ("120.5", "USD")),
    ],
)
def test_an_order_is_closed_with_its_value_in_any_digits(client, thread, desk, typed, unit, stored):
    client.post(address(thread, "close"), {"seen": "new", "outcome": "ordered", "value": typed, "unit": unit})
    thread.refresh_from_db()
    assert (thread.state, thread.outcome, thread.waits_for) == ("closed", "ordered", "nobody")
    assert (thread.value, thread.currency) == (Decimal(stored[0]), stored[1])


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"outcome": "ordered"},
        {"outcome": "ordered", "value": "5"},
        {"outcome": "ordered", "unit": "IQD"},
        {"outcome": "ordered", "value": "0", "unit": "IQD"},
        {"outcome": "ordered", "value": "1.5", "unit": "IQD"},
        {"outcome": "ordered", "value": "99999999999999999", "unit": "IRT"},
        {"outcome": "ordered", "value": "5", "unit": "EUR"},
        {"outcome": "lost"},
        {"outcome": "lost", "lost_because": "whim"},
    ],
)
def test_no_thread_is_closed_without_a_whole_outcome(client, thread, desk, typed):
    response = client.post(address(thread, "close"), typed | {"seen": "new"})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    thread.refresh_from_db()
    assert thread.state == "new"


def test_what_was_lost_has_a_reason_and_is_taken_up_again_with_one(client, thread, desk):
    client.post(
        address(thread, "close"), {"seen": "new", "outcome": "lost", "lost_because": "price", "value": "x", "unit": ""}
    )
    thread.refresh_from_db()
    assert thread.state == "new"  # a number that is none is not passed over in silence
    client.post(address(thread, "close"), {"seen": "new", "outcome": "lost", "lost_because": "price"})
    thread.refresh_from_db()
    assert (thread.state, thread.lost_because) == ("closed", "price")
    again = client.post(
        address(thread, "close"), {"seen": "new", "outcome": "lost", "lost_because": "time"}, follow=True
    )
    assert "Somebody else was faster" in again.content.decode()

    assert client.post(address(thread, "reopen"), {"reason": ""}).status_code == 422
    client.post(address(thread, "reopen"), {"reason": "The buyer called"})
    thread.refresh_from_db()
    assert (thread.state, thread.outcome, thread.waits_for) == ("answered", "", "exhibitor")
    assert "The buyer called" in client.get(address(thread)).content.decode()


ACTS = {
    "reply": {"said_by": "office", "text": "x", "language": "en", "last_read": "0"},
    "note": {"text": "x"},
    "assign": {"to": "", "was": ""},
    "close": {"outcome": "lost", "lost_because": "price"},
    "reopen": {"reason": "x"},
    "decide": {"decision": "accepted", "quotation": "Q2345678"},
}


@pytest.mark.parametrize("act", ACTS)
def test_who_only_reads_does_nothing(client, thread, act):
    posted = ACTS[act] | {"key": new_key()}
    read = ParticipationFactory(exhibitor=thread.exhibitor).exhibition
    elsewhere = official("viewer", exhibition=read)
    elsewhere.roles.create(kind="desk", exhibition=ParticipationFactory().exhibition)
    for account, refused in ((official("viewer"), 403), (official("juror"), 403), (elsewhere, 404)):
        client.force_login(account)
        assert client.post(address(thread, act), posted).status_code == refused
        assert client.get(address(thread, act)).status_code in (403, 405)
    assert f'action="{address(thread, act)}"' not in client.get(address(thread)).content.decode()
    thread.refresh_from_db()
    assert (thread.state, Reply.objects.count()) == ("new", 0)


@pytest.mark.parametrize("act", ACTS)
def test_no_input_breaks_a_page(client, thread, desk, act):
    for value in ("", "\x00", "x" * 5000, "-1", "9" * 30, "٩" * 30):
        posted = dict.fromkeys([*ACTS[act], "key", "last_read", "sentences", "to", "was"], value)
        assert client.post(address(thread, act), posted).status_code < 500
        odd = f"{DESK}{thread.enquiry.code}/nobody/{act}/"
        assert client.post(odd, posted).status_code == 404


def test_a_question_to_the_office_is_answered_under_its_own_address(client, desk):
    given = {
        "name": "A",
        "email": "a@example.org",
        "channel": "mail",
        "language": "en",
        "kind": "other",
        "message": "?",
    }
    thread = receive_enquiry(key=uuid.uuid4(), quantities={}, **given).threads.get()
    assert answer(client, thread).status_code == 302
    assert thread.replies.get().side == "office"
    assert answer(client, thread, said_by="maker").status_code == 422


def test_a_private_address_is_shown_once_and_noted(client, thread, desk):
    page = client.post(f"{DESK}{thread.enquiry.code}/address/", {"act": "make"})
    html = page.content.decode()
    token = re.search(r"/ar/enquiry/([\w-]{20,})/", html)[1]

    assert open_link(token).enquiry == thread.enquiry
    assert "<svg" in html
    assert "wa.me/9647701234567?text=" in html
    assert page.headers["Cache-Control"] == "no-store, private" or "no-store" in page.headers["Cache-Control"]
    assert token not in client.get(address(thread)).content.decode()
    assert LogEntry.objects.get_for_object(thread.enquiry).filter(changes__has_key="private_address").exists()
    assert not LogEntry.objects.filter(changes__icontains=token).exists()


def test_all_private_addresses_are_ended_by_one_tap(client, thread, desk):
    tokens = [make_link(thread.enquiry).rstrip("/").rpartition("/")[2] for _number in range(2)]
    client.post(f"{DESK}{thread.enquiry.code}/address/", {"act": "revoke"})
    assert [open_link(token) for token in tokens] == [None, None]
    assert client.post(f"{DESK}{thread.enquiry.code}/address/", {"act": "x"}).status_code == 404


def test_who_only_reads_makes_no_private_address(client, thread):
    client.force_login(official("viewer"))
    assert client.post(f"{DESK}{thread.enquiry.code}/address/", {"act": "make"}).status_code == 403
    assert not thread.enquiry.links.exists()


def test_the_page_costs_the_same_for_many_replies_as_for_one(client, thread, desk, django_assert_num_queries):
    answer(client, thread)
    client.get(address(thread))
    with CaptureQueriesContext(
        connection,
    ) as first:
        client.get(address(thread))
    number = len(first)
    for _number in range(4):
        answer(client, thread)
        client.post(address(thread, "note"), {"text": "n", "key": key_of(thread, "note")})
    with django_assert_num_queries(number):
        client.get(address(thread))


@pytest.mark.parametrize(("page", "words"), [("fa", "به عربی می‌خواند"), ("en", "in Arabic")])
def test_a_sentence_names_a_language_in_the_language_of_the_page(client, thread, desk, page, words):
    PreparedSentence.objects.create(slug="soon", text_fa="به‌زودی")
    client.post(address(thread, "reply"), {"said_by": "office", "text": "x", "language": "fa", "key": key_of(thread)})
    for path in (address(thread), "/en/office/messages/"):
        html = client.get(path.replace("/en/", f"/{page}/")).content.decode()
        assert {"fa": "عربی", "en": "Arabic"}[page] in html
        assert "العربية" not in html.partition("<main")[2].replace('<option value="ar">العربية</option>', "")
    assert words in client.get(address(thread).replace("/en/", f"/{page}/")).content.decode()
