"""Two hundred words find the same works in every spelling that their writers use."""

import pytest

from products.finding import find
from tests.products.catalogue import load_catalogue
from tests.words import WORDS

pytestmark = pytest.mark.django_db


def test_every_spelling_of_a_word_finds_the_same_works_and_none_is_a_slip(monkeypatch):
    load_catalogue(monkeypatch)
    missed = {}
    for spellings in WORDS:
        found = {spelling: find(spelling, stamp=1) for spelling in spellings}
        works = {spelling: sorted(pk for _key, pk in each.order) for spelling, each in found.items()}
        if not works[spellings[0]] or any(works[each] != works[spellings[0]] or found[each].slips for each in works):
            missed[spellings[0]] = {spelling: (len(pks), found[spelling].slips) for spelling, pks in works.items()}
    assert missed == {}


def test_there_are_two_hundred_words_and_all_have_several_spellings():
    assert len(WORDS) >= 200
    assert all(len(set(spellings)) == len(spellings) > 1 for spellings in WORDS)
