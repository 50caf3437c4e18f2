"""Who did what to one record: edits and changes of state, newest first."""

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.models import StateChange

PAGE = 50


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
    """Rows {at, actor, action, changes} of one record; changes are (field, old, new)."""
    rows = [
        {
            "at": entry.timestamp,
            "actor": entry.actor,
            "action": entry.get_action_display(),
            "changes": changes_of(entry),
        }
        for entry in LogEntry.objects.get_for_object(record).select_related("actor")
    ]
    changes = StateChange.objects.filter(
        content_type=ContentType.objects.get_for_model(record), object_id=record.pk
    ).select_related("actor")
    for change in changes:
        field = name_of(type(record), change.field)
        rows.append(
            {
                "at": change.at,
                "actor": change.actor_name,
                "action": _("change of state"),
                "changes": [
                    (field, label_of(record, change.field, change.old), label_of(record, change.field, change.new))
                ],
                "reason": change.reason,
            }
        )
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def changes_of(entry):
    """(field, old, new) of an entry of the audit trail; a changed set of rows says what was added or removed."""
    model = entry.content_type.model_class()
    rows = []
    for field, change in entry.changes_dict.items():
        if isinstance(change, dict):
            words = ", ".join(change.get("objects", []))
            rows.append((name_of(model, field), *(("", words) if change.get("operation") == "add" else (words, ""))))
        else:
            old, new = change
            rows.append(
                (name_of(model, field), "" if old in (None, "None") else old, "" if new in (None, "None") else new)
            )
    return rows


def name_of(model, field):
    try:
        return model._meta.get_field(field).verbose_name
    except (FieldDoesNotExist, AttributeError):
        return field


def label_of(record, field, value):
    try:
        return dict(record._meta.get_field(field).flatchoices).get(value, value)
    except FieldDoesNotExist:
        return value
