"""What stood before a change, and after it, may be several stands: "A12, A13".

SQLite makes the table anew for it and loses its triggers.
"""

from django.db import migrations, models

from accounts.append_only import putting_up, taking_down


def put_up(apps, schema_editor):
    for statement in list(putting_up(schema_editor.connection)):
        schema_editor.execute(statement, params=None)


def take_down(apps, schema_editor):
    for statement in list(taking_down(schema_editor.connection)):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_moment")]
    operations = [
        migrations.RunPython(take_down, put_up),
        migrations.AlterField("statechange", "new", models.CharField(max_length=250, verbose_name="to")),
        migrations.AlterField("statechange", "old", models.CharField(max_length=250, verbose_name="from")),
        migrations.RunPython(put_up, take_down),
    ]
