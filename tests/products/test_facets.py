"""The filters of the works list: a place finds what lies inside it, and every number is kept."""

import pickle
import re
from html import unescape

import pytest

from products.facets import kept
from products.search import refresh
from tests.factories import CraftFactory, ExhibitorFactory, PlaceFactory, ProductFactory

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
    return sorted(product.title_en for product in response.context_data["products"])


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
    lines = client.get(f"/en/products/?{query}").context_data["filters"].choices["place"]

    assert {line.slug for line in lines} >= {"iran", "ilam", "eyvan"}
    for line in lines:
        chosen = client.get(f"/en/products/?{query}&place={line.slug}")
        assert (line.slug, chosen.context_data["total"], len(chosen.context_data["products"])) == (
            line.slug, line.count, line.count
        )  # fmt: skip


def test_a_chosen_place_keeps_the_numbers_of_the_others(works, client):
    facets = client.get("/en/products/?place=ilam").context_data["filters"].choices

    assert {line.slug: line.count for line in facets["place"]} == {
        "iran": 3, "ilam": 3, "eyvan": 2, "iraq": 1, "kut": 1
    }  # fmt: skip
    assert {line.slug: line.count for line in facets["kind"]} == {"one_off": 1, "repeatable": 2}


def test_twelve_makers_are_offered_and_a_chosen_one_beside_them(works, client):
    makers = [ExhibitorFactory(slug=f"maker-{number:02}") for number in range(14)]
    for maker in [*makers, *makers[:13], *makers[:13]]:
        refresh(ProductFactory(exhibitor=maker))

    lines = client.get("/en/products/?exhibitor=maker-13").context_data["filters"].choices["exhibitor"]

    assert [(line.slug, line.count, line.is_chosen) for line in lines] == [
        *((f"maker-{number:02}", 3, False) for number in range(12)), ("maker-13", 1, True)
    ]  # fmt: skip
    assert lines[-1].words["en"] == makers[-1].name_en


def test_what_is_kept_does_not_grow_with_the_number_of_makers(works, client):
    def weight_of_kept(makers):
        for _number in range(makers):
            refresh(ProductFactory(exhibitor=ExhibitorFactory()))
        kept.clear()
        for query in ("", "kind=repeatable", "exhibitor=nobody"):
            client.get(f"/en/products/?{query}")
        return len(pickle.dumps(kept))

    few = weight_of_kept(15)

    assert weight_of_kept(30) < few * 1.05


@pytest.mark.parametrize("query", ["", "place=eyvan", "place=eyvan&place=iraq", "q=Work&kind=repeatable&sort=name"])
def test_every_number_leads_to_as_many_works(works, client, query):
    numbers = links(client, query)

    assert numbers
    for address, number in numbers.items():
        response = client.get(f"/en/products/{address}")
        assert (address, response.context_data["total"]) == (address, number)
        asked = response.context_data["filters"].query_string(*response.context_data["sorting"])
        assert address == f"?{asked}"  # as the page itself writes it, whatever was chosen first


def links(client, query):
    """{address: number beside it} of the numbers that are links."""
    html = client.get(f"/en/products/?{query}").content.decode()
    found = re.findall(r'<a href="([^"]*)"[^>]* class="count" data-count="(\d+)"', html)
    return {unescape(address): int(number) for address, number in found}


def test_numbers_keep_what_else_is_chosen_and_stand_in_for_their_own_facet(works, client):
    assert links(client, "place=eyvan&kind=repeatable&sort=name").items() >= {
        ("?place=kut&kind=repeatable&sort=name", 1), ("?place=eyvan&kind=one_off&sort=name", 1)
    }  # fmt: skip
    assert "?place=eyvan" not in links(client, "place=eyvan")


def test_search_engines_are_led_to_no_page_that_they_need_not_know(works, client):
    html = client.get("/en/products/?place=iran").content.decode()
    assert '<a href="?place=iran&amp;kind=one_off" aria-label="One of a kind: 1"' in html

    html = client.get("/en/products/?place=iran&kind=repeatable").content.decode()
    assert '<a href="?place=iraq&amp;kind=repeatable" aria-label=' in html
    assert re.search(r'<a href="\?craft=[^"]*&amp;place=iran&amp;kind=repeatable" rel="nofollow"', html)


def test_kept_numbers_lead_on_in_the_order_and_language_that_was_asked(works, client):
    for _time in range(2):
        for sorting in ("", "&sort=name", "&sort=fair"):
            assert f"?place=iraq{sorting}" in links(client, f"place=iran{sorting}")
    persian = client.get("/fa/products/?place=iran").content.decode()
    assert re.search(r'aria-label="[^"a-z]*: ۱" class="count" data-count="1">۱</a>', persian)


def test_a_number_is_read_out_with_the_plain_name(works, client):
    refresh(ProductFactory(craft=CraftFactory(slug="felt", name_en="", name_fa='نمد "خوب"')))
    html = client.get("/en/products/").content.decode()
    assert 'aria-label="نمد &quot;خوب&quot;: 1"' in html


def test_where_very_much_is_chosen_no_number_repeats_it(works, client):
    for number in range(13):
        refresh(ProductFactory(craft=CraftFactory(slug=f"craft-{number}")))
    query = "&".join(f"craft=craft-{number}" for number in range(12))
    assert links(client, query)
    assert links(client, f"{query}&craft=craft-12") == {}
