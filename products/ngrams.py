"""The pieces of words that stand in the folded text of some work: a word with another piece stands in none.

To say that no work holds a word, an index of trigrams compares it with every text that has all of its trigrams, which may
be a part of all works. Pieces are kept before the text is, in its transaction, and stay when it goes. Two who write the
same at once do not wait for each other: the table holds it twice.
"""

from itertools import islice

from accounts.jobs import leave_sign_of_life, minutely
from lib.search import BEGINNING, pattern
from products.models import CatalogueChange, NGram, Product

SIZE, BATCH = 5, 2000


def note(documents):
    """Keep the pieces of the folded ``documents`` that are not known yet (1 query when all are, and for BATCH of them)."""
    for batch in batches(pieces_of(documents)):
        if fresh := sorted(set(batch) - among(batch)):
            NGram.objects.bulk_create([NGram(letters=piece) for piece in fresh])


def forget(documents):
    """Let all pieces of the folded ``documents`` go; the worker brings back those that other works hold."""
    for batch in batches(pieces_of(documents)):
        NGram.objects.filter(letters__in=batch).delete()
    latest = CatalogueChange.objects.order_by("-pk").values_list("pk", flat=True)[:1]
    CatalogueChange.objects.filter(pk__in=list(latest)).update(is_noted=False)


def unwritten(words):
    """Those of the folded ``words`` that certainly stand in no work's text (at most 2 queries).

    None while some works have yet to be read; that is asked first, since ``note_missed`` keeps the pieces before it says so.
    """
    pieces = {word: {pattern(word)} if len(word) <= BEGINNING else runs_of(word) for word in words}
    sought = set().union(*pieces.values())
    if not sought or missed().exists():
        return set()
    known = among(sought)
    return {word for word in words if not pieces[word] <= known}


@minutely
def note_missed():
    """Read all works where a change is not noted: of an earlier release, which knows of no pieces, or after ``forget``."""
    changes, last = list(missed().values_list("pk", flat=True)), 0
    if not changes:
        return
    works = Product.objects.rewrite(False).order_by("pk").values_list("pk", "search_text")
    while rows := list(works.filter(pk__gt=last)[:BATCH]):
        note(text for _work, text in rows)
        last = rows[-1][0]
        leave_sign_of_life()
    CatalogueChange.objects.filter(pk__in=changes).update(is_noted=True)


def missed():
    return CatalogueChange.objects.filter(is_noted=False)


def pieces_of(documents):
    """How each word begins, as ``pattern`` has it, and its runs."""
    words = {word for document in documents for word in document.split()}
    return {piece for word in words for piece in (pattern(word[:BEGINNING]), *runs_of(word))}


def runs_of(word):
    """All ``SIZE`` letters in a row; those with digits are left out, of which the codes of works have too many."""
    runs = {word[place : place + SIZE] for place in range(len(word) - SIZE + 1)}
    return {run for run in runs if run.isalpha()}


def among(pieces):
    return set(NGram.objects.filter(letters__in=pieces).values_list("letters", flat=True)) if pieces else set()


def batches(things):
    things = iter(things)
    while batch := list(islice(things, BATCH)):
        yield batch
