"""On SQLite an index finds the works that hold a word, and what it says is what reading them all would say."""

from random import Random

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils.text import format_lazy

from products import trigrams
from products.finding import find
from products.models import Product
from products.search import refresh
from products.trigrams import COLUMNS, INDEX, make_index, statements
from tests.factories import ExhibitionFactory, ExhibitorFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
LETTERS = "abک گ\"%_'\\*\n\u200cم"


def written(chance, most=12):
    return "".join(chance.choices(LETTERS, k=chance.randrange(most)))


def holding(column, sought):
    return set(Product.objects.filter(**{f"{column}__contains": sought}).values_list("pk", flat=True))


def assert_same(chance, questions):
    texts = {row["pk"]: row for row in Product.objects.values("pk", *COLUMNS)}
    for _number in range(questions):
        column = chance.choice(COLUMNS)
        of_some = chance.choice([row[column] for row in texts.values()] or [""])
        start = chance.randrange(len(of_some) + 1)
        sought = chance.choice([written(chance, 6), of_some[start : start + chance.randrange(8)]])
        if len(sought) > 2:
            read = {pk for pk, row in texts.items() if sought in row[column]}
            assert holding(column, sought) == read, (column, sought)


def test_the_index_agrees_with_the_texts_whatever_is_written_changed_or_deleted():
    chance, maker = Random(8), ExhibitorFactory()
    for _round in range(60):
        works = list(Product.objects.order_by("pk"))
        match chance.randrange(5) if works else 0:
            case 0:
                Product.objects.filter(pk=ProductFactory(exhibitor=maker).pk).update(
                    search_text=written(chance), search_name=written(chance)
                )
            case 1:
                Product.objects.filter(pk=chance.choice(works).pk).update(search_text=written(chance, 40))
            case 2:
                for work in works:
                    work.search_name = written(chance)
                Product.objects.bulk_update(works, ["search_name"])
            case 3:
                chance.choice(works).save()
            case _:
                Product.objects.filter(pk=chance.choice(works).pk).delete()
        assert_same(chance, 40)


def test_what_lost_its_index_or_a_trigger_has_it_again_after_migrations():
    work = ProductFactory(title_en="Red kilim")
    refresh(work)
    for lost in (f"TRIGGER {INDEX}_change", f"TRIGGER {INDEX}_take", f"TABLE {INDEX}"):
        with connection.cursor() as cursor:
            cursor.execute(f"DROP {lost}")
            if lost.startswith("TABLE"):
                for name in ("add", "take", "change"):
                    cursor.execute(f"DROP TRIGGER {INDEX}_{name}")
        Product.objects.filter(pk=work.pk).update(search_text=" copper \n")
        make_index()
        assert (holding("search_text", "kilim"), holding("search_text", "copper")) == (set(), {work.pk})
        Product.objects.filter(pk=work.pk).update(search_text=" kilim \n")
        assert (holding("search_text", "kilim"), holding("search_text", "copper")) == ({work.pk}, set())


def test_an_index_that_was_not_made_to_the_end_is_not_there(monkeypatch):
    refresh(ProductFactory(title_en="Red kilim"))
    with connection.cursor() as cursor:
        for name in reversed(statements()):
            cursor.execute(f"DROP {'TABLE' if name == INDEX else 'TRIGGER'} {name}")
    wanted = statements()
    monkeypatch.setattr(trigrams, "statements", lambda: wanted | {"cut off": "CREATE NONSENSE"})
    with pytest.raises(DatabaseError):
        make_index()
    monkeypatch.undo()
    ExhibitionFactory()  # nothing to fill
    call_command("prepare", verbosity=0)
    assert len(holding("search_text", "kilim")) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {INDEX}({INDEX}, rank) VALUES ('integrity-check', 1)")


def test_what_the_index_does_not_know_is_asked_of_the_works():
    work = ProductFactory()
    Product.objects.filter(pk=work.pk).update(search_text=" kilim 1234 \n")
    assert holding("search_text", 1234) == holding("search_text", format_lazy("{}im", "kil")) == {work.pk}
    assert holding("search_text", "kil\x00im") == set()


def test_no_search_reads_what_the_works_say():
    refresh(ProductFactory(title_en="Red kilim"))
    with CaptureQueriesContext(connection) as queries:
        for query in ("kilim", "red kilim", "kilm", "مس", "nothing of the kind"):
            find(query)
    asked = [each["sql"] for each in queries.captured_queries if "search_text" in each["sql"]]
    assert len(asked) >= 5
    assert not [sql for sql in asked if '"search_text" LIKE' in sql]


def test_one_letter_and_two_are_asked_without_the_index():
    work = ProductFactory()
    Product.objects.filter(pk=work.pk).update(search_text="ab")
    assert holding("search_text", "b") == holding("search_text", "ab") == {work.pk}
    assert holding("search_text", "x") == set()
