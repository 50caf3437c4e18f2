"""The works list in each of its orders: paged by key, so that nothing repeats or is skipped when works come and go."""

import random
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.http import QueryDict

from lib.codes import build
from products.models import Product
from products.search import refresh
from products.views.public import PAGE
from tests.factories import CraftFactory, ExhibitorFactory, ProductFactory

pytestmark = pytest.mark.django_db
NEWEST = datetime(2026, 1, 1, tzinfo=UTC)
ORDERS = ["newest", "fair", "name", "price&currency=USD", "price-down&currency=USD", "best&q=kilim", "newest&q=kilim"]


def make(number, maker, craft):
    product = ProductFactory(
        exhibitor=maker,
        craft=craft,
        title_en=f"Kilim {random.Random(number).randrange(1000)}",
        title_fa=f"گلیم {number}",
        # Several were published in one moment, and several cost the same.
        published_at=NEWEST - timedelta(hours=number // 3),
        price_mode="fixed",
        price_amount=number % 7 + 1,
        price_unit="USD",
        currency="USD",
    )
    refresh(product)
    return product


@pytest.fixture
def works():
    maker, craft = ExhibitorFactory(), CraftFactory(slug="kilim")
    return [make(number, maker, craft) for number in range(60)]


def shown(client, address):
    """The codes of the works on a page and the query of the link to the next one, or None."""
    html = client.get(address).content.decode()
    following = re.search(r'<a class="btn" href="\?([^"]+)" rel="next">', html)
    return re.findall(r'product-card" data-code="(\w+)"', html), following and unescape(following[1])


def pages(client, query, language="en"):
    """The codes of each page in turn, as the links to the next page lead."""
    while query is not None:
        codes, query = shown(client, f"/{language}/products/?{query}")
        yield codes


@pytest.mark.parametrize("order", ORDERS)
def test_every_work_is_there_once(order, works, client):
    found = list(pages(client, f"sort={order}"))

    assert [len(page) for page in found] == [PAGE, PAGE, 60 - 2 * PAGE]
    assert {code for page in found for code in page} == {work.code for work in works}


@pytest.mark.parametrize("order", ORDERS)
def test_nothing_repeats_or_is_skipped_when_works_come_and_go(order, works, client):
    before = [code for page in pages(client, f"sort={order}") for code in page]
    walk = pages(client, f"sort={order}")
    seen = next(walk)
    # The last one seen goes, one not seen goes too, and others come.
    for code in (seen[-1], before[30]):
        Product.objects.get(code=code).delete()
    new = [make(number, works[0].exhibitor, works[0].craft).code for number in range(100, 110)]
    for page in walk:
        seen += page

    assert len(seen) == len(set(seen))
    assert [code for code in seen if code not in new] == [code for code in before if code != before[30]]


def column(client, query, name, language="en"):
    codes = [code for page in pages(client, query, language) for code in page]
    known = dict(Product.objects.values_list("code", name))
    return [known[code] for code in codes]


def test_each_order_is_what_it_says(works, client):
    assert column(client, "", "published_at") == sorted((work.published_at for work in works), reverse=True)
    prices = sorted(work.price_amount for work in works)
    assert column(client, "sort=price&currency=USD", "price_amount") == prices
    assert column(client, "sort=price-down&currency=USD", "price_amount") == prices[::-1]
    names = column(client, "sort=name", "title_en")
    assert names == sorted(names, key=lambda name: int(name.split()[1]))
    assert column(client, "sort=name", "title_fa", "fa") == [f"گلیم {number}" for number in range(60)]


def test_the_fair_order_is_another_one_each_day(works, client, monkeypatch):
    firsts = set()
    for day in range(40):
        monkeypatch.setattr("django.utils.timezone.now", lambda day=day: NEWEST + timedelta(days=day))
        firsts.add(shown(client, "/en/products/?sort=fair")[0][0])
    assert len(firsts) > 15


def test_a_walk_in_the_fair_order_ends_on_the_day_it_began(works, client, monkeypatch):
    walk = pages(client, "sort=fair")
    seen = next(walk)
    later = datetime.now(UTC) + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    for page in walk:
        seen += page
    assert len(seen) == len(set(seen)) == 60


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("page", [2, 37, 10_000])
def test_a_page_from_a_bookmark_answers(order, page, works, client):
    codes, _following = shown(client, f"/en/products/?sort={order}&page={page}")
    expected = [code for found in list(pages(client, f"sort={order}"))[1:2] for code in found] if page == 2 else []
    assert codes == expected


@pytest.mark.parametrize("order", [*ORDERS, "nonsense", "price"])
@pytest.mark.parametrize("cursor", ["x", ".", "zz.P1", "-1.", "9" * 99, "%00", "1.P2345678", "a'b.c", "7-9.PABCDEF2",
                                    "0-5.PT782FXD", "3652060-5.PT782FXD", "99999999999-5.PT782FXD"])  # fmt: skip
def test_a_cursor_of_another_order_or_nonsense_is_no_error(order, cursor, works, client):
    assert client.get(f"/en/products/?sort={order}&after={cursor}").status_code == 200


@pytest.mark.parametrize(
    "query", ["page=99", "q=kilim&page=9", f"sort=price&currency=USD&after=9999999.{build('P', 1)}"]
)
def test_behind_the_last_page_stands_the_way_back(query, works, client):
    html = client.get(f"/en/products/?{query}").content.decode()

    assert 'data-count="60"' in html
    assert "product-card" not in html
    assert "There is nothing more" in html
    assert "Back to the first page" in html
    assert "Tell us" not in html


def test_what_the_filters_leave_out_is_not_said_to_be_nowhere(works, client):
    CraftFactory(slug="pottery")
    html = client.get("/en/products/?q=kilim&craft=pottery").content.decode()

    assert "No work matches everything you chose." in html
    assert "Nothing was found" not in html
    assert "Tell us" not in html
    nowhere = client.get("/en/products/?q=zzzqq&craft=pottery").content.decode()
    assert "Nothing was found for “zzzqq”" in nowhere
    assert "Tell us what you look for" in nowhere


def test_a_currency_alone_narrows_nothing_but_orders_prices(works, client):
    ProductFactory(exhibitor=works[0].exhibitor, price_mode="on_request")

    assert client.get("/en/products/?currency=USD").context_data["total"] == 61
    assert client.get("/en/products/?currency=USD&sort=price").context_data["total"] == 60
    assert client.get("/fa/products/?currency=USD&price_max=۳").context_data["total"] == sum(
        work.price_amount <= 3 for work in works
    )


def test_a_band_of_prices_keeps_the_order(works, client):
    bands = client.get("/en/products/?sort=price&currency=USD").context_data["prices"]
    assert bands
    assert all("sort=price" in query for band, _count, query in bands if band.unit == "USD")
    assert all("sort=name" in query for *_rest, query in client.get("/en/products/?sort=name").context_data["prices"])


def test_a_price_on_request_is_in_no_order_of_prices(works, client):
    quiet = ProductFactory(exhibitor=works[0].exhibitor, price_mode="on_request")

    for order in ("price", "price-down"):
        codes = [code for page in pages(client, f"sort={order}&currency=USD") for code in page]
        assert quiet.code not in codes
    assert "sort=price" not in client.get("/en/products/?sort=price").context_data["next_query"]


def test_what_is_asked_stands_in_one_order_in_every_address(works, client):
    context = client.get("/en/products/?sort=name&kind=one_off&craft=kilim&q=kilim&nonsense=1").context_data

    assert context["next_query"] is None or QueryDict(context["next_query"])
    assert context["filters"].query_string() == "q=kilim&craft=kilim&kind=one_off"
    assert context["canonical"].endswith("/en/products/?craft=kilim&kind=one_off")


@pytest.mark.parametrize(
    ("query", "is_listed"),
    [
        ("", True), ("craft=kilim&kind=one_off", True), ("q=kilim", False),
        ("craft=kilim&kind=one_off&availability=available", False),
        ("craft=kilim&kind=one_off&currency=USD&price_max=50", False),
    ],
)  # fmt: skip
def test_more_than_two_facets_are_for_no_search_engine(query, is_listed, works, client):
    html = client.get(f"/en/products/?{query}").content.decode()
    assert ('name="robots" content="noindex"' not in html) == is_listed
