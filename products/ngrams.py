"""All runs of five letters that stand in the folded text of some work: a word with another run stands in none.

To say that no work holds a word, an index of trigrams compares it with every text that has all of its trigrams, which may
be a part of all works. Runs are kept with the text, in its transaction, and stay when it goes; five letters name nobody.
"""

from products.models import NGram

SIZE = 5
BATCH = 2000


def note(documents):
    """Keep the runs of the folded ``documents`` that are not known yet (1 query when all are, and for BATCH of them)."""
    words = {word for document in documents for word in document.split()}
    runs = sorted({run for word in words for run in runs_of(word)})  # sorted, so that nobody waits in a circle
    for start in range(0, len(runs), BATCH):
        batch = runs[start : start + BATCH]
        known = among(batch)
        fresh = (NGram(letters=run) for run in batch if run not in known)
        NGram.objects.bulk_create(fresh, ignore_conflicts=True)


def unwritten(words):
    """Those of the folded ``words`` that certainly stand in no work's text (1 query)."""
    runs = {word: runs_of(word) for word in words}
    known = among(set().union(*runs.values()))
    return {word for word in words if not runs[word] <= known}


def runs_of(word):
    """Of letters alone: with digits the codes of works would make every run a known one."""
    runs = {word[place : place + SIZE] for place in range(len(word) - SIZE + 1)}
    return {run for run in runs if run.isalpha()}


def among(runs):
    return set(NGram.objects.filter(letters__in=runs).values_list("letters", flat=True)) if runs else set()
