"""Who stands where: officials place, hold, swap, and draw the halls; everything is kept with who and why."""

import sqlite3
import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from accounts.models import StateChange
from events.models import Hall, Stand
from exhibitors.actions import add_participation, move_participation, place_participation, swap_stands
from exhibitors.actions.stands import end_holds
from exhibitors.models import Allocation
from exhibitors.plans import release_now
from tests.factories import (
    AllocationFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    HallFactory,
    ParticipationFactory,
    StandFactory,
    official,
)
from tests.records import parse, value_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def officer(client):
    officer = official(name="Officer")
    client.force_login(officer)
    return officer


@pytest.fixture
def hall():
    return HallFactory(exhibition=ExhibitionFactory(slug="kut"), name_en="North hall")


def boxes(client, url):
    """{name: value} of everything that can be typed on the page."""
    page = parse(client.get(url).content.decode())
    fields = [field for tag in ("input", "select", "textarea") for field in page.iter(tag)]
    values = {field.get("name"): value_of(field) for field in fields if field.get("name")}
    return {name: value for name, value in values.items() if value is not None and name != "csrfmiddlewaretoken"}


def stands_of(hall, *codes, **fields):
    return [StandFactory(hall=hall, code=code, x=8 * place, **fields) for place, code in enumerate(codes)]


def comes(hall, name, *stands, **fields):
    participation = ParticipationFactory(
        exhibition=hall.exhibition, exhibitor=ExhibitorFactory(slug=name, name_en=name.title()), **fields
    )
    for stand in stands:
        AllocationFactory(participation=participation, stand=stand)
    return participation


def address(hall, page=""):
    return f"/en/office/stands/{hall.exhibition.slug}/{page}"


def place(client, hall, participation, stands, **fields):
    told = {"act": "place", "participation": participation.pk, "stands": stands, "seen": ""} | fields
    return client.post(address(hall), told)


def standing():
    rows = Allocation.objects.order_by("stand__code", "pk")
    return [(each.stand.code, each.participation.exhibitor.slug, each.share) for each in rows]


def history():
    rows = StateChange.objects.filter(field="stands").order_by("pk")
    return [(each.label.split(" · ")[0], each.old, each.new, each.actor_name, each.reason) for each in rows]


# Placing


def test_an_exhibitor_is_placed_moved_and_taken_back_and_the_history_says_by_whom_and_why(client, officer, hall):
    stands_of(hall, "A1", "A2", "A3")
    maker = comes(hall, "sima")
    assert place(client, hall, maker, "a۱, A2 (1/2)").status_code == 302
    assert standing() == [("A1", "sima", 1), ("A2", "sima", Decimal("0.5"))]
    assert place(client, hall, maker, "A3", seen="A1, A2 (1/2)", reason="More light").status_code == 302
    assert place(client, hall, maker, "", seen="A3").status_code == 302
    assert standing() == []
    assert history() == [
        ("Sima", "", "A1, A2 (1/2)", "Officer", ""),
        ("Sima", "A1, A2 (1/2)", "A3", "Officer", "More light"),
        ("Sima", "A3", "", "Officer", ""),
    ]
    page = client.get(address(hall, "history/?exhibitor=sima")).content.decode()
    assert "More light" in page and page.count("Officer") >= 3


def test_three_share_a_stand_and_a_fourth_is_refused_with_what_was_typed(client, officer, hall):
    stands_of(hall, "A12")
    for name in ("one", "two", "three"):
        place(client, hall, comes(hall, name), "A12 (1/3)")
    late = comes(hall, "late")
    answer = place(client, hall, late, "A12 (1/3)", reason="As promised")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Stand A12 has no place left." in page
    assert 'value="A12 (1/3)" list="free-stands"' in page and 'value="As promised"' in page
    assert len(standing()) == 3


