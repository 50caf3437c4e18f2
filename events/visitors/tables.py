"""The sums of an exhibition as its page shows them: by day and by hour, beside each gate."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.visitors.forms import hour_words


@dataclass
class Row:
    """One line: what it is about, the visitors in each column, and all together."""

    key: object
    numbers: list
    total: int


@dataclass
class Table:
    rows: list
    totals: Row

    def __bool__(self):
        return bool(self.rows)


def columns_of(gates, cells):
    """The numbers of the gates in order, and None where something was counted without a gate."""
    numbers = [gate.pk for gate in gates]
    return [*numbers, None] if not numbers or any(gate is None for gate, _day, _hour in cells) else numbers


def table_by(place, cells, columns):
    """``cells`` ({(gate, day, hour): visitors}) with a row for each value at ``place`` of their keys; None comes last."""
    sums, totals = Counter(), Counter()
    for key, visitors in cells.items():
        sums[key[place], key[0]] += visitors
        totals[key[0]] += visitors
    keys = sorted({key for key, _gate in sums}, key=lambda key: (key is None, key))
    rows = [row_of(key, [sums[key, gate] for gate in columns]) for key in keys]
    return Table(rows, row_of("", [totals[gate] for gate in columns]))


def row_of(key, numbers):
    return Row(key, numbers, sum(numbers))


def by_day(cells, columns):
    return table_by(1, cells, columns)


def by_hour(cells, columns):
    """By hours of the venue; the last row holds what was counted for whole days."""
    table = table_by(2, cells, columns)
    for row in table.rows:
        row.words = _("without an hour") if row.key is None else hour_words(row.key)
    return table
