"""A thread that has ended: who still writes in it, what becomes of the only piece, and of a page opened before."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from accounts.models import Message, StateChange
from enquiries.actions import accept_quotation, close_thread, receive_enquiry, reopen_thread, say, send_quotation
from enquiries.forms import new_key
from enquiries.links import make_link
from enquiries.models import Quotation, QuotationLine, Reply
from products.models import Product
from tests.factories import ProductFactory, RepresentativeFactory, official
from tests.test_pages import check_html

pytestmark = pytest.mark.django_db
PHONE = "+9647701234567"
CLOSED = "This is closed. Once the office has taken it up again, the answer can be sent"
FASTER = "Somebody else was faster"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def work():
    maker = RepresentativeFactory(user__email="maker@example.org", user__language="en").exhibitor
    return ProductFactory(exhibitor=maker, kind=Product.Kind.ONE_OFF, availability="available")


def ask(work):
    given = {"name": "Abu Ali", "phone": PHONE, "channel": "call", "language": "en", "kind": "buy_one"}
    return receive_enquiry(key=uuid.uuid4(), quantities={work: 1}, **given).threads.get()


@pytest.fixture
def thread(work):
    return ask(work)


def quoted(thread, work):
    quotation = Quotation.objects.create(thread=thread, currency="IQD", version=thread.quotations.count() + 1)
    QuotationLine.objects.create(quotation=quotation, product=work, title={"en": "Kilim"}, quantity=1, unit_price=25000)
    send_quotation(quotation, actor=None)
    return quotation


def lose(thread):
    close_thread(thread, outcome="lost", lost_because="time", actor=None)


def act(thread, step):
    return f"/en/office/enquiries/{thread.enquiry.code}/{thread.exhibitor.code}/{step}/"


def availability(work):
    return Product.objects.get(pk=work.pk).availability


@pytest.fixture
def desk():
    client = Client()
    client.force_login(official("desk"), backend="accounts.backends.Backend")
    return client


@pytest.fixture
def maker(work):
    client = Client()
    client.force_login(work.exhibitor.representatives.get().user, backend="accounts.backends.Backend")
    return client


@pytest.fixture
def buyer(thread):
    client = Client()
    client.address = "/en/" + make_link(thread.enquiry).split("/", 4)[4]
    assert client.post(f"{client.address}proof/", {"contact": PHONE}).status_code == 302
    return client


# Who still writes


def test_a_buyer_who_writes_takes_it_up_again_and_the_maker_is_waited_for(thread, buyer, desk):
    lose(thread)
    page = buyer.get(buyer.address)
    assert "This is closed. Write if there is more to say." in page.content.decode()
    form = page.context["parts"][0]["form"]
    values = {name: form[name].value() for name in ("key", "last_read")}
    Message.objects.all().delete()

    page = buyer.post(f"{buyer.address}parts/1/reply/", values | {"text": "I still want it"}, follow=True)

    thread.refresh_from_db()
    assert (thread.state, thread.waits_for, thread.outcome, thread.lost_because) == ("answered", "exhibitor", "", "")
    change = StateChange.objects.latest("pk")
    assert (change.record, change.old, change.new) == (thread, "closed", "answered")
    assert (change.reason, change.actor) == ("buyer wrote again", None)
    assert "I still want it" in Message.objects.get(address="maker@example.org").text
    html = page.content.decode()
    assert "The maker has your question and answers soon." in html and "This is closed." not in html
    assert "the buyer wrote again" in desk.get(f"/en/office/enquiries/{thread.enquiry.code}/").content.decode()


@pytest.mark.parametrize("said_by", ["office", "maker"])
def test_the_office_takes_it_up_first_and_keeps_what_it_typed(thread, desk, said_by):
    lose(thread)
    values = {"said_by": said_by, "text": "We found one", "language": "en", "last_read": "0"}

    answer = desk.post(act(thread, "reply"), values | {"key": new_key(f"answer/{thread.pk}")})

    assert answer.status_code == 409
    html = check_html(answer, "en")
    assert CLOSED in html and "We found one" in html and act(thread, "reopen") in html
    thread.refresh_from_db()
    assert (thread.state, Reply.objects.count()) == ("closed", 0)
    # Taken up again, the same words are sent.
    desk.post(act(thread, "reopen"), {"reason": "We found one"})
    assert desk.post(act(thread, "reply"), values | {"key": new_key(f"answer/{thread.pk}")}).status_code == 302
    assert Reply.objects.get().text == "We found one"


def test_a_note_is_kept_also_then(thread, desk):
    lose(thread)
    values = {"text": "He called", "key": new_key(f"note/{thread.pk}")}

    assert desk.post(act(thread, "note"), values).status_code == 302

    thread.refresh_from_db()
    assert (thread.state, Reply.objects.get().is_note) == ("closed", True)


def test_the_maker_is_told_and_keeps_what_was_typed(thread, maker):
    address = f"/en/portal/enquiries/{thread.enquiry.code}/"
    form = maker.get(address).context["form"]
    values = {name: form[name].value() for name in ("key", "last_read", "language")} | {"text": "I weave another"}
    lose(thread)

    answer = maker.post(address, values)

    assert answer.status_code == 409
    html = check_html(answer, "en")
    assert CLOSED in html and "I weave another" in html
    assert Reply.objects.count() == 0
    thread.refresh_from_db()
    assert thread.state == "closed"


def test_the_maker_reads_that_it_is_closed_where_else_the_form_stands(thread, maker):
    address = f"/en/portal/enquiries/{thread.enquiry.code}/"
    type(thread).objects.update(due_at=timezone.now() - timedelta(1))
    html = maker.get(address).content.decode()
    assert 'id="reply-form"' in html and "a first answer is due by" in html and ">overdue<" in html

    lose(thread)

    html = check_html(maker.get(address), "en")
    assert "a first answer is due by" not in html and ">overdue<" not in html
    assert "This is closed. Once the office has taken it up again, or the buyer writes, you can answer." in html
    assert "reply-form" not in html and "Send the answer" not in html


# The only piece, and a page opened before


def test_an_old_page_closes_no_order(thread, work, desk):
    quotation = quoted(thread, work)
    page = desk.get(f"/en/office/enquiries/{thread.enquiry.code}/").content.decode()
    assert '<input type="hidden" name="seen" value="quoted"' in page
    accept_quotation(quotation)
    lost = {"outcome": "lost", "lost_because": "price"}

    for seen in ("quoted", "", "nothing", "\x00"):
        answer = desk.post(act(thread, "close"), lost | {"seen": seen}, follow=True)
        assert answer.status_code in (200, 422)
    assert FASTER in desk.post(act(thread, "close"), lost | {"seen": "quoted"}, follow=True).content.decode()

    thread.refresh_from_db()
    assert (thread.state, availability(work)) == ("ordered", "reserved")
    # Who looked at the order closes it, and the piece is to be had again.
    desk.post(act(thread, "close"), lost | {"seen": "ordered"})
    thread.refresh_from_db()
    assert (thread.state, thread.outcome, availability(work)) == ("closed", "lost", "available")


def test_another_buyer_takes_the_piece_of_a_lost_order_and_keeps_it(thread, work):
    accept_quotation(quoted(thread, work))
    lose(thread)
    other = ask(work)
    accept_quotation(quoted(other, work))
    assert availability(work) == "reserved"

    reopen_thread(thread, reason="x", actor=None)
    close_thread(thread, outcome="ordered", value=5, currency="IQD", actor=None)
    assert availability(work) == "reserved"
    lose(other)
    # Of the two, one was sold after all.
    assert availability(work) == "reserved"


def test_a_word_of_thanks_leaves_an_order_done_and_can_be_answered(thread, work, maker):
    accept_quotation(quoted(thread, work))
    close_thread(thread, outcome="ordered", value=25000, currency="IQD", actor=None)

    say(thread, key=uuid.uuid4(), side="buyer", language="ar", text="شكرًا")

    thread.refresh_from_db()
    assert (thread.state, thread.outcome, thread.value, thread.waits_for) == ("closed", "ordered", 25000, "exhibitor")
    html = maker.get(f"/en/portal/enquiries/{thread.enquiry.code}/").content.decode()
    assert 'id="reply-form"' in html and "شكرًا" in html

    say(thread, key=uuid.uuid4(), side="exhibitor", language="fa", text="سلامت باشید")

    thread.refresh_from_db()
    assert (thread.state, thread.outcome, thread.value, thread.waits_for) == ("closed", "ordered", 25000, "nobody")


def test_what_is_ordered_in_the_end_is_sold(thread, work, desk):
    accept_quotation(quoted(thread, work))

    desk.post(act(thread, "close"), {"seen": "ordered", "outcome": "ordered", "value": "25000", "unit": "IQD"})

    thread.refresh_from_db()
    assert (thread.outcome, availability(work)) == ("ordered", "sold")


def test_an_order_is_closed_with_what_was_accepted_unless_something_else_is_written(thread, work, desk):
    page = f"/fa/office/enquiries/{thread.enquiry.code}/"
    quotation = quoted(thread, work)
    assert desk.get(page).context["threads"][0].forms["close"]["value"].value() is None
    accept_quotation(quotation)

    form = desk.get(page).context["threads"][0].forms["close"]
    values = {name: form[name].value() for name in ("seen", "outcome", "value", "unit")}
    assert values == {"seen": "ordered", "outcome": "ordered", "value": "۲۵۰۰۰", "unit": "IQD"}
    desk.post(act(thread, "close"), values)

    thread.refresh_from_db()
    assert (thread.state, thread.outcome, thread.value, thread.currency) == ("closed", "ordered", 25000, "IQD")


def test_what_was_handed_over_stays_with_its_buyer(thread, work):
    accept_quotation(quoted(thread, work))
    thread.refresh_from_db()
    type(thread).objects.update(state="handed_over")

    lose(thread)

    assert availability(work) == "reserved"


def test_works_made_again_and_again_are_neither_held_nor_sold(thread, work):
    Product.objects.update(kind=Product.Kind.REPEATABLE)
    accept_quotation(quoted(thread, work))
    close_thread(thread, outcome="ordered", value=5, currency="IQD", actor=None)
    assert availability(work) == "available"


def test_whoever_holds_an_old_record_closes_and_opens_what_is_there_now(thread):
    old = type(thread).objects.get(pk=thread.pk)
    say(thread, key=uuid.uuid4(), side="exhibitor", language="en", text="Yes")
    lose(old)
    reopen_thread(old, reason="She called", actor=None)
    thread.refresh_from_db()
    assert (thread.state, thread.waits_for) == ("answered", "exhibitor")
    moves = StateChange.objects.order_by("pk").values_list("old", "new")
    assert list(moves) == [("new", "answered"), ("answered", "closed"), ("closed", "answered")]
