"""What somebody means who writes in words of their own, and what a page says of those words."""

from dataclasses import dataclass, field
from typing import NamedTuple

from lib.text import forms, search_document
from vocabulary.models import Craft


class Widened(NamedTuple):
    """That ``word`` of a query is another spelling of a term, so that works are found under its ``names`` too."""

    word: str
    facet: str
    slug: str
    names: dict


@dataclass(kw_only=True)
class Said:
    """What was made of the words of a query; ``slips`` is {word as typed: [words it was taken for]}."""

    slips: dict = field(default_factory=dict)
    widened: list = field(default_factory=list)

    def widened_in(self, language):
        """Those that say something new to readers of ``language``: its own name of the term does not hold the word."""
        return [
            each
            for each in self.widened
            if not any(f" {form} " in search_document(each.names[language]) for form in forms(each.word))
        ]


def named_craft(text):
    """The craft of which a name or spelling stands in ``text``, whole; the longest one, None without any (1 query)."""
    said, found = search_document(text), []
    for craft in Craft.objects.all():
        found += [(len(name), craft) for name in names_of(craft) if any(f" {form} " in said for form in forms(name))]
    return max(found, key=lambda each: each[0])[1] if found else None


def names_of(craft):
    """Each of its names and spellings, in all languages."""
    return [line for words in craft.search_words() if words for line in words.splitlines() if line.strip()]
