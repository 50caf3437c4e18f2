"""The works list's filters: what is chosen, what else could be, and how many works each choice would show.

Repeated values of one name widen, different names narrow; a place finds what lies inside it too. Unknown values are
ignored, so a filter first learns which words there are. Both the words and the counts are kept in this process until
the catalogue's stamp moves; an answer holds no more than the page shows, whatever the number of makers.
"""

from collections import Counter, OrderedDict
from dataclasses import dataclass, field

from django.db.models import Count, F, Max, Value
from django.db.models.functions import Coalesce

from events.models import Exhibition
from exhibitors.models import Exhibitor
from exhibitors.states import SHOWN
from lib.languages import CODES
from lib.prepared import Prepared
from products.models import CatalogueStamp, Exhibit, Product
from vocabulary.models import Craft, Place
from vocabulary.places import inside, lineage

FACETS = ("craft", "exhibition", "place", "kind", "exhibitor")
COLUMNS = {"craft": "craft__slug", "place": "exhibitor__place__slug", "kind": "kind", "exhibitor": "exhibitor__slug"}
NAMES = [f"name_{code}" for code in CODES]
MOST_EXHIBITORS = 12
KEPT = 400


class Kept(OrderedDict):
    """The newest ``KEPT`` answers, by key; the key holds the stamp, so an old answer is never found again."""

    def answer(self, key, ask):
        if key not in self:
            self[key] = ask()
            while len(self) > KEPT:
                self.popitem(last=False)
        self.move_to_end(key)
        return self[key]


kept = Kept()
STAMP = Prepared(lambda: CatalogueStamp.objects.filter(pk=1).values_list("number"))


def current_stamp():
    """The number that moves with every change of what the list shows (1 query)."""
    return next((stamp.number for stamp in STAMP()), 0)


def load_words():
    """Slugs and names of crafts, places and exhibitions, and what each place lies in.

    Two dicts: {facet: {slug: {language: name}}}, {slug of a place: slug of the place around it, or None}.
    """

    # Modeltranslation's rewriting puts columns in the order of a set, which differs from one process to the next.
    def rows(facet, queryset, around=None):
        parent = F(around) if around else Value("")
        return queryset.rewrite(False).order_by().values_list(Value(facet), "slug", *NAMES, parent)

    union = rows("craft", Craft.objects.all()).union(
        rows("place", Place.objects.all(), "parent__slug"),
        rows("exhibition", Exhibition.objects.published()),
        all=True,
    )
    words, around = {facet: {} for facet in FACETS}, {}
    for facet, slug, *names, parent in union:
        words[facet][slug] = dict(zip(CODES, names, strict=True))
        if facet == "place":
            around[slug] = parent
    words["kind"] = {value: None for value in Product.Kind.values}
    return words, around


def load_exhibitors(slugs):
    """{slug: {language: name}} of those who are shown to the public."""
    named = Exhibitor.objects.published().filter(slug__in=slugs).rewrite(False).order_by()
    return {slug: dict(zip(CODES, names, strict=True)) for slug, *names in named.values_list("slug", *NAMES)}


@dataclass
class Choice:
    """One line of a facet: ``names`` by language (None for kinds, which gettext knows), and how many it shows."""

    slug: str
    names: dict | None
    count: int
    is_chosen: bool


