"""What goes with an exhibitor whose personal data are erased: its works and their pictures."""

from django.dispatch import receiver

from exhibitors import search as exhibitor_search
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
    works = Product.objects.filter(exhibitor=exhibitor).select_related("craft", "exhibitor__place")
    words = [*exhibitor_search.texts(exhibitor), *(word for work in works for word in search.texts(work))]
    documents = [work.search_text for work in works]
    with stamp_once():
        for revision in Product.objects.filter(exhibitor=exhibitor, revises__isnull=False):
            revision.delete()
        for product in Product.objects.filter(exhibitor=exhibitor).select_related("craft", "exhibitor__place"):
            erase_work(product, actor)
    spellings.forget(words, documents_without(exhibitor))
    # The works that stay are folded once more, when their maker has no name any more.
    ngrams.forget(documents)


def documents_without(exhibitor):
    """What finds everything else that is public."""
    makers = Exhibitor.objects.published().exclude(pk=exhibitor.pk)
    works = Product.objects.published().exclude(exhibitor=exhibitor)
    for rows in (makers, works):
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
