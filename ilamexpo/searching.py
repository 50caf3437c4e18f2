"""What the search of the public site finds: works, makers, crafts and exhibitions, and the words that come near.

Crafts, materials, places and exhibitions are hundreds: they are read once, folded, and kept in this process until the
catalogue's stamp moves. Works and makers are asked of the database.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import reduce
from itertools import islice, product
from operator import or_
from types import SimpleNamespace
from typing import NamedTuple

from django.db.models import Count, F, Prefetch, Value, Window
from django.urls import reverse

from events.models import Exhibition, Stand, Venue
from exhibitors.models import Exhibitor
from lib import codes
from lib.kept import Kept
from lib.languages import CODES
from lib.search import BEGINNING, pattern
from lib.text import fold, joined, one_line, search_document, search_terms, search_words, words_only
from products.facets import words_of
from products.listed import cards_of
from products.matches import Matches, matches
from products.models import Product
from products.shelf import shelf_of
from products.work_page import gone_work
from vocabulary.models import Craft, Material, Place
from vocabulary.places import lineage
from vocabulary.spellings import MOST_STAND_INS

FACETS = ("craft", "material", "place", "exhibition")
LONGEST = 200
BEFORE_CODE = re.compile(r".*[\s/:]")
SHOWN_WORKS, SHOWN_MAKERS, SHOWN_EXHIBITIONS = 8, 6, 6
MOST_NEAR, NEAR_WORDS, LONGEST_WORD = 5, 4, 30
NAMES = [f"name_{code}" for code in CODES]
ALSO = [f"also_written_{code}" for code in CODES]


class Entry(NamedTuple):
    """A craft, material, place or exhibition by its ``names`` {language: name}; ``forms`` are all spellings, folded."""

    facet: str
    slug: str
    names: dict
    forms: tuple
    document: str

    def is_found(self, terms):
        """As ``lib.search.matching`` asks it of a column."""
        return holds_all(self.document, terms)

    def may_become(self, terms):
        """Whether the words that are typed so far lead here: a short one begins a word."""
        return all(
            any(f" {form}" in self.document or (is_long(form) and form in self.document) for form in term)
            for term in terms
        )

    def as_record(self):
        """What templates ask for the text of a name, or its slug."""
        return SimpleNamespace(slug=self.slug, **{f"name_{code}": name for code, name in self.names.items()})


def holds_all(document, terms):
    return all(any(pattern(form) in document for form in term) for term in terms)


def strong_forms(text):
    """``text`` folded, with and without its spaces: not so far that letters of different sounds meet."""
    spaced = fold(words_only(text))
    return tuple(filter(None, dict.fromkeys((spaced, joined(spaced)))))


def is_long(form):
    return len(form) > BEGINNING


def clean(text):
    """What was typed, in one line of a bearable length."""
    return one_line(text.replace("\0", ""))[:LONGEST]


kept = Kept(1)


def entries(stamp):
    """All entries, crafts first in their own order; of materials and places those of some work (2 queries, later none)."""
    return kept.answer(stamp, "entries", lambda: load_entries(shelf_of(stamp).sets, words_of(stamp)[1]["place"]))


def load_entries(sets, around):
    """``sets`` as the shelf has them, of materials and places; ``around`` is {slug of a place: slug of the place around it}."""
    places = {place for slug in sets["place"] for place in lineage(slug, around)}

    def rows(facet, queryset, *more):
        also = [Value("")] * len(CODES) if facet == "exhibition" else ALSO
        return queryset.rewrite(False).order_by().values_list(Value(facet), "slug", *NAMES, *also, *more)

    first = Value(0)
    union = rows("craft", Craft.objects.filter(is_craft=True), F("position")).union(
        rows("material", Material.objects.filter(slug__in=list(sets["material"])), first),
        rows("place", Place.objects.filter(slug__in=places), first),
        rows("exhibition", Exhibition.objects.published(), first),
        all=True,
    )
    read = [(FACETS.index(facet), position, slug, texts) for facet, slug, *texts, position in union]
    return [
        make_entry(FACETS[facet], slug, texts[: len(CODES)], texts[len(CODES) :])
        for facet, _position, slug, texts in sorted(read)
    ]


def make_entry(facet, slug, names, also):
    spellings = [line for text in also if text for line in text.splitlines()]
    texts = [text for text in (*names, *spellings) if text]
    folded = dict.fromkeys(form for text in texts for form in strong_forms(text))
    named = {code: name or "" for code, name in zip(CODES, names, strict=True)}
    return Entry(facet, slug, named, tuple(folded), search_document(*texts))


def crafts_among(known):
    return [entry.as_record() for entry in known if entry.facet == "craft"]


def page_of_code(text):
    """The public page of what carries the whole code that was typed; "" for anything else (at most 2 queries).

    It may stand behind a word or at the end of an address, as in "Code: P…". That of a stand leads where a printed one does.
    """
    for each in (text, BEFORE_CODE.sub("", text.rstrip("/ "))):
        with suppress(ValueError):
            return page_of(codes.read(each))
    return ""


def page_of(code):
    if code[0] == "S":
        stands = Stand.objects.filter(public_code=code, hall__exhibition__in=Exhibition.objects.published())
        return reverse("printed_code", args=[code]) if stands.exists() else ""
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

    said: Matches = field(default_factory=Matches)
    works: list = field(default_factory=list)
    makers: list = field(default_factory=list)
    maker_count: int = 0
    crafts: list = field(default_factory=list)
    exhibitions: list = field(default_factory=list)
    exhibition_count: int = 0
    near: list = field(default_factory=list)
    near_crafts: list = field(default_factory=list)

    @property
    def work_count(self):
        return len(self.said.works)

    @property
    def is_wish(self):
        """Whether a kind of work was looked for of which there is none; a place or a person is no kind of work."""
        return not self.work_count and bool(self.crafts or not self.total)

    @property
    def total(self):
        return self.work_count + self.maker_count + len(self.crafts) + self.exhibition_count


def search(query, stamp, known):
    """The ``Results`` of ``query``, with the ``entries`` under that ``stamp`` (at most 6 queries, 3 more for a slip)."""
    found = Results()
    if not search_terms(query):
        return found
    find_works(found, query, stamp)
    texts = list(dict.fromkeys((query, *corrected(query, found.said.slips))))
    find_makers(found, texts)
    asked = [search_terms(text) for text in texts]
    named = [entry for entry in known if any(entry.is_found(terms) for terms in asked)]
    found.crafts = crafts_among(named)
    find_exhibitions(found, [entry.slug for entry in named if entry.facet == "exhibition"])
    if not found.total:
        found.near = near_to(query, known)
        found.near_crafts = crafts_among(found.near)
    return found


def corrected(query, slips):
    """``query`` with the words it was taken for, in every way (a few at most)."""
    words = [slips.get(word, [word]) for word in search_words(query).values()] if slips else []
    return [" ".join(each) for each in islice(product(*words), MOST_STAND_INS)] if words else []


def find_works(found, query, stamp):
    found.said = matches(query, stamp)
    found.works = cards_of(found.said.best(found.said.works, stamp, None, SHOWN_WORKS))


def find_makers(found, texts):
    makers = reduce(or_, (Exhibitor.objects.published().matching(text) for text in texts))
    makers = makers.select_related("place").annotate(number=Window(Count("pk"))).order_by("slug")
    found.makers = list(makers[:SHOWN_MAKERS])
    found.maker_count = found.makers[0].number if found.makers else 0


def find_exhibitions(found, slugs):
    found.exhibition_count = len(slugs)
    if slugs:
        venues = Prefetch("venues", Venue.objects.select_related("place__parent"))
        rows = Exhibition.objects.published().filter(slug__in=slugs).in_timeline().prefetch_related(venues)
        found.exhibitions = list(rows[:SHOWN_EXHIBITIONS])


def near_works(query, stamp):
    """As ``near_to``, of what some work is called, made of or comes from (2 queries, later none)."""
    crafts = shelf_of(stamp).sets["craft"]
    return near_to(query, [entry for entry in entries(stamp) if entry.facet != "craft" or entry.slug in crafts])


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
