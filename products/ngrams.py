"""The pieces of words that stand in the folded text of some work: a word with another piece stands in none.

To say that no work holds a word, an index of trigrams compares it with every text that has all of its trigrams, which may
be a part of all works. Pieces are kept with the text, in its transaction, and stay when it goes; five letters name nobody.
"""

from lib.search import BEGINNING, pattern
from products.models import NGram

SIZE = 5
BATCH = 2000


def note(documents):
    """Keep the pieces of the folded ``documents`` that are not known yet (1 query when all are, and for BATCH of them)."""
    words = {word for document in documents for word in document.split()}
    pieces = {piece for word in words for piece in (pattern(word[:BEGINNING]), *runs_of(word))}
    sought = sorted(pieces)  # so that nobody waits in a circle
    for start in range(0, len(sought), BATCH):
        batch = sought[start : start + BATCH]
        known = among(batch)
        fresh = (NGram(letters=piece) for piece in batch if piece not in known)
        NGram.objects.bulk_create(fresh, ignore_conflicts=True)


def unwritten(words):
    """Those of the folded ``words`` that certainly stand in no work's text (1 query)."""
    pieces = {word: {pattern(word)} if len(word) <= BEGINNING else runs_of(word) for word in words}
    known = among(set().union(*pieces.values()))
    return {word for word in words if not pieces[word] <= known}


def runs_of(word):
    """All ``SIZE`` letters in a row; with digits the codes of works would make every run a known one."""
    runs = {word[place : place + SIZE] for place in range(len(word) - SIZE + 1)}
    return {run for run in runs if run.isalpha()}


def among(pieces):
    return set(NGram.objects.filter(letters__in=pieces).values_list("letters", flat=True)) if pieces else set()
