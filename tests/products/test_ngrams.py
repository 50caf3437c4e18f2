"""A word with five letters in a row that stand in no work's text is known to be in none, and no other word is."""

from importlib import import_module
from random import Random

import pytest
from django.apps import apps

from products import ngrams
from products.models import NGram
from products.search import refresh
from tests.factories import ExhibitorFactory, ProductFactory

pytestmark = pytest.mark.django_db
LETTERS = "aabbcکگ12 \n"


def written(chance, most):
    return "".join(chance.choices(LETTERS, k=chance.randrange(most)))


def letters():
    return set(NGram.objects.values_list("letters", flat=True))


def test_no_part_of_a_text_is_taken_for_unwritten_and_what_is_stands_in_none():
    chance, texts = Random(8), []
    for _round in range(40):
        texts.append(written(chance, 30))
        ngrams.note(texts[-1:])
        words = [word for text in texts for word in text.split()]
        parts = {word[start : start + chance.randrange(9)] for word in words for start in range(len(word))}
        others = {written(chance, 9).replace(" ", "") for _number in range(40)}
        missing = ngrams.unwritten(parts | others)
        assert missing.isdisjoint(parts)
        assert not [word for word in missing if any(word in text for text in texts)]
    assert missing


def test_a_run_is_kept_once_and_words_are_asked_for_once(django_assert_num_queries, monkeypatch):
    ngrams.note(["\n red kilim \n redkilim \n", " kilim "])
    assert letters() == {"kilim", "redki", "edkil", "dkili"}
    with django_assert_num_queries(1):
        ngrams.note([" kilim "])
    with django_assert_num_queries(1):
        assert ngrams.unwritten({"kilim", "dkilim", "kiliim", "kellim", "kilm", ""}) == {"kiliim", "kellim"}
    monkeypatch.setattr(ngrams, "BATCH", 3)
    ngrams.note([" copper bowl "])
    assert ngrams.unwritten({"copper", "bowl", "coper"}) == {"coper"}


def test_codes_and_numbers_make_no_runs_and_are_always_asked_for():
    ngrams.note([" p4h2k9ma 140x200 \n"])
    assert letters() == set()
    assert ngrams.unwritten({"p4h2k9mb", "14051", "kilim7"}) == {"kilim7"}


def test_a_work_leaves_its_runs_whether_it_is_shown_or_not():
    maker = ExhibitorFactory()
    for state, published_at in (("draft", None), ("archived", None)):
        refresh(ProductFactory(exhibitor=maker, title_en=f"Some{state}", state=state, published_at=published_at))
    assert ngrams.unwritten({"somedraft", "somearchived", "somewhere"}) == {"somewhere"}


def test_the_migration_reads_all_works():
    for title in ("Kilim", "Copper bowl"):
        refresh(ProductFactory(exhibitor=ExhibitorFactory(), title_en=title))
    kept = letters()
    NGram.objects.all().delete()
    import_module("products.migrations.0017_ngrams").read_works(apps, None)
    assert letters() == kept
