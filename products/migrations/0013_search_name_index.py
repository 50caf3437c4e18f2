"""Among very many works PostgreSQL finds those that are called by a word without reading all that say it."""

from django.db import migrations


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX products_product_search_name ON products_product USING gin (search_name gin_trgm_ops)"
        )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX products_product_search_name")


class Migration(migrations.Migration):
    dependencies = [("products", "0012_changes")]
    operations = [migrations.RunPython(create, drop)]
