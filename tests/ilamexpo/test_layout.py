"""What every page carries, and what no public page may."""

import re

import html5lib
import pytest
from django.urls import reverse

from tests.factories import ProductFactory, official

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PAGES = ("", "about/", "privacy/", "accessibility/", "nowhere/")
LANGUAGES = ("en", "fa", "ar", "ckb")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_valid_and_marked(client, language, page):
    html = client.get(f"/{language}/{page}").content.decode()

    html5lib.HTMLParser(strict=True).parse(html)
    assert f'<html lang="{language}" dir="{"ltr" if language == "en" else "rtl"}">' in html
    assert html.count("<h1") == html.count('<main id="main"') == 1
    assert '<a class="skip-link" href="#main">' in html
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]* src=|[^>]*ld\+json)", html)


@pytest.mark.parametrize("page", PAGES)
def test_a_public_page_is_the_same_bytes_for_everybody(client, page):
    first, again = client.get(f"/fa/{page}"), client.get(f"/fa/{page}", headers={"cookie": "x=1", "user-agent": "y"})

    assert first.content == again.content
    assert not first.cookies
    assert "Cookie" not in first.headers.get("Vary", "")
    assert b"csrfmiddlewaretoken" not in first.content


def test_search_engines_find_the_page_in_every_language(client, settings):
    settings.SITE_URL = "https://expo.example.org"

    html = client.get("/ar/about/?utm=1").content.decode()

    assert '<link rel="canonical" href="https://expo.example.org/ar/about/">' in html
    for language in LANGUAGES:
        assert f'hreflang="{language}" href="https://expo.example.org/{language}/about/"' in html
    assert 'hreflang="x-default" href="https://expo.example.org/en/about/"' in html
    assert 'property="og:image" content="https://expo.example.org/static/img/link-preview.jpg"' in html


def test_the_language_switch_keeps_the_filters(client):
    ProductFactory()

    html = client.get("/en/products/?craft=kilim&q=a%26b").content.decode()

    assert '<a href="/ckb/products/?craft=kilim&amp;q=a%26b" lang="ckb" hreflang="ckb">' in html


def test_the_menu_marks_where_one_is(client):
    html = client.get("/en/products/").content.decode()

    assert '<a href="/en/products/" aria-current="page"><span>Works</span></a>' in html


def test_an_error_page_is_not_offered_to_search_engines(client):
    response = client.get("/en/nowhere/")

    assert response.status_code == 404
    assert b'content="noindex"' in response.content
    assert b"canonical" not in response.content


def test_signed_in_pages_are_kept_by_nobody(client):
    client.force_login(official())

    response = client.get(reverse("office:today"))

    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("page", ["exhibitors/import/", "review/profiles/", "exhibitors/"])
def test_one_entry_of_the_office_menu_is_the_current_one(client, page):
    client.force_login(official(), backend="accounts.backends.Backend")

    menu = client.get(f"/en/office/{page}").content.decode().split('class="side-nav"')[1].split("</nav>")[0]

    assert re.findall(r'href="/en/office/(.*?)" aria-current', menu) == [page]
