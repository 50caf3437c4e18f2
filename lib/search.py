"""Questions to a column that holds a ``search_document``."""

from django.db.models import Q

from lib.text import search_terms

# A word this short stands inside many others ("مس", copper, in "مسجد"): it must begin a word.
SHORT = 3


def matching(rows, query, column="search_text"):
    """Those of ``rows`` whose ``column`` holds every word of ``query`` in its strong or its weak form."""
    for forms in search_terms(query):
        found = Q()
        for form in forms:
            found |= begins_a_word(column, form) if len(form) <= SHORT else Q(**{f"{column}__contains": form})
        rows = rows.filter(found)
    return rows


def begins_a_word(column, form):
    found = Q(**{f"{column}__startswith": form})
    for before in (" ", "\n"):
        found |= Q(**{f"{column}__contains": before + form})
    return found
