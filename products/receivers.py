"""Moves the catalogue's stamp with every change of what the works list shows, and folds works anew."""

import secrets
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from django.db.models import Prefetch
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from events.models import Exhibition
from exhibitors.models import Exhibitor, Participation
from exhibitors.signals import portrait_dropped, reworded, works_wanted
from lib.states import moved
from products.files import forget_files
from products.models import CatalogueStamp, Exhibit, Picture, Product
from products.search import refresh, texts
from products.states import ProductState
from vocabulary.models import Craft, Material, Place, Technique
from vocabulary.signals import reworded as term_reworded
from vocabulary.spellings import note

WATCHED = {Product, Picture, Exhibit, Exhibitor, Participation, Exhibition, Craft, Material, Technique, Place}
TERMS = {Product.materials.through, Product.techniques.through}
USES = {Craft: "craft", Material: "materials", Technique: "techniques", Place: "exhibitor__place"}
BATCH = 500
MOST_TO_JUDGE = 24
is_held = ContextVar("is_held", default=False)


def bump_stamp():
    """Say that kept counts are old; also called by whoever writes rows in bulk.

    The number is drawn, not counted, so that one that was rolled back never comes again with other rows behind it.
    """
    CatalogueStamp.objects.update_or_create(pk=1, defaults={"number": secrets.randbits(62)})


@contextmanager
def stamp_once():
    """Move the stamp at the end instead of with each row, for whoever writes or removes thousands."""
    token = is_held.set(True)
    try:
        yield
    finally:
        is_held.reset(token)
    bump_stamp()


@receiver([post_save, post_delete])
def note_saved_row(sender, **kwargs):
    if sender in WATCHED and not is_held.get():
        bump_stamp()


@receiver(m2m_changed)
def note_terms(sender, action, **kwargs):
    if sender in TERMS and action.startswith("post_") and not is_held.get():
        bump_stamp()


@receiver(moved)
def note_move(sender, **kwargs):
    if sender in WATCHED:
        bump_stamp()
    if sender is Product and kwargs["new"] == ProductState.PUBLISHED:
        note(texts(kwargs["obj"]))


@receiver(works_wanted)
def works_to_judge(sender, exhibitor, **kwargs):
    """What everybody sees and what was sent to the office; drafts are the maker's own (2 queries)."""
    works = Product.objects.filter(exhibitor=exhibitor, revises=None)
    works = works.filter(state__in=[ProductState.PUBLISHED, ProductState.SENT]).select_related("craft")
    pictures = Prefetch("pictures", Picture.objects.ready(), to_attr="shown_pictures")
    return list(works.prefetch_related(pictures).order_by("-pk")[:MOST_TO_JUDGE])


@receiver(reworded)
def fold_works_of_exhibitor(sender, exhibitor, **kwargs):
    """The words that find a work hold its maker's names and place."""
    fold_anew(exhibitor.products.all())


@receiver(term_reworded)
def fold_works_with_term(sender, term, **kwargs):
    """The words that find a work hold its craft, materials, techniques and its maker's place."""
    if field := USES.get(sender):
        fold_anew(Product.objects.filter(**{field: term}))


def fold_anew(products):
    """Fold the words of all ``products`` and let what was counted for a search be counted again."""
    numbers = list(products.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        batch = Product.objects.filter(pk__in=numbers[start : start + BATCH])
        works = batch.select_related("craft", "exhibitor__place").prefetch_related("materials", "techniques")
        for product in works:
            refresh(product)
    if numbers:
        bump_stamp()


@receiver(post_delete, sender=Picture)
def forget_files_of_deleted(sender, instance, **kwargs):
    """The files of a picture go with the last row that names them."""
    files = instance.original.name, instance.digest, instance.width
    transaction.on_commit(lambda: forget_files(*files), robust=True)


@receiver(portrait_dropped)
def forget_files_of_portrait(sender, portrait, **kwargs):
    """Exhibitors do not know which pictures of works show the same as a portrait that went."""
    forget_files(portrait.original, portrait.digest, portrait.width)
