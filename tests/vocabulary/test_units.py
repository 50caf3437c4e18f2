"""Quantities are said as each language counts."""

import pytest
from django.utils import translation

from vocabulary.models import Unit


@pytest.mark.parametrize(
    ("language", "number", "unit", "said"),
    [
        ("en", 1, "box", "1 box"), ("en", 3, "box", "3 boxes"), ("en", 1200, "m2", "1,200 square metres"),
        ("fa", 3, "piece", "۳ عدد"), ("ckb", 3, "piece", "٣ دانە"),
        ("ar", 1, "set", "١ طقم"), ("ar", 3, "set", "٣ أطقم"), ("ar", 11, "set", "١١ طقمًا"), ("ar", 100, "set", "١٠٠ طقم"),
    ],
)  # fmt: skip
def test_numbers_and_units_agree(language, number, unit, said):
    with translation.override(language):
        assert Unit(unit).counted(number) == said


@pytest.mark.parametrize("unit", Unit)
def test_every_unit_is_counted(unit):
    with translation.override("en"):
        assert unit.counted(1) == f"1 {unit.label}"
