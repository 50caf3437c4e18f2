"""The line of records of the cooperation as a drawing; the table beside it says the same."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from lib.numbers import number_words

register = template.Library()

LINE, BELOW, SIGN = 24, 44, 15  # units: from the arcs to the line, from the line to the edge, half a sign
# Around the middle of the sign.
SHAPES = {
    "delegation": "M0-{s}L{s} 0L0 {s}L-{s} 0Z",
    "meeting": "M-{s} 0A{s} {s} 0 1 1 {s} 0A{s} {s} 0 1 1-{s} 0Z",
    "decision": "M-13-13H13V13H-13Z",
    "commitment": "M-13-13H13V13H-13Z",
    "memorandum": "M-{s}-9L0-{s}L{s}-9V9L0 {s}L-{s} 9Z",
    "tour": "M0-17L17 13H-17Z",
}


@register.simple_tag
def chain_drawing(chain, address):
    """``chain`` of ``cooperation.chain`` as an SVG; each sign leads to the record at ``address``."""
    if not chain.nodes:
        return ""
    line = chain.top + LINE
    return format_html(
        '<svg class="chain-line" width="{}" viewBox="0 0 {} {}" role="group" aria-label="{}" direction="ltr">'
        '<path class="chain-time" d="M0 {}H{}"/>{}{}{}</svg>',
        chain.width,
        chain.width,
        line + BELOW,
        _("Records of the cooperation in the order of time"),
        line,
        chain.width,
        format_html_join("", '<text class="chain-month" x="{}" y="{}">{}</text>', months(chain, line)),
        format_html_join("", '<path class="chain-arc{}" d="{}"/>', arcs(chain, line)),
        format_html_join("", "{}", ((sign(node, line, address),) for node in chain.nodes)),
    )


def months(chain, line):
    return ((x, line + BELOW - 8, name or _("without a day")) for x, name in chain.months)


def arcs(chain, line):
    for arc in chain.arcs:
        middle, top = (arc.earlier.x + arc.later.x) // 2, line - SIGN - 2 * arc.height + SIGN
        path = f"M{arc.earlier.x} {line - SIGN}Q{middle} {top} {arc.later.x} {line - SIGN}"
        yield " chain-doubt" if arc.is_doubtful else "", path


def sign(node, line, address):
    record = node.record
    said = f"{number_words(node.number)}. {record} · {record.get_kind_display()}"
    return format_html(
        '<a href="{}" aria-label="{}"><title>{}</title><g class="chain-{}" transform="translate({} {})"><path d="{}"/>'
        '<text y="5">{}</text></g></a>',
        reverse(address, args=[record.slug]),
        said,
        said,
        record.kind,
        node.x,
        line,
        SHAPES[record.kind].format(s=SIGN),
        number_words(node.number),
    )


@register.simple_tag
def chain_link(node, arc):
    """The number of ``node``, leading to its line; with a mark where the step is not certain."""
    link = format_html('<a href="#record-{}">{}</a>', node.number, number_words(node.number))
    if not arc.is_doubtful:
        return link
    return format_html('{} <span class="pill pill-doubt">{}</span>', link, arc.step.get_certainty_display())