@pytest.mark.parametrize(
    ("typed_stands", "sentence"),
    [
        ("Z9", "There is no stand Z9 in this exhibition."),
        ("A1 (3/2)", "“3/2” is not a share of a stand. Write A3 (1/2)."),
        ("<b>", "“&lt;B&gt;” is not a stand number. Write A1-A12, B3."),
        ("A2", "Stand A2 is blocked."),
        ("A3", "Stand A3 is not for exhibitors."),
        ("A\x001", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_is_said_beside_the_box_and_nothing_changes(client, officer, hall, typed_stands, sentence):
    stands_of(hall, "A1")
    StandFactory(hall=hall, code="A2", state="blocked")
    StandFactory(hall=hall, code="A3", state="service")
    answer = place(client, hall, comes(hall, "sima"), typed_stands)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert standing() == []


@pytest.mark.parametrize("state", ["blocked", "service"])
def test_the_database_itself_refuses_to_give_a_closed_stand(hall, state):
    [stand, other] = [StandFactory(hall=hall, code="A1", state=state), StandFactory(hall=hall, code="A2")]
    given = AllocationFactory(stand=other, participation=comes(hall, "sima"))
    with pytest.raises(IntegrityError, match="stand_is_closed"), transaction.atomic():
        Allocation.objects.create(stand=stand, participation=comes(hall, "second"))
    with pytest.raises(IntegrityError, match="stand_is_closed"), transaction.atomic():
        Allocation.objects.filter(pk=given.pk).update(stand=stand)
    Stand.objects.filter(pk=other.pk).update(state=state)
    given.share = Decimal("0.5")
    given.save()  # whoever stands there already stays


def test_who_was_moved_by_somebody_else_meanwhile_is_not_moved_again_unseen(client, officer, hall):
    stands_of(hall, "A1", "A2", "A3")
    maker = comes(hall, "sima")
    place_participation(maker, {"A2": Decimal(1)})
    answer = place(client, hall, maker, "A3", seen="A1", reason="Typed")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed this meanwhile. It is now: A2" in page
    assert 'value="A3" list="free-stands"' in page and 'value="Typed"' in page
    assert standing() == [("A2", "sima", 1)]
    # The form sent once more knows what is there.
    assert place(client, hall, maker, "A3", seen="A2").status_code == 302


def test_who_does_not_take_part_any_more_is_not_placed(hall):
    stands_of(hall, "A1")
    gone = comes(hall, "gone", state="withdrawn")
    with pytest.raises(ValidationError, match="does not take part any more"):
        place_participation(gone, {"A1": Decimal(1)})


def test_whoever_withdraws_gives_the_stand_back_with_the_reason(hall):
    [stand] = stands_of(hall, "A1")
    maker = comes(hall, "sima", stand)
    move_participation(maker, to="withdrawn", actor=official(name="Officer"), reason="Ill")
    assert history() == [("Sima", "A1", "", "Officer", "Ill")]


def test_adding_one_with_stands_is_kept_in_the_history(hall):
    stands_of(hall, "A1")
    add_participation(
        hall.exhibition, ExhibitorFactory(name_en="Sima"), stand_codes=["A1"], actor=official(name="Officer")
    )
    assert history() == [("Sima", "", "A1", "Officer", "")]


# Holds


def test_a_hold_says_who_holds_until_when_and_ends_by_itself(client, officer, hall):
    stands_of(hall, "A1")
    maker, later = comes(hall, "sima"), comes(hall, "later")
    day = timezone.localdate() + timedelta(3)
    place(client, hall, maker, "A1", until_0=day.isoformat(), until_1="18:00")
    held = Allocation.objects.get()
    assert (held.is_firm, held.held_until.astimezone(hall.exhibition.timezone).hour) == (False, 18)
    assert "held until" in client.get(address(hall)).content.decode()
    assert "Stand A1 has no place left." in place(client, hall, later, "A1").content.decode()
    # When
    Allocation.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    # Then it is free at once, before the worker came by
    assert place(client, hall, later, "A1").status_code == 302
    assert standing() == [("A1", "later", 1)]
    assert [row[:4] for row in history()] == [
        ("Sima", "", "A1", "Officer"),
        ("Sima", "A1", "", ""),
        ("Later", "", "A1", "Officer"),
    ]


def test_the_worker_ends_holds_whose_time_is_over_and_no_others(hall):
    one, two, three = stands_of(hall, "A1", "A2", "A3")
    maker = comes(hall, "sima", three)
    now = timezone.now()
    for stand, moment in ((one, now - timedelta(minutes=1)), (two, now + timedelta(minutes=1))):
        Allocation.objects.create(participation=maker, stand=stand, is_firm=False, held_until=moment)
    end_holds()
    end_holds()
    assert [row[0] for row in standing()] == ["A2", "A3"]
    assert [row[1:3] for row in history()] == [("A1, A2, A3", "A2, A3")]


def test_a_hold_made_firm_stays_and_a_moment_that_has_passed_is_refused(client, officer, hall):
    stands_of(hall, "A1")
    maker = comes(hall, "sima")
    answer = place(client, hall, maker, "A1", until_0="2020-01-01", until_1="8")
    assert (answer.status_code, "This moment has passed already." in answer.content.decode()) == (422, True)
    place_participation(maker, {"A1": Decimal(1)}, held_until=timezone.now() + timedelta(1))
    assert place(client, hall, maker, "A1", seen="A1").status_code == 302
    assert Allocation.objects.values_list("is_firm", "held_until").get() == (True, None)


# Swapping


def marks(client, hall):
    """{number: what the page sends for that stand}."""
    context = client.get(address(hall)).context
    return {stand.code: f"{stand.public_code}.{stand.mark}" for each in context["halls"] for stand in each.drawn}


def test_two_swap_in_one_act_and_three_go_round(client, officer, hall):
    one, two, _free = stands_of(hall, "A1", "A2", "A3")
    comes(hall, "x", one)
    comes(hall, "y", two)
    sent = marks(client, hall)
    answer = client.post(address(hall), {"act": "swap", "stand": [sent["A1"], sent["A2"]], "reason": "Power"})
    assert answer.status_code == 302
    assert standing() == [("A1", "y", 1), ("A2", "x", 1)]
    assert sorted(history()) == [("X", "A1", "A2", "Officer", "Power"), ("Y", "A2", "A1", "Officer", "Power")]
    # Round by three, one of them free
    sent = marks(client, hall)
    client.post(address(hall), {"act": "swap", "stand": [sent["A3"], sent["A1"], sent["A2"]]})
    assert standing() == [("A2", "y", 1), ("A3", "x", 1)]


def test_a_swap_that_cannot_be_whole_changes_nothing(client, officer, hall):
    one, two = stands_of(hall, "A1", "A2")
    maker = comes(hall, "x", one)
    comes(hall, "y", two)
    sent = marks(client, hall)
    Stand.objects.filter(pk=two.pk).update(state="blocked")
    answer = client.post(address(hall), {"act": "swap", "stand": [sent["A1"], sent["A2"]], "reason": "Typed"})
    page = answer.content.decode()
    assert (answer.status_code, "Stand A2 is blocked." in page, 'value="Typed"' in page) == (409, True, True)
    assert standing() == [("A1", "x", 1), ("A2", "y", 1)]
    assert history() == []
    # Somebody moved one of them meanwhile
    Stand.objects.filter(pk=two.pk).update(state="open")
    StandFactory(hall=hall, code="A9")
    place_participation(maker, {"A9": Decimal(1)})
    answer = client.post(address(hall), {"act": "swap", "stand": [sent["A1"], sent["A2"]]})
    assert "Somebody changed meanwhile who stands at A1. Please look again." in answer.content.decode()
    assert standing() == [("A2", "y", 1), ("A9", "x", 1)]


@pytest.mark.parametrize("number", [0, 1])
def test_a_swap_needs_two(client, officer, hall, number):
    stands_of(hall, "A1")
    sent = list(marks(client, hall).values())[:number]
    answer = client.post(address(hall), {"act": "swap", "stand": sent})
    assert (answer.status_code, "Choose two stands or more." in answer.content.decode()) == (409, True)


# Halls


def test_halls_are_added_named_and_removed(client, officer, hall):
    url = address(hall, "halls/")
    answer = client.post(url, {"act": "add-hall", "new-name_fa": "سالن دو", "new-name_en": "Hall two"})
    assert answer.status_code == 302
    second = Hall.objects.get(name_en="Hall two")
    refused = client.post(url, {"act": "add-hall", "new-name_en": " "})
    assert (refused.status_code, "Give it a name in one language" in refused.content.decode()) == (422, True)
    form = boxes(client, url)
    named = {"act": "name-hall", "hall": second.pk, f"hall-{second.pk}-seen": form[f"hall-{second.pk}-seen"]}
    client.post(url, named | {f"hall-{second.pk}-name_en": "Garden", f"hall-{second.pk}-is_open_air": "on"})
    second.refresh_from_db()
    assert (second.name_en, second.is_open_air) == ("Garden", True)
    assert client.post(url, {"act": "remove-hall", "hall": second.pk}).status_code == 302
    assert Hall.objects.get() == hall


def test_stands_are_added_in_bulk_on_free_places(client, officer, hall):
    StandFactory(hall=hall, code="A1", x=2, y=2)
    told = {"width": "3", "height": "۲٫۵", "kind": "corner", "state": "open", "has_power": "on"}
    told = {f"add-{hall.pk}-{name}": value for name, value in told.items()} | {"act": "add", "hall": hall.pk}
    client.post(address(hall, "halls/"), told | {f"add-{hall.pk}-numbers": "A2-A4, B3"})
    rows = hall.stands.exclude(code="A1")
    assert [(each.code, each.x, each.y, each.width, each.height) for each in rows] == [
        ("A2", 10, 2, 6, 5), ("A3", 18, 2, 6, 5), ("A4", 26, 2, 6, 5), ("B3", 2, 12, 6, 5),
    ]  # fmt: skip
    assert set(rows.values_list("kind", "has_table", "has_power", "area_m2")) == {
        ("corner", False, True, Decimal("7.5"))
    }
    drawn = {f"add-{hall.pk}-numbers": "C1", f"add-{hall.pk}-x": "40", f"add-{hall.pk}-y": "31"}
    client.post(address(hall, "halls/"), told | drawn)
    assert list(hall.stands.filter(code="C1").values_list("x", "y")) == [(40, 31)]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"numbers": "A1"}, "These stands are there already: A1."),
        ({"numbers": "A9-A3"}, "is not a range"),
        ({"width": "2.3"}, "Write metres in steps of half a metre, such as 3 or 2.5."),
        ({"height": "x"}, "Write metres in steps of half a metre, such as 3 or 2.5."),
        ({"kind": "castle"}, "castle"),
    ],
)
def test_stands_that_cannot_be_added_are_refused_with_what_was_typed(client, officer, hall, told, sentence):
    StandFactory(hall=hall, code="A1")
    values = {"numbers": "A2", "width": "3", "height": "3", "kind": "booth", "state": "open"} | told
    sent = {f"add-{hall.pk}-{name}": value for name, value in values.items()}
    answer = client.post(address(hall, "halls/"), sent | {"act": "add", "hall": hall.pk})
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert hall.stands.count() == 1


