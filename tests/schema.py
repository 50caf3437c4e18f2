"""The tables, made once from the migrations of this code and copied for every test process and served site."""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys

from django.conf import settings
from django.db.backends.signals import connection_created

EMPTY = "ilamexpo_template"  # on PostgreSQL: nothing but its ctype, which knows letters


def checksum():
    """The same while migrations and packages are."""
    total = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for path in sorted(settings.BASE_DIR.glob("*/migrations/*.py")):
        total.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return total.hexdigest()[:12]


def migrate(url):
    kept = {name: value for name, value in os.environ.items() if name not in {"SECRET_KEY", "TEST_DATABASE_URL"}}
    environment = kept | {"DJANGO_SETTINGS_MODULE": "ilamexpo.settings", "DATABASE_URL": url}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)


def sqlite_file():
    """Path of an SQLite database with all tables and no rows but Django's own."""
    folder = settings.BASE_DIR / "var" / "tests"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{checksum()}.sqlite3"
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            for old in folder.glob("*.sqlite3*"):
                old.unlink()
            migrate(f"sqlite:///{path}.fresh")
            os.replace(f"{path}.fresh", path)
    return path


def fill_memory(connection, **kwargs):
    """Copy the tables into the empty memory that a test process has just opened."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and name.startswith("file:memorydb"):
        into = connection.connection
        if not into.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            source = sqlite3.connect(sqlite_file())
            source.backup(into)
            source.close()


def fill_every_memory():
    connection_created.connect(fill_memory)


def make_postgresql():
    """Name of the PostgreSQL database that test databases are copied from; made when there is none for these tables."""
    import psycopg2

    server = settings.DATABASES["default"]
    filled = f"ilamexpo_filled_{checksum()}"
    connection = psycopg2.connect(
        host=server["HOST"] or None,
        port=server["PORT"] or None,
        user=server["USER"] or None,
        password=server["PASSWORD"] or None,
        dbname="postgres",
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        # Several test processes start at once; one makes it, the others wait.
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [EMPTY])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'ilamexpo_%'")
        found = {name for (name,) in cursor.fetchall()}
        if EMPTY not in found:
            cursor.execute(
                f"CREATE DATABASE {EMPTY} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
            )
        if filled not in found:
            for old in found:
                if old.startswith("ilamexpo_filled_"):
                    cursor.execute(f"DROP DATABASE IF EXISTS {old}")
            cursor.execute(f"CREATE DATABASE {filled}_fresh TEMPLATE {EMPTY}")
            migrate(address(server, f"{filled}_fresh"))
            cursor.execute(f"ALTER DATABASE {filled}_fresh RENAME TO {filled}")
    connection.close()
    return filled


def address(server, name):
    """The DATABASE_URL of the database of that name on the same server."""
    from urllib.parse import quote

    who = quote(server["USER"] or "", safe="") + (
        f":{quote(server['PASSWORD'], safe='')}" if server["PASSWORD"] else ""
    )
    return f"postgres://{who}@{server['HOST'] or ''}{':' + str(server['PORT']) if server['PORT'] else ''}/{name}"
