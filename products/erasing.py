"""What goes with an exhibitor whose personal data are erased: its works and their pictures."""

from django.dispatch import receiver

from exhibitors.models import Exhibitor
from exhibitors.signals import erased
from lib.languages import CODES
from lib.states import move
from products import ngrams, search
from products.models import Product
from products.receivers import stamp_once
from products.states import PRODUCT_MOVES, ProductState
from vocabulary import spellings

WORDS = ("title", "story", "season")


@receiver(erased)
def erase_works(sender, exhibitor, actor, **kwargs):
    """Delete what was never public; archive the rest without words and pictures: its address says that it is gone."""
    with stamp_once():
        for revision in Product.objects.filter(exhibitor=exhibitor, revises__isnull=False):
            revision.delete()
        for product in Product.objects.filter(exhibitor=exhibitor).select_related("craft", "exhibitor__place"):
            erase_work(product, actor)
    # First what waits for whoever is writing something public: the words of that are not taken for old ones.
    ngrams.forget()
    spellings.forget(documents_without(exhibitor))


def documents_without(exhibitor):
    """What finds everybody else and their works, also what is not public now and may be again."""
    for rows in (Exhibitor.objects.exclude(pk=exhibitor.pk), Product.objects.exclude(exhibitor=exhibitor)):
        yield from rows.order_by().values_list("search_text", flat=True).iterator()


def erase_work(product, actor):
    # Their files go with the rows: ``products.receivers``.
    for picture in product.pictures.all():
        picture.delete()
    if product.published_at is None:
        product.delete()
        return
    if product.state == ProductState.SENT:
        move(product, to=ProductState.DRAFT, actor=actor, moves=PRODUCT_MOVES)
    if product.state != ProductState.ARCHIVED:
        move(product, to=ProductState.ARCHIVED, actor=actor, moves=PRODUCT_MOVES)
    for name in WORDS:
        for code in CODES:
            setattr(product, f"{name}_{code}", "")
    product.slug = product.craft.slug if product.craft else product.code.lower()
    product.facts, product.review_note, product.cover = {}, "", None
    product.save()
    search.refresh(product)
