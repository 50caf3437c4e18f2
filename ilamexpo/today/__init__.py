"""What an official finds in the morning: heaps of what waits, is late, is nobody's or is missing.

A heap is a question about rows. Its number and the list behind its number ask the same question, so they never differ;
all numbers of a page are one query.
"""

from django.db.models import Func, IntegerField, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from ilamexpo.today.heaps import CATALOGUE, HEAPS, LATE, MISSING, NOBODYS, WAITS
from ilamexpo.today.lists import coming_exhibitions, line_of, plan_lines, rows_of

__all__ = [
    "ALWAYS",
    "CATALOGUE",
    "HEAPS",
    "LATE",
    "MISSING",
    "NOBODYS",
    "WAITS",
    "coming_exhibitions",
    "count_heaps",
    "find_heap",
    "line_of",
    "plan_lines",
    "rows_of",
]
# Always said: how far the next exhibition is, and what the catalogue holds. Everything else is quiet at nought.
ALWAYS = {"taking-part", "applying", "unplaced", "free", "drafts", "public", "not-public"}


def find_heap(key, user):
    """The heap of that name that this official may look through, or None."""
    return next((heap for heap in HEAPS if heap.key == key and user.has_perm(heap.permission)), None)


def counted(rows):
    """How many ``rows`` are, as a part of another query."""
    rows = rows.order_by()
    if rows.query.distinct:
        rows = rows.model._base_manager.filter(pk__in=rows.values("pk")).order_by()
    number = Func(template="COUNT(*)", output_field=IntegerField())  # of no column: an index may be enough
    return Coalesce(Subquery(rows.annotate(number_of_rows=number).values("number_of_rows")), 0)


def count_heaps(user, exhibitions):
    """[(heap, exhibition or None, number)] of all this official may look through (1 query, and 1 for the own tasks)."""
    asked = []
    for heap in HEAPS:
        for exhibition in exhibitions if heap.is_about_one else [None]:
            if user.has_perm(heap.permission, exhibition):
                asked.append((heap, exhibition))
    if not asked:
        return []
    questions = {f"n{place}": counted(heap.rows(user, exhibition)) for place, (heap, exhibition) in enumerate(asked)}
    numbers = User.objects.filter(pk=user.pk).values_list(*questions.values()).get()
    return [(*each, number) for each, number in zip(asked, numbers, strict=True)]
