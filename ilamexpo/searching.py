"""What the search of the public site finds: works, makers, crafts and exhibitions, and the words that come near.

Crafts, materials, places and exhibitions are hundreds: they are read once, folded, and kept in this process until the
catalogue's stamp moves. Works and makers are asked of the database.
"""

from dataclasses import dataclass, field
from difflib import get_close_matches
from types import SimpleNamespace
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Value, Window
from django.urls import reverse

from events.models import Exhibition, Venue
from exhibitors.models import Exhibitor
from lib import codes
from lib.languages import CODES
from lib.search import SHORT
from lib.text import fold, fold_weak, one_line, search_document, search_terms
from products.facets import current_stamp
from products.models import Product
from products.work_page import gone_work
from vocabulary.models import Craft, Material, Place
from vocabulary.places import lineage

FACETS = ("craft", "material", "place", "exhibition")
LONGEST = 200
SHOWN_WORKS, SHOWN_MAKERS, SHOWN_EXHIBITIONS = 8, 6, 6
MOST_NEAR, NEAR_WORDS, LONGEST_WORD = 5, 4, 30
NAMES = [f"name_{code}" for code in CODES]
ALSO = [f"also_written_{code}" for code in CODES]


class Entry(NamedTuple):
    """A craft, material, place or exhibition by its ``names`` {language: name}; ``forms`` are all of them, folded."""

    facet: str
    slug: str
    names: dict
    forms: tuple
    document: str

    def is_found(self, terms):
        return all(any(holds(self.document, form) for form in forms) for forms in terms)

    def begins(self, form):
        return any(name.startswith(form) for name in self.forms)

    def as_record(self):
        """What templates ask for the text of a name, or its slug."""
        return SimpleNamespace(slug=self.slug, **{f"name_{code}": name for code, name in self.names.items()})


def holds(document, form):
    """As ``lib.search.matching`` asks it of a column: a short form begins a word."""
    if len(form) > SHORT:
        return form in document
    return document.startswith(form) or any(f"{before}{form}" in document for before in " \n")


def clean(text):
    """What was typed, in one line of a bearable length."""
    return one_line(text.replace("\0", ""))[:LONGEST]


kept: dict = {}


def entries():
    """All entries, crafts first in their own order; of materials and places those of some work (2 queries, later 1)."""
    stamp = current_stamp()
    found = kept.get(stamp)
    if found is None:
        found = load_entries()
        kept.clear()
        if stamp:
            kept[stamp] = found
    return found


def load_entries():
    works = Product.objects.published().order_by()

    def rows(facet, queryset, *more):
        also = [Value("")] * len(CODES) if facet == "exhibition" else ALSO
        return queryset.rewrite(False).order_by().values_list(Value(facet), "slug", *NAMES, *also, *more)

    first, around, none = Value(0), F("parent__slug"), Value("")
    union = rows("craft", Craft.objects.filter(is_craft=True), F("position"), none, Value(True)).union(
        rows("material", Material.objects.all(), first, none, Exists(works.filter(materials=OuterRef("pk")))),
        rows("place", Place.objects.all(), first, around, Exists(works.filter(exhibitor__place=OuterRef("pk")))),
        rows("exhibition", Exhibition.objects.published(), first, none, Value(True)),
        all=True,
    )
    read, parents, of_works = [], {}, set()
    for facet, slug, *texts, position, parent, has_works in union:
        read.append((FACETS.index(facet), position, slug, texts, bool(has_works)))
        if facet == "place":
            parents[slug] = parent
            of_works |= {slug} if has_works else set()
    with_works = {each for slug in of_works for each in lineage(slug, parents)}
    return [
        make_entry(FACETS[facet], slug, texts[: len(CODES)], texts[len(CODES) :])
        for facet, _position, slug, texts, has_works in sorted(read)
        if (slug in with_works if FACETS[facet] == "place" else has_works)
    ]


