"""A query written once answers as the same query written anew each time."""

import contextlib
import threading

import pytest
from django.db import connection, transaction

from lib.prepared import Prepared
from products.models import Picture, Product
from tests.factories import ExhibitorFactory, ProductFactory

pytestmark = pytest.mark.django_db


def by_maker():
    return Prepared(
        lambda maker, kind: (
            Product.objects.filter(exhibitor=maker, kind=kind).order_by("code").prefetch_related("pictures")
        ),
        maker=int,
        kind=str,
    )


def test_each_call_has_its_own_values():
    first, second = ProductFactory(kind="one_off"), ProductFactory(kind="sample")
    works = by_maker()
    assert list(works(maker=first.exhibitor_id, kind="one_off")) == [first]
    assert list(works(maker=second.exhibitor_id, kind="sample")) == [second]
    assert list(works(maker=second.exhibitor_id, kind="one_off")) == []


def test_two_calls_may_be_run_in_any_order():
    first, second = ProductFactory(kind="sample"), ProductFactory(kind="sample")
    works = by_maker()
    one, two = (works(maker=work.exhibitor_id, kind="sample") for work in (first, second))
    assert (list(two), list(one)) == ([second], [first])


def test_prefetching_works_as_always(django_assert_num_queries):
    product = ProductFactory(kind="sample")
    picture = Picture.objects.create(product=product, digest="a" * 16, width=320, height=240)
    with django_assert_num_queries(2):
        [found] = by_maker()(maker=product.exhibitor_id, kind="sample")
        assert list(found.pictures.all()) == [picture]


def test_named_rows_stay_named():
    product = ProductFactory()
    cards = Prepared(lambda maker: Product.objects.filter(exhibitor=maker).as_cards()[:1], maker=int)
    [card] = cards(maker=product.exhibitor_id)
    assert (card.code, card.published_at) == (product.code, product.published_at)


def test_hostile_text_is_a_value_and_never_sql():
    assert list(by_maker()(maker=ExhibitorFactory().pk, kind="' OR 1=1 --")) == []


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
    list(works(maker=1, kind="sample"))

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
        assert list(works(maker=product.exhibitor_id, kind="sample")) == [product]
        connection.close()


def test_what_was_told_outlives_a_transaction_that_came_to_nothing():
    product, works = ProductFactory(kind="sample"), by_maker()
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        assert list(works(maker=product.exhibitor_id, kind="sample")) == [product]
        raise ZeroDivisionError
    assert list(works(maker=product.exhibitor_id, kind="sample")) == [product]
