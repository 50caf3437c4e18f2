"""The pieces of words in all works' texts; see ``products.ngrams``."""

from django.db import migrations, models

SIZE, BATCH = 5, 2000


def read_works(apps, schema_editor):
    works, model = apps.get_model("products", "Product").objects, apps.get_model("products", "NGram")
    beginnings, runs = set(), set()
    for text in works.order_by().values_list("search_text", flat=True).iterator(BATCH):
        for word in set(text.split()):
            beginnings.add(f" {word} " if len(word) < 3 else f" {word[:3]}")
            runs.update(word[place : place + SIZE] for place in range(len(word) - SIZE + 1))
    pieces = sorted(beginnings.union(run for run in runs if run.isalpha()))
    model.objects.bulk_create((model(letters=piece) for piece in pieces), batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("products", "0016_of_maker")]

    operations = [
        migrations.CreateModel(
            name="NGram",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("letters", models.CharField(max_length=5)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("letters",), name="ngram_once")]},
        ),
        migrations.RunPython(read_works, migrations.RunPython.noop, elidable=True),
    ]
