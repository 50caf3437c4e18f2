"""The pieces of words that stand in the folded text of some work: a word with another piece stands in none.

To say that no work holds a word, an index of trigrams compares it with every text that has all of its trigrams, which may
be a part of all works. Pieces are kept before the text is, in its transaction, and stay when it goes, until all are made
anew. Two who write the same at once do not wait for each other: the table holds it twice.
"""

from itertools import islice

from django.db import transaction
from django.db.models import Value

from accounts.jobs import stepwise
from lib.search import BEGINNING, pattern
from products.models import CatalogueChange, CatalogueStamp, NGram, Product

SIZE, BATCH = 5, 2000


def note(documents):
    """Keep the pieces of the folded ``documents`` that are not known yet (1 query when all are, and for BATCH of them).

    Whoever changes the text of a public work moves the stamp first, and so waits while ``forget`` goes on.
    """
    for batch in batches(pieces_of(documents)):
        if fresh := sorted(set(batch).difference(pieces_among(batch))):
            NGram.objects.bulk_create([NGram(letters=piece) for piece in fresh])


@transaction.atomic(savepoint=False)
def forget():
    """Let all pieces go, so that those of texts that are gone go; the worker brings the others back."""
    # Whoever moved the stamp has kept pieces that we see; whoever moves it now keeps them again when we are through.
    CatalogueStamp.objects.select_for_update().first()
    NGram.objects.all()._raw_delete(NGram.objects.db)  # without reading each for the signals of its deletion
    CatalogueChange.objects.create(number=0, products=[], is_noted=False)


def unwritten(words):
    """Those of the folded ``words`` that certainly stand in no work's text (1 query); none while some have yet to be read."""
    pieces = {word: {pattern(word)} if len(word) <= BEGINNING else runs_of(word) for word in words}
    sought = set().union(*pieces.values())
    if not sought:
        return set()
    # One question: between two, all pieces may go to be made anew. A change that is not noted answers with an empty one.
    known = set(pieces_among(sought).union(missed().values_list(Value(""), flat=True)))
    return set() if "" in known else {word for word in words if not pieces[word] <= known}


@stepwise
def make_anew():
    """Read all works where a change is not noted: of an earlier release, which knows of no pieces, or after ``forget``.

    A generator of the work that was read last after each step, between which others may write.
    """
    if not missed().exists():
        return
    with transaction.atomic():
        # It leaves a change of our own: nobody who began before us will say that everything is read.
        forget()
        changes = list(missed().values_list("pk", flat=True))
    works, last = Product.objects.rewrite(False).order_by("pk").values_list("pk", "search_text"), 0
    while rows := list(works.filter(pk__gt=last)[:BATCH]):
        note(text for _work, text in rows)
        last = rows[-1][0]
        yield last
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


def pieces_among(letters):
    return NGram.objects.filter(letters__in=letters).values_list("letters", flat=True)


def batches(things):
    things = iter(things)
    while batch := list(islice(things, BATCH)):
        yield batch
