"""Entries of long lists, written in Python: a page holds dozens, and as templates they took half of its time."""

from html import escape

from django import template
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language

from ilamexpo.compiled import component
from ilamexpo.templatetags.ilam import other_language
from lib.languages import pick
from lib.numbers import format_number
from products.models import Product

register = template.Library()

KINDS = dict(Product.Kind.choices)


@register.simple_tag
def product_cards(products, eager=False, visit=None):
    """A list entry for each row of ``as_cards()``, see ``components/product_cards.jinja``."""
    return component("components/product_cards.jinja", products=products, eager=eager, visit=visit)


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
