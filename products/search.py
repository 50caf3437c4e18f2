"""What finds a work: its own words, its craft, materials, maker and place, folded, in all four languages."""

from lib.languages import CODES
from lib.text import search_document


def texts(product):
    """The words of one work, unfolded; costs two queries unless its terms are loaded."""
    words = [product.code]
    words += [getattr(product, f"{field}_{code}") for field in ("title", "story") for code in CODES]
    words += product.craft.search_words() if product.craft else []
    for term in [*product.materials.all(), *product.techniques.all()]:
        words += term.search_words()
    words += [getattr(product.exhibitor, f"{field}_{code}") for field in ("name", "known_as") for code in CODES]
    if product.exhibitor.place:
        words += product.exhibitor.place.search_words()
    return [word for word in words if word]


def refresh(product):
    """Fold the words of ``product`` anew and store them."""
    product.search_text = search_document(*texts(product))
    type(product).objects.filter(pk=product.pk).update(search_text=product.search_text)
