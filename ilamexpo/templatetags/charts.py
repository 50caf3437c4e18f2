"""Charts, drawn by the server; beside each stands the table of the same numbers."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

from lib.languages import direction
from lib.numbers import number_words

register = template.Library()
STEP, BAR, HIGH, ABOVE, BELOW = 44, 28, 120, 18, 20


@register.simple_tag
def bar_chart(bars, words):
    """Standing bars for ``bars``: (what stands below, number, what it is in full), in the reading direction of the page."""
    most = max((number for _below, number, _full in bars), default=0) or 1
    wide, is_rtl = len(bars) * STEP, direction(get_language() or "fa") == "rtl"
    drawn = format_html_join("", "{}", ((draw(each, place, wide, most, is_rtl),) for place, each in enumerate(bars)))
    return format_html(
        '<svg class="bar-chart" width="{}" height="{}" viewBox="0 0 {} {}" role="img" aria-label="{}" direction="ltr">'
        '{}<line x1="0" x2="{}" y1="{}" y2="{}"></line></svg>',
        wide, HIGH + ABOVE + BELOW, wide, HIGH + ABOVE + BELOW, words, drawn, wide, ABOVE + HIGH, ABOVE + HIGH,
    )  # fmt: skip


def draw(bar, place, wide, most, is_rtl):
    below, number, full = bar
    left = place * STEP + (STEP - BAR) // 2
    left = wide - left - BAR if is_rtl else left
    high = round(HIGH * max(number, 0) / most)
    middle = left + BAR // 2
    return format_html(
        '<g><title>{}: {}</title><rect x="{}" y="{}" width="{}" height="{}"></rect>'
        '<text x="{}" y="{}">{}</text><text x="{}" y="{}">{}</text></g>',
        full, number_words(number), left, ABOVE + HIGH - high, BAR, high,
        middle, ABOVE + HIGH - high - 5, number_words(number), middle, ABOVE + HIGH + 15, below,
    )  # fmt: skip
