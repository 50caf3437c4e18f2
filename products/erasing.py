"""What goes with an exhibitor whose personal data are erased: its works and their pictures."""

from django.dispatch import receiver

from exhibitors.signals import erased
from lib.languages import CODES
from lib.states import move
from products.models import Product
from products.receivers import stamp_once
from products.search import refresh
from products.states import PRODUCT_MOVES, ProductState

WORDS = ("title", "story", "season")


@receiver(erased)
def erase_works(sender, exhibitor, actor, **kwargs):
    """Delete what was never public; archive the rest without words and pictures: its address says that it is gone."""
    with stamp_once():
        for revision in Product.objects.filter(exhibitor=exhibitor, revises__isnull=False):
            revision.delete()
        for product in Product.objects.filter(exhibitor=exhibitor).select_related("craft", "exhibitor__place"):
            erase_work(product, actor)


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
    refresh(product)
