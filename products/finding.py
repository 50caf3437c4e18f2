"""Finds the public works that somebody means, best first, and says what was done to what was typed.

A word is found whole, by its beginning or in the middle, in any of its spellings; what finds nothing may be a slip of one
letter. No text reaches SQL but as a value without wildcards: folding leaves letters and digits.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache, reduce
from itertools import islice, pairwise, product
from operator import and_, or_
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone
from pyroaring import BitMap

from lib import codes
from lib.kept import Kept
from lib.languages import CODES
from lib.moments import microseconds
from lib.search import holds, is_line, pattern
from lib.text import forms, search_document, search_words, squeeze, words_only
from products import likely, ngrams
from products.models import CatalogueStamp, Product
from products.shelf import shelf_of
from vocabulary.models import Craft, Material, Place, Technique
from vocabulary.naming import Said, Widened
from vocabulary.spellings import known, stand_ins

MOST, LONGEST = 10_000, 200
# Among so many works a word may stand in more than can be ranked while somebody waits; see ``products.likely``.
LARGE = 5000
# A listing that its maker has not confirmed for so long may not be true any more.
FRESH = timedelta(days=180)
MOST_TEXTS = 5
SOME = 200  # of very many works, that tell for what a word was taken
LONGEST_PHRASE = 3  # words that together are a spelling of a term
PARTS = re.compile("[()/;؛,،:]")
FACETS: dict[str, Any] = {"craft": Craft, "material": Material, "technique": Technique, "place": Place}
SPELLINGS = [f"{name}_{code}" for name in ("name", "also_written") for code in CODES]
EXACT, NAME, LABEL, TEXT = range(4)


@dataclass
class Found(Said):
    """The works best first, as (key, pk); the keys are in order themselves, and nobody has the key of another.

    ``others`` hold the words as well; nobody asked how well they fit. There are no ``slips`` unless nothing was found without.
    """

    order: list = field(default_factory=list)
    others: BitMap = field(default_factory=BitMap)
    is_capped: bool = False

    def __bool__(self):
        return bool(self.order or self.others)


def find(query, most=MOST, stamp=None):
    """Found, of the published works that hold every word of ``query``; nothing for a query without a letter.

    At most 7 queries, fewer where the caller knows the catalogue's ``stamp``; 13 more where a slip is looked for. In a very
    large catalogue, words that very many works hold find those that are called so, and as ``others`` all of a craft,
    material, technique or place of such a name, or some of the rest.
    """
    query = query.replace("\x00", "")[:LONGEST]
    if numbers := of_code(query):
        return Found(numbers)
    trade = words_of_trade(stamp)
    words = search_words(trade.in_one_word(query))
    if not words:
        return Found()
    found, shelf = Found(widened=trade.widened(query)), shelf_of_many(stamp)
    look(found, with_neighbours(words), likely.readings(words), [query], most, trade, shelf)
    if not found:
        look_for_slips(found, words, most, trade, shelf)
    found.is_capped = bool(found.others) or len(found.order) > most
    del found.order[most:]
    return found


def shelf_of_many(stamp):
    """The shelf of a catalogue in which a word may stand in too many works; None of a smaller one, or without a stamp."""
    shelf = shelf_of(stamp) if stamp else None
    return shelf if shelf and len(shelf.works) > LARGE else None


def look_for_slips(found, words, most, trade, shelf):
    """As ``look``, with words that are one slip away from those that find nothing."""
    slipped = slips(words, shelf)
    if not slipped:
        return
    chosen = [slipped.get(word) or {word: term} for term, word in words.items()]
    texts = [" ".join(each) for each in islice(product(*chosen), MOST_TEXTS)]
    terms = [list(each.values()) for each in chosen]
    hits = look(found, terms, islice(product(*terms), MOST_TEXTS), texts, most, trade, shelf, tells=True)
    for (word, others), hit in zip(zip(words.values(), chosen, strict=True), hits, strict=True):
        if word in slipped and found:
            found.slips[word] = [other for other, is_hit in zip(others, hit, strict=True) if is_hit] or list(others)


def look(found, terms, read, texts, most, trade, shelf, tells=False):
    """Put into ``found`` what holds of each of ``terms`` one of its words; returns hits, as ``ask`` says them.

    ``read`` are the readings that are asked for where there are too many works to ask more.
    """
    works = Product.objects.published()
    if shelf is None:
        found.order, hits = ask(works.filter(hold(terms, "search_text")), terms, texts, most, tells)
        return hits
    lines, of_trade = likely.written(read), trade.works(terms, shelf)
    keys = [] if len(of_trade) > likely.MOST else likely.holding("search_text", lines)
    if len(of_trade) > likely.MOST or len(keys) > likely.MOST:
        found.others = of_trade | BitMap(keys) & shelf.works  # not what came only now
        is_too_much = likely.names_hold(lines, shelf)
        keys = [] if is_too_much else likely.holding("search_name", lines)
        if is_too_much or len(keys) > likely.MOST:
            found.others |= BitMap(keys) & shelf.works
            keys = likely.called(texts)
    hits = [[False] * len(words) for words in terms]
    if keys:
        found.order, hits = ask(works.filter(pk__in=keys), terms, texts, most, tells)
        found.others -= BitMap(work for _key, work in found.order)
    if tells and found.others:
        some = [*keys[:SOME], *islice(found.others, SOME)]
        _order, hits = ask(works.filter(pk__in=some), terms, texts, most, tells)
    return hits


def of_code(query):
    """The work whose whole code was typed, or all of the maker's, as ``Found.order``; [] for anything else (1 query)."""
    try:
        code = codes.read(query)
    except ValueError:
        return []
    works = Product.objects.published().filter(**{"code" if code[0] == "P" else "exhibitor__code": code})
    rows = works.newest().rewrite(False).values_list("pk", "published_at", "code")[:MOST]
    return [(key(EXACT, 0, published_at, code), pk) for pk, published_at, code in rows]


