"""The works list's filters: what is chosen, what else could be, and how many works each choice would show.

Repeated values of one name widen, different names narrow; a place finds what lies inside it too, a family its crafts.
Unknown values are ignored, so a filter first learns which words there are. Words and sets are kept in this process
until the catalogue's stamp moves; what is kept does not grow with the number of makers.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from heapq import nsmallest

from django.db.models import F, Value
from django.utils.http import urlencode
from pyroaring import BitMap

from events.models import Exhibition
from exhibitors.models import Exhibitor
from lib.kept import Kept
from lib.languages import CODES
from lib.prepared import Prepared
from products.matches import matches
from products.models import CatalogueStamp, Product
from products.prices import Price, bands_of
from products.shelf import FACETS, shelf_of, shown_exhibits
from products.sizes import SIZES
from vocabulary.models import Craft, Material, Place, Technique
from vocabulary.places import inside, lineage

FAMILY = "all-"  # before the name of a family of crafts, which is chosen like a craft
COLUMNS = {
    "craft": "craft__slug",
    "place": "exhibitor__place__slug",
    "kind": "kind",
    "availability": "availability",
    "exhibitor": "exhibitor__slug",
}
# Names of what is no record; their words are gettext's.
LABELS = {
    "kind": dict(Product.Kind.choices),
    "availability": dict(Product.Availability.choices),
    "size": {name: words for name, (_limit, words) in SIZES.items()},
}
NAMES = [f"name_{code}" for code in CODES]
MOST_VALUES, MOST_EXHIBITORS = 50, 12
# So many keys are handed to the database one by one, more only of what words have found; other filters ask by columns.
FEW, MOST_KEYS = 2000, 10_000
LONGEST_QUERY = 200
MANY_FACETS = 2


kept, kept_counts = Kept(100), Kept(32)
STAMP = Prepared(lambda: CatalogueStamp.objects.filter(pk=1).values_list("number"))


def current_stamp():
    """The number that moves with every change of what the list shows (1 query)."""
    return next((stamp.number for stamp in STAMP()), 0)


def words_of(stamp):
    """As ``load_words``, kept."""
    return kept.answer(stamp, "words", load_words)


def load_words():
    """Names of crafts, materials, techniques, places and exhibitions, and what a craft or a place belongs to (1 query).

    Two dicts: {facet: {slug: {language: name}}}, {facet: {slug: slug of the family or the place around it, or ""}}.
    """

    # Modeltranslation's rewriting puts columns in the order of a set, which differs from one process to the next.
    def rows(facet, queryset, around=None):
        return queryset.rewrite(False).order_by().values_list(Value(facet), "slug", *NAMES, around or Value(""))

    union = rows("craft", Craft.objects.all(), F("family")).union(
        rows("place", Place.objects.all(), F("parent__slug")),
        rows("material", Material.objects.all()),
        rows("technique", Technique.objects.all()),
        rows("exhibition", Exhibition.objects.published()),
        all=True,
    )
    words: dict = {facet: dict(LABELS.get(facet, ())) for facet in FACETS}
    around: dict = {"craft": {}, "place": {}}
    for facet, slug, *names, above in union:
        words[facet][slug] = dict(zip(CODES, names, strict=True))
        if facet in around:
            around[facet][slug] = FAMILY + above if facet == "craft" else above or ""
    for family in Craft.Family:
        words["craft"][FAMILY + family] = family.label
        around["craft"][FAMILY + family] = ""
    return words, around


def load_exhibitors(slugs):
    """{slug: {language: name}} of those who are shown to the public."""
    named = Exhibitor.objects.published().filter(slug__in=slugs).rewrite(False).order_by()
    return {slug: dict(zip(CODES, names, strict=True)) for slug, *names in named.values_list("slug", *NAMES)}


@dataclass(slots=True)
class Choice:
    """One line of a facet: ``words`` are names by language or gettext's, ``count`` how many works it would show."""

    slug: str
    words: object
    count: int
    is_chosen: bool
    is_inside: bool = False


@dataclass
class Counted:
    """``choices`` and ``price_lines`` of what is asked, with what pages have ``drawn`` of the choices, by language."""

    choices: dict
    price_lines: list
    drawn: dict = field(default_factory=dict)


