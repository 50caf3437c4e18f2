"""Which craft somebody means who writes in words of their own."""

import unicodedata

from lib.text import fold, fold_weak
from vocabulary.models import Craft


def named_craft(text):
    """The craft of which a name or spelling stands in ``text``, whole; the longest one, None without any (1 query)."""
    said = forms(text)
    found = []
    for craft in Craft.objects.all():
        for name in names_of(craft):
            if any(form.strip() and form in words for form, words in zip(forms(name), said, strict=True)):
                found.append((len(name), craft))
    return max(found, key=lambda each: each[0])[1] if found else None


def forms(text):
    """``text`` in its strong and its weak form, with a space around every word."""
    words = "".join(" " if unicodedata.category(sign)[0] in "PS" else sign for sign in text)
    return [f" {form(words)} " for form in (fold, fold_weak)]


def names_of(craft):
    """Each of its names and spellings, in all languages."""
    return [line for words in craft.search_words() if words for line in words.splitlines() if line.strip()]
