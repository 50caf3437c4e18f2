"""The timeline of all exhibitions."""

import pytest

from tests.factories import ExhibitionFactory, PlaceFactory, VenueFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("place", ["kut", "wasit", "iraq"])
def test_a_place_finds_exhibitions_held_anywhere_inside_it(client, place):
    wasit = PlaceFactory(slug="wasit", kind="governorate", parent=PlaceFactory(slug="iraq", kind="country"))
    at_kut = VenueFactory(place=PlaceFactory(slug="kut", parent=wasit)).exhibition
    VenueFactory(exhibition=ExhibitionFactory(), place=PlaceFactory(slug="ilam", kind="province"))

    context = client.get(f"/en/exhibitions/?place={place}").context

    assert context["exhibitions"] == [at_kut]
    counts = {each.slug: count for each, count, _is_chosen in context["places"]}
    assert counts[place] == context["total"] == 1
