"""Many groups of counts by one query.

A page that counts a dozen tables by a query each would ask a dozen times. Here each group becomes rows of one shape,
(name, five keys as text, eight numbers), and all of them are joined by UNION ALL.
"""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from django.db.models import CharField, DecimalField, Value
from django.db.models.functions import Cast, Coalesce

KEYS, NUMBERS = 5, 8
TEXT, NUMBER = CharField(max_length=250), DecimalField(max_digits=24, decimal_places=6)
KEY_NAMES, NUMBER_NAMES = [f"key{n}" for n in range(KEYS)], [f"number{n}" for n in range(NUMBERS)]

# PostgreSQL takes a bare NULL for a text where the first parts of a UNION agree on nothing else.
NOTHING = Cast(Value(None), NUMBER)


class Tally(NamedTuple):
    keys: tuple[str, ...]
    numbers: tuple


def tally(name, rows, keys=(), numbers=()):
    """The query of one group: ``rows`` by ``keys`` (columns or expressions), with ``numbers`` (aggregates, or columns of
    single rows)."""
    shown = [Coalesce(Cast(key, TEXT), Value("")) for key in keys] + [Value("", TEXT)] * (KEYS - len(keys))
    counted = [Cast(number, NUMBER) for number in numbers] + [NOTHING] * (NUMBERS - len(numbers))
    # Of translated models: the columns as they are named, in the order they are named in.
    rows = rows.rewrite(False) if hasattr(rows, "rewrite") else rows
    rows = rows.order_by().values(tally_name=Value(name, TEXT), **dict(zip(KEY_NAMES, shown, strict=True)))
    rows = rows.annotate(**dict(zip(NUMBER_NAMES, counted, strict=True)))
    return rows.values_list("tally_name", *KEY_NAMES, *NUMBER_NAMES)


def count(*tallies):
    """{name: [Tally]} of the queries of ``tally`` (1 query)."""
    found = defaultdict(list)
    first, *rest = tallies
    for name, *values in first.union(*rest, all=True):
        found[name].append(Tally(tuple(values[:KEYS]), tuple(plain(number) for number in values[KEYS:])))
    return found


def plain(number):
    """A whole number where it is one; None where nothing was counted."""
    if number is None:
        return None
    number = Decimal(str(number))
    return int(number) if number == number.to_integral_value() else number.normalize()
