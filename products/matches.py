"""What words find, kept in this process in few bytes until the catalogue's stamp moves."""

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field

from pyroaring import BitMap

from lib.kept import Kept
from products.finding import find
from vocabulary.naming import Said

kept = Kept(8)
LATEST = 2**62  # more microseconds than any moment is away from another


@dataclass
class Matches(Said):
    """``works`` as a set, and best first with the key of each; as ``finding.Found`` has them."""

    works: BitMap = field(default_factory=BitMap)
    keys: list = field(default_factory=list)
    order: array = field(default_factory=lambda: array("I"))
    is_capped: bool = False

    def after(self, key):
        """The works behind that key, best first."""
        return self.order[bisect_right(self.keys, key) :]

    def key_of(self, work):
        return self.keys[self.order.index(work)]


def matches(query, stamp):
    return kept.answer(stamp, query, lambda: ask(query, stamp or None))


def ask(query, stamp):
    found = find(query, stamp=stamp)
    order = array("I", (work for _key, work in found.order))
    keys = [written(*key) for key, _work in found.order]
    said = {"slips": found.slips, "widened": found.widened, "is_capped": found.is_capped}
    return Matches(BitMap(order), keys, order, **said)


def written(rank, is_lesser, microseconds, code):
    """A key of ``finding`` as text that sorts like it and may stand in an address."""
    return f"{rank}{is_lesser}{LATEST + microseconds:016x}{code}"