def ask(works, terms, texts, most, tells):
    """(Found.order with one more than ``most``, hits) of ``works``, which hold of each of ``terms`` one of its words.

    A word is (strong, weak). ``texts`` are the whole query, spelled out; a name that is one of them comes first. With
    ``tells``, hits says of every word of every term whether one of the works holds it.
    """
    a_line = reduce(or_, (is_line(text, "search_name") for text in texts))
    oldest = timezone.now() - FRESH
    is_fresh = Q(confirmed_on__gte=oldest.date()) | Q(confirmed_on=None, published_at__gte=oldest)
    works = works.annotate(
        rank=number(
            EXACT,
            a_line,
            (NAME, hold(terms, "search_name")),
            (LABEL, hold(terms, "search_name", "search_label")),
            last=TEXT,
        ),
        is_lesser=number(0, Q(is_complete=True) & is_fresh, last=1),
    )
    told = [[number(1, holds(word, "search_text"), last=0) for word in words] if tells else [] for words in terms]
    rows = list(
        works.rewrite(False)
        .order_by("rank", "is_lesser", "-published_at", "code")
        .values_list("pk", "rank", "is_lesser", "published_at", "code", *(each for words in told for each in words))[
            : most + 1
        ]
    )
    held = iter([any(column) for column in list(zip(*rows, strict=True))[5:]])
    hits = [[next(held, False) for _word in words] for words in told]
    return [(key(*row[1:5]), row[0]) for row in rows], hits


def hold(terms, *columns):
    return reduce(and_, (reduce(or_, (holds(word, *columns) for word in words)) for words in terms))


def number(value, condition, *more, last):
    cases = [When(condition, then=Value(value)), *(When(condition, then=Value(value)) for value, condition in more)]
    return Case(*cases, default=Value(last), output_field=IntegerField())


def key(rank, is_lesser, published_at, code):
    """Keys are compared as they stand: best first, then complete and fresh ones, the newest, by code."""
    return rank, is_lesser, -microseconds(published_at), code


def slips(words, shelf):
    """As ``stand_ins`` of those of ``words`` that find nothing (at most 6 queries)."""
    return stand_ins(without_works(words, shelf) if len(words) > 1 else list(words.values()))


