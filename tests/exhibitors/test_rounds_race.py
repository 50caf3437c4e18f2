"""Two officials at the very same moment make the next round, or give an exhibition new days: one of them does it."""

import threading
from datetime import date

import pytest
from django.db import connections
from django.test import Client

from events.models import Exhibition
from tests.factories import (
    AllocationFactory,
    ExhibitionFactory,
    HallFactory,
    ParticipationFactory,
    StandFactory,
    official,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


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


def posting(address, data):
    client = Client()
    client.force_login(official(), backend="accounts.backends.Backend")
    return lambda: client.post(address, data)


@pytest.fixture
def exhibition():
    exhibition = ExhibitionFactory(
        slug="market", kind="weekly_market", status="preparation", starts_on=date(2027, 1, 8), ends_on=date(2027, 1, 8)
    )
    stand = StandFactory(hall=HallFactory(exhibition=exhibition), code="A1")
    AllocationFactory(participation=ParticipationFactory(exhibition=exhibition), stand=stand)
    return exhibition


def test_the_next_round_is_made_once(exhibition):
    maker = exhibition.participations.get().exhibitor
    data = {"starts_on": "2027-01-15", "name_fa": "بازار", "exhibitor": [maker.code]}
    steps = [posting("/en/office/exhibitions/market/next/", data) for _number in range(2)]
    assert sorted(response.status_code for response in at_once(*steps)) == [302, 422]
    made = Exhibition.objects.get(follows=exhibition)
    assert made.participations.get().stand_codes == ["A1"]


def test_of_two_who_postpone_it_one_is_asked_to_look_again(exhibition):
    data = {"kind": "postponed", "reason": "Rain", "do": "1", "answer-calendars": "known", "answer-people": "known"}
    data |= {"seen": "preparation.0.2027-01-08.2027-01-08", "notice_fa": "باران"}
    steps = [
        posting("/en/office/exhibitions/market/reschedule/", data | {"starts_on": day})
        for day in ("2027-01-15", "2027-01-22")
    ]
    answers = at_once(*steps)
    assert [response.status_code for response in answers] == [302, 302]
    assert sorted(response.url.rstrip("/").rpartition("/")[2] for response in answers) == ["market", "reschedule"]
    exhibition.refresh_from_db()
    assert exhibition.sequence == 1
