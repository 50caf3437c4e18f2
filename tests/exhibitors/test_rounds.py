"""The next round of a weekly market, made in one step."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Message, StateChange
from events.models import Exhibition, Series
from exhibitors.actions.rounds import (
    RoundExists,
    last_rounds,
    make_next_round,
    next_first_day,
    regulars,
    texts_of_round,
)
from exhibitors.models import Participation
from tests.factories import (
    AllocationFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    HallFactory,
    ParticipationFactory,
    StandFactory,
    UserFactory,
    VenueFactory,
    official,
)

pytestmark = pytest.mark.django_db
FRIDAY = date(2025, 10, 10)
WEEK = timedelta(days=7)


@pytest.fixture
def series():
    return Series.objects.create(slug="kut-market", name_fa="بازارچه هفتگی کوت", name_en="Kut market")


def make_round(series, starts_on, stands=("A1", "A2", "A3"), **fields):
    exhibition = ExhibitionFactory(
        series=series, kind="weekly_market", starts_on=starts_on, ends_on=starts_on, status="closed", **fields
    )
    hall = HallFactory(exhibition=exhibition, venue=VenueFactory(exhibition=exhibition))
    for code in stands:
        StandFactory(hall=hall, code=code)
    return exhibition


def take_part(exhibition, exhibitor, code=None, share=1, **fields):
    participation = ParticipationFactory(exhibition=exhibition, exhibitor=exhibitor, **fields)
    if code:
        stand = exhibition.halls.get().stands.get(code=code)
        AllocationFactory(participation=participation, stand=stand, share=Decimal(share))
    return participation


@pytest.fixture
def rounds(series):
    """Two Fridays; Sara was at both, Reza at the last, Mina at the first, on the stand that Reza had later."""
    first, last = make_round(series, FRIDAY), make_round(series, FRIDAY + WEEK)
    sara, reza, mina = (ExhibitorFactory(slug=slug, name_fa=slug) for slug in ("sara", "reza", "mina"))
    take_part(first, sara, "A2")
    take_part(first, mina, "A1")
    take_part(last, sara, "A2")
    take_part(last, reza, "A1")
    return first, last


def known(exhibition):
    return {each.exhibitor.slug: each for each in regulars(exhibition, last_rounds(exhibition))}


def test_the_next_round_is_a_week_after_the_last_one_of_the_series(rounds):
    first, last = rounds
    assert next_first_day(first, today=FRIDAY) == FRIDAY + 2 * WEEK
    assert next_first_day(last, today=FRIDAY) == FRIDAY + 2 * WEEK
    # Long after it, the next such weekday.
    assert next_first_day(last, today=date(2026, 1, 1)) == date(2026, 1, 2)


def test_a_round_that_was_called_off_is_followed_in_time_but_not_in_what_it_held(series, rounds):
    off = make_round(series, FRIDAY + 2 * WEEK)
    Exhibition.objects.filter(pk=off.pk).update(status="cancelled")
    assert next_first_day(off, today=FRIDAY) == FRIDAY + 3 * WEEK
    assert last_rounds(off)[0] == rounds[1]


def test_beside_each_stand_the_turns_so_far_when_the_last_was_and_on_which_stand(rounds):
    found = known(rounds[1])
    assert {slug: (each.turns, each.last_on, each.stand_codes) for slug, each in found.items()} == {
        "reza": (1, FRIDAY + WEEK, ["A1"]),
        "sara": (2, FRIDAY + WEEK, ["A2"]),
        "mina": (1, FRIDAY, ["A1"]),
    }
    assert list(found) == ["reza", "sara", "mina"]
    assert [slug for slug, each in found.items() if each.was_there_last_time] == ["reza", "sara"]


def test_who_was_refused_or_withdrew_had_no_turn(series, rounds):
    take_part(rounds[1], ExhibitorFactory(slug="out"), state="withdrawn")
    take_part(rounds[1], ExhibitorFactory(slug="waiting"), state="submitted")
    elsewhere = ExhibitionFactory()
    take_part(elsewhere, Participation.objects.filter(exhibitor__slug="sara").first().exhibitor)
    assert {slug: each.turns for slug, each in known(rounds[1]).items()} == {"reza": 1, "sara": 2, "mina": 1}


def test_the_chosen_take_part_confirmed_on_their_last_stands_and_nothing_is_published(rounds):
    found, actor = known(rounds[1]), UserFactory(name="Official")

    made = make_next_round(
        rounds[1], starts_on=FRIDAY + 2 * WEEK, chosen=[found["sara"], found["reza"]], actor=actor
    ).exhibition

    made.refresh_from_db()
    assert (made.starts_on, made.ends_on, made.follows) == (FRIDAY + 2 * WEEK, FRIDAY + 2 * WEEK, rounds[1])
    assert (made.publication, made.status, made.kind, made.series) == (
        "draft",
        "preparation",
        "weekly_market",
        rounds[1].series,
    )
    assert {(each.exhibitor.slug, each.state, *each.stand_codes) for each in made.participations.all()} == {
        ("sara", "confirmed", "A2"),
        ("reza", "confirmed", "A1"),
    }
    assert not Message.objects.exists()
    placed = StateChange.objects.filter(field="stands").order_by("new")
    assert [(each.old, each.new, each.actor_name) for each in placed] == [
        ("", "A1", "Official"),
        ("", "A2", "Official"),
    ]
    # Those of the rounds before stay where they were.
    assert rounds[1].participations.count() == 2


def test_whose_stand_is_taken_comes_without_one_and_it_is_said(rounds):
    found = known(rounds[1])
    assert found["mina"].lost
    made = make_next_round(rounds[1], starts_on=FRIDAY + 2 * WEEK, chosen=list(found.values()), actor=UserFactory())
    [(participation, placed, reasons)] = made.without_stand
    assert (participation.exhibitor.slug, placed, len(reasons)) == ("mina", [], 1)
    assert "A1" in reasons[0]
    assert participation.state == "confirmed"
    assert not participation.allocations.exists()


@pytest.mark.parametrize("state", ["blocked", "service"])
def test_a_stand_that_is_closed_by_now_is_given_to_nobody(rounds, state):
    rounds[1].halls.get().stands.filter(code="A2").update(state=state)
    found = known(rounds[1])
    assert found["sara"].lost
    made = make_next_round(rounds[1], starts_on=FRIDAY + 2 * WEEK, chosen=[found["sara"]], actor=UserFactory())
    assert [each.exhibitor.slug for each, _placed, _reasons in made.without_stand] == ["sara"]


def test_a_stand_of_an_earlier_round_that_is_gone_is_said(series):
    first, last = make_round(series, FRIDAY), make_round(series, FRIDAY + WEEK, stands=["B1"])
    take_part(first, ExhibitorFactory(slug="sara"), "A1")
    found = known(last)
    assert "A1" in found["sara"].lost
    made = make_next_round(last, starts_on=FRIDAY + 2 * WEEK, chosen=[found["sara"]], actor=UserFactory())
    assert len(made.without_stand) == 1


def test_two_who_shared_a_stand_share_it_again(series):
    last = make_round(series, FRIDAY)
    for slug in ("sara", "reza"):
        take_part(last, ExhibitorFactory(slug=slug), "A1", share="0.5")
    found = known(last)
    made = make_next_round(last, starts_on=FRIDAY + WEEK, chosen=list(found.values()), actor=UserFactory())
    assert made.without_stand == []
    shares = [each.allocations.get().share for each in made.exhibition.participations.all()]
    assert shares == [Decimal("0.5"), Decimal("0.5")]


def test_the_same_round_is_not_made_twice(rounds):
    make_next_round(rounds[1], starts_on=FRIDAY + 2 * WEEK, chosen=[], actor=UserFactory())
    with pytest.raises(RoundExists):
        make_next_round(rounds[1], starts_on=FRIDAY + 2 * WEEK, chosen=[], actor=UserFactory())
    assert Exhibition.objects.count() == 3


def test_without_a_series_those_made_after_each_other_are_the_rounds():
    first = make_round(None, FRIDAY)
    take_part(first, ExhibitorFactory(slug="sara"), "A1")
    second = make_next_round(
        first, starts_on=FRIDAY + WEEK, chosen=list(known(first).values()), actor=UserFactory()
    ).exhibition
    third = make_next_round(
        second, starts_on=FRIDAY + 2 * WEEK, chosen=list(known(second).values()), actor=UserFactory()
    ).exhibition
    ExhibitionFactory(starts_on=FRIDAY + 9 * WEEK, ends_on=None)
    first = type(first).objects.get(pk=first.pk)
    assert last_rounds(first) == [third, second, first]
    assert known(first)["sara"].turns == 3


def test_a_round_is_called_like_its_series_which_counts_no_editions(series):
    twentieth = make_round(series, FRIDAY, name_fa="بیستمین بازارچه", summary_fa="گزارش بیستم")
    texts = texts_of_round(twentieth, twentieth)
    assert (texts["name_fa"], texts["name_en"]) == ("بازارچه هفتگی کوت", "Kut market")
    assert texts["summary_fa"] == "گزارش بیستم"


# The page


def address(exhibition):
    return reverse("office:exhibition_next", args=[exhibition.slug])


def typed(exhibition, *slugs, day="2027-01-01", **more):
    found = known(exhibition)
    return {"starts_on": day, "name_fa": "بازار", "exhibitor": [found[slug].exhibitor.code for slug in slugs], **more}


def test_the_page_ticks_those_of_the_last_round(rounds, client):
    client.force_login(official())
    response = client.get(address(rounds[0]))
    ticks = {regular.exhibitor.slug: is_ticked for regular, is_ticked in response.context["form"].rows()}
    assert ticks == {"reza": True, "sara": True, "mina": False}
    assert response.context["source"] == rounds[1]


def test_one_button_makes_the_round_and_says_who_is_without_a_stand(rounds, client):
    client.force_login(official())
    response = client.post(address(rounds[1]), typed(rounds[1], "reza", "mina"), follow=True)
    made = Exhibition.objects.get(starts_on=date(2027, 1, 1))
    assert response.redirect_chain == [(reverse("office:exhibition_detail", args=[made.slug]), 302)]
    assert {each.exhibitor.slug for each in made.participations.all()} == {"reza", "mina"}
    said = [str(message) for message in response.context["messages"]]
    assert len(said) == 2
    assert "mina" in said[1] and "A1" in said[1]


def test_a_second_press_is_told_that_the_round_is_there(rounds, client):
    client.force_login(official())
    client.post(address(rounds[1]), typed(rounds[1], "reza"))
    again = client.post(address(rounds[1]), typed(rounds[1], "reza", name_fa="دوباره"))
    assert again.status_code == 422
    assert again.context["form"].errors.keys() == {"starts_on"}
    assert "دوباره" in again.content.decode()
    assert Exhibition.objects.count() == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"starts_on": "جمعه"}, "starts_on"), ({"name_fa": ""}, "name_fa"), ({"exhibitor": ["X1"]}, "exhibitor")],
)
def test_what_is_wrong_is_said_beside_its_box(rounds, client, wrong, field):
    client.force_login(official())
    response = client.post(address(rounds[1]), typed(rounds[1], "reza") | wrong)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert Exhibition.objects.count() == 2


def test_a_stranger_of_the_rounds_is_not_slipped_in(rounds, client):
    client.force_login(official())
    other = ExhibitorFactory()
    response = client.post(address(rounds[1]), typed(rounds[1]) | {"exhibitor": [other.code]})
    assert response.status_code == 422


def test_a_market_without_records_says_what_to_do(client, series):
    client.force_login(official())
    exhibition = ExhibitionFactory(series=series, starts_on=None, ends_on=None)
    response = client.get(address(exhibition))
    assert response.status_code == 200
    assert "empty-state" in response.content.decode()
    client.post(address(exhibition), {"starts_on": "1405/12/1", "name_fa": "بازار"})
    assert Exhibition.objects.get(follows=exhibition).starts_on == date(2027, 2, 20)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("admin", 200),
        ("official", 200),
        ("governorate", 403),
        ("viewer", 403),
        ("desk", 403),
        ("juror", 403),
        ("host", 403),
    ],
)
def test_who_may_both_make_exhibitions_and_choose_makers_may(rounds, client, kind, status):
    client.force_login(official(kind))
    assert client.get(address(rounds[1])).status_code == status
    client.force_login(official(kind, exhibition=rounds[1]))
    assert client.get(address(rounds[1])).status_code == 403


def test_many_cost_as_much_as_one(rounds, series, client):
    client.force_login(official())

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(rounds[1])).status_code == 200
        return len(queries)

    few = asked()
    third = make_round(series, FRIDAY + 2 * WEEK, stands=[f"C{number}" for number in range(1, 9)])
    for number in range(1, 9):
        take_part(third, ExhibitorFactory(), f"C{number}")
    assert asked() == few <= 12


def test_nothing_is_left_of_a_round_that_fails_midway(rounds, monkeypatch):
    def refuse(*args, **kwargs):
        raise ValidationError("no")

    monkeypatch.setattr("exhibitors.actions.rounds.place_again", refuse)
    chosen = list(known(rounds[1]).values())
    with pytest.raises(ValidationError):
        make_next_round(rounds[1], starts_on=FRIDAY + 2 * WEEK, chosen=chosen, actor=UserFactory())
    assert Exhibition.objects.count() == 2
