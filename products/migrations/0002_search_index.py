"""PostgreSQL finds letters inside words through trigrams; SQLite reads its small table."""

from django.db import migrations

TABLES = ("products_product", "exhibitors_exhibitor")


def create(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for table in TABLES:
        schema_editor.execute(f"CREATE INDEX {table}_search ON {table} USING gin (search_text gin_trgm_ops)")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP INDEX {table}_search")


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial"), ("exhibitors", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
