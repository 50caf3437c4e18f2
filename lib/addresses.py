"""Addresses of pages: Django writes each anew, and a page holds dozens."""

from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language, override


def address(name, *parts):
    """As ``reverse``, looked up once a language and process; the parts are slugs of what is few (crafts, exhibitors)."""
    return address_in(get_language(), name, *parts)


@lru_cache(maxsize=4096)
def address_in(language, name, *parts):
    # Whatever language is spoken now: a compiled template asks while it is compiled, maybe before the first request.
    with override(language):
        return reverse(name, args=parts)
