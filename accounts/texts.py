"""What people write is made harmless where it is stored, so that no page, paper, mail, table or feed has to think of it.

Through this door comes everything: forms, the records, sheets, workbooks and commands. Only rows written in bulk, or by an
``update`` of columns, pass beside it; their texts are cleaned where they are read.
"""

from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from lib.text import balanced, one_line, several_lines

# What the site writes itself, round the words of others: its own isolates keep codes and numbers in their order.
WRITTEN_HERE = {"accounts.Message.subject", "accounts.Message.text"}


@cache
def text_fields(model):
    """[(name, how it is cleaned)] of the texts of one of our models; of other people's packages and of migrations, none."""
    if model._meta.apps is not apps or Path(model._meta.app_config.path).parent != settings.BASE_DIR:
        return []
    found = []
    for field in model._meta.concrete_fields:
        if str(field) in WRITTEN_HERE:
            found.append((field.attname, balanced))
        elif isinstance(field, models.CharField):
            found.append((field.attname, one_line))
        elif isinstance(field, models.TextField):
            found.append((field.attname, several_lines))
        elif isinstance(field, models.JSONField):
            found.append((field.attname, in_json))
    return found


def in_json(value):
    """``value``, its texts cleaned however deep they stand."""
    if isinstance(value, str):
        return several_lines(value)
    if isinstance(value, dict):
        return {in_json(key): in_json(each) for key, each in value.items()}
    return [in_json(each) for each in value] if isinstance(value, list | tuple) else value


def make_harmless(instance):
    """Clean the texts of ``instance`` that are loaded; what is clean stays the very same thing, such as a choice."""
    loaded = vars(instance)
    for name, clean in text_fields(type(instance)):  # type: ignore[arg-type]  # a class is hashable
        value = loaded.get(name)
        if isinstance(value, str | dict | list) and (cleaned := clean(value)) != value:
            loaded[name] = cleaned
