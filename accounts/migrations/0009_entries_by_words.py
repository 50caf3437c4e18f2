"""What the audit trails call a record is looked for by a part of it: on PostgreSQL with trigrams, as the rows are very many.

Django asks for a part in any case as ``UPPER(…) LIKE``, which is what stands in the indexes. SQLite reads the rows.
"""

from django.db import migrations

INDEXES = {
    "auditlog_entries_by_words": "auditlog_logentry USING gin (upper(object_repr) gin_trgm_ops)",
    "accounts_changes_by_words": "accounts_statechange USING gin (upper(label) gin_trgm_ops)",
}


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for name, what in INDEXES.items():
            schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {what}")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_entries_by_kind"), ("auditlog", "0017_add_actor_email")]
    operations = [migrations.RunPython(make, drop)]
