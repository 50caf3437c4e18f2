"""Which craft somebody means who writes in words of their own."""

from lib.text import forms, search_document
from vocabulary.models import Craft


def named_craft(text):
    """The craft of which a name or spelling stands in ``text``, whole; the longest one, None without any (1 query)."""
    said, found = search_document(text), []
    for craft in Craft.objects.all():
        found += [(len(name), craft) for name in names_of(craft) if any(f" {form} " in said for form in forms(name))]
    return max(found, key=lambda each: each[0])[1] if found else None


def names_of(craft):
    """Each of its names and spellings, in all languages."""
    return [line for words in craft.search_words() if words for line in words.splitlines() if line.strip()]
