"""Texts, days and prices as a page writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import engines
from django.utils import translation

from events.models import Claim, Exhibition
from products.models import Picture, Product
from vocabulary.models import Craft

DAY = date(2025, 10, 10)


def write(template, language="en", **context):
    with translation.override(language):
        return engines["django"].from_string("{% load ilam %}" + template).render(context)


def test_a_text_in_another_language_says_so():
    craft = Craft(name_fa="گلیم <b>")

    written = write('{% text craft "name" %}', craft=craft)

    assert written.startswith(
        '<span lang="fa" dir="rtl">گلیم &lt;b&gt;</span> <abbr class="other-language" title="Shown in Persian'
    )
    assert write('{% text craft "name" %}', "fa", craft=craft) == "گلیم &lt;b&gt;"
    assert write('{% plain craft "name" %}', craft=craft) == "گلیم &lt;b&gt;"


def test_only_the_first_paragraph_carries_the_mark():
    written = write('{% paragraphs claim "note" %}', claim=Claim(note_ar="أولاً\n\nثانياً"))

    assert written.count("<p>") == 2
    assert written.count("other-language") == 1
    assert written.count('lang="ar"') == 2


@pytest.mark.parametrize(
    ("language", "template", "expected"),
    [
        ("fa", "{{ 1234567|number }}", "۱٬۲۳۴٬۵۶۷"),
        ("ar", "{{ 12|number }}", "١٢"),
        ("en", "{{ 1234.5|number }}", "1,234.5"),
        ("fa", "{{ day|day }}", "۱۸ مهر ۱۴۰۴"),
        ("ar", "{{ day|day }}", "١٠ تشرين الأول ٢٠٢٥"),
        ("en", "{{ day|date_both }}", '<time datetime="2025-10-10">10 October 2025 – 18 Mehr 1404</time>'),
        ("en", "{{ 'P234567A'|code }}", '<bdi dir="ltr" class="code">P234567A</bdi>'),
        ("fa", "{{ '+9647701234567'|phone }}", '<bdi dir="ltr" class="phone">+964 770 123 4567</bdi>'),
    ],
)
def test_numbers_days_and_codes_are_written_as_the_language_does(language, template, expected):
    assert write(template, language, day=DAY) == expected


def test_a_moment_is_written_by_the_clocks_of_the_office():
    written = write("{{ at|moment }}", "fa", at=datetime(2025, 10, 10, 21, 0, tzinfo=UTC))

    assert "۱۹ مهر ۱۴۰۴" in written
    assert '<bdi dir="ltr">۰۰:۳۰</bdi>' in written


@pytest.mark.parametrize(
    ("fields", "own", "doubt"),
    [
        ({"starts_on": DAY, "ends_on": date(2025, 10, 16)}, "10–16 October 2025", ""),
        ({"starts_on": DAY, "ends_certainty": "unknown"}, "from 10 October 2025", "The last day was not reported."),
        (
            {"starts_by": DAY, "starts_certainty": "unknown"},
            "by 10 October 2025 at the latest",
            "The exact days are not known.",
        ),
        ({"starts_on": DAY, "starts_certainty": "approximate"}, "10 October 2025", "The day is approximate."),
        ({}, "Days not yet known", ""),
    ],
)
def test_days_are_said_as_surely_as_they_are_known(fields, own, doubt):
    written = write("{% dates exhibition %}", exhibition=Exhibition(**fields))

    assert f'<span class="dates-own">{own}</span>' in written
    assert (doubt in written) if doubt else ("dates-doubt" not in written)


def test_a_price_is_the_maker_s():
    product = Product(price_mode="from", price_amount=Decimal("180.00"), currency="USD", price_unit="USD")

    assert write("{% money product %}", product=product) == '<span class="price">from <bdi>USD 180</bdi></span>'


def test_a_price_on_request_leaves_no_amount():
    assert write("{% money product %}", product=Product()) == '<span class="price">Price on request</span>'


def test_a_dated_rate_adds_dinars():
    product = Product(price_mode="fixed", price_amount=Decimal(180), currency="USD", price_unit="USD")
    product.rate = Decimal(1310)

    assert "≈ IQD 236,000" in write("{% money product %}", product=product)


def test_a_picture_names_its_widths_and_says_it_is_drawn():
    picture = Picture(digest="abc", width=1024, height=768, is_drawing=True)

    written = write('{% picture picture title="A <kilim>" %}', picture=picture)

    assert 'width="1024" height="768"' in written
    assert (
        "/media/pictures/abc-320.webp 320w, /media/pictures/abc-640.webp 640w, /media/pictures/abc-1024.webp 1024w"
        in written
    )
    assert 'alt="Drawing: A &lt;kilim&gt;"' in written
    assert 'loading="lazy"' in written


def test_structured_data_cannot_end_its_block():
    written = write("{% json_ld data %}", data={"name": "</script><b>&"})

    assert written.count("<") == 2
    assert "\\u003c/script\\u003e\\u003cb\\u003e\\u0026" in written


def test_a_sign_that_points_turns_with_the_page():
    assert 'class="icon flip"' in write('{% icon "chevron-right" %}')
    assert 'class="icon"' in write('{% icon "phone" 18 %}')


def test_a_sample_is_marked():
    assert write("{% sample craft %}{% sample_mark craft %}", craft=Exhibition(is_sample=True)).startswith(
        " data-sample<span"
    )
    assert write("{% sample craft %}{% sample_mark craft %}", craft=Exhibition()) == ""
