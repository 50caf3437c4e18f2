"""The fair order: the same for a whole day, another one on the next, and nobody is always first."""

from collections import Counter
from datetime import date, timedelta

from lib.codes import build
from lib.lots import PLACES, first_lot, lot_of

CODES = [build("P", number * 104_729) for number in range(100)]


def order_of(day):
    first = first_lot(day)
    return sorted(CODES, key=lambda code: ((lot_of(code) - first) % PLACES, code))


def test_an_order_holds_for_a_day_and_places_are_never_lost():
    today = date(2026, 11, 29)
    assert order_of(today) == order_of(today) != order_of(today + timedelta(days=1))
    assert sorted(order_of(today)) == sorted(CODES)


def test_in_a_year_many_are_first_and_none_often():
    firsts = Counter(order_of(date(2026, 1, 1) + timedelta(days=day))[0] for day in range(365))
    assert len(firsts) > 60
    assert max(firsts.values()) < 365 / 10


def test_of_a_dozen_makers_with_as_many_works_each_is_on_the_first_page_as_often_as_another():
    makers = Counter()
    for day in range(365):
        makers.update(CODES.index(code) % 10 for code in order_of(date(2026, 1, 1) + timedelta(days=day))[:24])
    assert min(makers.values()) > 365 * 24 / 10 / 2
    assert max(makers.values()) < 365 * 24 / 10 * 2
