"""Only the first picture of a work is taken for its front; of the others nothing is said until the maker does."""

from django.db import migrations, models

ROLES = [
    ("front", "front"),
    ("back", "back"),
    ("detail", "detail"),
    ("scale", "to show the size"),
    ("making", "in the making"),
]


class Migration(migrations.Migration):
    dependencies = [("products", "0007_wording")]

    operations = [
        migrations.AlterField(
            model_name="picture",
            name="role",
            field=models.CharField(blank=True, choices=ROLES, default="front", max_length=7, verbose_name="shows"),
        ),
    ]
