"""Compiled templates escape, speak the language of the page, and stand in the same layout as every other page."""

import json

import jinja2
import polib
import pytest
from django.conf import settings
from django.template import TemplateDoesNotExist, engines
from django.utils.translation import override

from ilamexpo.compiled import Environment, environment
from tests.factories import ProductFactory

LANGUAGES = ("en", "fa", "ar", "ckb")


def sentences():
    found = []
    for path in (settings.BASE_DIR / "templates").rglob("*.jinja"):
        found += [json.loads(f'"{text}"') for text in Environment.SENTENCE.findall(path.read_text(encoding="utf-8"))]
    return found


@pytest.mark.parametrize("language", ["fa", "ar", "ckb"])
def test_every_sentence_of_a_compiled_template_is_in_the_catalogue(language):
    catalogue = polib.pofile(str(settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"))
    known = {entry.msgid for entry in catalogue if not entry.obsolete}
    assert len(sentences()) > 15
    assert [text for text in sentences() if text not in known] == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_words_and_addresses_are_escaped(language, client):
    hostile = "<script>{{ 7 * 7 }}</script>\"'&"
    product = ProductFactory(**{f"{field}_{code}": hostile for field in ("title", "story") for code in LANGUAGES})
    address = f"/{language}/products/{product.code}-{product.slug}/?a=%22%3E%3Ci%3E&x='"
    html = client.get(address).content.decode()
    assert "<script>{{" not in html
    assert "<h1>&lt;script&gt;{{ 7 * 7 }}&lt;/script&gt;&#34;&#39;&amp;</h1>" in html
    assert '"><i>' not in html


@pytest.mark.django_db
def test_the_links_to_other_languages_keep_the_rest_of_the_address(client):
    product = ProductFactory()
    rest = f"products/{product.code}-{product.slug}/"
    html = client.get(f"/fa/{rest}?exhibition=kut&b=1").content.decode()
    assert f'<a href="/ckb/{rest}?exhibition=kut&amp;b=1" lang="ckb" hreflang="ckb">' in html
    assert f'<link rel="canonical" href="{settings.SITE_URL}/fa/{rest}">' in html


def test_a_name_that_is_missing_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        environment("fa").from_string("{{ nothing_of_that_name }}").render()


def test_what_is_not_compiled_is_left_to_django():
    with pytest.raises(TemplateDoesNotExist):
        engines["compiled"].get_template("layouts/public.html")


def test_an_address_is_that_of_the_language_whatever_was_spoken_while_it_was_compiled():
    with override("fa"):
        addresses = {code: Environment(code).from_string('{{ "public:enquiry"|route }}').render() for code in LANGUAGES}

    assert addresses == {code: f"/{code}/enquiry/" for code in LANGUAGES}
