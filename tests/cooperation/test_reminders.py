"""Whoever follows a promise hears of it a week before its day and on it, once each, in the own language."""

from datetime import timedelta

import pytest

from accounts.models import Message
from cooperation import reminders
from cooperation.actions import set_due
from cooperation.models import Promise
from lib.dates import today_in_ilam
from tests.factories import ExhibitionFactory, PromiseFactory, official

pytestmark = pytest.mark.django_db


def due_in(days, **fields):
    return PromiseFactory(due_on=today_in_ilam() + timedelta(days=days), **fields)


def work():
    return reminders.remind_before(), reminders.remind_due()


@pytest.mark.parametrize(
    ("days", "before", "due"),
    [(8, 0, 0), (7, 1, 0), (1, 1, 0), (0, 0, 1), (-7, 0, 1), (-8, 0, 0)],
)
def test_each_is_told_on_its_days_and_once(days, before, due):
    due_in(days, keeper=official("governorate"))
    assert work() == (before, due)
    assert work() == (0, 0)
    assert Message.objects.count() == before + due


@pytest.mark.parametrize("fields", [{"state": "done"}, {"state": "dropped"}, {"is_sample": True}])
def test_of_what_is_settled_or_invented_nobody_is_told(fields):
    due_in(0, keeper=official("governorate"), **fields)
    assert work() == (0, 0)


def test_the_keeper_reads_it_in_the_own_language_with_the_address_of_the_record():
    keeper = official("governorate", language="fa", email="keeper@example.org")
    official("governorate")
    due_in(7, slug="visas", title_fa="روادید هنرمندان", keeper=keeper)

    work()

    message = Message.objects.get()
    assert (message.address, message.language, message.channel) == ("keeper@example.org", "fa", "mail")
    assert "روادید هنرمندان" in message.subject
    assert "/fa/office/cooperation/visas/" in message.text
    assert "۷" in message.text


def test_without_a_keeper_the_officers_of_all_exhibitions_are_told():
    officers = [official("governorate") for _number in range(2)]
    official("governorate", exhibition=ExhibitionFactory())
    official("viewer")
    due_in(0, keeper=official("governorate", is_active=False, exhibition=ExhibitionFactory()))

    work()

    assert {message.recipient for message in Message.objects.all()} == set(officers)


def test_whoever_has_a_telephone_alone_is_on_the_call_list():
    due_in(0, keeper=official("governorate", email=None, phone="+989181112233"))
    work()
    message = Message.objects.get()
    assert (message.channel, message.state) == ("call", "waiting")


def test_while_nobody_can_be_reached_it_waits():
    promise = due_in(0)
    assert work() == (0, 0)
    assert Promise.objects.get(pk=promise.pk).reminded_due_at is None
    official("governorate")
    assert work() == (0, 1)


def test_a_new_day_is_told_of_anew():
    keeper = official("governorate")
    promise = due_in(0, keeper=keeper)
    work()
    promise.refresh_from_db()
    later = today_in_ilam() + timedelta(days=7)
    set_due(promise, due_on=later, seen=promise.due_on, actor=keeper, reason="Holidays")
    assert work() == (1, 0)
    assert Message.objects.count() == 2
