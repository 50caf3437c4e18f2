"""Addresses without a language."""

from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from cooperation.states import Audience
from tests.factories import CraftFactory, ExhibitionFactory, ExhibitorFactory, MeetingFactory, ProductFactory

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("ar-IQ,ar;q=0.9,en;q=0.8", "/ar/"),
        ("ku-IQ", "/ckb/"),
        ("ckb", "/ckb/"),
        ("de-DE,en;q=0.5", "/en/"),
        ("fa-IR", "/fa/"),
        ("", "/fa/"),
        ("ja", "/fa/"),
    ],
)
def test_the_bare_address_leads_to_the_best_language(client, header, expected):
    response = client.get("/?a=1", headers={"accept-language": header})

    assert response.status_code == 302
    assert response.headers["Location"] == f"{expected}?a=1"
    assert "Accept-Language" in response.headers["Vary"]
    assert not response.cookies


def test_the_icon_is_found_at_the_root(client):
    response = client.get("/favicon.ico")

    assert response.status_code == 302
    assert response.headers["Location"] == "/static/img/favicon.ico"
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    assert finders.find("img/favicon.ico")


def test_a_public_file_is_kept_for_ever(client):
    storages["public"].save("pictures/abc-320.webp", ContentFile(b"picture"))

    response = client.get("/media/pictures/abc-320.webp")

    assert b"".join(response.streaming_content) == b"picture"
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "nothing.webp",
        "../private/secret.webp",
        "pictures/..%2f..%2fprivate/secret.webp",
        "a.html",
        "pictures",
        "%2fetc/x.jpg",
    ],
)
def test_no_other_file_is_served(client, name):
    storages["default"].save("secret.webp", ContentFile(b"secret"))
    storages["public"].save("a.html", ContentFile(b"<script>"))

    assert client.get(f"/media/{name}").status_code == 404


def test_robots_are_told_where_the_sitemap_is(client):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /fa/office/" in text
    assert text.strip().endswith("/sitemap.xml")


def test_the_process_answers(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_every_page_of_the_sitemap_may_be_found(client):
    part = ElementTree.fromstring(client.get("/sitemap.xml?part=pages-1").content)
    addresses = [loc.text.partition("8000")[2] for loc in part.iterfind("s:url/s:loc", NAMESPACE)]

    assert "/ckb/enquiry/" in addresses
    for address in addresses:
        assert b"noindex" not in client.get(address).content, address


@pytest.mark.django_db
def test_signing_in_may_be_found_and_no_other_page_of_accounts(client):
    robots = client.get("/robots.txt").content
    page = client.get("/en/accounts/login/?next=/en/office/").content

    assert b"accounts" not in robots
    assert b"noindex" not in page
    assert b'<link rel="canonical" href="http://127.0.0.1:8000/en/accounts/login/">' in page
    for path in ("accounts/login/code/", "accounts/password/reset/"):
        assert b'content="noindex"' in client.get(f"/en/{path}").content


@pytest.mark.django_db
def test_the_sitemap_names_every_public_page_in_every_language(client):
    ExhibitionFactory(slug="kut-2025-10")
    ExhibitionFactory(slug="hidden", publication="draft", published_at=None)
    product = ProductFactory(exhibitor=ExhibitorFactory(slug="sepideh"), craft=CraftFactory(slug="kilim"))
    ProductFactory(exhibitor=product.exhibitor, craft=product.craft, state="draft", published_at=None)

    MeetingFactory(slug="meeting", audience=Audience.PUBLIC)
    MeetingFactory(slug="internal")

    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    addresses, alternates = set(), set()
    for part in index.iterfind("s:sitemap/s:loc", NAMESPACE):
        part = ElementTree.fromstring(client.get("/sitemap.xml?" + part.text.partition("?")[2]).content)
        addresses |= {loc.text.partition("8000")[2] for loc in part.iterfind("s:url/s:loc", NAMESPACE)}
        alternates |= {link.get("hreflang") for link in part.iterfind("s:url/x:link", NAMESPACE)}

    assert alternates == {"en", "fa", "ar", "ckb", "x-default"}
    assert f"/ckb/products/{product.code}-{product.slug}/" in addresses
    for path in (
        "",
        "exhibitions/kut-2025-10/",
        "exhibitors/sepideh/",
        "crafts/kilim/",
        "cooperation/meeting/",
        "about/",
    ):
        assert {f"/{language}/{path}" for language in ("en", "fa", "ar", "ckb")} <= addresses
    assert len(addresses) == 4 * (10 + 5)


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["", "x", "products-0", "products-99", "products-٣", "products-9999999999", "pages-2"])
def test_a_part_of_the_sitemap_that_is_none_is_not_found(client, part):
    assert client.get("/sitemap.xml", {"part": part}).status_code == 404


@pytest.mark.django_db
def test_the_feed_of_works_calls_the_site_by_its_name(client):
    feed = client.get("/feeds/products.xml?language=en").content.decode()

    assert "<title>New works at IlamExpo</title>" in feed
