"""What finds an exhibitor: names, story, crafts and place, folded, in all four languages."""

from lib.languages import CODES
from lib.text import search_document
from vocabulary.spellings import note


def texts(exhibitor):
    """The words of one exhibitor, unfolded; costs a query unless its crafts are loaded."""
    words = [exhibitor.code]
    words += [getattr(exhibitor, f"{field}_{code}") for field in ("name", "known_as", "story") for code in CODES]
    for craft in exhibitor.crafts.all():
        words += craft.search_words()
    if exhibitor.place:
        words += exhibitor.place.search_words()
    return [word for word in words if word]


def refresh(exhibitor):
    """Fold the words of ``exhibitor`` anew and store them."""
    words = texts(exhibitor)
    exhibitor.search_text = search_document(*words)
    type(exhibitor).objects.filter(pk=exhibitor.pk).update(search_text=exhibitor.search_text)
    if exhibitor.is_published:
        note(words)
