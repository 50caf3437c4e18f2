"""What every page owes its reader: valid HTML, its own language, the same bytes for all, and nothing private."""

import json
import re

import html5lib
import pytest
from django.test import Client

from tests.factories import ExhibitionFactory, ExhibitorFactory, ProductFactory
from tests.world import make_world

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "fa", "ar", "ckb")
PUBLIC = (
    "", "exhibitions/", "exhibitions/kut-now/", "exhibitions/kut-now/exhibitors/", "exhibitions/kut-now/products/",
    "exhibitions/kut-now/plan/", "exhibitions/kut-now/programme/", "exhibitors/", "exhibitors/sepideh/", "crafts/",
    "crafts/kilim/", "products/", "products/?q=zzz", "about/", "privacy/", "accessibility/",
    "check/", "cooperation/", "cooperation/meeting/", "search/", "search/?q=Hidden", "search/?q=kiilm",
    "search/?q=%DA%AF%D9%84%DB%8C%D9%85",
)  # fmt: skip
OFFICE = (
    "office/",
    "office/exhibitors/",
    "office/kept/",
    "office/exhibitors/sepideh/access/",
    "office/enquiries/",
    "office/exhibitors/import/",
    "office/exhibitions/kut-now/preview/",
)


def check_html(response, language):
    html = response.content.decode()
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(html)
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert html.count('<main id="main"') == 1
    direction = "ltr" if language == "en" else "rtl"
    assert f'<html lang="{language}" dir="{direction}">' in html
    identifiers = re.findall(r'\sid="([^"]+)"', html)
    assert len(identifiers) == len(set(identifiers))
    for label in re.findall(r"<label\b.*?</label>", html, re.DOTALL):
        assert len(re.findall(r"<(?:button|input|meter|output|progress|select|textarea)\b", label)) <= 1
    assert not re.search(r'(?:src|srcset)="(?:https?:)?//', html)
    assert " style=" not in html
    for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL):
        json.loads(block)
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "nonce" not in policy and "default-src 'self'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    return html


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_are_valid_and_the_same_for_everybody(language):
    world = make_world()
    for path in [*PUBLIC, f"products/{world.product.code}-{world.product.slug}/"]:
        response = Client().get(f"/{language}/{path}")
        check_html(response, language)
        assert response.cookies == {}
        assert "public" in response.headers["Cache-Control"]
        assert Client().get(f"/{language}/{path}").content == response.content


@pytest.mark.parametrize("language", LANGUAGES)
def test_signed_in_pages_are_valid_and_kept_by_nobody(language):
    world = make_world()
    client = Client()
    client.force_login(world.official, backend="accounts.backends.Backend")
    for path in [*OFFICE, f"office/enquiries/{world.enquiry.code}/"]:
        response = client.get(f"/{language}/{path}")
        check_html(response, language)
        assert "no-store" in response.headers["Cache-Control"]
    client.force_login(world.exhibitor, backend="accounts.backends.Backend")
    response = client.get(f"/{language}/portal/")
    check_html(response, language)
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_and_errors_are_valid(language, client):
    signing_in = ("accounts/login/", "accounts/login/phone/", "accounts/invitation/")
    talks = ("enquiry/talk/whatsapp/?exhibition=kut-now", "enquiry/talk/call/?exhibitor=sepideh")
    make_world()
    for path in ("enquiry/", *talks, *signing_in, "nothing-here/"):
        check_html(client.get(f"/{language}/{path}"), language)
    response = client.post(f"/{language}/enquiry/", {"name": "ابو علي <b>", "contact": "12"})
    html = check_html(response, language)
    assert response.status_code == 422
    assert 'role="alert"' in html
    assert "ابو علي &lt;b&gt;" in html


def test_what_is_not_published_stands_nowhere(client):
    make_world()
    ExhibitionFactory(slug="secret", name_fa="نمایشگاه پنهان", name_en="Hidden", publication="draft", published_at=None)
    hidden = ExhibitorFactory(slug="hidden", name_fa="هنرمند پنهان", name_en="Hidden", publication="withdrawn")
    ProductFactory(exhibitor=hidden, title_fa="اثر پنهان", title_en="Hidden")
    ProductFactory(title_fa="پیش‌نویس پنهان", title_en="Hidden", state="draft", published_at=None)
    paths = [f"/fa/{path}" for path in PUBLIC]
    paths += ["/sitemap.xml", "/calendar.ics", "/feeds/exhibitions.xml", "/feeds/products.xml"]
    for path in paths:
        text = client.get(path).content.decode()
        assert "پنهان" not in text, path
        assert "/hidden/" not in text and "/secret/" not in text, path
    for path in ("exhibitions/secret/", "exhibitors/hidden/", "exhibitions/secret/plan/"):
        assert client.get(f"/fa/{path}").status_code == 404


def test_a_price_on_request_leaves_no_amount(client):
    product = ProductFactory(title_en="Quiet kilim")
    html = client.get(f"/en/products/{product.code}-{product.slug}/").content.decode()
    assert "Price on request" in html
    assert "offers" not in html and "priceCurrency" not in html
