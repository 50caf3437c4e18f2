"""Digits and numbers as people type and read them; stored are plain digits."""

import re
from decimal import Decimal

from django.utils.translation import get_language

DIGITS = {"fa": "۰۱۲۳۴۵۶۷۸۹", "ar": "٠١٢٣٤٥٦٧٨٩", "ckb": "٠١٢٣٤٥٦٧٨٩", "en": "0123456789"}
TO_ASCII = str.maketrans({digit: str(value) for digits in DIGITS.values() for value, digit in enumerate(digits)})
TO_LANGUAGE = {language: str.maketrans("0123456789", digits) for language, digits in DIGITS.items()}
# Digits and signs of a number as ``format`` writes it.
WRITTEN = {language: table | str.maketrans(",.", "٬٫") for language, table in TO_LANGUAGE.items()}
SIGNS = str.maketrans({"٫": ".", "٬": ",", "،": ",", "−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u200c\u200d\ufeff]")
NUMBER = re.compile(r"-?(?:\d{1,3}(?:[, ']\d{3})+|\d+)(?:\.\d+)?|-?\.\d+", re.ASCII)
LONGEST = 30
# No amount or measure here comes near; decimals of this length are computed exactly.
MOST_DIGITS = 18


def ascii_digits(text):
    """``text`` with Persian and Arabic-Indic digits as 0–9; everything else stays."""
    return text.translate(TO_ASCII)


def row_number(text):
    """The number of a row that an address or a form names; None when it is none, or longer than any database has."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


def parse_decimal(text):
    """The number somebody typed in any digits, with ٫ or . and with ٬ , ، or spaces between thousands.

    Raises ValueError for anything else, also for exponents, infinities and absurd lengths.
    """
    plain = MARKS.sub("", ascii_digits(text)).translate(SIGNS).strip()
    if len(plain) > LONGEST or not NUMBER.fullmatch(plain):
        raise ValueError("not a number")
    number = Decimal(re.sub("[, ']", "", plain))
    if len(number.as_tuple().digits) > MOST_DIGITS:
        raise ValueError("not a number of this world")
    return abs(number) if number == 0 else number


def parse_integer(text):
    """As ``parse_decimal``, whole numbers only ("12.0" is one)."""
    number = parse_decimal(text)
    if number != number.to_integral_value():
        raise ValueError("not a whole number")
    return int(number)


def localise(text, language):
    """``text`` with 0–9 in the digits of ``language``."""
    return str(text).translate(TO_LANGUAGE[language])


def number_words(value):
    """``value`` with the digits and signs of the language of the page."""
    return format_number(value, get_language() or "fa")


def format_number(value, language, decimals=None):
    """``value`` with the digits and signs of ``language``; ``decimals`` fixes their count, None keeps what there is."""
    if decimals is None:
        plain = f"{value:,}" if isinstance(value, int) else f"{Decimal(str(value)).normalize():,f}"
    else:
        plain = f"{value if isinstance(value, Decimal) else Decimal(str(value)):,.{decimals}f}"
    return plain if language == "en" else plain.translate(WRITTEN[language])
