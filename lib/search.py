"""Questions to a column that holds a ``search_document``."""

import re

from django.db.models import CharField, Lookup, Q, TextField

from lib.numbers import DIGITS
from lib.text import LETTERS, MOST_WORDS, fold, forms, search_terms

# A word of one or two letters stands inside nearly everything ("مس", copper, in "مسجد"; Persian "نی", reed; Sorani "کا",
# straw; Arabic "حي"), so it is looked for whole; what is joined to it in writing ("مسی", "والمس") is a word of its own.
WHOLE = 2
# One of three letters must begin a word: "mat" finds "mats" and not "automatic".
BEGINNING = 3
# What stands in a folded text for several letters that people type.
OF_MANY_SHAPES = frozenset(LETTERS.values())
SHAPES = {
    **{
        sign: f"[{sign}{''.join(chr(each) for each, kept in LETTERS.items() if kept == sign)}]"
        for sign in OF_MANY_SHAPES
    },
    **{str(number): f"[{number}{DIGITS['fa'][number]}{DIGITS['ar'][number]}]" for number in range(10)},
}


def matching(rows, query, column="search_text"):
    """Those of ``rows`` whose ``column`` holds every word of ``query`` in its strong or its weak form.

    All of them without a query; none when it has no letter.
    """
    terms = search_terms(query)
    if not terms and query.strip():
        return rows.none()
    for term in terms:
        rows = rows.filter(holds(term, column))
    return rows


def holds(term, *columns):
    """That one of ``columns`` holds a word, given as its forms."""
    found = Q()
    for column in columns:
        for form in dict.fromkeys(term):
            found |= Q(**{f"{column}__contains": pattern(form)})
    return found


def pattern(form):
    """What a ``search_document`` contains where it holds the folded word ``form``."""
    return f" {form} " if len(form) <= WHOLE else f" {form}" if len(form) <= BEGINNING else form


def is_line(text, column):
    """That a line of ``column`` is ``text``, however it is written."""
    found = Q()
    for form in forms(text):
        found |= Q(**{f"{column}__contains": f"\n {form} \n"})
    return found


class Alike(Lookup):
    """``column__alike="%ب__ر%"``: LIKE as it is written, capitals or not; a letter of many shapes is a ``_``."""

    lookup_name = "alike"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, values = self.process_lhs(compiler, connection)
        operator = "ILIKE" if connection.vendor == "postgresql" else "LIKE"
        return f"{column} {operator} %s", [*values, self.rhs]


CharField.register_lookup(Alike)
TextField.register_lookup(Alike)


def perhaps(query, *columns):
    """Rows of which one of ``columns``, kept as it was typed, may hold each word of ``query``; ``says`` tells whether.

    The database takes every letter of several shapes (ی ي ى, ک ك, digits) for any letter, and reads the column once,
    without folding what it holds.
    """
    found = Q()
    for word in fold(query).split()[:MOST_WORDS]:
        pattern = "".join(sign if sign.isalpha() and sign not in OF_MANY_SHAPES else "_" for sign in word)
        # Of such letters alone everything would be a likeness.
        lookup, sought = ("regex", shapes(word)) if pattern.strip("_") == "" else ("alike", f"%{pattern}%")
        here = Q()
        for column in columns:
            here |= Q(**{f"{column}__{lookup}": sought})
        found &= here
    return found


def shapes(word):
    """A pattern of all ways to write a folded word."""
    return "".join(SHAPES.get(sign) or re.escape(sign) for sign in word)


def says(query, *texts):
    """Whether ``texts`` together, folded, hold every word of ``query``."""
    held = " ".join(fold(text) for text in texts if text)
    return all(word in held for word in fold(query).split()[:MOST_WORDS])