@dataclass
class Filters:
    """What a query string asks of the works list; ``fixed`` is what the page itself is about: {facet: slug}."""

    query: str = ""
    chosen: dict = field(default_factory=dict)
    price: Price = field(default_factory=Price)
    fixed: dict = field(default_factory=dict)
    stamp: int = 0
    words: dict = field(default_factory=dict)
    around: dict = field(default_factory=dict)

    @classmethod
    def read(cls, params, *, stamp=None, **fixed):
        """Read ``params`` (a QueryDict), ignoring what is unknown (1–3 queries; one less with a ``stamp`` just read)."""
        stamp = current_stamp() if stamp is None else stamp
        asked = {facet: [fixed[facet]] if facet in fixed else params.getlist(facet)[:MOST_VALUES] for facet in FACETS}
        # PostgreSQL takes no NUL, and no slug holds one.
        exhibitors = tuple(sorted({slug for slug in asked["exhibitor"] if "\x00" not in slug}))
        words, around = words_of(stamp)
        if exhibitors:
            words = words | {"exhibitor": named(stamp, exhibitors)}
        chosen = {facet: sorted({slug for slug in asked[facet] if slug in words[facet]}) for facet in FACETS}
        query = params.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
        return cls(query, chosen, Price.read(params), fixed, stamp, words, around)

    @cached_property
    def shelf(self):
        return shelf_of(self.stamp)

    @cached_property
    def found(self):
        return matches(self.query, self.stamp)

    @cached_property
    def parts(self):
        """{name of what narrows: the works it leaves}: the words, the price and each facet with something chosen."""
        parts = {"q": self.found.works} if self.query else {}
        if self.price:
            parts["price"] = self.priced(self.price)
        for facet, slugs in self.chosen.items():
            if slugs:
                parts[facet] = self.shelf.having(facet, self.with_inside(facet))
            elif facet in self.fixed:
                parts[facet] = BitMap()
        return parts

    def with_inside(self, facet):
        """What is chosen, and what lies inside it: the crafts of a family, the places inside a place."""
        return inside(self.chosen[facet], self.around[facet]) if facet in self.around else self.chosen[facet]

    def priced(self, price):
        prices = self.shelf.prices.get(price.currency)
        return prices.between(*price.stored) if prices else BitMap()

    def works(self, *, without=None):
        """The works that everything chosen leaves, but for the choice named ``without``."""
        return self.in_all(part for name, part in self.parts.items() if name != without)

    def in_all(self, parts):
        """The works in all ``parts``; not to be changed, as without any it is the shelf's own set."""
        parts = list(parts)
        return BitMap.intersection(self.shelf.works, *parts) if parts else self.shelf.works

    @cached_property
    def results(self):
        return self.works()

    @property
    def total(self):
        return len(self.results)

    @property
    def is_too_much(self):
        """Whether words have found more works than the database is asked to put in an order."""
        return bool(self.query) and self.total > MOST_KEYS

    def apply(self, products):
        """Narrow ``products`` to the results."""
        if self.query or len(self.results) <= FEW:
            return products.filter(pk__in=list(self.results))
        return self.in_sql(products)

    def in_sql(self, products):
        """The same by columns alone, but for the words: what the sets have to agree with."""
        for facet, column in COLUMNS.items():
            if slugs := self.chosen[facet]:
                products = products.filter(**{f"{column}__in": self.with_inside(facet)})
        for facet in ("material", "technique"):
            if slugs := self.chosen[facet]:
                have = getattr(Product, f"{facet}s").through.objects.filter(**{f"{facet}__slug__in": slugs})
                products = products.filter(pk__in=have.values("product"))
        if slugs := self.chosen["exhibition"]:
            shown = shown_exhibits().filter(participation__exhibition__slug__in=slugs)
            products = products.filter(pk__in=shown.values("product"))
        if self.chosen["size"]:
            products = products.of_sizes(self.chosen["size"])
        return self.price.apply(products) if self.price else products

    # What could be chosen

    @cached_property
    def scope(self):
        """The works the page is about before anything is chosen: its own exhibition, the words that were typed."""
        before = {name: part for name, part in self.parts.items() if name == "q" or name in self.fixed}
        return self.results if len(before) == len(self.parts) else self.in_all(before.values())

    @cached_property
    def counted(self):
        """Counted, kept in this process for the last 32 that were asked."""
        asked = (tuple(self.fixed.items()), tuple(self.pairs()))
        return kept_counts.answer(self.stamp, asked, lambda: Counted(self.count_choices(), self.count_prices()))

    @property
    def choices(self):
        """The facets as shown, {facet: [Choice]}, in an order that does not depend on what is chosen."""
        return self.counted.choices

    @property
    def price_lines(self):
        """[(Price, how many works)] of the bands of each currency; ``price`` itself is chosen where it equals one."""
        return self.counted.price_lines

    def count_choices(self):
        return {facet: self.lines(facet) for facet in FACETS if facet not in self.fixed}

    def lines(self, facet):
        # A facet's own choice does not narrow its counts: another value of it would widen.
        base = self.works(without=facet) if self.chosen[facet] else self.results
        if facet == "exhibitor":
            return self.exhibitor_lines(base)
        chosen, around = self.chosen[facet], self.around.get(facet, {})
        totals = self.counts(facet, self.scope)
        counts = totals if base is self.scope else self.counts(facet, base)
        slugs = self.sorted(facet, [slug for slug in {*totals, *chosen} if totals.get(slug) or slug in chosen], totals)
        return [
            Choice(slug, self.words[facet].get(slug), counts[slug], slug in chosen, is_inside=around.get(slug) in slugs)
            for slug in slugs
        ]

    def counts(self, facet, base):
        """Counter of how many works of ``base`` each value has; a work is of one craft and one place, and so of what is
        around them."""
        is_whole, around, counts = base is self.shelf.works, self.around.get(facet, {}), Counter()
        for slug, works in self.shelf.sets[facet].items():
            number = len(works) if is_whole else base.intersection_cardinality(works)
            for each in lineage(slug, around):
                counts[each] += number
        return counts

    def sorted(self, facet, slugs, totals):
        """Most works first, what belongs to a family or a place behind it; a family of one craft needs no line."""
        if facet in LABELS:
            return [slug for slug in LABELS[facet] if slug in slugs]
        around = self.around.get(facet, {})

        def way(slug):
            return [(-totals.get(each, 0), each) for each in reversed(lineage(slug, around))]

        members = [around.get(slug) for slug in slugs]
        needed = [
            slug
            for slug in slugs
            if facet != "craft" or not slug.startswith(FAMILY) or slug in self.chosen[facet] or members.count(slug) > 1
        ]
        return sorted(needed, key=way)

    def exhibitor_lines(self, base):
        """The makers with most works, and the chosen ones."""
        makers, chosen = self.shelf.makers, self.chosen["exhibitor"]
        counts = makers.counts(base)
        counts |= {slug: base.intersection_cardinality(makers.works_of(slug)) for slug in chosen}
        most = nsmallest(MOST_EXHIBITORS, (slug for slug in counts if counts[slug]), lambda slug: (-counts[slug], slug))
        slugs = list(dict.fromkeys([*most, *chosen]))
        names = named(self.stamp, tuple(sorted(slugs))) if slugs else {}
        return [Choice(slug, names.get(slug), counts[slug], slug in chosen) for slug in slugs]

    def count_prices(self):
        base = self.works(without="price") if self.price else self.results
        shelved = sorted(self.shelf.prices.items())
        bands = [(band, prices.band(*band.stored)) for currency, prices in shelved for band in bands_of(currency)]
        return [
            (band, base.intersection_cardinality(works)) for band, works in bands if not self.scope.isdisjoint(works)
        ]

    # The address of what is asked

    def pairs(self):
        """What is asked as [(name, value)], each name once in its place, whatever the order it was typed in."""
        pairs = [("q", self.query)] if self.query else []
        for facet in FACETS:
            if facet not in self.fixed:
                pairs += [(facet, slug) for slug in self.chosen[facet]]
        return pairs + self.price.pairs()

    @cached_property
    def written(self):
        """``pairs`` as {(name, value): what an address has for it}."""
        return {pair: in_address(pair) for pair in self.pairs()}

    def query_string(self, *more, without=(), price=None):
        """The query string of what is asked: without the pairs or names in ``without``, with ``more`` pairs.

        A ``price`` stands in the place of the one that is chosen.
        """
        left_out = {*without, *(Price.NAMES if price is not None else ())}
        words = [word for pair, word in self.written.items() if pair not in left_out and pair[0] not in left_out]
        added = [*(price.pairs() if price is not None else ()), *more]
        return "&".join([*words, *map(in_address, added)])

    def asking_for(self, facet, *more):
        """What turns a value of ``facet`` into the query string that asks for it instead of those chosen, ``more`` at the end."""
        behind = {*FACETS[FACETS.index(facet) + 1 :], *Price.NAMES}
        before = [word for (name, _value), word in self.written.items() if name not in behind and name != facet]
        after = [word for (name, _value), word in self.written.items() if name in behind]
        after += map(in_address, more)
        return lambda slug: "&".join([*before, in_address((facet, slug)), *after])

    @property
    def is_narrow(self):
        return self.is_narrow_with()

    def is_narrow_with(self, *more):
        """Whether so much is chosen, together with ``more`` facets, that no search engine need know the page."""
        chosen = {facet for facet, slugs in self.chosen.items() if slugs and facet not in self.fixed}
        return bool(self.query) or len(chosen.union(more)) + bool(self.price) > MANY_FACETS


@lru_cache(1000)
def in_address(pair):
    """What stands there for (name, value); a page holds dozens of addresses, nearly the same ones as the page before."""
    return urlencode([pair])


def named(stamp, slugs):
    """The names of exhibitors, kept until the stamp moves."""
    return kept.answer(stamp, ("exhibitors", slugs), lambda: load_exhibitors(slugs))
