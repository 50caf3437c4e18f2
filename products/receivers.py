"""Moves the catalogue's stamp with every change of what the works list shows, and folds works anew."""

import secrets
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from django.db.models import Prefetch
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver

from events.models import Exhibition
from exhibitors.models import Exhibitor, Participation
from exhibitors.signals import portrait_dropped, reworded, works_wanted
from lib.states import moved
from products import ngrams
from products.files import forget_files
from products.models import CatalogueChange, CatalogueStamp, Exhibit, Picture, Product
from products.search import refresh, texts
from products.states import ProductState
from vocabulary.models import Craft, Material, Place, Technique, Term
from vocabulary.signals import reworded as term_reworded
from vocabulary.spellings import note

WATCHED = {Product, Picture, Exhibit, Exhibitor, Participation, Exhibition, Craft, Material, Technique, Place}
TERMS = {Product.materials.through, Product.techniques.through}
USES = {Craft: "craft", Material: "materials", Technique: "techniques", Place: "exhibitor__place"}
BATCH = 500
MOST_TO_JUDGE = 24
MOST_CHANGED, MOST_CHANGES = 5000, 1000  # works that a change names; changes that are kept
held: ContextVar = ContextVar("held", default=None)


@transaction.atomic(savepoint=False)
def bump_stamp(products=None):
    """Say that kept counts are old; also called by whoever writes rows in bulk.

    ``products`` are the keys of the works that may have other crafts, makers, prices …; None says that all may. The
    number is drawn, not counted, so that one that was rolled back never comes again with other rows behind it. Whoever
    bumps holds the stamp's row until it commits, so the changes are numbered in the order in which they are seen.
    """
    if (changed := held.get()) is not None:
        changed.add(products)
        return
    number = secrets.randbits(62)
    CatalogueStamp.objects.update_or_create(pk=1, defaults={"number": number})
    known = None if products is None else sorted(set(products))
    known = None if known is not None and len(known) > MOST_CHANGED else known
    change = CatalogueChange.objects.create(number=number, products=known)
    if change.pk % MOST_CHANGES == 0:
        # In one piece up to here: whoever catches up takes every row behind its own for all that came since.
        kept = min([change.pk - MOST_CHANGES, *ngrams.missed().values_list("pk", flat=True)])
        CatalogueChange.objects.filter(pk__lt=kept).delete()


class Changed:
    """What many moves of the stamp would have named, each for itself; None once it is too much to name."""

    def __init__(self):
        self.products: set | None = set()
        self.is_moved = False

    def add(self, products):
        self.is_moved = True
        if self.products is None:
            return
        if products is not None:
            self.products.update(products)
        if products is None or len(self.products) > MOST_CHANGED:
            self.products = None


@contextmanager
def stamp_once():
    """Move the stamp at the end instead of with each row, for whoever writes or removes thousands."""
    changed = Changed()
    token = held.set(changed)
    try:
        yield
    finally:
        held.reset(token)
    if changed.is_moved:
        bump_stamp(changed.products)


@receiver(post_save)
def note_saved_row(sender, instance, created, **kwargs):
    if sender in WATCHED and not is_unseen(instance):
        is_same = isinstance(instance, Term) and not instance.has_other_slug
        bump_stamp([] if is_same else works_of(instance, is_new=created))


@receiver(pre_delete)
def note_term_to_delete(sender, instance, **kwargs):
    """What says of which works it is goes with it."""
    if sender in USES:
        bump_stamp(works_of(instance))


@receiver(post_delete)
def note_deleted_row(sender, instance, **kwargs):
    if sender in WATCHED and sender not in USES:
        bump_stamp(works_of(instance))


@receiver(m2m_changed)
def note_terms(sender, instance, action, **kwargs):
    if sender in TERMS and action.startswith("post_") and not is_unseen(instance):
        bump_stamp([instance.pk] if isinstance(instance, Product) else None)


@receiver(moved)
def note_move(sender, obj, new, **kwargs):
    if sender in WATCHED and not is_unseen(obj):
        bump_stamp(works_of(obj))
    if sender is Product and new == ProductState.PUBLISHED:
        note(texts(obj))
        ngrams.note([obj.search_text])


def is_unseen(row):
    """Whether ``row`` is a work that was never published, or a picture of one: makers work at those all day.

    The database is asked (1 query): somebody may have published it since ``row`` was read.
    """
    if isinstance(row, Product) and row.published_at:
        return False
    work = row.pk if isinstance(row, Product) else row.product_id if isinstance(row, Picture) else None
    return work is not None and Product.objects.filter(pk=work, published_at=None).exists()


def works_of(row, *, is_new=False):
    """The keys of the works of which a change of ``row`` may change what the works list counts; of too many, some."""
    if isinstance(row, Product):
        return [row.pk]
    if isinstance(row, Exhibit):
        return [row.product_id]
    if is_new or isinstance(row, Picture):
        return []
    if isinstance(row, Participation):
        return row.exhibits.values_list("product", flat=True)
    if isinstance(row, Exhibition):
        exhibits = Exhibit.objects.filter(participation__exhibition=row).order_by()
        return exhibits.values_list("product", flat=True).distinct()[: MOST_CHANGED + 1]
    works = Product.objects.filter(**{"exhibitor" if isinstance(row, Exhibitor) else USES[type(row)]: row})
    return works.order_by().values_list("pk", flat=True)[: MOST_CHANGED + 1]


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
        bump_stamp([])


@receiver(post_delete, sender=Picture)
def forget_files_of_deleted(sender, instance, **kwargs):
    """The files of a picture go with the last row that names them."""
    files = instance.original.name, instance.digest, instance.width
    transaction.on_commit(lambda: forget_files(*files), robust=True)


@receiver(portrait_dropped)
def forget_files_of_portrait(sender, portrait, **kwargs):
    """Exhibitors do not know which pictures of works show the same as a portrait that went."""
    forget_files(portrait.original, portrait.digest, portrait.width)
