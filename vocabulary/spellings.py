"""The words that find something, kept so that one slip of a letter leads to them.

Two words are one slip apart when a letter is another one, missing, too much, or has changed places with its neighbour. Then
they have a form in common, of the word itself and those with one letter left out; these are the keys.
"""

from django.db.models import F

from lib.text import SPACES, fold, joined, search_words, squeeze, weaken, words_only
from vocabulary.models import Spelling

SHORTEST, LONGEST, MOST_WRITTEN = 4, 24, 60
BATCH, OLD_AT_ONCE = 2000, 500
MOST_STAND_INS = 5


def note(texts):
    """Keep the words of ``texts``, as they are written, that are not known yet (1 query when all are)."""
    words = folded(texts)
    fresh = words.keys() - known(words)
    Spelling.objects.bulk_create(
        (Spelling(key=key, word=word, written=words[word]) for word in sorted(fresh) for key in sorted(keys(word))),
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def known(words):
    """Those of the folded ``words`` that stand or stood in a text (1 query)."""
    return set(Spelling.objects.filter(key__in=words, key=F("word")).values_list("word", flat=True))


def forget(documents):
    """Let all words go that are in none of ``documents``, the folded texts of whatever stays."""
    gone = set(Spelling.objects.filter(key=F("word")).values_list("word", flat=True))
    for document in documents:
        gone -= set(document.split())
        if not gone:
            return
    old = sorted(gone)
    for start in range(0, len(old), OLD_AT_ONCE):
        batch = old[start : start + OLD_AT_ONCE]
        Spelling.objects.filter(key__in={key for word in batch for key in keys(word)}, word__in=batch).delete()


def folded(texts):
    """{folded word: a way to write it} of every word of ``texts`` that is long enough to be mistyped, strong and weak."""
    words = {}
    # Works share most of their words.
    for written in {written: None for text in dict.fromkeys(filter(None, texts)) for written in split(text)}:
        if len(written) >= SHORTEST:
            for word in (squeeze(written), weaken(written)):
                if SHORTEST <= len(word) <= LONGEST and word.isalpha() and len(written) <= MOST_WRITTEN:
                    words.setdefault(word, written)
    return words


def split(text):
    return SPACES.split(words_only(text))


def keys(word):
    return {word, *shortened(word)}


def shortened(word):
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def nearest(typed):
    """{word of ``typed``: [the words one slip away from it, as they are written]}, for those that have any (1 query)."""
    sought = {}
    for each in typed:
        forms = {joined(fold(words_only(each))), weaken(words_only(each))}
        sought[each] = {form for form in forms if SHORTEST - 1 <= len(form) <= LONGEST + 1 and form.isalpha()}
    wanted = {key for forms in sought.values() for form in forms for key in keys(form)}
    near = {each: {} for each in typed}
    rows = Spelling.objects.filter(key__in=wanted).values_list("word", "written").distinct() if wanted else []
    for word, written in sorted(rows):
        for each, forms in sought.items():
            if word not in forms and any(is_one_slip(form, word) for form in forms):
                near[each].setdefault(fold(written), written)
    return {each: list(words.values()) for each, words in near.items() if words}


def stand_ins(lonely):
    """{word: {a word that may have been meant: its (strong, weak) forms}}, at most five for each of ``lonely`` (1 query).

    {} unless there is one for all of them: with the others alone nothing would be found.
    """
    near = nearest(lonely) if lonely else {}
    if len(near) < len(lonely):
        return {}
    taken = {}
    for word, others in near.items():
        # People rarely mistake the first letter or how long a word is.
        others = sorted(others, key=lambda other: (other[0] != word[0], abs(len(other) - len(word)), other))
        taken[word] = {other: form for other in others[:MOST_STAND_INS] for form in search_words(other)}
    return taken


def is_one_slip(one, other):
    """Whether one letter is another, missing, too much, or two neighbours are swapped; not whether they are the same."""
    if len(one) > len(other):
        one, other = other, one
    if one == other or len(other) - len(one) > 1:
        return False
    if len(one) < len(other):
        return one in shortened(other)
    differ = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(differ) == 1:
        return True
    first, last = differ[0], differ[-1]
    return len(differ) == 2 and last == first + 1 and one[first] == other[last] and one[last] == other[first]
