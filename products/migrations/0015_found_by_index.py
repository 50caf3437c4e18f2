"""What finds works is found by indexes of trigrams, on SQLite too.

PostgreSQL keeps no statistics of ``search_text`` any more: of texts as long as these it knows nothing but takes what it
knows for the truth, and it holds comparing them for cheap. Without, it takes every word for rare and asks the index.
"""

from django.db import migrations


def set_statistics(schema_editor, amount):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE products_product ALTER COLUMN search_text SET STATISTICS {amount}")
        # What is known already goes only with a change of the kind of column, be it to the same one.
        schema_editor.execute("ALTER TABLE products_product ALTER COLUMN search_text TYPE text")


def forget(apps, schema_editor):
    set_statistics(schema_editor, 0)


def gather(apps, schema_editor):
    set_statistics(schema_editor, -1)


class Migration(migrations.Migration):
    dependencies = [("products", "0014_found_among_a_million")]
    # The index of SQLite is made after migrations, see ``products.trigrams``.
    operations = [migrations.RunPython(forget, gather)]