def without_works(words, shelf):
    """The words that no published work holds, as typed (at most 5 queries).

    One that stands in some text, now or before, is asked for only where each of the others is held, and none that very
    many names hold.
    """
    missing = set()
    if shelf:
        words = {term: word for term, word in words.items() if not likely.names_hold([[form] for form in term], shelf)}
        missing = ngrams.unwritten({form for term in words for form in term})
    nowhere = {term: word for term, word in words.items() if missing.issuperset(term)}
    written = known([form for term in words for form in term])
    strange = {term: word for term, word in words.items() if written.isdisjoint(term) and term not in nowhere}
    others = {term: word for term, word in words.items() if term not in nowhere and term not in strange}
    return [*nowhere.values(), *not_held(strange)] or not_held(others)


def not_held(words):
    """Those of ``words`` that no published work holds, as typed (at most 1 query)."""
    held = likely.held("search_text", words)
    return [word for term, word in words.items() if term not in held]


def with_neighbours(words):
    """[the forms of each word, and of it together with the one before and the one behind]: دست بند is also دستبند."""
    terms, typed = list(words), list(words.values())
    pairs = [list(search_words(one + other)) for one, other in pairwise(typed)]
    return [[term, *before, *behind] for term, before, behind in zip(terms, [[], *pairs], [*pairs, []], strict=True)]


@dataclass
class Trade:
    """The words of the trade: {form: [(facet, slug, {language: name})]} of every spelling, the spellings that are one
    word, without their joiners, and what ``search_text`` holds of each, {(facet, slug): folded text}."""

    terms: dict = field(default_factory=dict)
    single: set = field(default_factory=set)
    documents: dict = field(default_factory=dict)

    @classmethod
    def load(cls):
        """1 query."""
        first, *others = (
            model.objects.rewrite(False).order_by().values_list(Value(facet), "slug", *SPELLINGS)
            for facet, model in FACETS.items()
        )
        return cls.of(frozenset(first.union(*others, all=True)))

    @classmethod
    @lru_cache(1)  # folding takes long, and most changes of the catalogue are none of its words
    def of(cls, rows):
        """Of the set of all ``rows``, (facet, slug, *SPELLINGS)."""
        trade = cls()
        for facet, slug, *spellings in sorted(rows):
            names = dict(zip(CODES, spellings, strict=False))
            trade.documents[facet, slug] = search_document(*filter(None, spellings))
            lines = {line for text in spellings if text for line in text.split("\n")}
            # "Chit (chigh): reed screen" is also called "chigh".
            parts = lines | {part for line in lines for part in PARTS.split(line)}
            trade.single |= {squeeze(part) for part in parts if len(part.split()) == 1}
            for form in {form for part in parts for form in forms(part)}:
                trade.terms.setdefault(form, []).append((facet, slug, names))
        return trade

    def in_one_word(self, query):
        """``query``, two words joined where the trade writes them as one: معرق کاری is معرق‌کاری, not both apart."""
        words = []
        for word in words_only(query).split():
            if words and squeeze(words[-1] + word) in self.single:
                words[-1] += "\u200c" + word
            else:
                words.append(word)
        return " ".join(words)

    def works(self, terms, shelf):
        """The works of ``shelf`` of which the craft, a material, a technique or the place holds each of ``terms``."""
        found = []
        for words in terms:
            patterns = {pattern(form) for word in words for form in word}
            sets = [
                shelf.sets[facet].get(slug, BitMap())
                for (facet, slug), document in self.documents.items()
                if any(each in document for each in patterns)
            ]
            found.append(BitMap.union(BitMap(), *sets))
        return BitMap.intersection(*found)

    def widened(self, query):
        """[Widened] of the words of ``query``, and of up to three words together."""
        words, said = list(search_words(query).values()), {}
        for length in range(min(LONGEST_PHRASE, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                phrase = " ".join(words[start : start + length])
                for form in forms(phrase):
                    for facet, slug, names in self.terms.get(form, []):
                        said.setdefault((facet, slug), Widened(phrase, facet, slug, names))
        return list(said.values())


kept = Kept(1)  # the catalogue's stamp moves with the words of the trade


def words_of_trade(stamp=None):
    """Trade, loaded once for each ``stamp`` (at most 2 queries)."""
    if stamp is None:
        stamp = CatalogueStamp.objects.filter(pk=1).values_list("number", flat=True).first()
    return kept.answer(stamp, "trade", Trade.load)
