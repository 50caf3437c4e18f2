"""Queries written once in a process: on a page asked often, Django writes longer at the SQL than a database answers.

PostgreSQL, which plans such a query longer than it works at it, is told it once in each connection (``PREPARE``).
"""

import itertools
import re
import threading
from collections import namedtuple

from psycopg2.extensions import AsIs

NUMBERS = itertools.count(1)
PLACE = re.compile("(?<!%)%s")


class Prepared:
    """A query of fixed shape: ``build`` makes its queryset once, later only the values change.

    ``build`` gets a stand-in for each name of ``kinds`` (``int`` or ``str``), to be used in plain comparisons, and must
    not depend on the day, the language or whoever asks. It names its columns in ``values_list``; each call asks the
    database and answers with a list of rows that have these names.

        more = Prepared(lambda maker: Product.objects.filter(exhibitor=maker).values_list("code", "slug")[:4], maker=int)
        more(maker=7)  # [Row(code="P…", slug="kilim"), …]
    """

    def __init__(self, build, **kinds):
        self.build = build
        self.stand_ins = {name: kind(2**31 - 1 - number) for number, (name, kind) in enumerate(kinds.items())}
        self.written = threading.local()  # a compiler holds the connection of its thread

    def __call__(self, **values):
        if values.keys() != self.stand_ins.keys():
            raise TypeError(f"expected {', '.join(self.stand_ins)}")
        row, compiler, converters, statement = self.in_this_thread()
        with compiler.connection.cursor() as cursor:
            cursor.execute(*statement.with_values(values))
            rows = cursor.fetchall()
        return [row._make(each) for each in compiler.apply_converters(rows, converters)]

    def in_this_thread(self):
        if not hasattr(self.written, "parts"):
            queryset = self.build(**self.stand_ins)
            compiler = queryset.query.get_compiler(using=queryset.db)
            sql, params = compiler.as_sql()
            converters = compiler.get_converters([column for column, *_rest in compiler.select])
            kind = Told if can_be_told(compiler.connection) else Written
            statement = kind(compiler.connection, sql, params, self.stand_ins)
            self.written.parts = namedtuple("Row", queryset._fields), compiler, converters, statement
        return self.written.parts


def can_be_told(connection):
    """Whether what one connection was told is still known when it is asked; a pool between us may change servers."""
    return connection.vendor == "postgresql" and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")


class Written:
    """SQL with a name for each value: without, SQLite's backend searches all of it for their places each time.

    ``stand_ins`` {name: value in ``params``} say which are given later.
    """

    def __init__(self, connection, sql, params, stand_ins):
        self.connection, self.names = connection, list(stand_ins)
        named = {f"set_{place}": value for place, value in enumerate(params)}
        later = {
            name: next((each for each in stand_ins if stand_ins[each] == value), name) for name, value in named.items()
        }
        if set(self.names) - set(later.values()):
            raise ValueError(f"not every stand-in of {self.names} stands alone in the query")
        places = iter(later.values())
        self.sql = PLACE.sub(lambda _found: f"%({next(places)})s", sql)
        self.values = {name: value for name, value in named.items() if later[name] == name}

    def with_values(self, values):
        """(sql, params) for ``values`` {name: value}."""
        return self.sql, self.values | values


class Told(Written):
    """The same for PostgreSQL, which is told the SQL where its connection is new."""

    def __init__(self, *args):
        super().__init__(*args)
        self.name, places = f"told_{next(NUMBERS)}", ", ".join(["%s"] * len(self.names))
        self.execute = f"EXECUTE {self.name} ({places})" if places else f"EXECUTE {self.name}"
        self.told = None

    def with_values(self, values):
        connection = self.connection
        connection.ensure_connection()
        if self.told is not connection.connection:
            numbered = {name: AsIs(f"${number}") for number, name in enumerate(self.names, 1)}
            with connection.wrap_database_errors, connection.connection.cursor() as cursor:
                sql = cursor.mogrify(*super().with_values(numbered))
                cursor.execute(b"PREPARE " + self.name.encode() + b" AS " + sql)
            self.told = connection.connection
        return self.execute, tuple(values[name] for name in self.names)
