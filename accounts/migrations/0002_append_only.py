"""Changes of state and the audit trail can be added to, and nothing else."""

from django.db import migrations

from accounts.append_only import putting_up, taking_down


def put_up(apps, schema_editor):
    for statement in list(putting_up(schema_editor.connection)):
        schema_editor.execute(statement, params=None)


def take_down(apps, schema_editor):
    for statement in list(taking_down(schema_editor.connection)):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auditlog", "0017_add_actor_email"),
    ]
    operations = [migrations.RunPython(put_up, take_down)]
