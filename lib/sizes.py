"""Lengths and weights as people type them; stored in mm and g."""

import re
from decimal import ROUND_HALF_UP, Decimal

from lib.numbers import MARKS, ascii_digits, format_number, parse_decimal
from lib.text import squeeze

# As people write them in the four languages; in mm and g.
LENGTHS = {
    1: "mm millimetre millimetres میلیمتر ملیمتر ملم",
    10: "cm centimetre centimetres centimeters سم سانت سانتی سانتیمتر سنتيمتر سانتیمەتر",
    1000: "m metre metres meters متر م مەتر",
}
WEIGHTS = {
    1: "g gr gram grams گرم غرام غم جم گ گرام",
    1000: "kg kilo kilogram kilograms کیلو کیلوگرم كغ كغم كيلوغرام کگم کگ کیلۆ کیلۆگرام",
}
WEIGHT_UNITS = {
    "g": {"en": "g", "fa": "گرم", "ar": "غم", "ckb": "گرام"},
    "kg": {"en": "kg", "fa": "کیلوگرم", "ar": "كغم", "ckb": "کگم"},
}
TIMES = re.compile(r"\s*[×xX*✕]\s*|\s+(?:در|في|لە|بە|by)\s+")
NUMBER_AND_UNIT = re.compile(r"([\d٫.,٬،]+)\s*(\D*)", re.ASCII)
LONGEST = 60
CM = 10
MOST_MM = 100_000
MOST_G = 1_000_000


def by_name(names):
    """{squeezed name: size} of a table above, so that كيلو and کیلو are one."""
    return {squeeze(name): size for size, line in names.items() for name in line.split()}


LENGTH_OF, WEIGHT_OF = by_name(LENGTHS), by_name(WEIGHTS)


def split_unit(text, units):
    """(number, size of its unit or None); "سم / cm" is one unit said twice."""
    match = NUMBER_AND_UNIT.fullmatch(text.strip())
    if not match:
        raise ValueError("not a measure")
    named = {units.get(squeeze(name).strip(".")) for name in match[2].split("/")} if match[2].strip() else {None}
    if len(named) > 1 or (match[2].strip() and None in named):
        raise ValueError("unknown unit")
    return parse_decimal(match[1]), named.pop()


def whole(number):
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


def parse_size(text):
    """ "۱۴۰×۲۲۰" → (1400, 2200): one to three lengths in mm; without a unit they are centimetres.

    A unit said once holds for all. Raises ValueError.
    """
    plain = MARKS.sub("", ascii_digits(text)).strip()
    pieces = TIMES.split(plain)
    if len(plain) > LONGEST or not 1 <= len(pieces) <= 3:
        raise ValueError("not a size")
    measures = [split_unit(piece, LENGTH_OF) for piece in pieces]
    named = [unit for _number, unit in measures if unit]
    if len(set(named)) > 1 and len(named) < len(measures):
        raise ValueError("which unit?")
    lengths = tuple(whole(number * (unit or (named or [CM])[0])) for number, unit in measures)
    if not all(0 < length <= MOST_MM for length in lengths):
        raise ValueError("not a size")
    return lengths


def parse_weight(text):
    """ "۴٫۲ kg" → 4200 g; without a unit it is grams. Raises ValueError."""
    plain = MARKS.sub("", ascii_digits(text)).strip()
    if len(plain) > LONGEST:
        raise ValueError("not a weight")
    number, unit = split_unit(plain, WEIGHT_OF)
    grams = whole(number * (unit or 1))
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


def weight_text(grams, language):
    """Grams as people write a weight, "3.1 kg" or "۳٫۱ کیلوگرم"; ``parse_weight`` reads it back."""
    amount, unit = format_weight(grams, language)
    return f"{amount} {WEIGHT_UNITS[unit][language]}"
