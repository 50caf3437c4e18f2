"""The published works as sets: for each value of each facet, the works that have it, as compressed bitmaps of keys.

The truth is SQL (``Filters.in_sql``); what stands here is derived from it, once in each process, and follows the changes
that the moves of the catalogue's stamp name; where those are not known it is made anew. Sets answer what no index does:
how many works each of some hundred values would show.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cached_property, partial
from heapq import nsmallest
from itertools import islice

from django.db.models import F, Subquery
from pyroaring import BitMap

from exhibitors.states import SHOWN
from lib.codes import number_of
from lib.moments import microseconds
from products.models import CatalogueChange, Exhibit, Product
from products.sizes import size_of

# Facets with a set for each value; the price has numbers instead.
FACETS = ("craft", "material", "technique", "place", "exhibition", "exhibitor", "kind", "availability", "size")
BATCH = 10_000
MOST_CAUGHT_UP = 5000
STEP = 4096  # works that are walked along at once
FEW = 2000  # works of which each can be looked at
LARGEST = 100  # makers that are counted where more works are wanted
SAMPLED = 2000  # works whose names stand for those of all
MOST_HUNDREDTHS = 2**62


class Column:
    """A number of each work, by the work's key; 0 where there is none."""

    def __init__(self, letter):
        self.numbers = array(letter)

    def __getitem__(self, work):
        return self.numbers[work]

    def __setitem__(self, work, number):
        missing = work + 1 - len(self.numbers)
        if missing > 0:
            self.numbers.frombytes(bytes(self.numbers.itemsize * (missing + len(self.numbers) // 8)))
        self.numbers[work] = number


class Order:
    """Works in the order of ``key_of(work)``, which no two have in common and no work changes while it stands here."""

    def __init__(self):
        self.works = array("I")

    def key_of(self, work):
        raise NotImplementedError

    def place(self, key):
        """Where a work of that key stands or would stand."""
        return bisect_left(self.works, key, key=self.key_of)

    def add(self, works):
        if len(works) > len(self.works):
            self.works = array("I", sorted([*self.works, *works], key=self.key_of))
            return
        for work in works:
            self.works.insert(self.place(self.key_of(work)), work)

    def remove(self, gone):
        """Take the works of the set ``gone`` out, all of which stand here."""
        for work in gone:
            del self.works[self.place(self.key_of(work))]


class Newest(Order):
    """All works from the newest to the oldest, those of one moment by code."""

    def __init__(self):
        super().__init__()
        self.ages, self.codes = Column("q"), Column("I")

    def key_of(self, work):
        return self.ages[work], self.codes[work]

    def tell(self, work, published_at, code):
        """What the place of ``work`` depends on, before it is added."""
        self.ages[work], self.codes[work] = key(published_at, code)

    def walk(self, wanted, behind, count):
        """The first ``count`` of the works ``wanted`` (a set), ``behind`` a (moment, code) where that is given."""
        works = sorted(wanted, key=self.key_of) if len(wanted) <= FEW else self.works
        start = bisect_right(works, key(*behind), key=self.key_of) if behind else 0
        steps = (works[begin : begin + STEP] for begin in range(start, len(works), STEP))
        return list(islice((work for each in steps for work in each if work in wanted), count))


def key(published_at, code):
    """Of a work published then under that code: microseconds before 1970, so that what is newer comes first."""
    return -microseconds(published_at), number_of(code)


class Prices(Order):
    """The works with a price in one currency, the cheapest first; ``amounts`` is a Column of hundredths."""

    def __init__(self, amounts):
        super().__init__()
        self.amounts, self.held = amounts, BitMap()
        self.bands: dict = {}

    def key_of(self, work):
        return self.amounts[work], work

    def add(self, works):
        super().add(works)
        self.held.update(works)
        for (low, high), band in self.bands.items():
            first, last = limits(low, high)
            band.update(work for work in works if first <= self.amounts[work] <= last)

    def remove(self, gone):
        super().remove(gone)
        self.held -= gone
        for band in self.bands.values():
            band -= gone

    def band(self, low, high):
        """As ``between``, kept: for the few ranges that stand on every page."""
        if (low, high) not in self.bands:
            self.bands[low, high] = self.between(low, high)
        return self.bands[low, high]

    def between(self, low, high):
        """The works from ``low`` to ``high``, both included; None is no limit."""
        first, last = limits(low, high)
        return BitMap(self.works[self.place((first, 0)) : self.place((last + 1, 0))])


def limits(low, high):
    """In hundredths."""
    return 0 if low is None else hundredths(low), MOST_HUNDREDTHS if high is None else hundredths(high)


def hundredths(amount):
    return int(amount * 100)


class Makers:
    """Whose each work is: a set for each of very many makers with few works would take many times the room."""

    def __init__(self):
        self.numbers: dict = {}  # {slug: number of the maker}
        self.works: list = []  # by that number
        self.owners = Column("I")

    def add(self, slug, work):
        number = self.numbers.setdefault(slug, len(self.works))
        if number == len(self.works):
            self.works.append(array("I"))
        self.works[number].append(work)
        self.owners[work] = number
        self.__dict__.pop("largest", None)

    def remove(self, gone):
        for work in gone:
            self.works[self.owners[work]].remove(work)
        self.__dict__.pop("largest", None)

    def works_of(self, slug):
        return BitMap(self.works[self.numbers[slug]]) if slug in self.numbers else BitMap()

    @cached_property
    def largest(self):
        """{slug: works} of those with most."""
        slugs = nsmallest(LARGEST, self.numbers, key=lambda slug: (-len(self.works[self.numbers[slug]]), slug))
        return {slug: self.works_of(slug) for slug in slugs}

    def counts(self, wanted):
        """{slug: how many of the set ``wanted``}: of all who have some, or of the largest where those are too many."""
        if len(self.numbers) > LARGEST and len(wanted) <= FEW:
            slugs, numbers = list(self.numbers), Counter(map(self.owners.__getitem__, wanted))
            return {slugs[number]: count for number, count in numbers.items()}
        found = {slug: wanted.intersection_cardinality(works) for slug, works in self.largest.items()}
        return {slug: count for slug, count in found.items() if count}


class Shelf:
    """``works`` are all of them, ``sets`` {facet: {value: works}} of all facets but the makers, ``prices`` {currency: Prices}.

    A craft's family and the places around a place have no sets: they may change without the works.
    ``names`` are the folded ones of some works, as they were when these were chosen.
    """

    def __init__(self, stamp=0):
        self.stamp = stamp
        self.works = BitMap()
        self.sets: dict = {facet: defaultdict(BitMap) for facet in FACETS if facet != "exhibitor"}
        self.makers, self.newest, self.amounts = Makers(), Newest(), Column("q")
        self.prices: dict = defaultdict(partial(Prices, self.amounts))
        self.names: list = []
        self.sampled = 0  # of how many works

    def having(self, facet, values):
        """The works that have one of ``values``."""
        if facet == "exhibitor":
            return BitMap.union(BitMap(), *map(self.makers.works_of, values))
        sets = self.sets[facet]
        return BitMap.union(BitMap(), *(sets[value] for value in values if value in sets))

    def fill(self):
        """Read everything (5 queries)."""
        self.put(rows_of().newest().iterator(BATCH))
        for facet, pairs in PAIRS.items():
            self.put_pairs(facet, pairs().iterator(BATCH))
        self.sample()

    def sample(self):
        """Choose works for ``names``, again where there are a tenth more or fewer than before (1 query)."""
        works = len(self.works)
        if 10 * abs(works - self.sampled) > self.sampled:
            number = min(SAMPLED, works)
            some = [self.works[place * works // number] for place in range(number)]
            self.names = list(Product.objects.filter(pk__in=some).order_by().values_list("search_name", flat=True))
            self.sampled = works

    def put(self, rows):
        """Add the works of ``rows_of``."""
        works: array = array("I")
        priced: dict = defaultdict(list)
        for row in rows:
            work = row.pk
            works.append(work)
            self.newest.tell(work, row.published_at, row.code)
            self.makers.add(row.maker, work)
            for facet, value in values_of(row):
                self.sets[facet][value].add(work)
            if row.price_amount is not None:
                self.amounts[work] = hundredths(row.price_amount)
                priced[row.currency].append(work)
        self.works.update(works)
        self.newest.add(works)
        for currency, each in priced.items():
            self.prices[currency].add(each)

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
        for each in (self.makers, self.newest):
            each.remove(gone)
        for prices in self.prices.values():
            prices.remove(gone & prices.held)

    def catch_up(self, stamp):
        """Change what has changed until the stamp moved to ``stamp``; False where that is not known any more.

        (4 queries, 1 more where there are many more or fewer works now, or 2 where none stands elsewhere)
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
            self.remove(works)  # nothing may fail from here on
            self.put(rows)
            for facet, each in found.items():
                self.put_pairs(facet, each)
        for currency in [currency for currency, prices in self.prices.items() if not prices.works]:
            del self.prices[currency]
        # What came after it is taken in once more: who asks twice for the sets of one stamp finds them.
        self.stamp = stamp
        self.sample()
        return True


standing: dict = {}  # the shelf of this process


def shelf_of(stamp):
    """The sets of what was published under ``stamp``; made where this process has others (5 queries)."""
    shelf = standing.get("shelf")
    if not stamp or shelf is None or (shelf.stamp != stamp and not shelf.catch_up(stamp)):
        shelf = Shelf(stamp)
        shelf.fill()
        if stamp:
            standing["shelf"] = shelf
    return shelf


def rows_of(works=None):
    """What of each published work, or of those of ``works``, stands in its own row or its maker's."""
    columns = [
        *("pk", "code", "published_at", "kind", "availability"),
        *("currency", "price_amount", "width_mm", "length_mm", "height_mm"),
    ]
    beside = {
        "craft_slug": F("craft__slug"),
        "maker": F("exhibitor__slug"),
        "place": F("exhibitor__place__slug"),
    }
    rows = Product.objects.published().rewrite(False).order_by().annotate(**beside)
    return among(rows, "pk", works).values_list(*columns, *beside, named=True)


def among(rows, column, works):
    return rows if works is None else rows.filter(**{f"{column}__in": works})


def values_of(work):
    """(facet, value) of what ``rows_of`` tells of one and has a set."""
    yield "craft", work.craft_slug
    yield "kind", work.kind
    yield "availability", work.availability
    if work.place:
        yield "place", work.place
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
