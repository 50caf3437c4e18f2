"""Entries of long lists, compiled (``ilamexpo.compiled``): a page holds dozens of them."""

from django import template

from ilamexpo.compiled import component

register = template.Library()


@register.simple_tag
def product_cards(products, eager=False, visit=None):
    """A list entry for each row of ``as_cards()``, see ``components/product_cards.jinja``."""
    return component("components/product_cards.jinja", products=products, eager=eager, visit=visit)