def test_many_are_changed_or_removed_but_none_that_is_given(client, officer, hall):
    one, two, three = stands_of(hall, "A1", "A2", "A3")
    comes(hall, "sima", one)
    url = address(hall, "halls/")
    chosen = [two.public_code, three.public_code]
    client.post(url, {"act": "change", "stand": chosen, "change-has_power": "yes", "change-width": "4"})
    assert [(each.has_power, each.width) for each in hall.stands.order_by("code")] == [(False, 6), (True, 8), (True, 8)]
    blocked = client.post(url, {"act": "change", "stand": [one.public_code, *chosen], "change-state": "blocked"})
    assert "Stand A1 is given to Sima. Take it back first." in blocked.content.decode()
    assert set(hall.stands.values_list("state", flat=True)) == {"open"}
    kept = client.post(url, {"act": "remove", "stand": [one.public_code, *chosen]})
    assert "These stands are given to somebody and cannot be removed: A1." in kept.content.decode()
    assert client.post(url, {"act": "remove-hall", "hall": hall.pk}).status_code == 422
    client.post(url, {"act": "remove", "stand": chosen})
    assert list(hall.stands.values_list("code", flat=True)) == ["A1"]


def test_a_stand_is_moved_by_script_unless_somebody_moved_it_meanwhile(client, officer, hall):
    [stand] = stands_of(hall, "A1")
    told = {"act": "lie", "stand": stand.public_code, "x": 4, "y": 6, "width": 8, "height": 4}
    url = address(hall, "halls/")
    assert client.post(url, told | {"seen": "0,0,6,6"}).json() == {"error": "", "x": 4, "y": 6, "width": 8, "height": 4}
    stale = client.post(url, told | {"x": 9, "seen": "0,0,6,6"})
    assert (stale.status_code, stale.json()["error"], stale.json()["x"]) == (
        409,
        "Somebody else moved stand A1 meanwhile.",
        4,
    )
    for wrong in ({"x": 9999}, {"width": 0}, {"y": "-1"}, {"height": "x"}):
        answer = client.post(url, told | {"seen": "4,6,8,4"} | wrong)
        assert (answer.status_code, answer.json()["x"]) == (422, 4)
    stand.refresh_from_db()
    assert (stand.x, stand.y, stand.width, stand.height, stand.area_m2) == (4, 6, 8, 4, 8)


