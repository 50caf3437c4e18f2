"""The directory of artists and producers."""

from datetime import date

import pytest

from exhibitors.models import Exhibitor
from exhibitors.search import refresh
from tests.factories import ExhibitionFactory, ExhibitorFactory, PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def exhibitors():
    iran = PlaceFactory(slug="iran", kind="country")
    ilam = PlaceFactory(slug="ilam", kind="province", parent=iran)
    kut = PlaceFactory(slug="kut", parent=PlaceFactory(slug="iraq", kind="country"))
    PlaceFactory(slug="empty", kind="county", parent=ilam)
    ExhibitorFactory(slug="county", place=PlaceFactory(slug="eyvan", kind="county", parent=ilam))
    ExhibitorFactory(slug="province", place=ilam)
    ExhibitorFactory(slug="abroad", place=kut)
    ExhibitorFactory(slug="nowhere", place=None)
    ExhibitorFactory(slug="draft", place=PlaceFactory(slug="dehloran", parent=ilam), publication="draft")


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("place=eyvan", ["county"]),
        ("place=ilam", ["county", "province"]),
        ("place=iran", ["county", "province"]),
        ("place=iraq&place=eyvan", ["abroad", "county"]),
        ("place=empty", []),
        ("place=nonsense", ["abroad", "county", "nowhere", "province"]),
    ],
)
def test_a_place_finds_everybody_from_anywhere_inside_it(exhibitors, client, query, slugs):
    response = client.get(f"/en/exhibitors/?{query}")

    assert [exhibitor.slug for exhibitor in response.context["exhibitors"]] == slugs
    assert response.context["total"] == len(slugs)


def test_places_are_offered_where_somebody_shown_is_from_the_large_before_the_small(exhibitors, client):
    response = client.get("/en/exhibitors/?place=ilam")

    assert [(place.slug, is_chosen) for place, is_chosen in response.context["places"]] == [
        ("iran", False),
        ("ilam", True),
        ("eyvan", False),
        ("iraq", False),
        ("kut", False),
    ]
    assert 'name="place" value="ilam" checked' in response.content.decode()


def test_a_slip_of_a_letter_leads_to_a_maker_and_says_so():
    for slug, name, publication in (("sara", "Sara Ahmadi", "published"), ("sana", "Sana Ahmadi", "draft")):
        refresh(ExhibitorFactory(slug=slug, name_en=name, name_fa="", place=None, publication=publication))

    def near(query):
        rows, slips = Exhibitor.objects.published().matching_nearly(query)
        return [exhibitor.slug for exhibitor in rows], slips

    assert near("sara") == (["sara"], {})
    assert near("Sarra") == (["sara"], {"Sarra": ["Sara"]})
    assert near("sara ahmedi") == (["sara"], {"ahmedi": ["Ahmadi"]})
    assert near("sarra ahmedi") == (["sara"], {"sarra": ["Sara"], "ahmedi": ["Ahmadi"]})
    assert near("sana") == (["sara"], {"sana": ["Sara"]})
    assert near("sara nothing") == near("%") == ([], {})


def test_the_directory_says_which_word_was_taken_for_a_slip(client):
    refresh(ExhibitorFactory(slug="shirin", name_en="Shirin Morovati"))

    response = client.get("/en/exhibitors/?q=Shirn")

    assert [exhibitor.slug for exhibitor in response.context["exhibitors"]] == ["shirin"]
    assert (
        "Nothing was found for “<bdi>Shirn</bdi>”; showing results for “<bdi>Shirin</bdi>”."
        in response.content.decode()
    )
    assert "search-said" not in client.get("/en/exhibitors/?q=Shirin").content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"starts_on": date(2020, 1, 1), "ends_on": date(2020, 1, 2)}, "were not published"),
        ({"starts_on": None, "ends_on": None}, "is not known yet"),
        ({"status": "cancelled"}, "Nobody takes part here"),
    ],
)
def test_an_exhibition_without_names_says_why(client, fields, said):
    exhibition = ExhibitionFactory(**fields)
    for page in ("", "exhibitors/"):
        assert said in client.get(f"/en/exhibitions/{exhibition.slug}/{page}").content.decode()
