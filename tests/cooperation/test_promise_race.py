"""Two officers, or two workers, at the very same moment: one of them does it."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Message, StateChange
from cooperation import reminders
from cooperation.models import Promise
from lib.dates import today_in_ilam
from tests.exhibitors.test_rounds_race import at_once
from tests.factories import MeetingFactory, PromiseFactory, official

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
LIST = "/en/office/cooperation/"


def posting(address, data):
    client = Client()
    client.force_login(official("governorate"), backend="accounts.backends.Backend")
    return lambda: client.post(address, data)


def test_of_two_who_move_it_one_is_told_what_it_is_now():
    promise = PromiseFactory(slug="visas")
    steps = [
        posting(f"{LIST}visas/state/", {"seen": "agreed", "to": to, "reason": "Because"}) for to in ("done", "blocked")
    ]
    assert sorted(answer.status_code for answer in at_once(*steps)) == [302, 422]
    assert StateChange.objects.filter(object_id=promise.pk, field="state").count() == 1


def test_of_two_who_give_it_a_day_one_is_told():
    day = today_in_ilam()
    PromiseFactory(slug="visas", due_on=day)
    steps = [
        posting(f"{LIST}visas/due/", {"seen": day.isoformat(), "due_on": later, "reason": "Because"})
        for later in ("2027-03-01", "2027-04-01")
    ]
    assert sorted(answer.status_code for answer in at_once(*steps)) == [302, 422]


def test_of_two_who_say_who_reads_it_one_is_asked_to_look_again():
    meeting = MeetingFactory(slug="meeting")
    address = f"{LIST}meeting/readers/"
    client = Client()
    client.force_login(official("governorate"), backend="accounts.backends.Backend")
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields}
    steps = [posting(address, data | {"audience": audience}) for audience in (1, 2)]
    assert sorted(answer.status_code for answer in at_once(*steps)) == [302, 422]
    assert StateChange.objects.filter(object_id=meeting.pk, field="audience").count() == 1


def test_two_workers_remind_once():
    keeper = official("governorate")
    PromiseFactory(due_on=today_in_ilam() + timedelta(days=7), keeper=keeper)
    assert sorted(at_once(reminders.remind_before, reminders.remind_before)) == [0, 1]
    assert Message.objects.count() == 1
    assert Promise.objects.get().reminded_before_at
