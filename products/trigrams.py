"""The index of trigrams for SQLite: a table of FTS5 beside the works that triggers keep.

What ``contains`` says of a work's folded words, which have no capitals, is the same with it and without, and no work is read.
SQLite makes a table anew to alter it and loses its triggers: after migrations, and whenever the site is started, what is
missing is put up again and the index made of the works.
"""

from django.db import connections, transaction
from django.db.models.expressions import Col
from django.db.models.lookups import Contains
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from products.models import Product

INDEX, WORKS = "products_trigrams", Product._meta.db_table
COLUMNS = ("search_text", "search_name")
SHORTEST = 3  # what is shorter has no trigram


class IndexedContains(Contains):
    """``contains`` that asks the index, for a text that it knows."""

    def as_sqlite(self, compiler, connection):
        is_text = isinstance(self.rhs, str) and len(self.rhs) >= SHORTEST and "\x00" not in self.rhs
        if not (is_text and isinstance(self.lhs, Col)):
            return self.as_sql(compiler, connection)
        column = self.lhs.target
        key = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.{connection.ops.quote_name(column.model._meta.pk.column)}"
        quoted = self.rhs.replace('"', '""')
        return f"{key} IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s)", [f'{column.column} : "{quoted}"']


for name in COLUMNS:
    Product._meta.get_field(name).register_lookup(IndexedContains)  # type: ignore[union-attr]  # it is a column


def statements():
    """{name: what makes it} of the index and its triggers."""
    columns = ", ".join(COLUMNS)
    new, old = (", ".join(f"{row}.{column}" for column in ("id", *COLUMNS)) for row in ("new", "old"))
    add = f"INSERT INTO {INDEX}(rowid, {columns}) VALUES ({new});"
    take = f"INSERT INTO {INDEX}({INDEX}, rowid, {columns}) VALUES ('delete', {old});"
    changed = " OR ".join(f"new.{column} IS NOT old.{column}" for column in COLUMNS)
    kind = f"content='{WORKS}', content_rowid='id', tokenize='trigram case_sensitive 1', columnsize=0"
    return {
        INDEX: f"CREATE VIRTUAL TABLE {INDEX} USING fts5({columns}, {kind})",
        f"{INDEX}_add": f"CREATE TRIGGER {INDEX}_add AFTER INSERT ON {WORKS} BEGIN {add} END",
        f"{INDEX}_take": f"CREATE TRIGGER {INDEX}_take AFTER DELETE ON {WORKS} BEGIN {take} END",
        f"{INDEX}_change": f"CREATE TRIGGER {INDEX}_change AFTER UPDATE OF {columns} ON {WORKS}"
        f" WHEN {changed} BEGIN {take} {add} END",
    }


@receiver(post_migrate)
def make_index_after_migrations(sender, using, **kwargs):
    if sender.name == "products":
        make_index(using)


def make_index(using="default"):
    """Make the index anew where it or one of its triggers is missing or made by other words; all of it or nothing."""
    if connections[using].vendor != "sqlite":
        return
    wanted = statements()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE %s", [f"{INDEX}%"])
        there = dict(cursor.fetchall())
        if {name: there.get(name) for name in wanted} == wanted:
            return
        for name in wanted.keys() & there.keys():
            cursor.execute(f"DROP {'TABLE' if name == INDEX else 'TRIGGER'} {name}")
        for statement in wanted.values():
            cursor.execute(statement)
        cursor.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")
