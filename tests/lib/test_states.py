"""One change of state: permitted, made once, and told in the same transaction."""

import pytest

from lib.states import MoveNotAllowed, move, moved
from tests.factories import ProductFactory

MOVES = {"draft": {"published"}, "published": {"withdrawn"}}

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return ProductFactory(state="draft")


@pytest.fixture
def told():
    heard = []

    def hear(signal, **kwargs):
        heard.append(kwargs)

    moved.connect(hear)
    yield heard
    moved.disconnect(hear)


def test_a_move_is_made_and_told(product, told):
    move(product, to="published", actor=None, moves=MOVES, reason="asked", slug="new-name")

    assert (product.state, product.slug) == ("published", "new-name")
    product.refresh_from_db()
    assert (product.state, product.slug) == ("published", "new-name")
    [event] = told
    assert (event["obj"], event["field"], event["old"], event["new"], event["reason"]) == (
        *(product, "state", "draft", "published"),
        "asked",
    )


def test_a_move_that_is_not_in_the_table_changes_nothing(product, told):
    with pytest.raises(MoveNotAllowed) as refusal:
        move(product, to="withdrawn", actor=None, moves=MOVES)

    assert (refusal.value.old, refusal.value.new) == ("draft", "withdrawn")
    assert product.state == "draft"
    assert told == []


def test_of_two_people_at_once_the_second_is_told(product, told):
    late = type(product).objects.get(pk=product.pk)
    move(product, to="published", actor=None, moves=MOVES)

    with pytest.raises(MoveNotAllowed):
        move(late, to="published", actor=None, moves=MOVES)

    assert len(told) == 1


def test_a_receiver_that_objects_undoes_the_move(product):
    def object_to(signal, **kwargs):
        raise RuntimeError

    moved.connect(object_to)
    try:
        with pytest.raises(RuntimeError):
            move(product, to="published", actor=None, moves=MOVES)
    finally:
        moved.disconnect(object_to)

    assert product.state == "draft"
    product.refresh_from_db()
    assert product.state == "draft"
