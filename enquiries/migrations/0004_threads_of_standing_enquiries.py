"""Enquiries that stand get their threads, and what was said of them as a whole moves there.

A quotation that was sent is frozen by triggers on both databases. A later migration that makes SQLite copy these
tables (``enquiries_quotation``, ``enquiries_quotationline``, ``enquiries_pricebreak``) must put them up again.
"""

from datetime import timedelta

from django.db import migrations

QUOTATION = (
    "code", "thread_id", "version", "currency", "price_unit", "lead_days", "handover", "carriage_by", "customs_by",
    "deposit_percent", "valid_days", "remarks", "total", "sent_at", "valid_until", "fingerprint",
)  # fmt: skip
LINE = ("quotation_id", "title", "quantity", "unit", "unit_price", "position")
BREAK = ("line_id", "quantity", "unit_price")
OF_LINE = "(SELECT state FROM enquiries_quotation WHERE id = {row}.quotation_id) <> 'draft'"
OF_BREAK = (
    "(SELECT q.state FROM enquiries_quotation q JOIN enquiries_quotationline l ON l.quotation_id = q.id"
    " WHERE l.id = {row}.line_id) <> 'draft'"
)
MESSAGE = "quotation_is_frozen: what was sent is not changed"
# table, columns that stay, when it is frozen, and whether nothing may be added either
RULES = [
    ("enquiries_quotation", QUOTATION, "OLD.state <> 'draft'", None),
    ("enquiries_quotationline", LINE, OF_LINE.format(row="OLD"), OF_LINE.format(row="NEW")),
    ("enquiries_pricebreak", BREAK, OF_BREAK.format(row="OLD"), OF_BREAK.format(row="NEW")),
]


def freeze(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def statements(vendor):
    for table, columns, frozen, full in RULES:
        unlike = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
        cast = "::text" if vendor == "postgresql" else ""
        changed = " OR ".join(f'OLD."{column}"{cast} {unlike} NEW."{column}"{cast}' for column in columns)
        rules = [("update", "UPDATE", f"{frozen} AND ({changed})"), ("insert", "INSERT", full)]
        for event, verb, condition in rules:
            if condition is None:
                continue
            if vendor == "sqlite":
                yield (
                    f"CREATE TRIGGER {table}_frozen_{event} BEFORE {verb} ON {table} WHEN {condition} "
                    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
                )
            else:
                yield (
                    f"CREATE FUNCTION {table}_frozen_{event}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                    f"IF {condition} THEN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END IF; "
                    f"RETURN NEW; END $$"
                )
                yield (
                    f"CREATE TRIGGER {table}_frozen_{event} BEFORE {verb} ON {table} "
                    f"FOR EACH ROW EXECUTE FUNCTION {table}_frozen_{event}()"
                )


def melt(apps, schema_editor):
    for table, _columns, _frozen, full in RULES:
        for event in ("update", "insert") if full else ("update",):
            if schema_editor.connection.vendor == "sqlite":
                schema_editor.execute(f"DROP TRIGGER {table}_frozen_{event}")
            else:
                schema_editor.execute(f"DROP FUNCTION {table}_frozen_{event}() CASCADE")


def open_threads(apps, schema_editor):
    Enquiry, Line, Thread = (apps.get_model("enquiries", name) for name in ("Enquiry", "Line", "Thread"))
    for enquiry in Enquiry.objects.exclude(state="spam"):
        makers = {line.exhibitor_id for line in Line.objects.filter(enquiry=enquiry) if line.exhibitor_id}
        makers |= {enquiry.exhibitor_id} if enquiry.exhibitor_id else set()
        said = {"answered": ("answered", "buyer"), "closed": ("answered", "nobody")}
        state, waits_for = said.get(enquiry.state, ("new", "exhibitor"))
        for maker in makers or {None}:
            thread = Thread.objects.create(
                enquiry=enquiry,
                exhibitor_id=maker,
                state=state,
                waits_for=waits_for,
                waits_since=enquiry.created_at,
                opened_at=enquiry.created_at,
                due_at=enquiry.created_at + timedelta(days=4),
                answered_at=None if state == "new" else enquiry.created_at,
            )
            Line.objects.filter(enquiry=enquiry, exhibitor_id=maker).update(thread=thread)
    Enquiry.objects.filter(state__in=["answered", "closed"]).update(state="seen")


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0003_threads_and_quotations"), ("exhibitors", "0004_wording")]
    operations = [
        migrations.RunPython(open_threads, migrations.RunPython.noop),
        migrations.RunPython(freeze, melt),
    ]
