"""A page of the works list that did not change costs one question, and never hides what did."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lib.kept import KeptPages
from products.models import Product
from tests.factories import ExhibitorFactory, ProductFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/ckb/products/?kind=one_off"


@pytest.fixture
def product():
    return ProductFactory(title_ckb="بەڕەی سوور", kind="one_off")


def asked(client, **headers):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(ADDRESS, headers=headers)
    return response, len(queries)


def test_a_page_that_did_not_change_costs_one_question(product, client):
    first = client.get(ADDRESS)
    again, cost = asked(client)
    assert (again.content, cost) == (first.content, 1)
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"] == "public, max-age=0, must-revalidate"

    unchanged, cost = asked(client, if_none_match=first["ETag"])
    assert (unchanged.status_code, unchanged.content, cost) == (304, b"", 1)
    assert unchanged["ETag"] == first["ETag"]


def test_another_release_makes_every_kept_page_old(product, client, monkeypatch):
    first = client.get(ADDRESS)
    monkeypatch.setattr("products.views.public.release_mark", lambda: 1)

    assert client.get(ADDRESS, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_every_change_of_what_it_shows_is_seen_at_once(product, client):
    def shown():
        response, _cost = asked(client, if_none_match=seen["ETag"])
        assert response.status_code == 200
        return response

    seen = client.get(ADDRESS)
    Product.objects.get(pk=product.pk).exhibitor.save()
    seen = shown()
    product.title_ckb = "بەڕەی شین"
    product.save()
    seen = shown()
    assert "بەڕەی شین" in seen.content.decode()
    ProductFactory(exhibitor=product.exhibitor, kind="one_off", title_ckb="نوێ")
    seen = shown()
    assert 'data-count="2"' in seen.content.decode()
    maker = product.exhibitor
    maker.publication = "withdrawn"
    maker.save()
    seen = shown()
    assert 'data-count="0"' in seen.content.decode()


def test_pages_of_two_languages_and_filters_are_kept_apart(product, client):
    ProductFactory(exhibitor=ExhibitorFactory(), kind="sample")
    pages = {client.get(f"/{language}/products/?kind={kind}").content for language in ("en", "fa")
             for kind in ("one_off", "sample")}  # fmt: skip
    assert len(pages) == 4


def test_what_is_kept_has_a_measure():
    pages = KeptPages(100)
    for number in range(50):
        pages.add(number, b"x" * 30)
        pages.find(0)
    assert sorted(pages) == [0, 48, 49]
    assert pages.bytes == 90
    pages.add("too large", b"x" * 100)
    assert "too large" not in pages
