"""The pieces of words in all works' texts; see ``products.ngrams``. Others may write meanwhile: their changes stay unnoted."""

from django.db import migrations

SIZE, BATCH = 5, 2000


def read_works(apps, schema_editor):
    works, model = apps.get_model("products", "Product").objects, apps.get_model("products", "NGram")
    changes = apps.get_model("products", "CatalogueChange").objects
    before = list(changes.values_list("pk", flat=True))
    beginnings, runs = set(), set()
    for text in works.order_by().values_list("search_text", flat=True).iterator(BATCH):
        for word in set(text.split()):
            beginnings.add(f" {word} " if len(word) < 3 else f" {word[:3]}")
            runs.update(word[place : place + SIZE] for place in range(len(word) - SIZE + 1))
    pieces = sorted(beginnings.union(run for run in runs if run.isalpha()))
    model.objects.bulk_create((model(letters=piece) for piece in pieces), batch_size=BATCH)
    changes.filter(pk__in=before).update(is_noted=True)


class Migration(migrations.Migration):
    dependencies = [("products", "0017_ngrams")]
    operations = [migrations.RunPython(read_works, migrations.RunPython.noop, elidable=True)]
