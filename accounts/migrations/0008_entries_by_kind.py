"""The newest entries of one kind are walked, not sorted: the audit trail asks for them in this order.

The table is another app's, so no model of ours can declare it. Where SQLite makes that table anew, the index goes with
the triggers of ``accounts.append_only``: whoever touches the table puts both up again.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_g_state_changes_by_moment"), ("auditlog", "0017_add_actor_email")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX IF NOT EXISTS auditlog_entries_by_kind"
            ' ON auditlog_logentry (content_type_id, "timestamp" DESC, id DESC)',
            "DROP INDEX IF EXISTS auditlog_entries_by_kind",
        )
    ]
