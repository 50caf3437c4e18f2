"""Let tests with transactions of their own clean up: on SQLite that is a DELETE, which the append-only triggers refuse.

``tests/conftest.py`` imports the fixture. PostgreSQL truncates, which fires no row triggers.
"""

import pytest
from django.db.backends.sqlite3.base import DatabaseOperations

from accounts.append_only import putting_up, taking_down


@pytest.fixture(scope="session", autouse=True)
def flushing_passes_append_only():
    plain = DatabaseOperations.sql_flush

    def sql_flush(self, style, tables, **options):
        statements = plain(self, style, tables, **options)
        return [*taking_down(self.connection), *statements, *putting_up(self.connection)] if statements else []

    DatabaseOperations.sql_flush = sql_flush
    yield
    DatabaseOperations.sql_flush = plain
