"""What the front page says, with and without exhibitions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    ClaimFactory,
    CraftFactory,
    ExhibitionFactory,
    ParticipationFactory,
    PlaceFactory,
    ProductFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fa", "ar", "ckb")


def exhibition_from(days, until, **fields):
    today = timezone.localdate()
    return ExhibitionFactory(starts_on=today + timedelta(days), ends_on=today + timedelta(until), **fields)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_site_still_has_a_front_page(client, language):
    response = client.get(f"/{language}/")

    assert response.status_code == 200
    assert response.content.count(b"<h1>") == 1


def test_the_running_exhibition_comes_before_the_next_and_the_last(client):
    exhibition_from(-30, -20, name_en="Last one")
    exhibition_from(20, 25, name_en="Next one")
    exhibition_from(-1, 3, name_en="Running one")

    response = client.get("/en/")

    assert str(response.context["exhibition"]) == "Running one"
    assert "Open now" in response.content.decode()


def test_the_last_exhibition_is_shown_when_none_is_coming(client):
    ExhibitionFactory(name_en="Kut in October", starts_on="2025-10-10", ends_on="2025-10-16")
    exhibition_from(5, 9, name_en="Cancelled one", status="cancelled")

    page = client.get("/en/").content.decode()

    assert "<h1>Kut in October</h1>" in page
    assert "10–16 October 2025" in page
    assert "18–24 Mehr 1404" in page


def test_an_unpublished_exhibition_is_not_shown(client):
    exhibition_from(-1, 3, name_en="Secret one", publication="draft", published_at=None)

    assert "Secret one" not in client.get("/en/").content.decode()


def test_without_published_names_the_number_is_the_one_reported(client):
    exhibition = exhibition_from(-1, 3)
    claim = ClaimFactory(exhibition=exhibition, number=15, key="kut-15")
    assert claim.measure == "exhibitors"

    page = client.get("/fa/").content.decode()

    assert "۱۵" in page
    assert f"/fa/exhibitions/{exhibition.slug}/#claim-kut-15" in page


def test_published_names_are_counted(client):
    participation = ParticipationFactory(exhibition=exhibition_from(-1, 3))
    ClaimFactory(exhibition=participation.exhibition, number=15)

    assert client.get("/en/").context["exhibitor_count"] == 1


def test_three_exhibitions_are_said_with_their_source_and_the_records_meant(client):
    claim = ClaimFactory(key="three-exhibitions-2025", measure="exhibitions", value_en="Three exhibitions in Iraq")
    claim.exhibitions.add(ExhibitionFactory(slug="kut-2025-10"))

    page = client.get("/en/").content.decode()

    assert "Three exhibitions in Iraq" in page
    assert "an Iranian report" in page
    assert 'href="/en/exhibitions/kut-2025-10/"' in page


@pytest.mark.parametrize("count", [1, 5])
def test_the_front_page_costs_at_most_eight_queries(client, django_assert_max_num_queries, count):
    place = PlaceFactory(slug="kut", parent=PlaceFactory(slug="wasit"))
    claim = ClaimFactory(key="three-exhibitions-2025", measure="exhibitions")
    for day in range(count):
        exhibition = exhibition_from(-day, 3)
        VenueFactory(exhibition=exhibition, place=place)
        ClaimFactory(exhibition=exhibition, number=15)
        claim.exhibitions.add(exhibition)
        ProductFactory()
        CraftFactory(slug=f"craft-{day}")
    client.get("/en/")

    with django_assert_max_num_queries(8):
        client.get("/en/")
