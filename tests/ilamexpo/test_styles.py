"""One light sheet for both directions."""

import re

import brotli
import pytest
from django.conf import settings

STATIC = settings.BASE_DIR / "static"
SHEETS = sorted((STATIC / "css").rglob("*.css"))
PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border)-(?:left|right)|(?<![\w-])(?:left|right)\s*:|text-align:\s*(?:left|right)"
)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_serves_both_directions(sheet):
    assert not PHYSICAL.search(sheet.read_text(encoding="utf-8"))


@pytest.mark.parametrize("sheet", sorted((STATIC / "css").glob("*/*.css")), ids=lambda path: path.name)
def test_a_component_names_no_file(sheet):
    # The sheets are joined one folder higher, where a relative address would lead elsewhere.
    assert "url(" not in sheet.read_text(encoding="utf-8")


def test_the_sheet_of_every_page_stays_below_nine_kilobytes():
    sheet = (settings.VAR / "generated" / "css" / "site.css").read_bytes()

    assert len(brotli.compress(sheet)) < 9000


def test_the_scripts_of_a_page_stay_below_four_kilobytes():
    names = ("enquiry-list.js", "menu.js", "error-summary.js", "suggestions.js")

    assert sum(len(brotli.compress((STATIC / "js" / name).read_bytes())) for name in names) < 4000
