"""The page of one work says where it was and will be shown, and costs the database little."""

from datetime import date, timedelta

import pytest

from exhibitors.models import PlanVersion
from lib.dates import today_in_ilam
from tests.factories import ExhibitFactory, ExhibitionFactory, ExhibitorFactory, ParticipationFactory, ProductFactory

pytestmark = pytest.mark.django_db


def address_of(work):
    return f"/en/products/{work.code}-{work.slug}/"


@pytest.fixture
def work():
    return ProductFactory()


def show(work, **exhibition):
    state = exhibition.pop("state", "confirmed")
    shown_at = ExhibitionFactory(**exhibition)
    taking_part = ParticipationFactory(exhibitor=work.exhibitor, exhibition=shown_at, state=state)
    ExhibitFactory(participation=taking_part, product=work)
    return shown_at


def release(exhibition, number, *stands):
    """A plan of two halls, with (code, [makers]) each."""
    rows = [{"code": code, "exhibitors": [maker.pk for maker in makers]} for code, makers in stands]
    PlanVersion.objects.create(exhibition=exhibition, number=number, plan=[{"stands": rows[:1]}, {"stands": rows[1:]}])


def showings(client, work):
    response = client.get(address_of(work))
    return [
        (exhibition.slug, exhibition.phase(), exhibition.starts_on, stands)
        for exhibition, stands in response.context_data["showings"]
    ]


def test_exhibitions_stand_newest_first_with_what_their_days_say(work, client):
    soon = today_in_ilam() + timedelta(days=40)
    show(work, slug="past", starts_on=date(2025, 5, 1), ends_on=date(2025, 5, 7))
    show(work, slug="coming", starts_on=soon, ends_on=soon + timedelta(days=3))
    show(work, slug="no-day-yet", starts_on=None, ends_on=None, ends_by=date(2025, 3, 1))
    days = {slug: (phase, day) for slug, phase, day, _stands in showings(client, work)}
    assert days == {
        "past": ("over", date(2025, 5, 1)),
        "coming": ("next", soon),
        "no-day-yet": ("over", None),
    }
    dated = [slug for slug, _phase, day, _stands in showings(client, work) if day]
    assert dated == ["coming", "past"]


def test_stands_are_those_of_the_newest_plan_and_of_its_maker_alone(work, client):
    fair, other = show(work, slug="kut"), ExhibitorFactory()
    release(fair, 1, ("A1", [work.exhibitor]), ("A2", [other]))
    release(fair, 2, ("B1", [other]), ("B2", [other, work.exhibitor]), ("B3", [work.exhibitor]))
    assert [(slug, stands) for slug, _phase, _day, stands in showings(client, work)] == [("kut", ["B2", "B3"])]
    page = client.get(address_of(work)).content.decode()
    assert "B2" in page
    assert "A1" not in page


def test_what_the_public_may_not_know_is_not_shown(work, client):
    show(work, publication="draft")
    show(work, state="applied")
    assert showings(client, work) == []


def test_a_work_costs_two_queries_wherever_it_was_shown(work, client, django_assert_num_queries):
    for number in range(3):
        fair = show(work)
        release(fair, 1, (f"A{number}", [work.exhibitor]))
        ProductFactory(exhibitor=work.exhibitor)
    client.get(address_of(work))
    with django_assert_num_queries(2):
        client.get(address_of(work))
