"""What the page of a record says of it, in reading order; only of what ``showing`` has left in it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from cooperation.models import Record
from cooperation.showing import COLUMNS
from events.days import DOUBTS, NOT_KNOWN
from events.models import Certainty
from lib.dates import format_time, format_two_calendars
from lib.languages import shown

K = Record.Kind
COURSE = {
    K.DELEGATION: ("direction", "crossing", "hosts", "purpose"),
    K.MEETING: ("starts_at", "ends_at", "level", "next_on"),
    K.MEMORANDUM: (
        "parties", "signed_on", "signed_in", "in_force_from", "in_force_until", "renewal", "languages",
        "prevailing_language", "review_at", "review_result",
    ),
    K.TOUR: ("invited_on", "invited_by", "accepted_on", "crossing", "invitation", "interests", "feedback"),
}  # fmt: skip
PROMISE = (
    "number", "direction", "crafts", "promised_by", "due_on", "our_post", "our_person", "their_post", "their_person",
    "text", "evidence",
)  # fmt: skip
COMMON = ("place", "partner", "exhibition", "topics")
KEPT = {K.DELEGATION: ("gifts", "costs"), K.TOUR: ("costs",)}
PART_OF = {column: part for part, columns in COLUMNS.items() for column in columns}


@dataclass
class Fact:
    """``name`` is that of the text to be shown in the language of the page, empty where ``words`` say it all."""

    label: str
    part: str
    name: str = ""
    words: str = ""
    address: str = ""
    is_long: bool = False


def facts_of(record, *, for_office=False):
    """The facts of ``record`` (of its kind) that hold something; ``for_office`` adds what is never shown to others."""
    kind = record.kind
    names = [*COMMON, *COURSE.get(kind, PROMISE), "summary", "result"]
    if for_office:
        names += [*(["keeper", "checked_on"] if kind in (K.DECISION, K.COMMITMENT) else []), *KEPT.get(kind, ())]
        names.append("remark")
    facts = [Fact(_("When"), "", words=words)] if (words := when(record)) else []
    return facts + [fact for fact in (fact_of(record, name) for name in names) if fact]


def fact_of(record, name):
    """The fact of that column, or None where it is empty."""
    field = record._meta.get_field(name)
    part = PART_OF.get(name, name if name in record.PARTS else "")
    label = str(field.verbose_name)
    if hasattr(record, f"{name}_fa"):
        is_long = isinstance(field, models.TextField)
        return Fact(label, part, name=name, is_long=is_long) if shown(record, name).text else None
    if name in ("gifts", "costs", "remark"):
        value = getattr(record, name)
        return Fact(label, part, words=value, is_long=True) if value else None
    words = words_of(record, name, field)
    return Fact(label, part, words=words, address=address_of(record, name)) if words else None


def address_of(record, name):
    """Where the exhibition of a record is to be read about; "" for everything else, and while it is not public."""
    exhibition = record.exhibition if name == "exhibition" else None
    return reverse("public:exhibition_detail", args=[exhibition.slug]) if exhibition and exhibition.is_published else ""


def words_of(record, name, field):
    value: Any = getattr(record, name)
    language = get_language() or "fa"
    if name == "topics":
        return listed(record.topic_names)
    if name == "languages":
        return listed(dict(settings.LANGUAGES).get(code, code) for code in value)
    if isinstance(field, models.ManyToManyField):
        return listed(value.all())
    if value in (None, ""):
        return ""
    if isinstance(field, models.DateField):
        return format_two_calendars(value, None, language)
    if isinstance(field, models.TimeField):
        return format_time(value, language)
    if field.flatchoices:
        return str(getattr(record, f"get_{name}_display")())
    return str(value)


def listed(values):
    return pgettext("list", ", ").join(map(str, values))


def when(record):
    """The days of a record in both calendars, as a sentence with how sure they are; "" where none is known."""
    language = get_language() or "fa"
    if record.starts_on:
        words = format_two_calendars(record.starts_on, record.ends_on, language)
    elif latest := record.starts_by or record.ends_on:
        words = _("by {day} at the latest").format(day=format_two_calendars(latest, None, language))
    else:
        return ""
    doubt = NOT_KNOWN if record.certainty == Certainty.UNKNOWN else DOUBTS.get(record.certainty)
    return f"{words} ({doubt})" if doubt else words