@dataclass
class Filters:
    """What a query string asks of the works list; the exhibition or craft of the page itself is fixed."""

    query: str = ""
    chosen: dict = field(default_factory=dict)
    stamp: int = 0
    words: dict = field(default_factory=dict)
    around: dict = field(default_factory=dict)

    @classmethod
    def read(cls, params, **fixed):
        """Read ``params`` (a QueryDict), ignoring what is unknown; ``fixed`` names one value a facet (1–3 queries)."""
        stamp = current_stamp()
        asked = {facet: [fixed[facet]] if facet in fixed else params.getlist(facet)[:50] for facet in FACETS}
        # PostgreSQL takes no NUL, and no slug holds one.
        exhibitors = tuple(sorted({slug for slug in asked["exhibitor"] if "\x00" not in slug}))
        words, around = kept.answer((stamp, "words"), load_words)
        if exhibitors:
            named = kept.answer((stamp, "exhibitors", exhibitors), lambda: load_exhibitors(exhibitors))
            words = words | {"exhibitor": named}
        chosen = {facet: sorted({slug for slug in asked[facet] if slug in words[facet]}) for facet in FACETS}
        query = params.get("q", "").replace("\x00", "").strip()[:200]
        return cls(query=query, chosen=chosen, stamp=stamp, words=words, around=around)

    def wanted(self, facet):
        """The slugs that meet what is chosen; none chosen, none wanted."""
        chosen = self.chosen[facet]
        return inside(chosen, self.around) if facet == "place" else chosen

    def apply(self, products, *, without=()):
        """Narrow ``products`` to what is asked, leaving out the facets in ``without``."""
        for facet, column in COLUMNS.items():
            if facet not in without and (slugs := self.wanted(facet)):
                products = products.filter(**{f"{column}__in": slugs})
        if "exhibition" not in without and (slugs := self.chosen["exhibition"]):
            products = products.filter(pk__in=shown_exhibits().filter(**{EXHIBITION: slugs}).values("product"))
        return products.matching(self.query) if self.query else products

    def counts(self):
        """How many works match, and how many each value of each facet would show: (total, {facet: Counter}, names).

        Of the exhibitors only those that are shown: the ones with most works, and the chosen ones.
        """
        key = (self.stamp, "counts", self.query, *map(tuple, self.chosen.values()))
        return kept.answer(key, self.count)

    def count(self):
        """Count in one query: groups of craft, maker, place and kind, beside the exhibitions of the same works."""
        groups = grouped(
            self.apply(Product.objects.published(), without=COLUMNS).rewrite(False),
            COLUMNS | {"place": Coalesce(COLUMNS["place"], Value("")), "exhibition": Value("")},
            {name: Max(f"exhibitor__{name}") for name in NAMES},
            Count("pk"),
        )
        works = self.apply(Product.objects.published(), without=["exhibition"])
        exhibitions = grouped(
            shown_exhibits().filter(product__in=works),
            dict.fromkeys(COLUMNS, Value("")) | {"exhibition": "participation__exhibition__slug"},
            dict.fromkeys(NAMES, Value("")),
            Count("product", distinct=True),
        )
        return self.add_up(groups.union(exhibitions, all=True))

    def add_up(self, rows):
        counters, names, total = {facet: Counter() for facet in FACETS}, {}, 0
        wanted = {facet: set(self.wanted(facet)) for facet in COLUMNS}
        for craft, place, kind, exhibitor, exhibition, works, *rest in rows:
            if exhibition:
                counters["exhibition"][exhibition] = works
                continue
            values = {"craft": craft, "place": place, "kind": kind, "exhibitor": exhibitor}
            names[exhibitor] = dict(zip(CODES, rest, strict=True))
            misses = [facet for facet, value in values.items() if wanted[facet] and value not in wanted[facet]]
            total += 0 if misses else works
            for facet, value in values.items():
                # A facet's own choice does not narrow its counts: another value of it would widen.
                if value and not set(misses) - {facet}:
                    for each in lineage(value, self.around) if facet == "place" else [value]:
                        counters[facet][each] += works
        makers = counters["exhibitor"]
        most = sorted(makers, key=lambda slug: (-makers[slug], slug))[:MOST_EXHIBITORS]
        counters["exhibitor"] = Counter({slug: makers[slug] for slug in [*most, *self.chosen["exhibitor"]]})
        return total, counters, {slug: names[slug] for slug in most}

    def choices(self):
        """The facets as shown, {facet: [Choice]}, most works first; chosen values stay even when they match nothing."""
        _, counters, names = self.counts()
        shown = {}
        for facet in FACETS:
            chosen, counter = self.chosen[facet], counters[facet]
            slugs = {*counter, *chosen}
            shown[facet] = [
                Choice(slug, self.words[facet].get(slug) or names.get(slug), counter[slug], slug in chosen)
                for slug in sorted(slugs, key=lambda slug: (-counter[slug], slug))
            ]
        return shown

    def choice(self, facet, slug):
        """The line of one chosen value."""
        return next(line for line in self.choices()[facet] if line.slug == slug)


def grouped(rows, by, names, works):
    """A part of a union: ``rows`` grouped by the expressions of ``by``, with ``works`` and ``names`` behind them.

    Everything grouped by is an annotation and nothing is named twice, so that all parts have their columns alike.
    """
    by = {f"by_{name}": F(value) if isinstance(value, str) else value for name, value in by.items()}
    names = {f"a_{name}": value for name, value in names.items()}
    return rows.order_by().annotate(**by).values_list(*by).annotate(works=works, **names)


EXHIBITION = "participation__exhibition__slug__in"


def shown_exhibits():
    """Exhibits the public sees: of accepted participations at published exhibitions."""
    return Exhibit.objects.filter(participation__state__in=SHOWN, participation__exhibition__publication="published")
