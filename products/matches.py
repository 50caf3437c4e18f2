"""What words find, kept in this process in few bytes until the catalogue's stamp moves."""

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import islice

from pyroaring import BitMap

from lib.kept import Kept
from lib.moments import microseconds, moment_of
from products.finding import find
from products.shelf import shelf_of
from vocabulary.naming import Said

kept = Kept(8)
LATEST = 2**62  # more microseconds than any moment is away from another
OTHER = 9  # in the place of a rank


@dataclass
class Matches(Said):
    """All ``works`` as a set; those that were ranked best first with the key of each, the ``others`` as a set alone."""

    works: BitMap = field(default_factory=BitMap)
    others: BitMap = field(default_factory=BitMap)
    keys: list = field(default_factory=list)
    order: array = field(default_factory=lambda: array("I"))
    is_capped: bool = False

    def best(self, wanted, stamp, after, count):
        """The first ``count`` of the works ``wanted`` (a set): those in order, then the others from the newest on.

        They stand behind the key ``after``, or at the beginning where that is None.
        """
        ranked = self.order if after is None else self.order[bisect_right(self.keys, after) :]
        found = list(islice((work for work in ranked if work in wanted), count))
        if self.others and len(found) < count:
            behind = read(after) if after and after.startswith(str(OTHER)) else None
            found += shelf_of(stamp).newest.walk(self.others & wanted, behind, count - len(found))
        return found

    def key_of(self, row):
        """Of a named row of the list."""
        if row.pk in self.others:
            return written(OTHER, 0, -microseconds(row.published_at), row.code)
        return self.keys[self.order.index(row.pk)]


def matches(query, stamp):
    return kept.answer(stamp, query, lambda: ask(query, stamp or None))


def ask(query, stamp):
    found = find(query, stamp=stamp)
    order = array("I", (work for _key, work in found.order))
    keys = [written(*key) for key, _work in found.order]
    said = {"slips": found.slips, "widened": found.widened, "is_capped": found.is_capped}
    return Matches(BitMap(order) | found.others, found.others, keys, order, **said)


def written(rank, is_lesser, age, code):
    """A key of ``finding`` as text that sorts like it and may stand in an address."""
    return f"{rank}{is_lesser}{LATEST + age:016x}{code}"


def read(key):
    """(moment, code) of a key as ``written``."""
    return moment_of(LATEST - int(key[2:-8], 16)), key[-8:]
