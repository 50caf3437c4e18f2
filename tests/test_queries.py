"""A page costs the same for one row and for many, and asks nothing twice."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products.models import Product
from products.search import refresh
from tests.factories import ExhibitFactory, ExhibitionFactory, ExhibitorFactory, ParticipationFactory, VenueFactory
from tests.world import make_world

pytestmark = pytest.mark.django_db

HOME, LIST, WORKS, WORK, SEARCH, OFFER = 8, 5, 3, 3, 8, 4
LISTS = (
    "/fa/exhibitors/",
    "/fa/exhibitions/",
    "/fa/crafts/",
    "/fa/exhibitions/kut-now/exhibitors/",
)
WORKS_LISTS = (
    ("/fa/products/", WORKS),
    ("/fa/products/?craft=kilim&kind=one_off", WORKS),
    ("/fa/products/?craft=kilim&sort=name&price_max=5&currency=USD", WORKS),
    ("/fa/products/?q=kilim", WORKS + 2),
    ("/fa/products/?q=nothing", WORKS + 2),
    ("/fa/exhibitions/kut-now/products/", LIST),
)


def asked(client, address):
    # SQLite's connection tries its JSON once, in two questions of its own; not those of the page.
    assert connection.features.supports_json_field
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    statements = [query["sql"] for query in queries.captured_queries]
    assert [sql for sql, times in Counter(statements).items() if times > 1] == []
    return len(statements)


@pytest.fixture
def world():
    return make_world()


def grow(world):
    for number in range(30):
        exhibitor = ExhibitorFactory(slug=f"grown-{number}", place=world.maker.place)
        exhibitor.crafts.add(world.craft)
        participation = ParticipationFactory(exhibitor=exhibitor, exhibition=world.exhibition)
        ExhibitFactory(participation=participation, product__craft=world.craft)
        VenueFactory(exhibition=ExhibitionFactory(), place=world.place)


def find_works():
    """Let words find all works."""
    for work in Product.objects.all():
        refresh(work)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_for_few_and_many_once_the_process_knows_what_changed(address, world, client):
    client.get("/en/products/?kind=sample")
    few = asked(client, address)
    grow(world)
    client.get("/en/products/?kind=sample")
    many = asked(client, address)
    assert few <= LIST
    assert many <= LIST


@pytest.mark.parametrize(("address", "most"), WORKS_LISTS)
def test_a_list_of_works_costs_the_same_once_the_process_knows_what_changed(address, most, world, client):
    find_works()
    client.get("/en/products/?kind=sample")
    few = asked(client, address)
    grow(world)
    find_works()
    client.get("/en/products/?kind=sample")
    assert few <= most
    assert asked(client, address) <= most
    assert asked(client, address) == 1


def test_the_front_page_and_a_work_stay_within_their_measure(world, client):
    work = f"/fa/products/{world.product.code}-{world.product.slug}/"
    assert asked(client, "/fa/") <= HOME
    assert asked(client, work) <= WORK
    grow(world)
    assert asked(client, "/fa/") <= HOME
    assert asked(client, work) <= WORK


@pytest.mark.parametrize(
    ("address", "most"), [("/fa/search/?q=kilim", SEARCH), ("/fa/search/", 2), ("/fa/search/suggestions/?q=kil", OFFER)]
)
def test_the_search_stays_within_its_measure(address, most, world, client):
    client.get("/en/products/?kind=sample")
    assert asked(client, address) <= most
    grow(world)
    client.get("/en/products/?kind=sample")
    assert asked(client, address) <= most
