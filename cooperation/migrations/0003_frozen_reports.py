"""A report that was signed off stays as it is (``cooperation.report.frozen``)."""

from django.db import migrations

from cooperation.report.frozen import putting_up, taking_down


def put_up(apps, schema_editor):
    for statement in list(putting_up(schema_editor.connection)):
        schema_editor.execute(statement, params=None)


def take_down(apps, schema_editor):
    for statement in list(taking_down(schema_editor.connection)):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0002_report")]
    operations = [migrations.RunPython(put_up, take_down)]
