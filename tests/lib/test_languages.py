"""The text of the page's language, or the first that another language has."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from lib.languages import direction, shown


def craft(**names):
    return SimpleNamespace(**{f"name_{code}": names.get(code, "") for code in ("en", "fa", "ar", "ckb")})


@pytest.mark.parametrize(
    ("language", "names", "expected"),
    [
        ("fa", {"fa": "گلیم", "en": "kilim"}, ("گلیم", "fa", False)),
        ("fa", {"en": "kilim", "ar": "كليم"}, ("kilim", "en", True)),
        ("ckb", {"fa": "گلیم", "ar": "كليم"}, ("كليم", "ar", True)),
        ("ar", {"fa": "گلیم", "en": "kilim"}, ("گلیم", "fa", True)),
        ("en", {}, ("", "en", False)),
    ],
)
def test_the_first_language_that_has_a_text_is_shown(language, names, expected):
    assert shown(craft(**names), "name", language) == expected


def test_the_page_s_language_is_the_usual_one():
    with translation.override("ckb"):
        assert shown(craft(ckb="بەڕە"), "name").text == "بەڕە"


def test_only_english_runs_left_to_right():
    assert [direction(code) for code in ("en", "fa", "ar", "ckb")] == ["ltr", "rtl", "rtl", "rtl"]
