"""What a call asks and by what it is judged: rows put in, in order, and taken out."""

import tomllib
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from exhibitors.models import Call, Question
from lib.languages import CODES

USUAL = Path(__file__).parent.parent / "data" / "usual.toml"


class StillUsed(ValidationError):
    """The row has answers or scores that would be lost with it."""


@cache
def usual():
    """{"question": [{column: value}], "criterion": [...]}, the words in four languages."""
    found = tomllib.loads(USUAL.read_text())
    return {name: [columns_of(row) for row in found[name]] for name in ("question", "criterion")}


def columns_of(row):
    columns = {}
    for name, value in row.items():
        columns |= {f"{name}_{code}": value[code] for code in CODES} if isinstance(value, dict) else {name: value}
    return columns


@transaction.atomic
def add_usual(call, part):
    """Put in those of the usual questions ("question") or criteria ("criterion") that are not there; return how many."""
    locked(call)
    rows = call.questions if part == "question" else call.criteria
    text = "label_fa" if part == "question" else "name_fa"
    there = set(rows.values_list(text, flat=True))
    position = following(rows)
    fresh = [columns for columns in usual()[part] if columns[text] not in there]
    for number, columns in enumerate(fresh):
        rows.create(**columns, position=position + number)
    return len(fresh)


def locked(call):
    """The call, held until the transaction ends: rows keep one order."""
    return Call.objects.select_for_update().get(pk=call.pk)


def following(rows):
    """The position after the last one."""
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def add_row(row, rows):
    """Save a new ``row`` as the last of ``rows``."""
    locked(row.call)
    row.position = following(rows)
    row.save()
    return row


@transaction.atomic
def shift_row(row, rows, step):
    """Let ``row`` and its neighbour (``step`` −1: the one before, 1: the one after) change places."""
    locked(row.call)
    ordered = list(rows.all())
    place = ordered.index(row)
    other = place + step
    if 0 <= other < len(ordered):
        ordered[place], ordered[other] = ordered[other], ordered[place]
    for position, each in enumerate(ordered):
        if each.position != position:
            each.position = position
            each.save(update_fields=["position"])


@transaction.atomic
def remove_row(row):
    """Raises StillUsed when answers or scores hang on it."""
    try:
        row.delete()
    except ProtectedError as error:
        if isinstance(row, Question):
            words = _("This question has answers and stays. Write a new one beside it.")
        else:
            words = _("This criterion has scores and stays.")
        raise StillUsed(words) from error
