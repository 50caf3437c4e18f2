"""Boxes that take what people here type, keep it when they do not understand it, and never break."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.fields import DayField, NumberField, PhoneField, RowsField, SizeField, WeightField
from tests.factories import CraftFactory
from vocabulary.models import Craft


class Work(forms.Form):
    day = DayField()
    count = NumberField(min_value=1, max_value=500)
    price = NumberField(decimals=2)
    size = SizeField()
    weight = WeightField()
    phone = PhoneField(country="IQ")


TYPED = {
    "day": "۱۴۰۴/۷/۱۸",
    "count": "١٢",
    "price": "۲۵٫۵",
    "size": "۱۴۰×۲۲۰",
    "weight": "۴٫۲ کیلو",
    "phone": "٠٧٧٠ ١٢٣ ٤٥٦٧",
}


def test_what_is_typed_becomes_what_is_stored():
    form = Work(TYPED)

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "day": date(2025, 10, 10),
        "count": 12,
        "price": Decimal("25.5"),
        "size": (1400, 2200),
        "weight": 4200,
        "phone": "+9647701234567",
    }


@pytest.mark.parametrize("name", TYPED)
def test_what_is_not_understood_stays_in_its_box_with_one_sentence(name):
    form = Work(TYPED | {name: "قشنگ"})

    assert list(form.errors) == [name]
    assert len(form.errors[name]) == 1
    assert 'value="قشنگ"' in str(form[name])


@pytest.mark.parametrize(
    ("language", "shown"), [("fa", "۱۴۰۴/۰۷/۱۸"), ("ar", "2025-10-10"), ("ckb", "2025-10-10"), ("en", "2025-10-10")]
)
def test_a_day_is_shown_in_the_calendar_of_the_page_and_read_back(language, shown):
    with translation.override(language):
        assert DayField().prepare_value(date(2025, 10, 10)) == shown
        assert DayField().clean(shown) == date(2025, 10, 10)


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "3.1 kg"), ("fa", "۳٫۱ کیلوگرم"), ("ar", "٣٫١ كغم"), ("ckb", "٣٫١ کگم")]
)
def test_a_weight_is_shown_in_the_units_of_the_page_and_read_back(language, shown):
    with translation.override(language):
        assert WeightField().prepare_value(3100) == shown
        for grams in (1, 850, 999, 1000, 3100, 12_345, 1_000_000):
            assert WeightField().clean(WeightField().prepare_value(grams)) == grams


def test_bounds_are_said_in_the_digits_of_the_page():
    with translation.override("en"):
        assert Work(TYPED | {"count": "0"}).errors["count"] == ["This must be at least 1."]
        assert Work(TYPED | {"count": "501"}).errors["count"] == ["This must be at most 500."]


def test_an_empty_box_is_nothing_where_it_may_be_empty():
    assert [field(required=False).clean("  ") for field in (DayField, NumberField, SizeField, PhoneField)] == [None] * 4


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=90), st.text(st.sampled_from("0٩۹٫٬،.,-+×/eE \x00\u200c\u202e\u2066\ud800mkg"), max_size=60)
    )
)
def test_nothing_typed_breaks_a_box(text):
    form = Work(dict.fromkeys(TYPED, text))

    assert form.is_valid() in (True, False)


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["9" * 30, "-1", "x", "1.5", "NaN", "²"])
def test_a_number_that_no_row_has_is_no_choice(number):
    kilim = CraftFactory(slug="kilim")
    field = RowsField(queryset=Craft.objects.all())
    assert list(field.clean([str(kilim.pk)])) == [kilim]
    with pytest.raises(ValidationError):
        field.clean([number])