def test_one_stand_has_a_page_where_it_is_described_without_scripts(client, officer, hall):
    one, _two = stands_of(hall, "A1", "A2")
    url = address(hall, f"stand/{one.public_code}/")
    form = boxes(client, url)
    assert (form["width"], form["x"]) == ("3", "0")
    answer = client.post(url, form | {"act": "save", "code": "a۷", "width": "4.5", "x": "10", "note": "By the door"})
    assert answer.status_code == 302
    one.refresh_from_db()
    assert (one.code, one.width, one.x, one.note) == ("A7", 9, 20, "By the door")
    taken = client.post(url, boxes(client, url) | {"act": "save", "code": "A2"})
    assert (taken.status_code, "These stands are there already: A2." in taken.content.decode()) == (422, True)
    comes(hall, "sima", one)
    form = boxes(client, url)
    refused = client.post(url, form | {"act": "save", "state": "blocked"})
    assert "Stand A7 is given to Sima. Take it back first." in refused.content.decode()
    assert client.post(url, {"act": "remove"}).status_code == 422


def test_two_officials_who_edit_one_stand_are_told_of_each_other(client, officer, hall):
    [stand] = stands_of(hall, "A1")
    url = address(hall, f"stand/{stand.public_code}/")
    form = boxes(client, url)
    client.post(url, form | {"act": "save", "note": "First"})
    answer = client.post(url, form | {"act": "save", "note": "Second"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody changed this meanwhile. It is now: First" in page and 'value="Second"' in page


# Who may


@pytest.mark.parametrize("kind", ["viewer", "governorate", "desk"])
def test_others_look_and_change_nothing(client, hall, kind):
    [stand] = stands_of(hall, "A1")
    maker = comes(hall, "sima")
    client.force_login(official(kind=kind))
    for page in ("", "halls/", "history/", f"stand/{stand.public_code}/"):
        assert client.get(address(hall, page)).status_code == 200
    assert place(client, hall, maker, "A1").status_code == 403
    for page, act in (("", "swap"), ("halls/", "add-hall"), (f"stand/{stand.public_code}/", "remove")):
        assert client.post(address(hall, page), {"act": act}).status_code == 403
    assert 'name="act"' not in client.get(address(hall)).content.decode()


def test_hosts_see_nothing_and_officials_of_another_exhibition_find_nothing(client, hall):
    client.force_login(official(kind="host", exhibition=hall.exhibition))
    assert client.get(address(hall)).status_code == 403
    client.force_login(official(exhibition=ExhibitionFactory()))
    assert client.get(address(hall)).status_code == 404


def test_rows_of_another_exhibition_are_not_found_in_a_form(client, officer, hall):
    elsewhere = ParticipationFactory()
    other = HallFactory()
    assert place(client, hall, elsewhere, "A1").status_code == 404
    assert client.post(address(hall, "halls/"), {"act": "remove-hall", "hall": other.pk}).status_code == 404
    for wrong in ("", "x", "9" * 30):
        assert client.post(address(hall), {"act": "place", "participation": wrong}).status_code == 404
    assert client.post(address(hall), {"act": "dance"}).status_code == 404


# Cost


@pytest.mark.parametrize("page", ["", "halls/", "history/", "release/"])
def test_a_page_costs_the_same_for_one_and_for_many(client, officer, hall, page, django_assert_max_num_queries):
    def fill(numbers):
        for number in numbers:
            [stand] = stands_of(hall, f"B{number}")
            place_participation(comes(hall, f"maker-{number}"), {stand.code: Decimal(1)}, actor=officer)
            comes(hall, f"waiting-{number}")

    release_now(hall.exhibition)
    fill([1])
    client.get(address(hall, page))
    with django_assert_max_num_queries(12) as few:
        client.get(address(hall, page))
    fill([2, 3, 4])
    with django_assert_max_num_queries(12) as many:
        client.get(address(hall, page))
    assert len(few) == len(many)


# Two at once


def at_once(*steps):
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


def posting(url, **told):
    client = Client()
    client.force_login(official(), backend="accounts.backends.Backend")
    return lambda: client.post(url, told).status_code


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_of_two_officials_who_give_one_stand_at_once_one_succeeds(self, hall):
        assert connection.vendor == "postgresql"
        stands_of(hall, "A12")
        steps = [
            posting(address(hall), act="place", participation=comes(hall, name).pk, stands="A12 (2/3)", seen="")
            for name in ("x", "y")
        ]
        assert sorted(at_once(*steps)) == [302, 422]
        assert len(standing()) == 1

    def test_of_two_officials_who_swap_the_same_stands_at_once_one_succeeds(self, hall):
        one, two = stands_of(hall, "A1", "A2")
        comes(hall, "x", one)
        comes(hall, "y", two)
        client = Client()
        client.force_login(official(), backend="accounts.backends.Backend")
        sent = marks(client, hall)
        steps = [posting(address(hall), act="swap", stand=[sent[a], sent[b]]) for a, b in (("A1", "A2"), ("A2", "A1"))]
        assert sorted(at_once(*steps)) == [302, 409]
        assert standing() == [("A1", "y", 1), ("A2", "x", 1)]

    def test_a_stand_is_not_given_and_blocked_at_once(self, hall):
        [stand] = stands_of(hall, "A1")
        steps = [
            posting(address(hall), act="place", participation=comes(hall, "x").pk, stands="A1", seen=""),
            posting(address(hall, "halls/"), act="change", stand=[stand.public_code], **{"change-state": "blocked"}),
        ]
        assert sorted(at_once(*steps)) == [302, 422]
        stand.refresh_from_db()
        assert (stand.state == "open") == bool(standing())

    def test_of_two_officials_who_move_one_exhibitor_at_once_one_succeeds(self, hall):
        stands_of(hall, "A1", "A2")
        number = comes(hall, "x").pk
        steps = [
            posting(address(hall), act="place", participation=number, stands=code, seen="") for code in ("A1", "A2")
        ]
        assert sorted(at_once(*steps)) == [302, 409]
        assert len(standing()) == 1


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_of_two_connections_to_sqlite_the_second_waits_and_is_refused(hall, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("the threads on PostgreSQL say it")
    [stand], (first, second) = stands_of(hall, "A12"), (comes(hall, "x"), comes(hall, "y"))
    # The tests' own database is in memory, where connections do not wait for each other.
    one, other = (sqlite3.connect(tmp_path / "copy", isolation_level=None, timeout=20) for _number in range(2))
    connection.connection.backup(one)
    give = "INSERT INTO exhibitors_allocation (participation_id, stand_id, share, is_firm) VALUES (?, ?, '1', 1)"
    one.execute("BEGIN IMMEDIATE")
    one.execute(give, [first.pk, stand.pk])
    refused = []

    def try_too():
        with sqlite3.connect(tmp_path / "copy", isolation_level=None, timeout=20) as mine:
            mine.execute("BEGIN IMMEDIATE")
            with pytest.raises(sqlite3.IntegrityError) as refusal:
                mine.execute(give, [second.pk, stand.pk])
            refused.append(str(refusal.value))

    thread = threading.Thread(target=try_too)
    thread.start()
    thread.join(0.3)
    assert refused == []
    one.execute("COMMIT")
    thread.join(30)
    assert refused == ["stand_is_full: the shares of a stand exceed one"]
    assert other.execute("SELECT participation_id FROM exhibitors_allocation").fetchall() == [(first.pk,)]


def test_swapping_needs_no_more_room_than_there_is(hall):
    one, two = stands_of(hall, "A1", "A2")
    for name in ("a", "b"):
        AllocationFactory(participation=comes(hall, name), stand=one, share="0.5")
    comes(hall, "c", two)
    swap_stands([one, two], actor=None)
    assert standing() == [("A1", "c", 1), ("A2", "a", Decimal("0.5")), ("A2", "b", Decimal("0.5"))]
