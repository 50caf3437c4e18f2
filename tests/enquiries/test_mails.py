"""Mails are plain text; what is held back is told no more, and its clock starts anew when it is released."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from post_office.models import STATUS, Email

from accounts.models import Message
from enquiries import emails, reminders
from enquiries.actions import accept_quotation, hold, release, say
from enquiries.clock import due_for_first_answer
from enquiries.models import Thread
from tests.enquiries.test_buyer import ask, sent
from tests.factories import ExhibitionFactory, ExhibitorFactory, ProductFactory, RepresentativeFactory, official

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "fa", "ar", "ckb"])
def test_no_mail_of_a_thread_carries_html(language):
    # Given: a maker whose name is known in another language than the buyer's, and looks like HTML
    maker = ExhibitorFactory(name_fa="گل & <b>", name_en="", name_ar="", name_ckb="")
    RepresentativeFactory(exhibitor=maker, user__language=language, user__email="maker@example.org")
    thread = ask(ProductFactory(exhibitor=maker), language=language, name="Ako & <b>").threads.get()
    # When
    say(thread, key=uuid.uuid4(), side="exhibitor", language="fa", text="x & y")
    say(thread, key=uuid.uuid4(), side="buyer", language=language, text="x & y")
    accept_quotation(sent(thread))
    # Then: arrived, answered, buyer_wrote, quoted, decided
    texts = list(Message.objects.values_list("text", flat=True))
    assert len(texts) == 5
    for text in texts:
        for html in ("</", "&amp;", "<time", "<bdi"):
            assert html not in text


def test_what_is_told_of_one_part_goes_to_who_handles_that_part():
    exhibition = ExhibitionFactory()
    official("desk", exhibition=exhibition, email="own@example.org")
    official("desk", exhibition=ExhibitionFactory(), email="other@example.org")
    official("desk", email="all@example.org")
    thread = ask(ProductFactory()).threads.get()
    thread.exhibitor.participations.create(exhibition=exhibition)
    assert set(emails.handlers_of_thread(thread).values_list("email", flat=True)) == {
        "own@example.org",
        "all@example.org",
    }


def test_what_was_not_told_yet_of_an_enquiry_held_back_is_taken_back():
    # Given: one enquiry with a call to make and a mail in the outbox, and another with a call
    official("desk", email="desk@example.org")
    maker = RepresentativeFactory(user__email=None, user__phone="+989181234567").exhibitor
    held, other = ask(ProductFactory(exhibitor=maker)), ask(ProductFactory(exhibitor=maker))
    told = Message.objects.filter(about=other.code)
    before = list(told.values_list("pk", "state"))
    # When
    hold(held, actor=official())
    # Then
    assert set(Message.objects.filter(about=held.code).values_list("state", flat=True)) == {"cancelled"}
    assert list(told.values_list("pk", "state")) == before
    assert Email.objects.filter(status=STATUS.queued).count() == told.filter(channel="mail").count() == 1


def test_a_mail_that_has_gone_out_stays_said_when_its_enquiry_is_held_back():
    official("desk", email="desk@example.org")
    enquiry = ask(ProductFactory())
    Email.objects.update(status=STATUS.sent)
    hold(enquiry, actor=official())
    assert Message.objects.get().state == "handed_over"


@pytest.mark.parametrize("was_open", [False, True])
def test_the_time_for_the_first_answer_counts_from_the_release(was_open):
    # Given: held from the start, or after its threads were opened and everybody had been reminded
    long_ago = timezone.now() - timedelta(30)
    enquiry = ask(ProductFactory(), created_at=long_ago, held_because="" if was_open else "robot")
    if was_open:
        Thread.objects.update(reminded_at=long_ago, told_at=long_ago)
        hold(enquiry, actor=official())
    # When
    release(enquiry, actor=official())
    # Then
    thread = enquiry.threads.get()
    assert thread.due_at == due_for_first_answer(timezone.now())
    assert not thread.is_overdue
    assert (thread.reminded_at, thread.told_at) == (None, None)
    assert reminders.remind_makers() == reminders.tell_desk() == 0


def test_the_clock_of_an_answered_part_stands_when_its_enquiry_is_released():
    thread = ask(ProductFactory()).threads.get()
    say(thread, key=uuid.uuid4(), side="exhibitor", language="fa", text="بله")
    due = Thread.objects.get().due_at
    hold(thread.enquiry, actor=official())
    release(thread.enquiry, actor=official())
    assert Thread.objects.get().due_at == due


def test_a_maker_is_not_reminded_of_what_is_past_due():
    ask(ProductFactory(), created_at=timezone.now() - timedelta(30))
    assert reminders.remind_makers() == 0
    assert reminders.tell_desk() == 1