def make_entry(facet, slug, names, also):
    spellings = [line for text in also if text for line in text.splitlines()]
    texts = [text for text in (*names, *spellings) if text]
    forms = dict.fromkeys(form(text) for text in texts for form in (fold, fold_weak))
    named = {code: name or "" for code, name in zip(CODES, names, strict=True)}
    return Entry(facet, slug, named, tuple(filter(None, forms)), search_document(*texts))


def crafts_among(known):
    return [entry.as_record() for entry in known if entry.facet == "craft"]


def page_of_code(text):
    """The public page of the work or the maker whose whole code was typed; "" for anything else (at most 2 queries)."""
    try:
        code = codes.read(text)
    except ValueError:
        return ""
    if code[0] == "P":
        if slug := Product.objects.published().filter(code=code).values_list("slug", flat=True).first():
            return reverse("public:product_detail", args=[code, slug])
        return reverse("public:product_by_code", args=[code]) if gone_work(code) else ""
    if code[0] == "X":
        slug = Exhibitor.objects.published().filter(code=code).values_list("slug", flat=True).first()
        return reverse("public:exhibitor_detail", args=[slug]) if slug else ""
    return ""


@dataclass
class Results:
    """What one question found; the numbers are those of all that was found, the lists hold what is shown."""

    works: list = field(default_factory=list)
    work_count: int = 0
    slips: dict = field(default_factory=dict)
    widened: list = field(default_factory=list)
    makers: list = field(default_factory=list)
    maker_count: int = 0
    crafts: list = field(default_factory=list)
    exhibitions: list = field(default_factory=list)
    exhibition_count: int = 0
    near: list = field(default_factory=list)
    near_crafts: list = field(default_factory=list)

    @property
    def total(self):
        return self.work_count + self.maker_count + len(self.crafts) + self.exhibition_count


def search(query, known):
    """The ``Results`` of ``query``, with what ``entries`` are known (at most 6 queries)."""
    found, terms = Results(), search_terms(query)
    if not terms:
        return found
    find_works(found, query)
    find_makers(found, query)
    named = [entry for entry in known if entry.is_found(terms)]
    found.crafts = crafts_among(named)
    find_exhibitions(found, [entry.slug for entry in named if entry.facet == "exhibition"])
    if not found.total:
        found.near = near_to(query, known)
        found.near_crafts = crafts_among(found.near)
    return found


def find_works(found, query):
    works = Product.objects.published().matching(query)
    found.work_count = works.count()
    found.works = list(works.newest().as_cards()[:SHOWN_WORKS]) if found.work_count else []


def find_makers(found, query):
    makers = Exhibitor.objects.published().matching(query).for_directory().annotate(number=Window(Count("pk")))
    found.makers = list(makers.order_by("slug")[:SHOWN_MAKERS])
    found.maker_count = found.makers[0].number if found.makers else 0


def find_exhibitions(found, slugs):
    found.exhibition_count = len(slugs)
    if slugs:
        venues = Prefetch("venues", Venue.objects.select_related("place__parent"))
        rows = Exhibition.objects.published().filter(slug__in=slugs).in_timeline().prefetch_related(venues)
        found.exhibitions = list(rows[:SHOWN_EXHIBITIONS])


def near_to(query, known):
    """The entries of which a name is most like one of the words typed, or all of them together; best first."""
    by_form: dict = {}
    for entry in known:
        for form in entry.forms:
            by_form.setdefault(form, []).append(entry)
    words = fold(query)
    sought = dict.fromkeys([words, *words.split()[:NEAR_WORDS]])
    near: dict = {}
    for word in (word for word in sought if 1 < len(word) <= LONGEST_WORD):
        for form in get_close_matches(word, by_form, n=MOST_NEAR, cutoff=0.65):
            near |= dict.fromkeys((entry.facet, entry.slug) for entry in by_form[form] if entry.facet != "exhibition")
    by_name = {(entry.facet, entry.slug): entry for entry in known}
    return [by_name[key] for key in near][:MOST_NEAR]
