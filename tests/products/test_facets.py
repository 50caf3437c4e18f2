"""The filters of the works list: a place finds what lies inside it, and every number is kept."""

import pytest

from products.facets import kept
from products.search import refresh
from tests.factories import ExhibitorFactory, PlaceFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def works():
    """Two works of Eyvan and one of Ilam itself, in the province of Ilam; one of Kut in Iraq; one from nowhere."""
    kept.clear()
    iran = PlaceFactory(slug="iran", kind="country")
    ilam = PlaceFactory(slug="ilam", kind="province", parent=iran)
    eyvan = PlaceFactory(slug="eyvan", kind="county", parent=ilam)
    kut = PlaceFactory(slug="kut", parent=PlaceFactory(slug="iraq", kind="country"))
    maker = ExhibitorFactory(place=eyvan)
    for number, exhibitor in enumerate([maker, maker, *(ExhibitorFactory(place=at) for at in (ilam, kut, None))]):
        kind = "repeatable" if number else "one_off"
        refresh(ProductFactory(exhibitor=exhibitor, title_en=f"Work {number}", kind=kind))


def titles(client, query):
    response = client.get(f"/en/products/?{query}")
    return sorted(product.title_en for product in response.context["products"])


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("place=eyvan", [0, 1]),
        ("place=ilam", [0, 1, 2]),
        ("place=iran", [0, 1, 2]),
        ("place=iraq", [3]),
        ("place=eyvan&place=iraq", [0, 1, 3]),
        ("place=iran&kind=repeatable", [1, 2]),
    ],
)
def test_a_place_finds_the_works_from_everywhere_inside_it(works, client, query, numbers):
    assert titles(client, query) == [f"Work {number}" for number in numbers]


@pytest.mark.parametrize("query", ["", "kind=repeatable", "q=Work", "kind=one_off&kind=sample"])
def test_beside_a_place_stands_how_many_works_choosing_it_shows(works, client, query):
    lines = client.get(f"/en/products/?{query}").context["facets"]["place"]

    assert {line.slug for line in lines} >= {"iran", "ilam", "eyvan"}
    for line in lines:
        chosen = client.get(f"/en/products/?{query}&place={line.slug}")
        assert (line.slug, chosen.context["total"], len(chosen.context["products"])) == (
            line.slug, line.count, line.count
        )  # fmt: skip


def test_a_chosen_place_keeps_the_numbers_of_the_others(works, client):
    facets = client.get("/en/products/?place=ilam").context["facets"]

    assert {line.slug: line.count for line in facets["place"]} == {
        "iran": 3, "ilam": 3, "eyvan": 2, "iraq": 1, "kut": 1
    }  # fmt: skip
    assert {line.slug: line.count for line in facets["kind"]} == {"one_off": 1, "repeatable": 2}
