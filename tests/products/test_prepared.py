"""A query written once answers as the same query written anew each time."""

import contextlib
import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from lib.prepared import Prepared
from products.models import Product
from tests.factories import ExhibitorFactory, ProductFactory

pytestmark = pytest.mark.django_db


def by_maker():
    return Prepared(
        lambda maker, kind: (
            Product.objects.filter(exhibitor=maker, kind=kind).rewrite(False).values_list("code", "published_at")
        ),
        maker=int,
        kind=str,
    )


def row(product):
    return (product.code, product.published_at)


def test_each_call_has_its_own_values():
    first, second = ProductFactory(kind="one_off"), ProductFactory(kind="sample")
    works = by_maker()
    assert works(maker=first.exhibitor_id, kind="one_off") == [row(first)]
    assert works(maker=second.exhibitor_id, kind="sample") == [row(second)]
    assert works(maker=second.exhibitor_id, kind="one_off") == []


def test_rows_have_names_and_values_of_their_kind():
    product = ProductFactory(price_mode="fixed", price_amount=5, currency="USD", price_unit="USD")
    columns = ("code", "published_at", "price_amount", "wording")
    cards = Prepared(lambda maker: Product.objects.filter(exhibitor=maker).values_list(*columns)[:1], maker=int)
    [card] = cards(maker=product.exhibitor_id)
    assert (card.code, card.published_at) == (product.code, product.published_at)
    assert card.price_amount == Decimal(5)
    assert isinstance(card.price_amount, Decimal)
    assert card.wording == Product.objects.get().wording


def test_hostile_text_is_a_value_and_never_sql():
    assert by_maker()(maker=ExhibitorFactory().pk, kind="' OR 1=1 --") == []


def test_a_percent_sign_in_the_sql_stays_one():
    product = ProductFactory(kind="sample")
    mark = RawSQL("'100 %%s'", ())
    marked = Product.objects.rewrite(False).annotate(mark=mark)
    works = Prepared(lambda kind: marked.filter(kind=kind).values_list("code", "mark"), kind=str)
    assert works(kind="sample") == [(product.code, "100 %s")]


def test_a_missing_or_unknown_value_is_an_error():
    with pytest.raises(TypeError):
        by_maker()(maker=1)
    with pytest.raises(TypeError):
        by_maker()(maker=1, kind="sample", more=2)


def test_a_stand_in_that_vanishes_in_the_query_is_an_error():
    with pytest.raises(ValueError, match="stand-in"):
        Prepared(lambda word: Product.objects.filter(code__contains=word), word=str)(word="P")


def test_a_thread_writes_for_its_own_connection():
    works, seen = by_maker(), []
    works(maker=1, kind="sample")

    def ask():
        works(maker=1, kind="sample")
        seen.append(works.written.parts[1].connection is not connection)
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert seen == [True]


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_is_told_anew():
    product, works = ProductFactory(kind="sample"), by_maker()
    for _connection in range(2):
        assert works(maker=product.exhibitor_id, kind="sample") == [row(product)]
        connection.close()


def test_what_was_told_outlives_a_transaction_that_came_to_nothing():
    product, works = ProductFactory(kind="sample"), by_maker()
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        assert works(maker=product.exhibitor_id, kind="sample") == [row(product)]
        raise ZeroDivisionError
    assert works(maker=product.exhibitor_id, kind="sample") == [row(product)]
