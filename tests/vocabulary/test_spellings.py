"""One slip of a letter leads to a word that is known, as it is written; two do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.text import search_document
from vocabulary import spellings
from vocabulary.models import Spelling

WORDS = st.text(st.sampled_from("abcdگلیم"), min_size=4, max_size=8)


def near(*typed):
    return spellings.nearest(typed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "typed"),
    [
        ("another letter", "کیلیم"),
        ("a missing one", "گلم"),
        ("one too much", "گلییم"),
        ("two that changed places", "گیلم"),
        ("one too much at the end", "گلیمه"),
        ("a missing one at the beginning", "لیم"),
        ("an Arabic keyboard besides", "كليمم"),
    ],
)
def test_a_slip_leads_to_the_word_as_it_is_written(what, typed):
    spellings.note(["گليم سرخ (گلیم)", "سفال"])
    assert near(typed) == {typed: ["گليم"]}


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["گلیم", "گل", "گلدان", "ییلمم", "", "گلیم۱", "\x00", "ي" * 10_000])
def test_a_known_word_a_short_one_and_two_slips_lead_nowhere(typed):
    spellings.note(["گلیم"])
    assert near(typed) == {}


@pytest.mark.django_db
def test_words_are_kept_once_and_asked_for_once(django_assert_num_queries):
    spellings.note(["Red kilim, KILIM", "The old pot"])
    rows = set(Spelling.objects.values_list("key", "word", "written"))
    assert {word for _key, word, _written in rows} == {"kilim"}
    assert ("kilm", "kilim", "kilim") in rows
    with django_assert_num_queries(1):
        spellings.note(["kilim"])
    with django_assert_num_queries(1):
        assert near("kilmi", "kulim", "xxxx") == {"kilmi": ["kilim"], "kulim": ["kilim"]}
    assert set(Spelling.objects.values_list("key", "word", "written")) == rows


@pytest.mark.django_db
def test_numbers_and_very_long_words_are_not_kept():
    spellings.note(["P4H2K9MA 140x200 ۱۴۰۴", "x" * 25, None, ""])
    assert not Spelling.objects.exists()


@pytest.mark.django_db
def test_what_is_forgotten_leads_nowhere_unless_something_else_has_it():
    spellings.note(["Shirin kilim"])
    spellings.forget([search_document("A red kilim")])
    assert near("shirn", "kilm") == {"kilm": ["kilim"]}
    assert set(Spelling.objects.values_list("word", flat=True)) == {"kilim"}


def slips(word):
    letters = "abcdگلیم"
    for place in range(len(word) + 1):
        yield from (word[:place] + letter + word[place:] for letter in letters)
        if place < len(word):
            yield word[:place] + word[place + 1 :]
            yield from (word[:place] + letter + word[place + 1 :] for letter in letters)
        if place + 1 < len(word):
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]


@given(WORDS, WORDS)
def test_one_slip_is_exactly_one_change_and_shares_a_key(word, other):
    made = set(slips(word)) - {word}
    assert all(spellings.is_one_slip(each, word) and spellings.is_one_slip(word, each) for each in made)
    assert all(spellings.keys(each) & spellings.keys(word) for each in made)
    assert spellings.is_one_slip(other, word) == (other in made)
