"""What finds a work: its own words, its craft, materials, maker and place, folded, in all four languages."""

from lib.alphabets import alphabet_key
from lib.languages import CODES, shown
from lib.lots import lot_of
from lib.text import search_document
from products import ngrams
from vocabulary.spellings import note

DERIVED = [
    *("search_text", "search_name", "search_label", *(f"name_key_{code}" for code in CODES)),
    *("lot", "is_complete"),
]


def texts(product):
    """The words of one work, unfolded; costs two queries unless its terms are loaded."""
    words = [product.code, *titles(product), *label(product)]
    words += [getattr(product, f"story_{code}") for code in CODES]
    for term in [*product.materials.all(), *product.techniques.all()]:
        words += term.search_words()
    if product.exhibitor.place:
        words += product.exhibitor.place.search_words()
    return [word for word in words if word]


def titles(product):
    return [getattr(product, f"title_{code}") for code in CODES]


def label(product):
    """What it is and who made it."""
    craft = product.craft.search_words() if product.craft else []
    return craft + [getattr(product.exhibitor, f"{field}_{code}") for field in ("name", "known_as") for code in CODES]


def derive(product, words):
    """Set what ``product`` is found and ordered by; ``words`` are its ``texts``."""
    product.search_text = search_document(*words)
    product.search_name = search_document(*titles(product))
    product.search_label = search_document(*label(product))
    for code in CODES:
        setattr(product, f"name_key_{code}", alphabet_key(shown(product, "title", code).text, code))
    product.lot = lot_of(product.code)
    product.is_complete = product.says_enough()


def refresh(product):
    """Fold the words of ``product`` anew and store them."""
    words = texts(product)
    derive(product, words)
    ngrams.note([product.search_text])
    type(product).objects.filter(pk=product.pk).update(**{name: getattr(product, name) for name in DERIVED})
    if product.is_published:
        note(words)
