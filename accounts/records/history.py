"""Who did what to one record: edits and changes of state, newest first."""

import json
from datetime import UTC, date, datetime

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.template.response import TemplateResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.audit import KEYS
from accounts.models import StateChange
from accounts.reading import through_of
from accounts.records.reading import field_of, in_words, name_of
from lib.dates import format_date
from lib.languages import CODES, pick
from lib.numbers import localise

PAGE = 50
ACTIONS = {
    LogEntry.Action.CREATE: gettext_lazy("entered"),
    LogEntry.Action.UPDATE: gettext_lazy("changed"),
    LogEntry.Action.DELETE: gettext_lazy("deleted"),
    LogEntry.Action.ACCESS: gettext_lazy("looked at"),
}
EMPTY = (None, "None", "")


class HistoryMixin:
    """The history page of a record, from the audit trail instead of what the admin notes by itself."""

    def history_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, object_id)
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        page = Paginator(history_of(obj), PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of {record}").format(record=obj),
            "page": page,
            "object": obj,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)


def history_of(record):
    """Rows {at, actor, action, changes, reason} of one record; changes are (field, old, new)."""
    entries = LogEntry.objects.get_for_object(record).select_related("actor", "content_type")
    changes = StateChange.objects.filter(
        content_type=ContentType.objects.get_for_model(record), object_id=record.pk
    ).select_related("content_type")
    rows = [*map(row_of_entry, entries), *map(row_of_change, changes)]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def row_of_entry(entry, names=None):
    """An entry of the audit trail, for reading; load ``actor`` and ``content_type`` with it.

    ``names``: {(model, number as text): name} of records that the changes refer to.
    """
    return {
        "at": entry.timestamp,
        "actor": entry.actor or entry.actor_email or "",
        "action": ACTIONS[entry.action],
        "changes": changes_of(entry, names),
        "reason": through_of(entry),
    }


def row_of_change(change):
    """A change of state, for reading; load ``content_type`` with it."""
    model = change.content_type.model_class()
    old, new = (said(model, change.field, value) for value in (change.old, change.new))
    return {
        "at": change.at,
        "actor": change.actor_name,
        "action": _("change of state"),
        "changes": [(name_of(model, change.field), old, new)],
        "reason": change.reason,
    }


def changes_of(entry, names=None):
    """(field, old, new) of an entry of the audit trail; a changed set of rows says what was added or removed."""
    model = entry.content_type.model_class()
    rows = []
    for field, change in entry.changes_dict.items():
        if field in KEYS:
            continue
        if isinstance(change, dict):
            words = ", ".join(change.get("objects", []))
            rows.append((name_of(model, field), *(("", words) if change.get("operation") == "add" else (words, ""))))
        else:
            old, new = (said(model, field, value, names) for value in change)
            rows.append((name_of(model, field), old, new))
    return [row for row in rows if row[1] or row[2]]


def said(model, name, value, names=None):
    """A value of the trail in the words and the calendar of the page; empty for nothing."""
    field = field_of(model, name)
    if value in EMPTY or field is None or field.auto_created:
        return "" if value in EMPTY or field is not None else value
    if field.flatchoices:
        # The trail keeps every value as text.
        return {str(each): words for each, words in field.flatchoices}.get(str(value), value)
    if field.is_relation:
        return (names or {}).get((field.related_model, value), value)
    if isinstance(field, models.JSONField):
        return said_in_json(value)
    if isinstance(field, models.BooleanField):
        return _("yes") if value == "True" else _("no")
    try:
        if isinstance(field, models.DateTimeField):
            # The trail keeps moments of UTC without saying so.
            moment = datetime.fromisoformat(value)
            return in_words(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        if isinstance(field, models.DateField):
            return format_date(date.fromisoformat(value), get_language())
    except ValueError:
        # Written by a command that gave the day as text.
        return value
    if isinstance(field, models.IntegerField | models.DecimalField | models.TimeField):
        return localise(value, get_language() or "fa")
    return value


def said_in_json(value):
    """A text in several languages in that of the page; anything else as it is kept, with its own letters."""
    try:
        held = json.loads(value)
    except (TypeError, ValueError):
        return value
    if isinstance(held, dict) and held and set(held) <= set(CODES):
        return pick(held)[0]
    return json.dumps(held, ensure_ascii=False) if held else ""
