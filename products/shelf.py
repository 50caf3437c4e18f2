"""The published works as sets: for each value of each facet, the works that have it, as compressed bitmaps of keys.

The truth is SQL (``Filters.in_sql``); what stands here is derived from it, once in each process, and follows the changes
that the moves of the catalogue's stamp name; where those are not known it is made anew. Sets answer what no index does:
how many works each of some hundred values would show.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from django.db.models import F, Subquery
from pyroaring import BitMap

from exhibitors.states import SHOWN
from lib.codes import number_of
from lib.moments import microseconds
from products.models import CatalogueChange, Exhibit, Product
from products.sizes import size_of
from vocabulary.models import Place
from vocabulary.places import lineage

# Facets with a set for each value; the price has numbers instead.
FACETS = ("craft", "material", "technique", "place", "exhibition", "exhibitor", "kind", "availability", "size")
FAMILY = "all-"  # before the name of a family of crafts, which is chosen like a craft
BATCH = 10_000
MOST_CAUGHT_UP = 5000


@dataclass
class Prices:
    """The amounts in hundredths of one currency, ascending, and the works that have them in the same order."""

    amounts: array = field(default_factory=lambda: array("q"))
    works: array = field(default_factory=lambda: array("I"))
    bands: dict = field(default_factory=dict)

    def fill(self, amounts, works):
        """Put in two arrays in any order, where nothing was."""
        order = sorted(range(len(amounts)), key=amounts.__getitem__)
        self.amounts = array("q", map(amounts.__getitem__, order))
        self.works = array("I", map(works.__getitem__, order))

    def add(self, amount, work):
        self.bands.clear()
        place = bisect_left(self.amounts, amount)
        self.amounts.insert(place, amount)
        self.works.insert(place, work)

    def remove(self, gone):
        self.bands.clear()
        cut(gone, self.works, self.amounts)

    def band(self, low, high):
        """As ``between``, kept: for the few ranges that stand on every page."""
        if (low, high) not in self.bands:
            self.bands[low, high] = self.between(low, high)
        return self.bands[low, high]

    def between(self, low, high):
        """The works from ``low`` to ``high``, both included; None is no limit."""
        first = 0 if low is None else bisect_left(self.amounts, hundredths(low))
        last = len(self.amounts) if high is None else bisect_right(self.amounts, hundredths(high))
        return BitMap(self.works[first:last])


def cut(gone, works, *beside):
    """Take the works that are ``gone`` out of an array, and what stands beside them in others."""
    for work in gone:
        with suppress(ValueError):
            place = works.index(work)  # at the speed of C
            for each in (works, *beside):
                del each[place]


def hundredths(amount):
    return int(amount * 100)


@dataclass
class Newest:
    """All works from the newest to the oldest, those of one moment by code; both as numbers that ascend."""

    moments: array = field(default_factory=lambda: array("q"))
    codes: array = field(default_factory=lambda: array("I"))
    works: array = field(default_factory=lambda: array("I"))

    def place(self, published_at, code):
        """Where a work published then under that code stands or would stand."""
        moment, number = age(published_at), number_of(code)
        first = bisect_left(self.moments, moment)
        return bisect_left(self.codes, number, first, bisect_right(self.moments, moment, first))

    def append(self, work):
        self.insert(len(self.works), work)

    def insert(self, place, work):
        self.moments.insert(place, age(work.published_at))
        self.codes.insert(place, number_of(work.code))
        self.works.insert(place, work.pk)

    def remove(self, gone):
        cut(gone, self.works, self.moments, self.codes)

    def walk(self, wanted, behind, count):
        """The first ``count`` of the works ``wanted`` (a set), ``behind`` a (moment, code) where that is given."""
        start = 0
        if behind:
            start = self.place(*behind)
            is_there = start < len(self.works) and (self.moments[start], self.codes[start]) == (
                age(behind[0]), number_of(behind[1])
            )  # fmt: skip
            start += is_there
        return list(islice((work for work in islice(self.works, start, None) if work in wanted), count))


def age(moment):
    """In microseconds before 1970: what is newer comes first."""
    return -microseconds(moment)


@dataclass
class Shelf:
    """``works`` are all of them, ``sets`` {facet: {value: works}}, ``prices`` {currency: Prices}, ``newest`` their order."""

    stamp: int = 0
    works: BitMap = field(default_factory=BitMap)
    sets: dict = field(default_factory=lambda: {facet: defaultdict(BitMap) for facet in FACETS})
    prices: dict = field(default_factory=lambda: defaultdict(Prices))
    newest: Newest = field(default_factory=Newest)

    def fill(self):
        """Read everything (5 queries)."""
        around = parents()
        priced: dict = defaultdict(lambda: (array("q"), array("I")))
        for work in rows_of().newest().iterator(BATCH):
            self.put(work, around)
            self.newest.append(work)
            if work.price_amount is not None:
                amounts, works = priced[work.currency]
                amounts.append(hundredths(work.price_amount))
                works.append(work.pk)
        for currency, (amounts, works) in priced.items():
            self.prices[currency].fill(amounts, works)
        for facet, pairs in PAIRS.items():
            self.put_pairs(facet, pairs().iterator(BATCH))

    def put(self, work, around):
        self.works.add(work.pk)
        for facet, value in values_of(work, around):
            self.sets[facet][value].add(work.pk)

    def put_pairs(self, facet, pairs):
        """Add (value, key of a work), of which some may be of works that nobody sees."""
        for value, work in pairs:
            if work in self.works:
                self.sets[facet][value].add(work)

    def remove(self, works):
        gone = BitMap(works) & self.works
        self.works -= gone
        for sets in self.sets.values():
            for value in [value for value, each in sets.items() if not each.isdisjoint(gone)]:
                sets[value] -= gone
                if not sets[value]:
                    del sets[value]
        for each in (self.newest, *self.prices.values()):
            each.remove(gone)

    def catch_up(self, stamp):
        """Change what has changed until the stamp moved to ``stamp``; False where that is not known any more.

        (5 queries, or 2 where no work stands elsewhere now)
        """
        changes = CatalogueChange.objects.order_by("pk")
        mine = changes.filter(number=self.stamp).values("pk")[:1]
        since = list(changes.filter(pk__gt=Subquery(mine)).values_list("number", "products"))
        if stamp not in {number for number, _works in since} or any(works is None for _number, works in since):
            return False
        works = {work for _number, each in since for work in each or ()}
        if len(works) > MOST_CAUGHT_UP:
            return False
        if works:
            rows, found = list(rows_of(works)), {facet: list(pairs(works)) for facet, pairs in PAIRS.items()}
            around = parents()
            self.remove(works)  # nothing may fail from here on
            for work in rows:
                self.put(work, around)
                self.newest.insert(self.newest.place(work.published_at, work.code), work)
                if work.price_amount is not None:
                    self.prices[work.currency].add(hundredths(work.price_amount), work.pk)
            for facet, each in found.items():
                self.put_pairs(facet, each)
        self.stamp = since[-1][0]
        return True


def build(stamp):
    """The shelf as the database has it now (5 queries)."""
    shelf = Shelf(stamp)
    shelf.fill()
    return shelf


def parents():
    """{slug of a place: slug of the place around it}."""
    return dict(Place.objects.values_list("slug", "parent__slug"))


def rows_of(works=None):
    """What of each published work, or of those of ``works``, stands in its own row or its maker's."""
    columns = [
        *("pk", "code", "published_at", "kind", "availability"),
        *("currency", "price_amount", "width_mm", "length_mm", "height_mm"),
    ]
    beside = {
        "craft_slug": F("craft__slug"),
        "family": F("craft__family"),
        "maker": F("exhibitor__slug"),
        "place": F("exhibitor__place__slug"),
    }
    rows = Product.objects.published().rewrite(False).order_by().annotate(**beside)
    return among(rows, "pk", works).values_list(*columns, *beside, named=True)


