"""Whatever dies meanwhile, what was confirmed is kept: the short form of bench/faults/kill.py, on processes of their own."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def copied(transactional_db, tmp_path):
    """The address of a copy of the tests' empty database."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as copy:
            connection.connection.backup(copy)
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    ours = connection.settings_dict
    name = f"{ours['NAME']}_kill"
    # A database is copied only while nobody is in it.
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {ours['NAME']}")
    yield f"postgres://{ours['USER']}:{ours['PASSWORD']}@{ours['HOST']}:{ours['PORT']}/{name}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_forty_enquiries_outlive_four_kills_and_a_mail_server_that_was_down(copied):
    command = [sys.executable, "bench/faults/kill.py", "--enquiries", "40", "--kills", "4", "--database", copied]
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    counts = {name: int(number) for number, name in re.findall(r"^ +(\d+) (.+)$", done.stdout, re.MULTILINE)}
    assert counts["forms sent"] == 40
    assert counts["confirmed"] >= counts["sent three times at once"] == 4
    assert counts["mails that arrived"] == counts["mails that had to arrive"] > counts["stored"]
    assert counts["times the web server was killed"] + counts["times the worker was killed"] >= 4
    assert counts["times the mail server was down"] == 1
