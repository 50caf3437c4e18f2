"""The four languages, and what is shown when a text is missing in one of them."""

from functools import cache
from typing import NamedTuple
from zlib import crc32

from django.utils.translation import get_language, gettext_lazy

CODES = ("en", "fa", "ar", "ckb")
# How a page names them in its own language; ``settings.LANGUAGES`` has the names they give themselves.
NAMES = {
    "en": gettext_lazy("English"),
    "fa": gettext_lazy("Persian"),
    "ar": gettext_lazy("Arabic"),
    "ckb": gettext_lazy("Sorani Kurdish"),
}
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


def pick(texts, language=None):
    """(text, its language) of the first fallback that ``texts`` ({language: text}) has; ("", language) without any."""
    language = language or get_language() or "fa"
    return next(((texts[code], code) for code in FALLBACKS[language] if texts.get(code)), ("", language))


def mark_of(text):
    """A small number that tells whether ``text`` was written over since; line ends do not matter."""
    return crc32(text.replace("\r\n", "\n").strip().encode())


def copied_from(obj, field, code, text):
    """The language ``text``, that of ``obj.<field>_<code>``, is really in, where it was only copied; see ``lib.wording``.

    A row may have the marks of its copies alone, as ``wording__<field>__copied``.
    """
    name, wording, alone = wording_of(field)
    kept = getattr(obj, wording, None)
    marks = (kept.get(name) or {}).get("copied") if kept else getattr(obj, alone, None)
    if not marks or code not in marks:
        return ""
    origin, mark = marks[code]
    return origin if mark == mark_of(text) else ""


@cache
def wording_of(field):
    """The name of ``field`` in its own record, where that record's wording stands, and where its marks alone."""
    owner, _separator, name = field.rpartition("__")
    wording = f"{owner}__wording" if owner else "wording"
    return name, wording, f"{wording}__{name}__copied"


def shown(obj, field, language=None):
    """The text of ``obj.<field>_<language>``, or of the first fallback that has one; empty when none has.

    A copy stands for the missing text of its own language and is shown as what it is: a text in another language.
    """
    first, columns = columns_of(field, language or get_language())
    last = None
    for code, column in columns:
        if text := getattr(obj, column):
            origin = copied_from(obj, field, code, text)
            if not origin:
                return Shown(text, code, code != first)
            copy = Shown(text, origin, origin != first)
            if code == first:
                return copy
            # Of another language what was written in it is better than what was copied into it.
            last = last or copy
    return last or Shown("", first, False)


@cache
def columns_of(field, language):
    """(language, [(code, column of ``field`` in it)]) in the order of its fallbacks."""
    order = FALLBACKS.get(language, FALLBACKS["fa"])
    return order[0], [(code, f"{field}_{code}") for code in order]
