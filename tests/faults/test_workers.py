"""Several workers at once, on processes of their own: no mail goes out twice, and a killed one is missed by nobody."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest

from accounts import messages
from bench.faults.mailbox import Mailbox
from tests.faults.conftest import copy_of_database

ROOT = Path(__file__).resolve().parents[2]
MAILS = 60


@pytest.fixture
def mailbox():
    box = Mailbox()
    box.start()
    yield box
    if box.is_up:
        box.stop()


@pytest.fixture
def waiting(transactional_db, tmp_path):
    """The address of a database with mails to send."""
    for number in range(MAILS):
        messages.send(subject=f"Number {number}", text="Words", language="en", email=f"buyer{number}@example.org")
    with copy_of_database(tmp_path) as address:
        yield address


@contextmanager
def worker(database, port):
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        **{"DATABASE_URL": database, "EMAIL_URL": f"smtp://127.0.0.1:{port}", "SECRET_KEY": "of this test"},
    }
    process = subprocess.Popen([sys.executable, "manage.py", "run_worker"], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def ask(database, statement):
    """Have ``statement`` done in that database; the rows it answers with."""
    is_file = database.startswith("sqlite")
    line = sqlite3.connect(database.removeprefix("sqlite:///"), timeout=20) if is_file else psycopg2.connect(database)
    with closing(line), closing(line.cursor()) as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
        line.commit()
    return rows


def wait_for(condition, seconds=90):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


def is_sent(database):
    return ask(database, "SELECT DISTINCT status FROM post_office_email") == [(0,)]


def test_three_workers_send_each_mail_once(waiting, mailbox):
    with worker(waiting, mailbox.port), worker(waiting, mailbox.port), worker(waiting, mailbox.port):
        wait_for(lambda: is_sent(waiting))
    assert len(mailbox.letters) == MAILS
    assert max(Counter(number for _recipient, number, _subject in mailbox.letters).values()) == 1


def test_the_mail_of_a_killed_worker_waits_for_the_end_of_its_lease_and_the_others_do_not(waiting, mailbox):
    # Given: a worker that was killed while a server kept it
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with worker(waiting, silent.getsockname()[1]) as process:
            talk, _address = silent.accept()
            process.kill()
        talk.close()
    [(taken,)] = ask(waiting, "SELECT message_id FROM post_office_email WHERE status = 3")
    # When
    with worker(waiting, mailbox.port):
        wait_for(lambda: len(mailbox.letters) == MAILS - 1)
        time.sleep(2)
        # Then
        assert taken not in {number for _recipient, number, _subject in mailbox.letters}
        # When: its time is over
        ask(waiting, "UPDATE post_office_email SET scheduled_time = created WHERE status = 3")
        wait_for(lambda: is_sent(waiting))
    # Then
    assert sorted(number for _recipient, number, _subject in mailbox.letters) == sorted(
        number for (number,) in ask(waiting, "SELECT message_id FROM post_office_email")
    )
