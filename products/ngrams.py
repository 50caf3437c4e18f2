"""The pieces of words that stand in the folded text of some work: a word with another piece stands in none.

To say that no work holds a word, an index of trigrams compares it with every text that has all of its trigrams, which may
be a part of all works. Pieces are kept with the text, in its transaction, and stay when it goes. Two who write the same at
once do not wait for each other: the table holds it twice.
"""

from itertools import islice

from accounts.jobs import minutely
from lib.search import BEGINNING, HasAny, pattern
from products.models import CatalogueChange, CatalogueStamp, NGram, Product

SIZE = 5
BATCH, MOST_ASKED = 2000, 50


def note(documents):
    """Keep the pieces of the folded ``documents`` that are not known yet (1 query when all are, and for BATCH of them)."""
    for batch in batches(pieces_of(documents), BATCH):
        fresh = sorted(set(batch) - among(batch))
        NGram.objects.bulk_create(NGram(letters=piece) for piece in fresh)


def forget(documents, others):
    """Let the pieces of the folded ``documents`` go that the texts of ``others``, works, do not hold."""
    for batch in batches(pieces_of(documents), MOST_ASKED):
        held = [HasAny(others.filter(search_text__contains=piece).order_by().values("pk")) for piece in batch]
        row = CatalogueStamp.objects.values_list(*held).first() or ()
        gone = [piece for piece, is_held in zip(batch, row, strict=False) if not is_held]
        NGram.objects.filter(letters__in=gone).delete()


def unwritten(words):
    """Those of the folded ``words`` that certainly stand in no work's text (1 query, 2 where there are any)."""
    pieces = {word: {pattern(word)} if len(word) <= BEGINNING else runs_of(word) for word in words}
    known = among(set().union(*pieces.values()))
    missing = {word for word in words if not pieces[word] <= known}
    return set() if missing and missed().exists() else missing


@minutely
def note_missed():
    """Read all works again where an earlier release, which knows of no pieces, wrote some while this one was put in place."""
    if changes := list(missed().values_list("pk", flat=True)):
        texts = Product.objects.order_by().values_list("search_text", flat=True).iterator(BATCH)
        for batch in batches(texts, BATCH):
            note(batch)
        CatalogueChange.objects.filter(pk__in=changes).update(is_noted=True)


def missed():
    return CatalogueChange.objects.filter(is_noted=False)


def pieces_of(documents):
    """How each word begins, as ``pattern`` has it, and its runs."""
    words = {word for document in documents for word in document.split()}
    return {piece for word in words for piece in (pattern(word[:BEGINNING]), *runs_of(word))}


def runs_of(word):
    """All ``SIZE`` letters in a row; with digits the codes of works would make every run a known one."""
    runs = {word[place : place + SIZE] for place in range(len(word) - SIZE + 1)}
    return {run for run in runs if run.isalpha()}


def among(pieces):
    return set(NGram.objects.filter(letters__in=pieces).values_list("letters", flat=True)) if pieces else set()


def batches(things, size):
    things = iter(things)
    while batch := list(islice(things, size)):
        yield batch
