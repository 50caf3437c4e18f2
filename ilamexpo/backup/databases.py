"""One moment of the database as a file, and such a file as the database: for SQLite and for PostgreSQL."""

import gzip
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path

from django.db import connection

from ilamexpo.backup.archive import PIECE

PATIENCE = 30  # seconds a restore waits for whoever holds the database
# Everything that is there goes, and the schema is as in a new database.
AFRESH = b"""
DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION pg_database_owner; GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


class DatabaseFailed(Exception):
    """A database could not be copied or filled; says why in one sentence."""


def is_empty():
    """Whether the database holds nothing yet. A SQLite file that is missing is not made by asking."""
    if connection.vendor == "sqlite" and not sqlite_path().exists():
        return True
    return not connection.introspection.table_names()


def name_of_database():
    """What a person calls it: its name, or the name of its file."""
    name = connection.settings_dict["NAME"]
    return Path(name).name if connection.vendor == "sqlite" else name


def dump(folder):
    """The path of a new file in ``folder`` with the database as it is at one moment, while others write to it."""
    return dump_sqlite(folder) if connection.vendor == "sqlite" else dump_postgresql(folder)


def load(path, statements, *, is_replaced):
    """Make the dump at ``path`` the database, with the SQL ``statements`` done to it, in one transaction.

    ``is_replaced``: the database holds something, which goes. Raises DatabaseFailed; then nothing has changed.
    """
    connection.close()
    fill = load_sqlite if connection.vendor == "sqlite" else load_postgresql
    fill(path, statements, is_replaced=is_replaced)


# SQLite


def sqlite_path():
    return Path(connection.settings_dict["NAME"])


def dump_sqlite(folder):
    copy, packed = folder / "copy", folder / "database"
    try:
        with (
            closing(sqlite3.connect(sqlite_path(), timeout=PATIENCE)) as live,
            closing(sqlite3.connect(copy)) as target,
        ):
            # All pages in one step: one moment of the database, and with its log nobody who writes waits for us.
            live.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            refuse_broken(target)
    except sqlite3.Error as error:
        raise DatabaseFailed(f"The database could not be copied: {error}.") from error
    with open(copy, "rb") as source, gzip.GzipFile(packed, "wb", compresslevel=6, mtime=0) as target:
        shutil.copyfileobj(source, target, PIECE)
    copy.unlink()
    return packed


def load_sqlite(path, statements, *, is_replaced):
    """Written over page by page in one transaction of SQLite's own: also right for those who have the file open."""
    fresh, live_path = path.with_name("fresh"), sqlite_path()
    try:
        with gzip.open(path) as source, open(fresh, "wb") as target:
            shutil.copyfileobj(source, target, PIECE)
        live_path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(fresh)) as source, closing(sqlite3.connect(live_path)) as live:
            refuse_broken(source)
            for statement in statements:
                source.execute(statement)
            source.commit()
            source.backup(live, progress=Patience())
    except (sqlite3.Error, EOFError, gzip.BadGzipFile) as error:
        raise DatabaseFailed(f"The database could not be put in place: {error}.") from error


def refuse_broken(database):
    found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise DatabaseFailed(f"The database itself is damaged ({found}): restore the last backup that was whole.")


class Patience:
    """Ends a copy that waits too long for somebody else's transaction; sqlite3 itself would wait for ever."""

    def __init__(self):
        self.until = time.monotonic() + PATIENCE

    def __call__(self, status, remaining, total):
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > self.until:
            raise sqlite3.OperationalError("somebody else holds it; stop web server and worker")


# PostgreSQL


def dump_postgresql(folder):
    path = folder / "database"
    refuse_old("pg_dump", connection.pg_version // 10_000)  # type: ignore[attr-defined]  # of PostgreSQL
    words, environment = command("pg_dump", "--format=custom", "--no-password")
    with open(path, "wb") as file:
        done = subprocess.run(words, env=environment, stdout=file, stderr=subprocess.PIPE)
    if done.returncode:
        raise DatabaseFailed(f"pg_dump failed: {last_line(done.stderr)}")
    return path


def load_postgresql(path, statements, *, is_replaced):
    """The dump as SQL through one session, whose last word is COMMIT only when all that came before was right.

    ``pg_restore --clean`` would stumble over tables that the backup does not know yet.
    """
    words, environment = command("psql", "--no-psqlrc", "--no-password", "--quiet", "--set=ON_ERROR_STOP=1")
    unpack = [find("pg_restore"), "--no-owner", "--no-privileges", "--no-comments", "--file=-", str(path)]
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as cried:
        reader = subprocess.Popen(unpack, stdout=subprocess.PIPE, stderr=cried)
        writer = subprocess.Popen(words, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said)
        assert reader.stdout and writer.stdin  # they are pipes
        try:
            # It ended already: its own words, below, say why.
            with suppress(BrokenPipeError):
                writer.stdin.write(f"BEGIN; SET LOCAL lock_timeout = '{PATIENCE}s';\n".encode())
                if is_replaced:
                    writer.stdin.write(AFRESH)
                shutil.copyfileobj(reader.stdout, writer.stdin, PIECE)
                if reader.wait() == 0:
                    ending = ["SET search_path TO public", *statements, "COMMIT"]
                    writer.stdin.write(";\n".join([*ending, ""]).encode())
                writer.stdin.flush()
        finally:
            reader.stdout.close()
            with suppress(BrokenPipeError):
                writer.stdin.close()
            codes = writer.wait(), reader.wait()
        if any(codes):
            # When the writer refuses, the reader only finds nobody listening.
            file = said if codes[0] else cried
            file.seek(0)
            raise DatabaseFailed(f"The database could not be put in place: {last_line(file.read())}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()


def command(program, *words):
    """The words and the environment that run a program of PostgreSQL on our database; the password stands in no word."""
    found, secrets = connection.client.settings_to_cmd_args_env(connection.settings_dict, words)
    return [find(program), *found[1:]], {**os.environ, "LC_MESSAGES": "C", **(secrets or {})}


def find(program):
    path = shutil.which(program)
    if path is None:
        raise DatabaseFailed(f"{program} is missing; on Debian or Ubuntu: sudo apt install postgresql-client")
    return path


def refuse_old(program, wanted):
    """A program older than the server refuses it, or misses what it does not know."""
    answer = subprocess.run([find(program), "--version"], capture_output=True, text=True).stdout
    version = re.search(r"\d+", answer)
    if version is None or int(version[0]) < wanted:
        raise DatabaseFailed(
            f"{program} is older ({answer.strip() or 'unknown'}) than the server, PostgreSQL {wanted}: "
            f"install postgresql-client-{wanted}."
        )


def last_line(said):
    """The last error in what a program of PostgreSQL wrote, without the place in its input."""
    lines = said.decode("utf-8", "replace").strip().splitlines() or ["it says nothing"]
    errors = [line for line in lines if "ERROR" in line or "error" in line] or lines
    return re.sub(r"^psql:<stdin>:\d+: ", "", errors[-1])
