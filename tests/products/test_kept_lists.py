"""A page of the works list that did not change costs one question, and never hides what did."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lib.kept import KeptPages
from products import facets
from products.actions import publish_product, withdraw_product
from products.facets import current_stamp
from products.models import Picture, Product
from products.receivers import stamp_once
from products.views.public import pages
from tests.factories import ExhibitFactory, ExhibitorFactory, ProductFactory, official
from vocabulary.models import Material

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


def test_counts_that_are_kept_are_those_of_the_page(client):
    exhibit = ExhibitFactory(product__kind="one_off")
    ProductFactory(kind="repeatable", price_mode="fixed", price_amount=5, currency="USD", price_unit="USD")
    queries = ["", "kind=one_off", "kind=repeatable", "currency=USD&price_max=9", f"q={exhibit.product.code}"]
    places = ["products", f"exhibitions/{exhibit.participation.exhibition.slug}/products"]
    addresses = [f"/{code}/{place}/?{query}" for code in ("en", "fa") for place in places for query in queries]

    def shown(address, *others):
        for each in (pages, *others):
            each.clear()
        return client.get(address).content

    counted_anew = {address: shown(address, facets.kept_counts) for address in addresses}
    assert len(set(counted_anew.values())) == len(addresses)
    for address in (*addresses, *addresses):
        assert shown(address) == counted_anew[address], address


def test_what_makers_do_to_works_that_were_never_published_leaves_kept_pages_as_they_are(product, client):
    wool = Material.objects.create(slug="wool")
    seen = client.get(ADDRESS)

    def is_unchanged():
        response, cost = asked(client, if_none_match=seen["ETag"])
        return (response.status_code, cost) == (304, 1)

    draft = ProductFactory(exhibitor=product.exhibitor, craft=product.craft, state="draft", published_at=None)
    draft.title_ckb = "نوێ"
    draft.save()
    draft.materials.add(wool)
    draft.materials.clear()
    Picture.objects.create(product=draft, digest="0" * 16)
    assert is_unchanged()
    picture = Picture.objects.create(product=product, digest="1" * 16)
    assert not is_unchanged()
    seen = client.get(ADDRESS)
    picture.delete()
    assert not is_unchanged()


def test_a_work_is_listed_once_it_is_published_and_not_once_it_is_withdrawn(product, client):
    def count():
        return asked(client)[0].content.decode().partition('data-count="')[2].partition('"')[0]

    somebody = official()
    draft = ProductFactory(exhibitor=product.exhibitor, state="draft", published_at=None, kind="one_off")
    assert count() == "1"
    publish_product(draft, actor=somebody)
    assert count() == "2"
    withdraw_product(draft, actor=somebody)
    assert count() == "1"
    draft.delete()
    assert count() == "1"


def test_who_read_a_work_before_it_was_published_changes_it_for_everybody(product, client):
    draft = ProductFactory(exhibitor=product.exhibitor, state="sent", published_at=None, kind="one_off")
    publish_product(Product.objects.get(pk=draft.pk), actor=official())
    assert 'data-count="2"' in asked(client)[0].content.decode()
    draft.kind = "sample"
    draft.save(update_fields=["kind"])
    assert 'data-count="1"' in asked(client)[0].content.decode()


def test_many_changes_at_once_move_the_stamp_only_where_one_would(product, client):
    stamp = current_stamp()
    with stamp_once():
        ProductFactory(exhibitor=product.exhibitor, craft=product.craft, state="draft", published_at=None)
    assert current_stamp() == stamp
    with stamp_once():
        product.save()
    assert current_stamp() != stamp


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
    pages.clear()
    pages.add("new", b"x" * 90)
    assert "new" in pages
