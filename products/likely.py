"""Which works may be meant, where so many hold a word that ranking them all would keep somebody waiting.

Each question is one that an index of trigrams answers without reading the works (on SQLite that of ``products.trigrams``),
and ends with one work more than can be ranked: an order would have to read them all.
"""

from functools import reduce
from itertools import pairwise
from math import sqrt
from operator import and_, or_

from django.db import connection
from django.db.models import BooleanField, Exists, Q, Subquery

from lib.alphabets import alphabet_key
from lib.languages import CODES
from lib.search import holds, pattern
from lib.text import search_words
from products import ngrams
from products.models import CatalogueStamp, Product

MOST = 1000
# How far beyond what is expected a sample must go to be believed: standard deviations, and works.
DEVIATIONS, FEWEST = 2.5, 5
MOST_PAIRED = 3  # words of a query of which two may be one


def readings(words):
    """The ways to read ``words`` (as ``search_words``): as typed, and with two neighbours as one; lists of (strong, weak)."""
    terms, typed = list(words), list(words.values())
    yield terms
    for place, (one, other) in enumerate(pairwise(typed) if len(typed) <= MOST_PAIRED else ()):
        yield [*terms[:place], *search_words(one + other), *terms[place + 2 :]]


def written(read):
    """What texts may hold of the readings: lists of forms, all weak or all strong, of which no work's text lacks one (1 query).

    Weak and strong forms are not mixed: an index answers "all of these", and reads everything for "some of each".
    """
    lines = list(dict.fromkeys(tuple(term[form] for term in terms) for terms in read for form in (1, 0)))
    missing = ngrams.unwritten({form for line in lines for form in line})
    return [line for line in lines if missing.isdisjoint(line)]


def holding(column, lines):
    """At most ``MOST`` and one keys of works of which ``column`` holds all forms of one of ``lines``."""
    if not lines:
        return []
    asked = [reduce(and_, (Q(**{f"{column}__contains": pattern(form)}) for form in line)) for line in lines]
    if connection.vendor == "sqlite":
        # It knows no limit for one part of a union. The newest, which it takes from the end of what the index names.
        return list(published(reduce(or_, asked)).order_by("-pk")[: MOST + 1])
    # The later ones are not asked where those before found enough.
    first, *others = (
        published(condition & ~reduce(or_, asked[:place]) if place else condition)[: MOST + 1]
        for place, condition in enumerate(asked)
    )
    return list((first.union(*others, all=True) if others else first)[: MOST + 1])


class HasAny(Subquery):
    """Whether a question has an answer, of which PostgreSQL takes the way that is quick for all and stops at the first.

    Asked for one alone, it would rather read all works than gather what an index names.
    """

    output_field = BooleanField()
    template = "EXISTS(WITH some_of_them AS MATERIALIZED (%(subquery)s) SELECT 1 FROM some_of_them)"

    def as_sqlite(self, compiler, connection):
        return self.as_sql(compiler, connection, template=Exists.template)


def held(column, terms):
    """Those of ``terms`` that ``column`` of some work holds (1 query)."""
    each = [HasAny(published(holds(term, column))[:MOST]) for term in terms]
    row = CatalogueStamp.objects.values_list(*each).first() if each else ()
    return [term for term, is_held in zip(terms, row or [False] * len(each), strict=True) if is_held]


def names_hold(lines, shelf):
    """Whether more works than can be ranked are called by all forms of one of ``lines``, as far as a sample of names tells.

    An index first gathers all that hold a word, so it is asked for no word that very many names hold.
    """
    so_called = set().union(*(with_all(line, shelf.names) for line in lines))
    number = sum(name in so_called for name in shelf.names)
    most = MOST * len(shelf.names) / len(shelf.works)
    return number > most + DEVIATIONS * sqrt(most) + FEWEST


def with_all(line, names):
    for form in line:
        sought = pattern(form)
        names = [name for name in names if sought in name]
    return names


def called(texts):
    """Keys of works of which the title in one language is one of ``texts``, in any spelling its alphabet takes for one.

    At most ``MOST``; some may be named twice.
    """
    keys = dict.fromkeys((code, alphabet_key(text, code)) for code in CODES for text in texts)
    # SQLite takes the index of each language for a question of its own, and none for "one of these".
    parts = [published(Q(**{f"name_key_{code}": key})) for code, key in keys if key]
    return list(parts[0].union(*parts[1:], all=True)[:MOST]) if parts else []


def published(condition):
    return Product.objects.published().filter(condition).rewrite(False).order_by().values_list("pk", flat=True)
