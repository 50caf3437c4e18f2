"""The four languages, and what is shown when a text is missing in one of them."""

from typing import NamedTuple

from django.utils.translation import get_language

CODES = ("en", "fa", "ar", "ckb")
# The first that has a text wins.
FALLBACKS = {
    "en": ("en", "fa", "ar", "ckb"),
    "fa": ("fa", "en", "ar", "ckb"),
    "ar": ("ar", "fa", "en", "ckb"),
    "ckb": ("ckb", "ar", "fa", "en"),
}


class Shown(NamedTuple):
    text: str
    lang: str
    is_fallback: bool


def direction(code):
    return "ltr" if code == "en" else "rtl"


def shown(obj, field, language=None):
    """The text of ``obj.<field>_<language>``, or of the first fallback that has one; empty when none has."""
    language = language or get_language()
    order = FALLBACKS.get(language, FALLBACKS["fa"])
    for code in order:
        if text := getattr(obj, f"{field}_{code}"):
            return Shown(text, code, code != order[0])
    return Shown("", order[0], False)
