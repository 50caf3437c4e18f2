"""Folds anew what was folded by an earlier version of this code."""

from django.db import transaction

from exhibitors import search as exhibitor_search
from exhibitors.models import Exhibitor
from lib.text import FOLDING, search_document
from products import ngrams, search
from products.models import CatalogueStamp, Product
from products.receivers import bump_stamp
from vocabulary.models import Spelling
from vocabulary.spellings import note

BATCH = 200


def is_current():
    return CatalogueStamp.objects.filter(pk=1, folding=FOLDING).exists()


def fold_everything():
    """Derive anew what finds and orders all exhibitors and works, and the words that slips lead to; returns how many.

    Each batch is a transaction of its own; stopped in between, it is begun again by the next start.
    """
    Spelling.objects.all().delete()
    folded = fold_all(Exhibitor, derive_exhibitors, ["search_text"]) + fold_all(Product, derive_works, search.DERIVED)
    bump_stamp()
    if folded:
        ngrams.forget()  # the worker may have read some texts before they were folded
    CatalogueStamp.objects.filter(pk=1).update(folding=FOLDING)
    return folded


def fold_all(model, derive, columns):
    numbers = list(model.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        with transaction.atomic():
            # Locked, so that what somebody writes meanwhile is not folded as it was before.
            rows = model.objects.filter(pk__in=numbers[start : start + BATCH]).select_for_update(of=["self"])
            rows, words = derive(rows)
            model.objects.bulk_update(rows, columns)
            note(words)
    return len(numbers)


def derive_exhibitors(rows):
    """(rows with their columns set, words of those that are public)."""
    rows, words = list(rows.select_related("place").prefetch_related("crafts")), []
    for exhibitor in rows:
        texts = exhibitor_search.texts(exhibitor)
        exhibitor.search_text = search_document(*texts)
        words += texts if exhibitor.is_published else []
    return rows, words


def derive_works(rows):
    rows = list(rows.select_related("craft", "exhibitor__place").prefetch_related("materials", "techniques"))
    words = []
    for product in rows:
        texts = search.texts(product)
        search.derive(product, texts)
        words += texts if product.is_published else []
    ngrams.note(product.search_text for product in rows)
    return rows, words
