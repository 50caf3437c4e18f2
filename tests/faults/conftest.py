"""Databases for processes of their own."""

import sqlite3
from contextlib import closing, contextmanager

import pytest
from django.db import connection


@contextmanager
def copy_of_database(folder):
    """The address of a copy of the tests' database as it is now."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(folder / "db.sqlite3")) as copy:
            connection.connection.backup(copy)
        yield f"sqlite:///{folder / 'db.sqlite3'}"
        return
    ours = connection.settings_dict
    name = f"{ours['NAME']}_copy"
    # A database is copied only while nobody is in it.
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {ours['NAME']}")
    try:
        yield f"postgres://{ours['USER']}:{ours['PASSWORD']}@{ours['HOST']}:{ours['PORT']}/{name}"
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def copied(transactional_db, tmp_path):
    """The address of a copy of the tests' empty database."""
    with copy_of_database(tmp_path) as address:
        yield address
