"""The clock: a maker is reminded at half time and the desk is told at due, each once."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.jobs import do_minutely_chores
from accounts.models import Message
from enquiries import reminders
from enquiries.actions import close_thread, hold, receive_enquiry, say
from enquiries.models import Thread
from tests.factories import ExhibitorFactory, ProductFactory, RepresentativeFactory, official

pytestmark = pytest.mark.django_db
ILAM = ZoneInfo("Asia/Tehran")
MONDAY = datetime(2026, 5, 4, 10, tzinfo=ILAM)


@pytest.fixture
def at(monkeypatch):
    """Move the clock of the site."""

    def move(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return move


@pytest.fixture
def thread(at):
    at(MONDAY)
    maker = ExhibitorFactory()
    RepresentativeFactory(exhibitor=maker, user__language="fa", user__email="maker@example.org")
    official("desk", language="ckb", email="desk@example.org")
    given = {"name": "Ako", "phone": "+9647701234567", "channel": "call", "language": "ckb", "kind": "other"}
    enquiry = receive_enquiry(
        key=uuid.uuid4(), quantities={ProductFactory(exhibitor=maker): 1}, created_at=MONDAY, **given
    )
    Message.objects.all().delete()
    return enquiry.threads.get()


def told():
    return sorted(Message.objects.values_list("address", "language"))


def test_nothing_is_said_before_half_of_the_time_has_gone(thread, at):
    at(MONDAY + timedelta(hours=30))
    do_minutely_chores()
    assert told() == []


def test_at_half_time_the_maker_and_at_due_the_desk_is_told_once(thread, at):
    # Monday's enquiry is due at the end of Wednesday, and half of that is the end of Tuesday.
    for hours in (1, 2, 20):
        at(datetime(2026, 5, 6, tzinfo=ILAM) + timedelta(hours=hours))
        do_minutely_chores()
        assert told() == [("maker@example.org", "fa")]
    for hours in (0, 5, 500):
        at(datetime(2026, 5, 7, tzinfo=ILAM) + timedelta(hours=hours))
        do_minutely_chores()
        assert told() == [("desk@example.org", "ckb"), ("maker@example.org", "fa")]


def test_an_enquiry_of_wednesday_waits_over_the_free_days(thread, at):
    assert datetime(2026, 5, 6).weekday() == 2
    opened = datetime(2026, 5, 6, 9, tzinfo=ILAM)
    due = datetime(2026, 5, 12, tzinfo=ILAM)
    Thread.objects.update(opened_at=opened, due_at=due)
    at(datetime(2026, 5, 10, 23, tzinfo=ILAM))
    assert reminders.remind_makers() == 0
    at(datetime(2026, 5, 11, 0, tzinfo=ILAM))
    assert reminders.remind_makers() == 1


@pytest.mark.parametrize("how", ["answered", "closed", "held"])
def test_what_waits_for_no_maker_reminds_nobody(thread, at, how):
    if how == "answered":
        say(thread, key=uuid.uuid4(), side="exhibitor", language="fa", text="بله")
    elif how == "closed":
        close_thread(thread, outcome="lost", lost_because="other", actor=None)
    else:
        hold(thread.enquiry, actor=None)
    Message.objects.all().delete()
    at(MONDAY + timedelta(30))
    do_minutely_chores()
    assert told() == []


def test_of_two_workers_that_look_at_once_one_tells(thread, at):
    at(MONDAY + timedelta(30))
    stale = Thread.objects.get()
    assert reminders.once(stale, "told_at", lambda _thread: None)
    assert not reminders.once(stale, "told_at", lambda _thread: pytest.fail("told twice"))


def test_what_could_not_be_told_is_tried_again_and_keeps_nobody_from_it(thread, at, monkeypatch):
    at(MONDAY + timedelta(30))

    def fail(_thread):
        raise RuntimeError

    monkeypatch.setattr(reminders.emails, "answer_overdue", fail)
    assert reminders.tell_desk() == 0
    assert Thread.objects.get().told_at is None
    monkeypatch.undo()
    at(MONDAY + timedelta(30))
    assert reminders.tell_desk() == 1


@pytest.mark.parametrize("language", ["en", "fa", "ar", "ckb"])
def test_the_words_name_the_enquiry_and_its_address_in_each_language(thread, at, language):
    from accounts.models import User

    User.objects.update(language=language)
    at(MONDAY + timedelta(30))
    do_minutely_chores()
    for message in Message.objects.all():
        assert thread.enquiry.code in message.subject
        assert f"/{language}/" in message.text
        assert "<" not in message.text


def test_a_maker_with_a_telephone_only_comes_to_the_call_list(thread, at):
    from accounts.models import User

    User.objects.filter(email="maker@example.org").update(email=None, phone="+989181234567")
    at(datetime(2026, 5, 6, 1, tzinfo=ILAM))
    do_minutely_chores()
    assert Message.objects.get().channel == "call"


def test_a_maker_nobody_acts_for_is_called_by_the_desk(thread, at):
    thread.exhibitor.representatives.all().delete()
    at(datetime(2026, 5, 6, 1, tzinfo=ILAM))
    do_minutely_chores()
    assert told() == [("desk@example.org", "ckb")]


def test_all_are_reminded_however_few_are_looked_at_together(thread, at, monkeypatch):
    monkeypatch.setattr(reminders, "CHUNK", 2)
    given = {"name": "Ako", "phone": "+9647701234567", "channel": "call", "language": "ckb", "kind": "other"}
    for _number in range(4):
        receive_enquiry(key=uuid.uuid4(), quantities={ProductFactory(): 1}, created_at=MONDAY, **given)
    at(datetime(2026, 5, 6, 1, tzinfo=ILAM))
    assert reminders.remind_makers() == 5
    assert reminders.remind_makers() == 0
    at(MONDAY + timedelta(30))
    assert reminders.tell_desk() == 5
