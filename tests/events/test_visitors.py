"""Visitors are counted by gate and hour: each tap once, never below nothing, on days of the exhibition, in open books."""

import json
import uuid
from datetime import date, datetime, time, timedelta

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from events.models import VENUE_ZONE, Exhibition, Gate, VisitorCount
from ilamexpo.sample import forget_samples
from tests.enquiries.test_desk_race import at_once
from tests.events.test_office_exhibitions import asked, boxes, page_of, parse, said
from tests.factories import ExhibitionFactory, official
from tests.records import text_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 26)
NOON = datetime.combine(DAY + timedelta(1), time(17, 20), VENUE_ZONE)


@pytest.fixture
def now(monkeypatch):
    """Twenty past five in Iraq, on the second day."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    return NOON


@pytest.fixture
def exhibition(now):
    return ExhibitionFactory(starts_on=DAY, ends_on=DAY + timedelta(4), status="running")


@pytest.fixture
def gate(exhibition):
    return Gate.objects.create(exhibition=exhibition, name_fa="در اصلی", name_en="Main gate", position=1)


@pytest.fixture
def desk(now, client):
    user = official("desk", language="en", name="Desk")
    client.force_login(user)
    return user


def tally_of(exhibition, gate=""):
    return page_of(exhibition, f"visitors/count/{gate and '?gate='}{gate}")


def tap(gate, count=1, ago=0, key=None):
    """As static/js/tally.js keeps it."""
    at = int((NOON - timedelta(minutes=ago)).timestamp() * 1000)
    return {"key": key or uuid.uuid4().hex, "gate": str(gate.pk) if gate else "", "count": count, "at": at}


def send(client, exhibition, *taps, wrong_clock=0, **more):
    moved = [each | {"at": each["at"] + wrong_clock} for each in taps]
    sent_at = int(NOON.timestamp() * 1000) + wrong_clock
    return client.post(tally_of(exhibition), {"taps": json.dumps(moved), "sent_at": sent_at, **more})


def counted():
    return list(VisitorCount.objects.order_by("pk").values_list("gate__name_en", "day", "hour", "count"))


def test_a_button_counts_one_tap_at_this_gate_in_this_hour(client, desk, exhibition, gate):
    address = tally_of(exhibition)
    form = boxes(client.get(address), "tally-form")

    assert client.post(address, form | {"tap": "5"}).url == address

    [row] = VisitorCount.objects.all()
    assert (row.gate, row.day, row.hour, row.count) == (gate, DAY + timedelta(1), 17, 5)
    assert (row.counted_by, row.counted_at) == (desk, NOON)
    shown = {each.get("data-shown"): text_of(each) for each in parse(client.get(address)).iter("output")}
    assert (shown["hour"], shown["today"]) == ("5", "5")


def test_the_same_button_posted_twice_counts_once(client, desk, exhibition, gate):
    form = boxes(client.get(tally_of(exhibition)), "tally-form") | {"tap": "1"}
    for _time in range(2):
        client.post(tally_of(exhibition), form)
    assert VisitorCount.objects.total() == 1


def test_what_a_phone_kept_is_added_to_the_hours_in_which_it_was_tapped(client, desk, exhibition, gate):
    taps = [tap(gate), tap(gate, 5, ago=30), tap(gate, -1, ago=29), tap(None, 1, ago=24 * 60)]

    answer = send(client, exhibition, *taps).json()

    assert set(answer["kept"]) == {each["key"] for each in taps}
    assert answer["refused"] == {}
    assert sorted(counted(), key=str) == sorted(
        [
            ("Main gate", DAY + timedelta(1), 17, 1),
            ("Main gate", DAY + timedelta(1), 16, 5),
            ("Main gate", DAY + timedelta(1), 16, -1),
            (None, DAY, 17, 1),
        ],
        key=str,
    )
    assert (answer["hour"], answer["today"]) == (1, 5)


def test_a_batch_sent_again_in_part_or_whole_counts_once(client, desk, exhibition, gate):
    first, second = tap(gate, 5), tap(gate)
    send(client, exhibition, first)
    for _time in range(2):
        answer = send(client, exhibition, first, second, second).json()
        assert set(answer["kept"]) == {first["key"], second["key"]}
    assert VisitorCount.objects.total() == 6


@pytest.mark.parametrize("wrong_clock", [-3 * 3_600_000, 400 * 24 * 3_600_000])
def test_a_phone_with_a_wrong_clock_counts_in_the_right_hour(client, desk, exhibition, gate, wrong_clock):
    send(client, exhibition, tap(gate, 5, ago=30), wrong_clock=wrong_clock)
    assert counted() == [("Main gate", DAY + timedelta(1), 16, 5)]


def test_more_is_never_taken_back_than_was_counted_there_in_that_hour(client, desk, exhibition, gate):
    other = Gate.objects.create(exhibition=exhibition, name_en="Other")
    early, late = tap(gate, -1, ago=2), tap(other, -1)

    answer = send(client, exhibition, tap(gate, 1, ago=1), early, late).json()

    words = "More was taken back than was counted in that hour."
    assert answer["refused"] == {early["key"]: words, late["key"]: words}
    assert counted() == [("Main gate", DAY + timedelta(1), 17, 1)]


@pytest.mark.parametrize(
    ("days", "ago", "words"),
    [
        ({"starts_on": DAY + timedelta(1)}, 24, "The exhibition begins only on 27 December 2026."),
        ({"ends_on": DAY}, 0, "The exhibition ended on 26 December 2026."),
        ({"starts_on": None, "ends_on": None}, 500, ""),
        ({"ends_on": None, "starts_on": date(2026, 12, 1)}, 0, ""),
    ],
)
def test_taps_count_on_days_of_the_exhibition_and_on_any_past_day_where_none_is_known(
    client, desk, exhibition, gate, days, ago, words
):
    Exhibition.objects.update(**days)
    answer = send(client, exhibition, tap(gate, ago=ago * 60)).json()
    assert list(answer["refused"].values()) == ([words] if words else [])
    assert VisitorCount.objects.total() == (0 if words else 1)


def test_closed_books_and_gates_that_are_gone_refuse_with_a_sentence_and_know_what_was_counted(
    client, desk, exhibition, gate
):
    there, gone = tap(gate), Gate(pk=gate.pk + 1)
    send(client, exhibition, there)
    assert list(send(client, exhibition, tap(gone)).json()["refused"].values()) == ["This gate was taken away."]

    Exhibition.objects.update(status="closed")
    answer = send(client, exhibition, there, tap(gate)).json()

    assert answer["kept"] == [there["key"]]
    [words] = answer["refused"].values()
    assert words.startswith("The books of this exhibition are closed.")
    assert "tally-buttons" not in client.get(tally_of(exhibition)).content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1]",
        '[{"key": "x"}]',
        "[" * 5000,
        '[{"key": 1, "gate": "", "count": 1, "at": 0}]',
        json.dumps([7] * 201),
    ],
)
def test_what_no_page_sends_is_refused_whole(client, desk, exhibition, text):
    response = client.post(tally_of(exhibition), {"taps": text, "sent_at": "1"})
    assert response.status_code == 400
    assert client.post(tally_of(exhibition), {"taps": "[]", "sent_at": "9" * 40}).status_code == 400
    assert client.post(tally_of(exhibition), {"tap": "7", "key": uuid.uuid4()}).status_code == 400
    assert client.post(tally_of(exhibition), {"tap": "1", "key": "x"}).status_code == 400


def test_with_several_gates_one_is_chosen_first(client, desk, exhibition, gate):
    other = Gate.objects.create(exhibition=exhibition, name_en="Side gate")
    links = [each.get("href") for each in parse(client.get(tally_of(exhibition))).iter("a")]
    assert {"?gate=1", "?gate=2"} <= set(links)
    # A button of an old page names no gate: nothing is counted anywhere.
    client.post(tally_of(exhibition), {"tap": "1", "key": uuid.uuid4()})
    assert counted() == []
    client.post(tally_of(exhibition, 2), {"tap": "1", "key": uuid.uuid4()})
    assert VisitorCount.objects.get().gate == other


def enter(client, exhibition, act="count", **values):
    address = page_of(exhibition, "visitors/")
    form = boxes(client.get(address), f"{act}-form")
    return client.post(address, form | {name: str(value) for name, value in values.items()})


def test_a_day_that_nobody_tallied_is_entered_once(client, desk, exhibition, gate):
    response = enter(client, exhibition, day="۱۴۰۵/۱۰/۵", count="۱٬۲۳۴")
    assert response.url == page_of(exhibition, "visitors/")
    assert counted() == [(None, DAY, None, 1234)]

    for values in ({}, {"gate": gate.pk}, {"hour": 17}):
        again = enter(client, exhibition, day=DAY, count=9, **values)
        assert again.status_code == 422
        assert said(again) == ["Day: 1,234 were counted then already. Correct that count if it is wrong."]
    assert enter(client, exhibition, day=DAY + timedelta(1), count=9, gate=gate.pk, hour=16).status_code == 302
    assert enter(client, exhibition, day=DAY + timedelta(1), count=8, gate=gate.pk, hour=17).status_code == 302
    assert VisitorCount.objects.by_cell() == {
        (None, DAY, None): 1234,
        (gate.pk, DAY + timedelta(1), 16): 9,
        (gate.pk, DAY + timedelta(1), 17): 8,
    }


def test_a_form_that_comes_twice_enters_once(client, desk, exhibition):
    address = page_of(exhibition, "visitors/")
    for act, values in (("count", {"count": 20}), ("correction", {"count": -3, "note": "Our own people"})):
        form = boxes(client.get(address), f"{act}-form") | values | {"day": str(DAY)}
        assert [client.post(address, form).status_code for _time in range(2)] == [302, 302]
    assert VisitorCount.objects.total() == 17


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (DAY - timedelta(1), "Day: The exhibition begins only on 26 December 2026."),
        (DAY + timedelta(2), "Day: This day has not come yet."),
    ],
)
def test_a_day_on_which_nobody_can_have_come_is_refused_and_what_was_typed_stays(client, desk, exhibition, day, words):
    response = enter(client, exhibition, day=day, count=40)
    assert (response.status_code, said(response)) == (422, [words])
    assert boxes(response, "count-form")["count"] == "40"
    assert counted() == []


def test_a_correction_is_a_row_of_its_own_with_a_note_and_never_takes_more_than_there_is(
    client, desk, exhibition, gate
):
    send(client, exhibition, *[tap(gate, 5) for _number in range(3)])
    cell = {"day": DAY + timedelta(1), "gate": gate.pk, "hour": 17}

    assert said(enter(client, exhibition, "correction", **cell, count=-3)) == ["Why: This field is required."]
    assert said(enter(client, exhibition, "correction", **cell, count="0", note="x")) == [
        "How many more or fewer: Nothing would change."
    ]
    assert said(enter(client, exhibition, "correction", **cell, count="−16", note="All wrong")) == [
        "How many more or fewer: Only 15 were counted then: no more can be taken off."
    ]
    assert enter(client, exhibition, "correction", **cell, count="−۱۲", note="A school class twice").status_code == 302

    last = VisitorCount.objects.latest("pk")
    assert (last.count, last.note, last.counted_by) == (-12, "A school class twice", desk)
    assert VisitorCount.objects.filter(count=5).count() == 3
    assert VisitorCount.objects.total() == 3
    entry = LogEntry.objects.get(content_type__model="visitorcount")
    assert (entry.actor, entry.changes["note"][1]) == (desk, "A school class twice")
    assert "A school class twice" in client.get(page_of(exhibition, "visitors/")).content.decode()


def test_the_database_itself_refuses_what_makes_no_sense(exhibition):
    for wrong in ({"count": 0}, {"count": -1}, {"count": 1, "hour": 24}):
        with pytest.raises(IntegrityError), transaction.atomic():
            VisitorCount.objects.create(exhibition=exhibition, day=DAY, **wrong)


def test_sums_are_shown_by_day_gate_and_hour_and_drawn_beside(client, desk, exhibition, gate):
    other = Gate.objects.create(exhibition=exhibition, name_en="Side gate", position=2)
    elsewhere = ExhibitionFactory(starts_on=DAY, ends_on=DAY)
    for where, at, day, hour, count in [
        (exhibition, gate, DAY, 16, 10),
        (exhibition, gate, DAY, 17, 20),
        (exhibition, gate, DAY, 17, 2),
        (exhibition, other, DAY, 17, 3),
        (exhibition, None, DAY + timedelta(1), None, 100),
        (elsewhere, None, DAY, 3, 7000),
    ]:
        VisitorCount.objects.create(exhibition=where, gate=at, day=day, hour=hour, count=count)

    page = client.get(page_of(exhibition, "visitors/"))

    numbers = {
        each.get("data-day") or each.get("data-hour"): [text_of(cell) for cell in each.iter("td")]
        for each in parse(page).iter("tr")
        if each.get("data-day") or each.get("data-hour") is not None
    }
    assert numbers == {
        "2026-12-26": ["32", "3", "0", "35"],
        "2026-12-27": ["0", "0", "100", "100"],
        "16": ["10", "0", "0", "10"],
        "17": ["22", "3", "0", "25"],
        "": ["0", "0", "100", "100"],
    }
    assert 'data-count="135"' in page.content.decode()
    bars = [[text_of(title) for title in each.iter() if title.tag.endswith("title")] for each in drawn(page)]
    assert bars == [["26 December 2026: 35", "27 December 2026: 100"], ["16–17: 10", "17–18: 25"]]
    narrowed = client.get(page_of(exhibition, "visitors/?day=2026-12-27"))
    assert [each.get("data-hour") for each in parse(narrowed).iter("tr") if each.get("data-hour") is not None] == [""]
    counts = VisitorCount.objects.all()
    assert counts.by_exhibition() == {exhibition.pk: 135, elsewhere.pk: 7000}
    assert counts.at(exhibition).by_day() == {DAY: 35, DAY + timedelta(1): 100}
    assert counts.at(exhibition).by_gate() == {gate.pk: 32, other.pk: 3, None: 100}
    assert counts.at(exhibition).by_hour() == {16: 10, 17: 25, None: 100}


def drawn(response):
    return [each for each in parse(response).iter() if each.get("class") == "bar-chart"]


def gates_form(client, exhibition):
    return boxes(client.get(page_of(exhibition, "visitors/")), "gates-form")


def test_gates_are_named_renamed_and_taken_away_until_somebody_was_counted(client, desk, exhibition, gate):
    address, unused = page_of(exhibition, "visitors/"), Gate.objects.create(exhibition=exhibition, name_en="Unused")
    VisitorCount.objects.create(exhibition=exhibition, gate=gate, day=DAY, hour=16, count=1)
    form = gates_form(client, exhibition)
    assert f"gate-{gate.pk}-remove" not in client.get(address).content.decode()

    changed = {f"gate-{gate.pk}-name_ckb": "دەروازە", f"gate-{unused.pk}-remove": "on", "gate-new1-name_fa": "در پشتی"}
    assert client.post(address, form | changed).status_code == 302
    names = exhibition.gates.order_by("pk").values_list("name_fa", "name_ckb", "position")
    assert list(names) == [("در اصلی", "دەروازە", 1), ("در پشتی", None, 3)]

    refused = client.post(address, gates_form(client, exhibition) | {f"gate-{gate.pk}-remove": "on"})
    assert said(refused) == ["Visitors were counted at this gate: it stays. Its name can be changed."]
    nameless = client.post(address, gates_form(client, exhibition) | {"gate-new1-position": "7"})
    assert said(nameless) == ["Name (فارسی): Write its name, at best in Persian first."]
    assert exhibition.gates.count() == 2


def test_in_closed_books_nothing_is_entered_corrected_or_named(client, desk, exhibition, gate):
    address = page_of(exhibition, "visitors/")
    VisitorCount.objects.create(exhibition=exhibition, gate=gate, day=DAY, hour=16, count=5)
    forms = [boxes(client.get(address), f"{act}-form") for act in ("count", "correction", "gates")]
    Exhibition.objects.update(status="reported")

    assert "count-form" not in client.get(address).content.decode()
    typed = {"day": str(DAY + timedelta(1)), "count": "4", "note": "x", f"gate-{gate.pk}-name_en": "Taken over"}
    for form in forms:
        page = client.post(address, form | typed, follow=True).content.decode()
        assert "The books of this exhibition are closed." in page
    gate.refresh_from_db()
    assert (VisitorCount.objects.total(), gate.name_en) == (5, "Main gate")


ROLES = {"admin": 302, "official": 302, "governorate": 302, "desk": 302, "viewer": 403, "juror": 403, "host": 403}


@pytest.mark.parametrize("kind", ROLES)
def test_desk_officials_and_governorate_count_nobody_else_does(kind, exhibition, gate):
    client = Client()
    client.force_login(official(kind))
    form = {"tap": "1", "key": uuid.uuid4()}
    assert client.post(tally_of(exhibition), form).status_code == ROLES[kind]
    typed = {"act": "count", "day": str(DAY), "count": "4", "key": uuid.uuid4(), "gate": "", "hour": ""}
    assert client.post(page_of(exhibition, "visitors/"), typed).status_code == ROLES[kind]
    assert VisitorCount.objects.count() == (2 if ROLES[kind] == 302 else 0)


def test_a_desk_of_one_exhibition_counts_there_alone(exhibition, gate):
    client, other = Client(), ExhibitionFactory(starts_on=DAY, ends_on=DAY)
    client.force_login(official("desk", exhibition=exhibition))
    assert client.get(tally_of(exhibition)).status_code == 200
    assert client.post(tally_of(other), {"tap": "1", "key": uuid.uuid4()}).status_code == 404
    assert client.get(page_of(other, "visitors/")).status_code == 404


def test_a_gate_of_another_exhibition_is_none_of_this(client, desk, exhibition):
    foreign = Gate.objects.create(exhibition=ExhibitionFactory(), name_en="Foreign")
    assert list(send(client, exhibition, tap(foreign)).json()["refused"].values()) == ["This gate was taken away."]
    assert enter(client, exhibition, day=DAY, count=4, gate=foreign.pk).status_code == 422
    assert counted() == []


def test_the_sheet_has_a_line_for_each_hour_and_a_column_for_each_gate(client, desk, exhibition, gate):
    Gate.objects.create(exhibition=exhibition, name_en="Side gate", position=2)
    Exhibition.objects.update(opens_at=time(16), closes_at=time(21, 30))
    page = parse(client.get(page_of(exhibition, "visitors/sheet/")))
    heads = [text_of(each) for each in page.iter("th") if each.get("scope") == "col"]
    lines = [text_of(each) for each in page.iter("th") if each.get("scope") == "row"]
    assert heads == ["Hour", "Main gate", "Side gate"]
    assert lines == ["16–17", "17–18", "18–19", "19–20", "20–21", "21–22", "Together"]


def test_pages_of_visitors_cost_the_same_for_few_and_many(client, desk, exhibition, gate):
    pages = [page_of(exhibition, "visitors/"), tally_of(exhibition, 1)]
    send(client, exhibition, tap(gate), tap(gate, -1))
    few = [asked(client, page) for page in pages]
    for number in range(5):
        send(client, exhibition, *[tap(gate, count, ago=60 * number) for count in (5, 5, -1)])
    assert [asked(client, page) for page in pages] == few
    assert max(few) <= 12, few


def test_a_sample_gate_goes_with_what_was_counted_there_by_hand(exhibition):
    invented = Gate.objects.create(exhibition=exhibition, name_en="Invented", is_sample=True)
    for gate in (invented, None):
        VisitorCount.objects.create(exhibition=exhibition, gate=gate, day=DAY, hour=16, count=5)
    forget_samples()
    assert counted() == [(None, DAY, 16, 5)]


def test_an_exhibition_goes_with_its_gates_and_counts(exhibition, gate):
    VisitorCount.objects.create(exhibition=exhibition, gate=gate, day=DAY, hour=16, count=5)
    exhibition.delete()
    assert not Gate.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_same_taps_from_two_tabs_at_once_count_once_and_no_sum_falls_below_nothing(exhibition, gate):
    taps = [tap(gate, 5), tap(gate), *[tap(gate, -1, ago=-1) for _number in range(6)]]
    one_too_many = [tap(gate, -1) for _number in range(4)]

    def sending(*some):
        client = Client()
        client.force_login(official("desk"), backend="accounts.backends.Backend")
        return lambda: send(client, exhibition, *some).json()

    answers = at_once(*[sending(*taps[:2]) for _number in range(4)])
    assert all(set(answer["kept"]) == {each["key"] for each in taps[:2]} for answer in answers)
    assert VisitorCount.objects.total() == 6

    at_once(sending(*taps[2:]), *[sending(each) for each in one_too_many])
    assert VisitorCount.objects.total() == 0
    assert VisitorCount.objects.filter(count=-1).count() == 6
