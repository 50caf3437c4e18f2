"""Entries of long lists, written in Python: a page holds dozens, and as templates they took half of its time."""

from html import escape

from django import template
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language

from ilamexpo.templatetags.ilam import money, other_language, picture, route, sample, sample_mark
from lib.languages import pick, shown
from lib.numbers import format_number
from products.models import Product

register = template.Library()

KINDS = dict(Product.Kind.choices)


@register.simple_tag
def product_cards(products, eager=False, visit=None):
    """A list entry for each row of ``as_cards()``; ``eager`` when the first stands above the fold.

    Of a ``visit`` the pages behind them are told too (``exhibitors.visits``).
    """
    told = f"?{escape(visit.query)}" if visit else ""
    language, list_address = get_language(), route("public:product_list")
    entries = []
    for position, product in enumerate(products):
        title, maker, place = (
            shown(product, field, language) for field in ("title", "exhibitor__name", "exhibitor__place__name")
        )
        image = (
            picture(Cover(product), title=title.text, lazy=not (eager and position == 0))
            if product.cover__digest
            else ""
        )
        where = f" · {written(place)}" if place.text else ""
        entries.append(
            f'<li class="card product-card" data-code="{product.code}"{sample(product)}>\n'
            f'<div class="card-picture">{image}</div>\n'
            f'<div class="card-text"><h3><a href="{list_address}{product.code}-{product.slug}/{told}">{written(title)}</a></h3>\n'
            f'<p class="meta">{written(maker)}{where}</p>\n'
            f"<p>{money(product)}</p>{sample_mark(product)}</div>\n</li>"
        )
    return mark_safe("\n".join(entries))


class Cover:
    """The first picture of a card's row, as the ``picture`` tag wants it."""

    def __init__(self, row):
        self.row = row

    def __getattr__(self, name):
        return getattr(self.row, f"cover__{name}")


def written(found):
    """A text that was ``shown``, escaped; one in another language than the page says so."""
    return other_language(found.text, found.lang) if found.is_fallback else escape(found.text)


@register.simple_tag
def facet_lines(facet, lines):
    """The boxes of one facet, each with how many works it would show."""
    language, boxes = get_language(), []
    for line in lines:
        boxes.append(
            f'<label><input type="checkbox" name="{facet}" value="{line.slug}"{" checked" if line.is_chosen else ""}>'
            f'<span>{facet_name(facet, line)}</span><span class="count" data-count="{line.count}">'
            f"{format_number(line.count, language)}</span></label>"
        )
    return mark_safe("\n".join(boxes))


@register.simple_tag
def facet_name(facet, line):
    """The name of one line of a facet, marked when it is in another language than the page."""
    if facet == "kind":
        return mark_safe(escape(str(capfirst(KINDS[line.slug]))))
    language = get_language()
    name, found = pick(line.names or {}, language)
    return mark_safe(escape(name)) if found == language else other_language(name, found)
