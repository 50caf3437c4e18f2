"""Two officials, or two workers, at the very same moment: one of them does it, in threads of their own."""

import threading
import uuid

import pytest
from django.db import connection, connections
from django.test import Client

from enquiries import reminders
from enquiries.actions import receive_enquiry
from enquiries.forms import new_key
from enquiries.models import Thread
from tests.factories import ProductFactory, official

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture
def thread():
    given = {"name": "Ako", "phone": "+9647701234567", "channel": "call", "language": "ckb", "kind": "other"}
    return receive_enquiry(key=uuid.uuid4(), quantities={ProductFactory(): 1}, **given).threads.get()


def at_once(*steps):
    """What each step returned, all begun at the same moment."""
    gate, answers = threading.Barrier(len(steps)), [None] * len(steps)

    def run(number, step):
        try:
            gate.wait(10)
            answers[number] = step()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    return answers


def posting(thread, act, **fields):
    client = Client()
    client.force_login(official("desk"), backend="accounts.backends.Backend")
    address = f"/en/office/enquiries/{thread.enquiry.code}/{thread.exhibitor.code}/{act}/"
    return lambda: client.post(address, fields).status_code


def test_of_two_officials_who_answer_at_once_one_is_shown_the_other(thread):
    assert connection.vendor == "postgresql"
    said = {"said_by": "office", "text": "x", "language": "en", "last_read": "0"}
    steps = [posting(thread, "reply", key=new_key(f"answer/{thread.pk}"), **said) for _number in range(2)]
    assert sorted(at_once(*steps)) == [302, 409]
    assert thread.replies.count() == 1


def test_of_two_officials_who_close_at_once_one_outcome_stands(thread):
    steps = [posting(thread, "close", seen="new", outcome="lost", lost_because=reason) for reason in ("price", "time")]
    assert at_once(*steps) == [302, 302]
    thread.refresh_from_db()
    assert thread.state == "closed"
    assert thread.lost_because in ("price", "time")


def test_of_two_workers_at_once_one_tells_the_desk(thread):
    official("desk", email="desk@example.org")
    told = []
    step = lambda: reminders.once(Thread.objects.get(pk=thread.pk), "told_at", told.append)  # noqa: E731
    assert sorted(at_once(step, step, step)) == [False, False, True]
    assert len(told) == 1
