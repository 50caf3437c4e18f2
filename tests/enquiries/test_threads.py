"""Threads and quotations by their actions: what is kept, who waits, what is frozen."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from accounts.models import Message, StateChange
from enquiries.actions import (
    AnsweredMeanwhile,
    accept_quotation,
    close_thread,
    decline_quotation,
    reopen_thread,
    say,
    send_quotation,
)
from enquiries.actions.enquiries import receive_enquiry, release
from enquiries.actions.quotations import NotAcceptable
from enquiries.clock import due_for_first_answer
from enquiries.links import make_link, open_link, revoke_links
from enquiries.models import BuyerLink, Line, PreparedSentence, PriceBreak, Quotation, QuotationLine, Reply, Thread
from lib.states import MoveNotAllowed
from products.models import Product
from tests.factories import (
    ExhibitionFactory,
    ExhibitorFactory,
    ParticipationFactory,
    ProductFactory,
    RepresentativeFactory,
    official,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def ask(*products, **fields):
    given = {"name": "Abu Ali", "phone": "+9647701234567", "channel": "whatsapp", "language": "ar", "kind": "buy_one"}
    return receive_enquiry(key=uuid.uuid4(), quantities=dict.fromkeys(products, 2), **(given | fields))


def quote(thread, *, price="25000", quantity=2, product=None, **fields):
    quotation = Quotation.objects.create(thread=thread, currency="IQD", version=thread.quotations.count() + 1, **fields)
    QuotationLine.objects.create(
        quotation=quotation, product=product, title={"en": "Kilim"}, quantity=quantity, unit_price=Decimal(price)
    )
    return quotation


def test_an_enquiry_becomes_one_thread_for_each_exhibitor_with_its_own_lines():
    first, second = ProductFactory(), ProductFactory()
    third = ProductFactory(exhibitor=first.exhibitor)
    enquiry = ask(first, second, third)
    lines = {thread.exhibitor: {line.product for line in thread.lines.all()} for thread in enquiry.threads.all()}
    assert lines == {first.exhibitor: {first, third}, second.exhibitor: {second}}


def test_a_general_question_is_one_thread_of_the_office():
    thread = ask(message="What is there?").threads.get()
    assert (thread.exhibitor, thread.waits_for, thread.state) == (None, "exhibitor", "new")


def test_what_is_held_back_has_threads_only_once_it_is_released():
    work = ProductFactory()
    enquiry = ask(work, held_because="robot")
    assert not enquiry.threads.exists()
    release(enquiry, actor=official())
    assert [thread.exhibitor for thread in enquiry.threads.all()] == [work.exhibitor]


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (datetime(2026, 11, 22, 9, tzinfo=UTC), date(2026, 11, 25)),  # a Sunday: Monday and Tuesday to answer
        (datetime(2026, 11, 25, 9, tzinfo=UTC), date(2026, 12, 1)),  # a Wednesday: three days are free
    ],
)
def test_a_first_answer_is_due_after_two_days_on_which_both_countries_work(asked, due):
    assert due_for_first_answer(asked).isoformat() == f"{due}T00:00:00+03:30"


def test_an_answer_is_kept_once_in_every_language_and_the_buyer_is_waited_for():
    work = ProductFactory()
    thread = ask(work, email="layla@example.org").threads.get()
    texts = {"text_en": "Thank you, {name}: {code}.", "text_fa": "سپاس {name}", "text_ar": "شكرًا {name}"}
    sentence = PreparedSentence.objects.create(slug="test", **texts)
    key, line = uuid.uuid4(), thread.lines.get()
    for _time in range(2):
        say(
            thread,
            key=key,
            side="exhibitor",
            language="fa",
            text="فردا می‌فرستم",
            sentences=[sentence],
            answers={line: (Line.Answer.IN_STOCK, date(2026, 12, 1))},
        )
    thread.refresh_from_db()
    line.refresh_from_db()
    reply = thread.replies.get()
    assert (thread.state, thread.waits_for) == ("answered", "buyer")
    assert thread.answered_at is not None
    assert reply.sentences[0]["ar"] == "شكرًا Abu Ali"
    assert (line.answer, line.ready_on) == ("in_stock", date(2026, 12, 1))
    mail = Message.objects.filter(about=thread.enquiry.code, address="layla@example.org").first()
    assert mail.language == "ar"
    assert "شكرًا Abu Ali" in mail.text
    assert "فردا می‌فرستم" in mail.text
    token = mail.text.split("/enquiry/")[1].split("/")[0]
    assert open_link(token).enquiry == thread.enquiry


def test_who_had_not_read_the_newest_reply_is_told_and_nothing_is_kept():
    thread = ask(ProductFactory()).threads.get()
    say(thread, key=uuid.uuid4(), side="buyer", language="ar", text="?")
    with pytest.raises(AnsweredMeanwhile):
        say(thread, key=uuid.uuid4(), side="exhibitor", language="fa", text="!", last_read=0)
    assert [reply.side for reply in thread.replies.all()] == ["buyer"]


def test_a_note_tells_nobody_and_changes_no_waiting():
    thread = ask(ProductFactory()).threads.get()
    before = Message.objects.count()
    say(thread, key=uuid.uuid4(), side="office", language="fa", text="remember", is_note=True, author=official())
    thread.refresh_from_db()
    assert (Message.objects.count(), thread.waits_for, thread.state) == (before, "exhibitor", "new")


def test_a_private_address_opens_until_it_is_revoked_and_only_its_hash_is_kept():
    enquiry = ask(ProductFactory())
    token = make_link(enquiry).rstrip("/").rsplit("/", 1)[1]
    assert open_link(token).enquiry == enquiry
    assert not BuyerLink.objects.filter(token_hash__contains=token).exists()
    revoke_links(enquiry)
    assert open_link(token) is None


def test_the_total_is_computed_in_exact_decimals_with_the_reached_break():
    thread = ask(ProductFactory()).threads.get()
    quotation = Quotation.objects.create(thread=thread, currency="USD", deposit_percent=30)
    line = QuotationLine.objects.create(quotation=quotation, title={"en": "Mat"}, quantity=25, unit_price="9.99")
    for quantity, price in ((10, "9.05"), (20, "8.35"), (50, "7")):
        PriceBreak.objects.create(line=line, quantity=quantity, unit_price=price)
    send_quotation(quotation, actor=None)
    quotation.refresh_from_db()
    assert (quotation.total, quotation.deposit) == (Decimal("208.75"), Decimal("62.63"))
    assert len(quotation.fingerprint) == 64


@pytest.mark.parametrize("change", ["total", "line", "new line", "break"])
def test_the_database_freezes_what_was_sent(change):
    thread = ask(ProductFactory()).threads.get()
    quotation = quote(thread)
    send_quotation(quotation, actor=None)
    line = quotation.lines.get()
    with pytest.raises(DatabaseError, match="quotation_is_frozen"), transaction.atomic():
        if change == "total":
            Quotation.objects.filter(pk=quotation.pk).update(total=1)
        elif change == "line":
            QuotationLine.objects.filter(pk=line.pk).update(unit_price=1)
        elif change == "new line":
            QuotationLine.objects.create(quotation=quotation, title={}, quantity=1, unit_price=1)
        else:
            PriceBreak.objects.create(line=line, quantity=5, unit_price=1)


def test_a_newer_version_supersedes_and_only_it_can_be_accepted():
    thread = ask(ProductFactory()).threads.get()
    old, new = quote(thread), None
    send_quotation(old, actor=None)
    new = quote(thread, price="20000")
    send_quotation(new, actor=None)
    with pytest.raises(NotAcceptable, match="newer quotation"):
        accept_quotation(old)
    accept_quotation(new)
    thread.refresh_from_db()
    assert (thread.state, thread.waits_for) == ("ordered", "exhibitor")
    assert list(thread.quotations.order_by("version").values_list("state", flat=True)) == ["superseded", "accepted"]
    told = Message.objects.count()
    assert accept_quotation(new).state == "accepted"
    assert Message.objects.count() == told
    with pytest.raises(NotAcceptable, match="decided already"):
        decline_quotation(new, because="price")


def test_after_its_validity_a_quotation_is_lapsed_and_cannot_be_accepted(monkeypatch):
    thread = ask(ProductFactory()).threads.get()
    quotation = quote(thread, valid_days=3)
    send_quotation(quotation, actor=None)
    later = timezone.now() + timedelta(days=3, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    quotation.refresh_from_db()
    assert quotation.shown_state == "lapsed"
    with pytest.raises(NotAcceptable, match="validity"):
        accept_quotation(quotation)


def test_accepting_the_only_piece_holds_it_and_the_second_buyer_is_told_kindly():
    work = ProductFactory(kind=Product.Kind.ONE_OFF, availability="available")
    first, second = (ask(work).threads.get() for _time in range(2))
    quotations = [quote(thread, product=work, quantity=1) for thread in (first, second)]
    for quotation in quotations:
        send_quotation(quotation, actor=None)
    accept_quotation(quotations[0])
    with pytest.raises(NotAcceptable, match="taken by somebody else"):
        accept_quotation(quotations[1])
    work.refresh_from_db()
    second.refresh_from_db()
    assert (work.availability, second.state) == ("reserved", "quoted")


def test_a_no_says_why_and_the_maker_is_waited_for():
    thread = ask(ProductFactory()).threads.get()
    quotation = quote(thread)
    send_quotation(quotation, actor=None)
    decline_quotation(quotation, because="price")
    thread.refresh_from_db()
    assert (thread.state, thread.waits_for) == ("answered", "exhibitor")
    told = Message.objects.count()
    assert decline_quotation(quotation, because="time").declined_because == "price"
    assert Message.objects.count() == told
    with pytest.raises(NotAcceptable, match="decided already"):
        accept_quotation(quotation)


def test_a_thread_is_closed_with_its_outcome_and_opened_again_with_a_reason():
    officer, thread = official(), ask(ProductFactory()).threads.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        close_thread(thread, outcome="ordered", actor=officer)
    thread = Thread.objects.get()
    close_thread(thread, outcome="lost", lost_because="border", actor=officer)
    with pytest.raises(MoveNotAllowed):
        close_thread(thread, outcome="lost", lost_because="price", actor=officer)
    reopen_thread(thread, reason="She called again", actor=officer)
    thread.refresh_from_db()
    assert (thread.state, thread.outcome, thread.waits_for) == ("answered", "", "exhibitor")
    change = StateChange.objects.filter(label=str(thread)).latest("pk")
    assert (change.old, change.new, change.reason, change.actor) == ("closed", "answered", "She called again", officer)


def test_a_maker_sees_only_its_own_threads_and_none_that_is_held_back():
    mine, other = ExhibitorFactory(), ExhibitorFactory()
    enquiry = ask(ProductFactory(exhibitor=mine), ProductFactory(exhibitor=other))
    user = official()
    user.acting_for = mine.pk
    assert [thread.exhibitor for thread in Thread.objects.managed_by(user)] == [mine]
    type(enquiry).objects.update(state="spam")
    assert not Thread.objects.managed_by(user).exists()
    assert Reply.objects.count() == 0


def test_what_the_buyer_is_told_is_plain_text_in_their_language():
    work = ProductFactory(exhibitor=ExhibitorFactory(name_fa="گل & <b>", name_ar="", name_ckb="", name_en=""))
    thread = ask(work, email="layla@example.org").threads.get()
    say(thread, key=uuid.uuid4(), side="exhibitor", language="fa", text="سلام")
    send_quotation(quote(thread), actor=None)
    texts = list(Message.objects.filter(address="layla@example.org").values_list("text", flat=True))
    assert len(texts) == 3
    assert not [text for text in texts if "</" in text or "&amp;" in text or "<time" in text]
    assert any("گل & <b>" in text for text in texts)


def test_makers_are_told_that_a_buyer_asks_them_of_their_own_works():
    mine, other = ProductFactory(title_en="Kilim of mine"), ProductFactory(title_en="Mat of another")
    maker = RepresentativeFactory(exhibitor=mine.exhibitor, user__email="maker@example.org", user__language="en").user
    enquiry = ask(mine, other)
    text = Message.objects.get(recipient=maker).text
    assert "Kilim of mine" in text
    assert "Mat of another" not in text
    assert f"/portal/enquiries/{enquiry.code}/" in text
    assert "+964770" not in text


def test_a_closed_thread_has_no_open_quotation_left():
    thread = ask(ProductFactory()).threads.get()
    quotation = quote(thread)
    send_quotation(quotation, actor=None)
    thread.refresh_from_db()
    close_thread(thread, outcome="lost", lost_because="time", actor=official())
    for decide in (accept_quotation, lambda each: decline_quotation(each, because="price")):
        with pytest.raises(NotAcceptable, match="This is closed"):
            decide(quotation)
    quotation.refresh_from_db()
    thread.refresh_from_db()
    assert (quotation.state, thread.state) == ("superseded", "closed")


def test_what_is_written_to_one_maker_is_mailed_to_no_official_of_another_exhibition():
    here, there = ExhibitionFactory(), ExhibitionFactory()
    mine, other = ProductFactory(), ProductFactory()
    ParticipationFactory(exhibition=here, exhibitor=mine.exhibitor, state="accepted")
    ParticipationFactory(exhibition=there, exhibitor=other.exhibitor, state="accepted")
    one = official(exhibition=here, email="one@example.org")
    enquiry = ask(mine, other)
    say(enquiry.threads.get(exhibitor=other.exhibitor), key=uuid.uuid4(), side="buyer", language="ar", text="secret")
    assert not [
        text for text in Message.objects.filter(recipient=one).values_list("text", flat=True) if "secret" in text
    ]
    assert not type(enquiry).objects.handled_whole_by(one).exists()
    assert type(enquiry).objects.handled_by(one).exists()


@pytest.mark.parametrize("day", ["0001-01-01T00:00:00%2B05:00", "9999-12-31T23:59:59-05:00", "2026-11-24", "x"])
def test_the_desk_begins_anew_where_no_page_can_have_ended(client, day):
    client.force_login(official())
    assert client.get(f"/en/office/enquiries/?after=exhibitor~{day}~1").status_code == 200


def test_a_number_that_no_account_can_have_is_refused_with_words(client):
    enquiry = ask(ProductFactory())
    client.force_login(official())
    key = enquiry.threads.get().exhibitor.code
    answer = client.post(f"/en/office/enquiries/{enquiry.code}/{key}/assign/", {"to": "", "was": "9" * 25})
    assert answer.status_code in {404, 409, 422}
