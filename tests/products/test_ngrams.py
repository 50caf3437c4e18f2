"""A word with a piece that stands in no work's text is known to be in none, and no word that stands somewhere is."""

import threading
from random import Random

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.jobs import STEPWISE
from exhibitors import search as exhibitor_search
from exhibitors.profile.erasing import erase_exhibitor
from lib.search import pattern
from products import ngrams
from products.models import CatalogueChange, NGram, Product
from products.receivers import bump_stamp, note_move
from products.search import refresh
from tests.factories import ExhibitorFactory, ProductFactory, official
from vocabulary.models import Spelling

pytestmark = pytest.mark.django_db
LETTERS = "aabbcکگ12 \n"


def written(chance, most):
    return "".join(chance.choices(LETTERS, k=chance.randrange(most)))


def read_missed():
    """As the worker does it within a minute."""
    for _step in ngrams.make_anew():
        pass


def letters():
    return set(NGram.objects.values_list("letters", flat=True))


def test_no_word_that_stands_somewhere_is_taken_for_unwritten():
    chance, texts, said = Random(8), [], set()
    for _round in range(40):
        words = written(chance, 30).split()
        texts.append(f"\n {' '.join(words)} \n")
        ngrams.note(texts[-1:])
        parts = {word[start : start + chance.randrange(1, 9)] for word in words for start in range(len(word))}
        others = {word for _number in range(40) for word in written(chance, 9).split()}
        missing = ngrams.unwritten(parts | others)
        assert not [word for word in missing if any(pattern(word) in text for text in texts)]
        said |= {len(word) for word in missing}
    assert said > {1, 2, 3, 5, 6, 7}


def test_a_piece_is_kept_once_and_words_are_asked_for_once(django_assert_num_queries, monkeypatch):
    ngrams.note(["\n red kilim of me \n redkilim \n", " kilim "])
    assert letters() == {" red", " kil", " of ", " me ", "kilim", "redki", "edkil", "dkili"}
    with django_assert_num_queries(1):
        ngrams.note([" kilim "])
    with django_assert_num_queries(1):
        words = {"kilim", "dkilim", "kiliim", "kellim", "kilm", "kil", "ili", "of", "o", "lim"}
        assert ngrams.unwritten(words) == {"kiliim", "kellim", "ili", "lim", "o"}
    monkeypatch.setattr(ngrams, "BATCH", 3)
    ngrams.note([" copper bowl "])
    assert ngrams.unwritten({"copper", "bowl", "bow", "coper", "owl"}) == {"coper", "owl"}


def test_codes_and_numbers_make_no_runs_and_are_always_asked_for():
    ngrams.note([" p4h2k9ma 140x200 \n"])
    assert letters() == {" p4h", " 140"}
    assert ngrams.unwritten({"p4h2k9mb", "14051", "140", "kilim7", "405"}) == {"kilim7", "405"}


def test_a_work_leaves_its_runs_whether_it_is_shown_or_not():
    maker = ExhibitorFactory()
    for state, published_at in (("draft", None), ("archived", None)):
        refresh(ProductFactory(exhibitor=maker, title_en=f"Some{state}", state=state, published_at=published_at))
    assert ngrams.unwritten({"somedraft", "somearchived", "somewhere"}) == {"somewhere"}


def written_by_an_earlier_release(work, text):
    """Which lets the database fill what it does not know of."""
    Product.objects.filter(pk=work.pk).update(search_text=text)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO products_cataloguechange (number, products) VALUES (1, '[]')")


def test_what_an_earlier_release_wrote_meanwhile_is_found_before_and_after_it_was_read_again(monkeypatch):
    monkeypatch.setattr(ngrams, "BATCH", 2)
    works = [ProductFactory(exhibitor=ExhibitorFactory(), title_en=title) for title in ("Kilim", "Bowl", "Tray")]
    for work in works:
        refresh(work)
    assert ngrams.unwritten({"samovar"}) == {"samovar"}
    written_by_an_earlier_release(works[0], "\n samovar \n")
    assert ngrams.unwritten({"samovar", "nothing"}) == set()
    read_missed()
    assert ngrams.unwritten({"samovar", "nothing"}) == {"nothing"}
    assert STEPWISE.count(ngrams.make_anew) == 1


def test_a_change_that_comes_while_all_works_are_read_is_read_next_time(monkeypatch):
    work, note = ProductFactory(exhibitor=ExhibitorFactory()), ngrams.note
    written_by_an_earlier_release(work, "\n samovar \n")

    def note_while_somebody_writes(documents):
        note(list(documents))
        written_by_an_earlier_release(work, "\n teapot \n")

    monkeypatch.setattr(ngrams, "note", note_while_somebody_writes)
    read_missed()
    assert ngrams.missed().count() == 1
    monkeypatch.setattr(ngrams, "note", note)
    read_missed()
    assert ngrams.unwritten({"teapot", "nothing"}) == {"nothing"}


