"""What of a record an audience may read: the one place that decides it.

A part is read when the record, and the part itself, are shown to that audience or to a wider one. Pages and papers get
a ``ShownRecord``, in which everything else is emptied already, so that no template can let it slip out.
"""

from dataclasses import dataclass
from typing import Any

from cooperation.models import AgendaItem, Attendance, Paper, Source, Step, Stop
from cooperation.states import Audience
from lib.languages import CODES

# Never read by anybody but the office, whatever is said of the parts.
INTERNAL = ("remark", "gifts", "costs")
# Parts that are not a text of the same name: the columns that hold them.
COLUMNS = {
    "owners": ("our_post", "our_person", "their_post", "their_person", "keeper"),
    "due": ("due_on", "checked_on"),
}


@dataclass
class ShownRecord:
    """A record as one audience reads it: ``record`` (of its kind, never to be saved) and the rows that hang on it."""

    record: Any
    attendances: list[Attendance]
    stops: list[Stop]
    agenda: list[AgendaItem]
    papers: list[Paper]
    sources: list[Source]
    before: list[Step]
    after: list[Step]


def visible_parts(thing, audience):
    """The names among ``thing.PARTS`` that ``audience`` reads; of a record, or of a point of an agenda."""
    if audience == Audience.INTERNAL:
        return set(thing.PARTS)
    return {part for part in thing.PARTS if thing.audiences.get(part, Audience.INTERNAL) >= audience}


def shown_record(record, audience):
    """``record``, loaded by ``for_page(audience)``, as ``audience`` reads it. The record itself must be shown to it."""
    concrete = record.concrete
    parts = empty_hidden(concrete, audience)
    if audience != Audience.INTERNAL:
        empty_unknown(concrete, audience)
    agenda = list(record.meeting.agenda.all()) if record.kind == record.Kind.MEETING else []
    return ShownRecord(
        record=concrete,
        attendances=list(record.attendances.all()) if "people" in parts else [],
        stops=list(record.stops.all()) if "stops" in parts else [],
        agenda=[item for item in agenda if empty_hidden(item, audience)],
        papers=list(record.papers.all()),
        sources=list(record.sources.all()),
        before=list(record.steps_before.all()),
        after=list(record.steps_after.all()),
    )


def empty_hidden(thing, audience):
    """Empty in memory what ``audience`` may not read of ``thing``; the names of the parts it does read."""
    parts = visible_parts(thing, audience)
    for part in set(thing.PARTS) - parts:
        for name in COLUMNS.get(part, (part,)):
            empty(thing, name)
    if audience != Audience.INTERNAL:
        for name in INTERNAL:
            empty(thing, name)
    return parts


def empty_unknown(concrete, audience):
    """Empty what would name a thing that ``audience`` does not know: another record, an exhibition not public."""
    if concrete.exhibition and not concrete.exhibition.is_published:
        concrete.exhibition = None
    visit = getattr(concrete, "review_at", None)
    if visit and visit.audience < audience:
        concrete.review_at = None


def empty(thing, name):
    if hasattr(thing, f"{name}_{CODES[0]}"):
        for code in CODES:
            setattr(thing, f"{name}_{code}", "")
    elif name in {field.name for field in thing._meta.concrete_fields}:
        field = thing._meta.get_field(name)
        setattr(thing, name, None if field.null else "")
