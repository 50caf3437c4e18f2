"""How the records say what they hold to those who only look: days in the language's calendar, moments by office time."""

from datetime import date, datetime
from functools import cache

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import get_language

from lib.dates import ILAM, format_date, format_time

LANGUAGE_NAMES = {"fa": "فارسی", "en": "English", "ar": "العربية", "ckb": "کوردی"}


def field_of(model, name):
    try:
        return model._meta.get_field(name)
    except (FieldDoesNotExist, AttributeError):
        return None


def name_of(model, name):
    """What the page of the record calls this field; a text in one language says which."""
    field = field_of(model, name)
    if hasattr(field, "translated_field"):
        return format_lazy("{} ({})", field.translated_field.verbose_name, LANGUAGE_NAMES[field.language])
    return getattr(field, "verbose_name", name)


def in_words(value):
    """A day or a moment as people write it; everything else as it is, a dash for nothing."""
    language = get_language() or "fa"
    if isinstance(value, datetime):
        local = value.astimezone(ILAM)
        return f"{format_date(local.date(), language)} · {format_time(local, language)}"
    if isinstance(value, date):
        return format_date(value, language)
    return value if value not in (None, "") else "–"


@cache
def worded(model, name):
    """A column or row of the records showing field ``name`` in words; always the same one, as Django compares them."""

    def show(record):
        return in_words(getattr(record, name))

    show.short_description = name_of(model, name)
    show.admin_order_field = name
    show.__name__ = name
    return show


def for_reading(fieldsets, model, record=None):
    """The same ``fieldsets`` with days in words and languages by name; of ``record``, texts that are there only."""

    def read(name):
        if isinstance(name, list | tuple):
            return [each for each in map(read, name) if each]
        field = field_of(model, name) if isinstance(name, str) else None
        if hasattr(field, "translated_field"):
            return worded(model, name) if record is None or getattr(record, name) else None
        return worded(model, name) if isinstance(field, models.DateField) else name

    return [(title, {**options, "fields": read(options["fields"])}) for title, options in fieldsets]
