"""Bars lying beside each other, drawn by the server; the table of the same numbers stands beside each."""

from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

from lib.languages import direction

LINE, BAR, WIDE, LABEL, VALUE = 28, 14, 440, 165, 95
MOST = 15  # bars; the table has them all
LONGEST = 21  # letters of a label


def bars(table):
    """The first rows of ``table`` (of ``cooperation.report.sections``) as an SVG, in the reading direction of the page."""
    rows = table.rows[:MOST]
    is_rtl = direction(get_language() or "fa") == "rtl"
    drawn = format_html_join("", "{}", ((bar(row, place, is_rtl),) for place, row in enumerate(rows)))
    return format_html(
        '<svg class="report-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDE, LINE * len(rows), table.title, drawn,
    )  # fmt: skip


def bar(row, place, is_rtl):
    long = max((WIDE - LABEL - VALUE) * row.share // 100, 1)
    label, start, end = LABEL - 8, LABEL, LABEL + long + 8
    if is_rtl:
        label, start, end = WIDE - label, WIDE - LABEL - long, WIDE - end
    shown = row.label if len(row.label) <= LONGEST else row.label[: LONGEST - 1] + "…"
    way, foot = "rtl" if is_rtl else "ltr", place * LINE + LINE // 2
    return format_html(
        '<g><title>{}: {}</title><text x="{}" y="{}" text-anchor="end" direction="{}">{}</text>'
        '<rect x="{}" y="{}" width="{}" height="{}"></rect><text x="{}" y="{}" direction="{}">{}</text></g>',
        row.label, value_of(row), label, foot + 5, way, shown,
        start, foot - BAR // 2, long, BAR, end, foot + 5, way, value_of(row),
    )  # fmt: skip


def value_of(row):
    return next(cell.text for cell in row.cells if cell.text)
