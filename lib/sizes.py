"""Lengths and weights as people type them; stored in mm and g."""

import re
from decimal import Decimal

from lib.numbers import MARKS, ascii_digits, format_number, parse_decimal

LENGTHS = {
    "mm": 1, "میلیمتر": 1, "ملم": 1, "cm": 10, "سم": 10, "سانت": 10, "سانتیمتر": 10, "m": 1000, "متر": 1000, "م": 1000, "مەتر": 1000,
}  # fmt: skip
WEIGHTS = {
    "g": 1, "gr": 1, "گرم": 1, "غرام": 1, "غم": 1, "گ": 1, "گرام": 1,
    "kg": 1000, "کیلو": 1000, "کیلوگرم": 1000, "كغ": 1000, "كيلو": 1000, "كغم": 1000, "کگم": 1000, "کیلۆ": 1000, "کگ": 1000,
}  # fmt: skip
TIMES = re.compile(r"\s*[×xX*✕]\s*|\s+(?:در|في|لە)\s+")
NUMBER_AND_UNIT = re.compile(r"([\d٫.,٬،]+)\s*(\D*)")
LONGEST = 60
MOST_MM = 100_000
MOST_G = 1_000_000


def split_unit(text, units):
    match = NUMBER_AND_UNIT.fullmatch(text.strip())
    if not match:
        raise ValueError("not a measure")
    unit = match[2].strip().strip(".").replace("\u200c", "").replace(" ", "").lower()
    if unit and unit not in units:
        raise ValueError("unknown unit")
    return parse_decimal(match[1]), unit


def parse_size(text):
    """ "۱۴۰×۲۲۰" → (1400, 2200): two or three lengths in mm; without a unit they are centimetres.

    A unit at the end holds for all. Raises ValueError.
    """
    plain = MARKS.sub("", ascii_digits(text)).strip()
    pieces = TIMES.split(plain)
    if len(plain) > LONGEST or not 1 <= len(pieces) <= 3:
        raise ValueError("not a size")
    measures = [split_unit(piece, LENGTHS) for piece in pieces]
    last_unit = measures[-1][1] or "cm"
    lengths = tuple(int(number * LENGTHS[unit or last_unit]) for number, unit in measures)
    if not all(0 < length <= MOST_MM for length in lengths):
        raise ValueError("not a size")
    return lengths


def parse_weight(text):
    """ "۴٫۲ kg" → 4200 g; without a unit it is grams. Raises ValueError."""
    plain = MARKS.sub("", ascii_digits(text)).strip()
    if len(plain) > LONGEST:
        raise ValueError("not a weight")
    number, unit = split_unit(plain, WEIGHTS)
    grams = int(number * WEIGHTS[unit or "g"])
    if not 0 < grams <= MOST_G:
        raise ValueError("not a weight")
    return grams


def format_lengths(lengths, language):
    """Lengths in mm as "140 × 220" centimetres, without the unit's name."""
    numbers = (format_number(Decimal(length) / 10, language) for length in lengths if length)
    return " × ".join(numbers)


def format_weight(grams, language):
    """(number, unit) with unit "g" below a kilogram, else "kg"."""
    if grams < 1000:
        return format_number(grams, language), "g"
    return format_number(Decimal(grams) / 1000, language), "kg"
