from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0009_entries_by_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="not_before",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="not to be told before"),
        ),
    ]
