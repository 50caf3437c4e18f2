from django.db import migrations


class Migration(migrations.Migration):
    """In the order in which they lie on the plan; nothing changes in the database."""

    dependencies = [("events", "0003_running_exhibitions")]
    operations = [
        migrations.AlterModelOptions(
            name="stand",
            options={"ordering": ["hall", "y", "x", "code"], "verbose_name": "stand", "verbose_name_plural": "stands"},
        ),
    ]
