"""Who read a record about a person: noted in the audit trail, where the history of the record shows it."""

from datetime import timedelta

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.models import CharField, Exists, F, GenericIPAddressField, JSONField, OuterRef, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.limits import address_of

AGAIN = timedelta(hours=1)
MOST = 50
THROUGH = {
    "page": _("on its page"),
    "record": _("in the records"),
    "workbook": _("in a workbook"),
    "paper": _("on a printed quotation"),
    "file": _("a file that was sent"),
    "address": _("with a new private address"),
    "calls": pgettext_lazy("where something was read", "on the call list"),
}
COLUMNS = (
    "content_type", "object_pk", "object_id", "object_repr", "action", "changes_text", "changes", "actor",
    "actor_email", "remote_addr", "timestamp", "additional_data",
)  # fmt: skip


def note_reading(rows, request, through):
    """Note that the caller read ``rows`` (a queryset of records with a code), ``through`` one of ``THROUGH``.

    One INSERT, however many they are; who reads the same in the same way within an hour is noted once.
    """
    now, user = timezone.now(), request.user
    kind = ContentType.objects.get_for_model(rows.model)
    noted = LogEntry.objects.filter(
        content_type=kind,
        object_id=OuterRef("pk"),
        action=LogEntry.Action.ACCESS,
        actor=user,
        timestamp__gt=now - AGAIN,
        additional_data__through=through,
    )
    entries = (
        rows.filter(~Exists(noted.order_by()))
        .order_by()
        .values_list(
            Value(kind.pk),
            Cast("pk", CharField(max_length=255)),
            F("pk"),
            F("code"),
            Value(LogEntry.Action.ACCESS),
            Value(""),
            Value({}, JSONField()),
            Value(user.pk),
            Value(user.email or ""),
            Cast(Value(address_of(request)), GenericIPAddressField()),
            Value(now),
            Value({"through": through}, JSONField()),
        )
    )
    connection = connections[router.db_for_write(LogEntry)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(LogEntry._meta.get_field(name).column) for name in COLUMNS)
    try:
        select, values = entries.query.sql_with_params()
    except EmptyResultSet:  # none of them can be there
        return
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(LogEntry._meta.db_table)} ({columns}) {select}", values)


def readings_of(record):
    """The entries about who read ``record``, the newest first, each with ``words`` on how (1 query)."""
    entries = LogEntry.objects.get_for_object(record).filter(action=LogEntry.Action.ACCESS).select_related("actor")
    found = list(entries.order_by("-timestamp", "-pk")[:MOST])
    for entry in found:
        entry.words = through_of(entry)
    return found


def through_of(entry):
    """How it was read, in words; empty for an entry that is about something else."""
    return THROUGH.get(str((entry.additional_data or {}).get("through")), "")
