"""``docs/security.md`` promises tests: they exist, and no item of the standard is told twice or forgotten."""

import ast
import re
from collections import Counter
from functools import cache

from django.conf import settings

DOCUMENT = (settings.BASE_DIR / "docs" / "security.md").read_text()
ROWS = re.findall(r"^\| ([0-9., ]+) \| (.+?) \| (.+?) \|$", DOCUMENT, re.MULTILINE)
ITEMS = [item for items, _done, _held in ROWS for item in items.split(", ")]
# How many items of levels 1 and 2 each chapter of ASVS 5.0.0 has.
SIZES = {
    1: 27,
    2: 11,
    3: 19,
    4: 10,
    5: 9,
    6: 35,
    7: 18,
    8: 7,
    9: 7,
    10: 29,
    11: 14,
    12: 9,
    13: 13,
    14: 9,
    15: 13,
    16: 16,
    17: 7,
}
REASONS = {"document", "by design", "operator", "not applicable"}


@cache
def names_in(path):
    tree = ast.parse((settings.BASE_DIR / "tests" / path).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_item_of_both_levels_stands_there_once():
    assert [item for item, times in Counter(ITEMS).items() if times > 1] == []
    assert Counter(int(item.partition(".")[0]) for item in ITEMS) == SIZES


def test_every_test_that_is_promised_exists():
    promised = re.findall(r"\b([\w/]+\.py)::(\w+)", DOCUMENT)
    assert len(promised) > 100
    assert [f"{path}::{name}" for path, name in promised if name not in names_in(path)] == []


def test_every_row_is_held_by_tests_or_a_reason():
    for items, _done, held in ROWS:
        assert held in REASONS or re.fullmatch(r"[\w/]+\.py::test_\w+", held), items


def test_what_is_not_met_says_why():
    for items, done, _held in ROWS:
        if "**" in done:
            assert "**Not met**" in done or "**not met**" in done, items
            assert len(done) > 60, items
