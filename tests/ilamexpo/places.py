"""Whole sites beside the one of the tests: a database of their own, with files and ``var/`` in a folder of their own."""

import copy
import shutil
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.utils import load_backend
from django.test import override_settings

from ilamexpo.backup import databases
from ilamexpo.backup.databases import AFRESH
from tests.schema import EMPTY


def skip_without_programs():
    """Elsewhere than on the site's machine PostgreSQL's may be missing, or older than the server."""
    try:
        connection.ensure_connection()
        databases.refuse_old("pg_dump", connection.pg_version // 10_000)
        databases.find("psql")
    except databases.DatabaseFailed as error:
        pytest.skip(str(error))
    finally:
        # Nobody may be in a database of which a copy is made.
        connection.close()


class Place:
    """A site in ``folder``; its database begins as a copy of that of the place ``like``, or as an empty one."""

    def __init__(self, folder, *, like=None):
        self.folder, self.media = folder, folder / "media"
        folder.mkdir()
        self.settings = copy.deepcopy(connections.settings["default"])
        if connection.vendor == "sqlite":
            self.name = "site.sqlite3"
            self.settings["NAME"] = str(folder / self.name)
            if like:
                self.fill_from(like)
        else:
            skip_without_programs()
            self.name = self.settings["NAME"] = f"{connections.settings['default']['NAME']}_{folder.name}"
            template = like.settings["NAME"] if like else EMPTY
            on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            on_server(f'CREATE DATABASE "{self.name}" TEMPLATE "{template}"')

    def fill_from(self, like):
        with closing(like.connection()) as source, closing(sqlite3.connect(self.settings["NAME"])) as target:
            source.ensure_connection()
            source.connection.backup(target)

    def connection(self):
        """A new one; whoever takes it closes it."""
        return load_backend(self.settings["ENGINE"]).DatabaseWrapper(copy.deepcopy(self.settings), "default")

    @contextmanager
    def entered(self):
        """Let this process be the site."""
        before, connections["default"] = connections["default"], self.connection()
        try:
            with override_settings(VAR=self.folder / "var", MEDIA_ROOT=self.media):
                yield self
        finally:
            connections["default"].close()
            connections["default"] = before

    def empty(self):
        """Take everything out of it."""
        for inner in self.folder.iterdir():
            if inner.is_dir():
                shutil.rmtree(inner)
        if self.settings["ENGINE"].endswith("sqlite3"):
            Path(self.settings["NAME"]).unlink(missing_ok=True)
        else:
            with closing(self.connection()) as own, own.cursor() as cursor:
                cursor.execute(AFRESH.decode())

    def remove(self):
        if not self.settings["ENGINE"].endswith("sqlite3"):
            on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def rows(self, *, but=()):
        """{table: sorted rows} of the whole database but those tables, and its triggers."""
        with closing(self.connection()) as own, own.cursor() as cursor:
            found = {}
            for table in own.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(map(repr, cursor.fetchall()))
            if own.vendor == "sqlite":
                cursor.execute("SELECT name FROM sqlite_master")
            else:
                cursor.execute(
                    "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION ALL SELECT conname FROM pg_constraint"
                    " UNION ALL SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"
                )
            found["made of"] = sorted(cursor.fetchall())
        return {table: rows for table, rows in found.items() if table not in but}

    def files(self):
        """{path below the media: content}, with what is left of work that was not finished."""
        return {
            str(path.relative_to(self.media)): path.read_bytes() for path in self.media.rglob("*") if path.is_file()
        }


class OfTests:
    """The database that was made for the tests, when nobody is in it yet."""

    def __init__(self):
        self.settings = connections.settings["default"]
        if connection.vendor == "postgresql":
            connection.close()

    def connection(self):
        return connection.copy()


def on_server(statement):
    import psycopg2

    server = connections.settings["default"]
    words = {"host": server["HOST"] or None, "port": server["PORT"] or None, "user": server["USER"] or None}
    with closing(psycopg2.connect(**words, password=server["PASSWORD"] or None, dbname="postgres")) as line:
        line.autocommit = True
        with line.cursor() as cursor:
            cursor.execute(statement)
