"""The orders of the works list, each paged by key: nothing repeats or is skipped when works come and go.

A cursor is the key of the last work shown and its code, joined by a point; one of another order, or nonsense, is none.
"""

import re
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from lib import codes
from lib.dates import today_in_ilam
from lib.lots import PLACES, first_lot
from lib.moments import microseconds, moment_of
from lib.numbers import row_number
from products.listed import cards_of
from products.matches import read as read_key_of_words

FOR_MANY = ("best", "newest")
RARE = 4  # fewer than one work in so many
KEY = re.compile(r"\d{2}[0-9a-f]{16,17}P[0-9A-Z]{7}", re.ASCII)  # as ``products.matches`` writes one


class ByColumn:
    """One column, then the code; ``write`` and ``read`` turn its value into text and back."""

    def __init__(self, column, write, read, *, is_falling=False):
        self.column, self.write, self.read, self.is_falling = column, write, read, is_falling

    def column_in(self, language):
        return self.column

    def sorted_by(self, column, filters):
        return F(column)

    def rows(self, filters, cards, language, cursor, first, count):
        """``count`` rows of ``cards``, behind the cursor where there is one, from the row numbered ``first`` (from 0)."""
        column = self.column_in(language)
        key = self.sorted_by(column, filters)
        rows = filters.apply(cards(column)).order_by(key.desc() if self.is_falling else key, "code")
        if cursor is not None:
            key, code = cursor
            way = "lt" if self.is_falling else "gt"
            rows = rows.filter(Q(**{f"{column}__{way}": key}) | Q(**{column: key}, code__gt=code))
        return list(rows[first : first + count])

    def cursor_after(self, filters, row, language, cursor):
        return f"{self.write(getattr(row, self.column_in(language)))}.{row.code}"

    def read_cursor(self, text):
        """(key, code), or None."""
        key, _point, code = text.rpartition(".")
        try:
            return self.read(key), codes.read(code)
        except (ValueError, ArithmeticError):
            return None


class Newest(ByColumn):
    """As the shelf has it, so that only the cards are asked for."""

    def rows(self, filters, cards, language, cursor, first, count):
        shelf, results = filters.shelf, filters.results
        if cursor is None and results is shelf.works:
            return cards_of(shelf.newest.works[first : first + count])
        return cards_of(shelf.newest.walk(results, cursor, first + count)[first:])


class ByName(ByColumn):
    """As the alphabet of the page's language has it."""

    def column_in(self, language):
        return f"{self.column}_{language}"

    def sorted_by(self, column, filters):
        # Few works may stand together at the far end of an index; in an expression the database sorts them itself.
        is_rare = RARE * len(filters.results) < len(filters.shelf.works)
        return Concat(column, Value("")) if is_rare else super().sorted_by(column, filters)


class Fair:
    """Round the circle of the works' lots, from a place that each day draws anew: nobody is always first."""

    def rows(self, filters, cards, language, cursor, first, count):
        day, lot, code = cursor or (today_in_ilam().toordinal(), None, "")
        start = first_lot(date.fromordinal(day))
        works = filters.apply(cards("lot")).order_by("lot", "code")
        onward, rest = works.filter(lot__gte=start), works.filter(lot__lt=start)
        if lot is not None:
            beyond = Q(lot__gt=lot) | Q(lot=lot, code__gt=code)
            onward, rest = (onward.filter(beyond), rest) if lot >= start else (onward.none(), rest.filter(beyond))
        found = list(onward[first : first + count])
        if len(found) < count:
            skipped = max(0, first - onward.count()) if first and not found else 0
            found += rest[skipped : skipped + count - len(found)]
        return found

    def cursor_after(self, filters, row, language, cursor):
        day = cursor[0] if cursor else today_in_ilam().toordinal()  # the walk ends on the day it began
        return f"{day}-{row.lot}.{row.code}"

    def read_cursor(self, text):
        key, _point, code = text.rpartition(".")
        day, _line, lot = key.partition("-")
        day, lot = row_number(day), row_number(lot)
        try:
            code = codes.read(code)
        except ValueError:
            return None
        is_day = day is not None and 1 <= day <= date.max.toordinal()
        return (day, min(lot, PLACES), code) if is_day and lot is not None else None


class Best:
    """As the words rank the works, see ``products.finding``."""

    def rows(self, filters, cards, language, cursor, first, count):
        return cards_of(filters.found.best(filters.results, filters.stamp, cursor, first + count)[first:])

    def cursor_after(self, filters, row, language, cursor):
        return filters.found.key_of(row)

    def read_cursor(self, text):
        try:
            _moment, code = read_key_of_words(text)
            return text if KEY.fullmatch(text) and codes.read(code) == code else None
        except (ValueError, OverflowError):
            return None


def write_moment(moment):
    return f"{microseconds(moment):x}"


def read_moment(text):
    return moment_of(int(text, 16))


def read_amount(text):
    number = row_number(text)
    if number is None:
        raise ValueError("not an amount")
    return Decimal(number) / 100


def write_amount(amount):
    return str(int(amount * 100))


def read_key(text):
    if not (text.isascii() and text.isalnum()) and text:
        raise ValueError("not a key")
    return text


ORDERS = {
    "best": Best(),
    "newest": Newest("published_at", write_moment, read_moment, is_falling=True),
    "fair": Fair(),
    "name": ByName("name_key", str, read_key),
    "price": ByColumn("price_amount", write_amount, read_amount),
    "price-down": ByColumn("price_amount", write_amount, read_amount, is_falling=True),
}


def choose_order(name, filters):
    """The name of the order that is asked for where it can be had; without words none is best, prices need a unit, and
    the database orders no more than ten thousand works that words have found."""
    usual = "best" if filters.query else "newest"
    possible = name in ORDERS and (filters.query or name != "best") and (filters.price or not name.startswith("price"))
    return name if possible and (name in FOR_MANY or not filters.is_too_much) else usual
