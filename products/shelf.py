"""The published works as sets: for each value of each facet, the works that have it, as compressed bitmaps of keys.

The truth is SQL (``Filters.in_sql``); what stands here is derived from it and made anew from six queries whenever the
catalogue's stamp has moved. Sets answer what no index does: how many works each of some hundred values would show.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F
from pyroaring import BitMap

from exhibitors.states import SHOWN
from products.models import Exhibit, Product
from products.sizes import size_of
from vocabulary.models import Place
from vocabulary.places import lineage

# Facets with a set for each value; the price has numbers instead.
FACETS = ("craft", "material", "technique", "place", "exhibition", "exhibitor", "kind", "availability", "size")
FAMILY = "all-"  # before the name of a family of crafts, which is chosen like a craft
BATCH = 10_000


@dataclass
class Prices:
    """The amounts in hundredths of one currency, ascending, and the works that have them in the same order."""

    amounts: array
    works: array

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


def build(stamp):
    """The shelf as the database has it now (6 queries)."""
    shelf = Shelf(stamp)
    around = dict(Place.objects.values_list("slug", "parent__slug"))
    for facet, pairs in (
        ("exhibition", exhibitions()),
        *((facet, terms(facet)) for facet in ("material", "technique")),
    ):
        for value, work in pairs:
            shelf.sets[facet][value].add(work)
    priced = defaultdict(list)
    for work in works():
        shelf.works.add(work.pk)
        for facet, value in values_of(work, around):
            shelf.sets[facet][value].add(work.pk)
        if work.price_amount is not None:
            priced[work.currency].append((hundredths(work.price_amount), work.pk))
    for currency, pairs in priced.items():
        pairs.sort()
        shelf.prices[currency] = Prices(
            array("q", (pair[0] for pair in pairs)), array("I", (pair[1] for pair in pairs))
        )
    # An exhibit or a term may be of a work that nobody sees.
    for facet in ("exhibition", "material", "technique"):
        shelf.sets[facet] = {value: shown for value, each in shelf.sets[facet].items() if (shown := each & shelf.works)}
    return shelf


def works():
    """What of each published work stands in its own row or its maker's."""
    columns = ("pk", "kind", "availability", "currency", "price_amount", "width_mm", "length_mm", "height_mm")
    beside = {
        "craft_slug": F("craft__slug"),
        "family": F("craft__family"),
        "maker": F("exhibitor__slug"),
        "place": F("exhibitor__place__slug"),
    }
    rows = Product.objects.published().rewrite(False).order_by().annotate(**beside)
    return rows.values_list(*columns, *beside, named=True).iterator(BATCH)


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


def exhibitions():
    """(slug of an exhibition, work shown there) as the public sees it."""
    return shown_exhibits().order_by().values_list("participation__exhibition__slug", "product").iterator(BATCH)


def terms(facet):
    """(slug of a material or technique, work that has it)."""
    field = f"{facet}s"
    rows = getattr(Product, field).through.objects.order_by()
    return rows.values_list(f"{facet}__slug", "product").iterator(BATCH)


def shown_exhibits():
    """Exhibits the public sees: of accepted participations at published exhibitions."""
    return Exhibit.objects.filter(participation__state__in=SHOWN, participation__exhibition__publication="published")