def among(rows, column, works):
    return rows if works is None else rows.filter(**{f"{column}__in": works})


def values_of(work, around):
    """(facet, value) of everything ``rows_of`` tells of one."""
    yield "craft", work.craft_slug
    yield "craft", FAMILY + work.family
    yield "exhibitor", work.maker
    yield "kind", work.kind
    yield "availability", work.availability
    for place in lineage(work.place, around) if work.place else ():
        yield "place", place
    if size := size_of(work):
        yield "size", size


def exhibitions(works=None):
    """(slug of an exhibition, key of a work shown there) as the public sees it."""
    rows = among(shown_exhibits(), "product", works).order_by()
    return rows.values_list("participation__exhibition__slug", "product")


def terms(facet, works=None):
    """(slug of a material or technique, key of a work that has it)."""
    rows = among(getattr(Product, f"{facet}s").through.objects, "product", works).order_by()
    return rows.values_list(f"{facet}__slug", "product")


def shown_exhibits():
    """Exhibits the public sees: of accepted participations at published exhibitions."""
    return Exhibit.objects.filter(participation__state__in=SHOWN, participation__exhibition__publication="published")


# What stands in tables of its own: {facet: (value, key of a work) of the works that are asked for}.
PAIRS: dict[str, Callable] = {
    "exhibition": exhibitions,
    "material": partial(terms, "material"),
    "technique": partial(terms, "technique"),
}