def test_no_change_behind_one_that_is_not_noted_is_thrown_away(monkeypatch):
    monkeypatch.setattr("products.receivers.MOST_CHANGES", 2)
    work = ProductFactory(exhibitor=ExhibitorFactory())
    written_by_an_earlier_release(work, "\n samovar \n")
    first = ngrams.missed().get().pk
    for _number in range(9):
        bump_stamp([])
    kept = list(CatalogueChange.objects.order_by("pk").values_list("pk", flat=True))
    assert kept[0] == first and len(kept) == 10
    read_missed()
    bump_stamp([])
    bump_stamp([])
    assert CatalogueChange.objects.count() <= 4


def test_only_what_is_missed_is_read_again(django_assert_num_queries):
    refresh(ProductFactory(exhibitor=ExhibitorFactory()))
    bump_stamp()
    with django_assert_num_queries(1):
        read_missed()


def test_a_work_that_an_earlier_release_wrote_is_noted_when_it_is_published():
    work = ProductFactory(exhibitor=ExhibitorFactory(), state="draft", published_at=None)
    Product.objects.filter(pk=work.pk).update(search_text="\n samovar \n")
    work.refresh_from_db()
    note_move(Product, obj=work, new="published")
    assert ngrams.unwritten({"samovar"}) == set()


def to_be_erased(**fields):
    return ExhibitorFactory(deletion_asked_at=timezone.now(), **fields)


def renamed(maker):
    work = ProductFactory(exhibitor=maker, title_en="Kilim of Zuleykhavand")
    refresh(work)
    work.title_en = "Kilim"
    work.save()
    refresh(work)


def left_out(maker):
    draft = ProductFactory(exhibitor=maker, title_en="Zuleykhavand", state="draft", published_at=None)
    refresh(draft)
    draft.delete()


def test_words_of_makers_who_are_withdrawn_stay_for_the_day_they_come_back():
    withdrawn, maker = ExhibitorFactory(name_en="Leykhaneh"), to_be_erased()
    exhibitor_search.refresh(withdrawn)
    refresh(ProductFactory(exhibitor=withdrawn, title_en="Samovar"))
    withdrawn.publication = "withdrawn"
    withdrawn.save()
    erase_exhibitor(maker, actor=official())
    read_missed()
    assert set(Spelling.objects.filter(word__in=["samovar", "leykhaneh"]).values_list("word", flat=True)) == {
        "samovar",
        "leykhaneh",
    }
    assert ngrams.unwritten({"samovar", "leykhaneh", "nothing"}) == {"nothing"}


@pytest.mark.parametrize("write", [renamed, left_out])
def test_words_of_the_erased_go_at_once_also_earlier_ones_and_those_of_others_come_back(write):
    maker, other = to_be_erased(name_en="Leyla of Zuleykhavand"), ExhibitorFactory(name_en="Leykhaneh")
    write(maker)
    refresh(ProductFactory(exhibitor=other, title_en="Red kilim"))
    assert {"zuley", "leykh", "kilim"} <= letters()
    erase_exhibitor(maker, actor=official())
    assert not [piece for piece in letters() if piece in " zuleykhavand "]
    assert not Spelling.objects.filter(word="zuleykhavand").exists()
    assert Spelling.objects.filter(word="leykhaneh").exists()
    assert ngrams.unwritten({"leykhaneh", "zuleykhavand"}) == set()
    read_missed()
    assert {" ley", "leykh", "eykha", "kilim"} <= letters()
    assert ngrams.unwritten({"leykhaneh", "zuleykhavand"}) == {"zuleykhavand"}


def test_a_name_that_was_read_before_it_was_erased_does_not_stay(monkeypatch):
    maker, note = to_be_erased(name_en="Zuleykhavand"), ngrams.note
    refresh(ProductFactory(exhibitor=maker))
    ngrams.forget()

    def note_after_an_erasure(documents):
        documents = list(documents)
        monkeypatch.setattr(ngrams, "note", note)
        erase_exhibitor(maker, actor=official())
        note(documents)

    monkeypatch.setattr(ngrams, "note", note_after_an_erasure)
    read_missed()
    assert "zuley" in letters() and ngrams.missed().exists()
    read_missed()
    assert "zuley" not in letters() and not ngrams.missed().exists()


def test_of_two_who_read_at_once_only_the_last_to_begin_says_that_all_is_read(monkeypatch):
    monkeypatch.setattr(ngrams, "BATCH", 1)
    for title in ("Samovar", "Kilim"):
        refresh(ProductFactory(exhibitor=ExhibitorFactory(), title_en=title))
    everything = letters()
    ngrams.forget()
    first, second = ngrams.make_anew(), ngrams.make_anew()
    next(first)
    next(second)
    list(first)
    assert ngrams.unwritten({"nothing"}) == set()
    list(second)
    assert letters() == everything and ngrams.unwritten({"nothing"}) == {"nothing"}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_whoever_writes_while_all_pieces_go_waits_and_keeps_them_again():
    work = ProductFactory(exhibitor=ExhibitorFactory(), title_en="Samovar")
    refresh(work)
    with transaction.atomic():
        work.save()
        refresh(work)
        reader = threading.Thread(target=lambda: (read_missed_after_forget(), connection.close()))
        reader.start()
        reader.join(1)
        assert reader.is_alive()
    reader.join(20)
    assert ngrams.unwritten({"samovar", "nothing"}) == {"nothing"}


def read_missed_after_forget():
    ngrams.forget()
    read_missed()
