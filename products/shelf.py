"""The published works as sets: for each value of each facet, the works that have it, as compressed bitmaps of keys.

The truth is SQL (``Filters.in_sql``); what stands here is derived from it, once in each process, and follows the changes
that the moves of the catalogue's stamp name; where those are not known it is made anew. Sets answer what no index does:
how many works each of some hundred values would show.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.db.models import F, Subquery
from pyroaring import BitMap

from exhibitors.states import SHOWN
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

    def add(self, pairs):
        """Put in (amount, key of a work) where they belong."""
        if len(self.works) < len(pairs):
            merged = sorted([*pairs, *zip(self.amounts, self.works, strict=True)])
            self.amounts = array("q", (amount for amount, _work in merged))
            self.works = array("I", (work for _amount, work in merged))
            return
        for amount, work in pairs:
            place = bisect_left(self.amounts, amount)
            self.amounts.insert(place, amount)
            self.works.insert(place, work)

    def remove(self, gone):
        places = [place for place, work in enumerate(self.works) if work in gone] if gone else []
        for place in reversed(places):
            del self.amounts[place], self.works[place]

    def between(self, low, high):
        """The works from ``low`` to ``high``, both included; None is no limit."""
        first = 0 if low is None else bisect_left(self.amounts, hundredths(low))
        last = len(self.amounts) if high is None else bisect_right(self.amounts, hundredths(high))
        return BitMap(self.works[first:last])


def hundredths(amount):
    return int(amount * 100)


@dataclass
class Shelf:
    """``works`` are all of them, ``sets`` {facet: {value: works}}, ``prices`` {currency: Prices}."""

    stamp: int = 0
    works: BitMap = field(default_factory=BitMap)
    sets: dict = field(default_factory=lambda: {facet: defaultdict(BitMap) for facet in FACETS})
    prices: dict = field(default_factory=dict)

    def put(self, works, pairs, around):
        """Add ``works``, rows of ``rows_of``, and ``pairs`` {facet: (value, key of a work)}, of which some may not count."""
        priced = defaultdict(list)
        for work in works:
            self.works.add(work.pk)
            for facet, value in values_of(work, around):
                self.sets[facet][value].add(work.pk)
            if work.price_amount is not None:
                priced[work.currency].append((hundredths(work.price_amount), work.pk))
        for currency, amounts in priced.items():
            self.prices.setdefault(currency, Prices()).add(amounts)
        for facet, found in pairs.items():
            for value, work in found:
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
        for prices in self.prices.values():
            prices.remove(gone)

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
            self.put(rows, found, around)
        self.stamp = since[-1][0]
        return True


def build(stamp):
    """The shelf as the database has it now (5 queries)."""
    shelf = Shelf(stamp)
    shelf.put(rows_of(), {facet: pairs() for facet, pairs in PAIRS.items()}, parents())
    return shelf


def parents():
    """{slug of a place: slug of the place around it}."""
    return dict(Place.objects.values_list("slug", "parent__slug"))


def rows_of(works=None):
    """What of each published work, or of those of ``works``, stands in its own row or its maker's."""
    columns = ("pk", "kind", "availability", "currency", "price_amount", "width_mm", "length_mm", "height_mm")
    beside = {
        "craft_slug": F("craft__slug"),
        "family": F("craft__family"),
        "maker": F("exhibitor__slug"),
        "place": F("exhibitor__place__slug"),
    }
    rows = Product.objects.published().rewrite(False).order_by().annotate(**beside)
    return among(rows, "pk", works).values_list(*columns, *beside, named=True).iterator(BATCH)


def among(rows, column, works):
    return rows if works is None else rows.filter(**{f"{column}__in": works})


def values_of(work, around):
    """(facet, value) of everything ``works()`` tells of one."""
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
    return rows.values_list("participation__exhibition__slug", "product").iterator(BATCH)


def terms(facet, works=None):
    """(slug of a material or technique, key of a work that has it)."""
    rows = among(getattr(Product, f"{facet}s").through.objects, "product", works).order_by()
    return rows.values_list(f"{facet}__slug", "product").iterator(BATCH)


def shown_exhibits():
    """Exhibits the public sees: of accepted participations at published exhibitions."""
    return Exhibit.objects.filter(participation__state__in=SHOWN, participation__exhibition__publication="published")


# What stands in tables of its own: {facet: (value, key of a work) of the works that are asked for}.
PAIRS: dict[str, Callable] = {
    "exhibition": exhibitions,
    "material": partial(terms, "material"),
    "technique": partial(terms, "technique"),
}
