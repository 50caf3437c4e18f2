"""Whatever fails meanwhile, what was confirmed is kept and visitors are answered: the short forms of bench/faults."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = 77  # the exit code of a script that lacks a program or a right


def survive(fault, *wishes):
    """What was counted while it was done to the site; fails where something that is promised was broken."""
    # Beside other tests everything takes longer than it may on a machine of its own.
    command = [sys.executable, f"bench/faults/{fault}.py", "--short", "--slack", "10", *wishes]
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True)
    if done.returncode == LEFT_OUT:
        pytest.skip(done.stderr.strip().splitlines()[-1])
    assert done.returncode == 0, done.stdout + done.stderr
    counts = {name: int(number) for number, name in re.findall(r"^ +(\d+) (.+)$", done.stdout, re.MULTILINE)}
    assert counts["confirmed"] > 0
    assert counts["mails that arrived"] >= counts["confirmed"]
    return counts


@pytest.mark.postgresql  # which can crash as well
def test_forty_enquiries_outlive_five_kills_and_a_mail_server_that_was_down(copied):
    counts = survive("kill", "--database", copied)
    assert counts["forms sent"] == 40
    assert counts["confirmed"] >= counts["sent three times at once"] == 4
    assert counts["mails that arrived"] == counts["mails that had to arrive"] > counts["stored"]
    # One of the five times it is web server and worker together.
    assert sum(number for name, number in counts.items() if name.endswith("was killed")) == 6
    assert counts["times the mail server was down"] == 2


@pytest.mark.postgresql
def test_pages_go_on_and_nothing_is_lost_while_postgresql_is_away():
    assert survive("postgresql")["answers 503"] > 0


@pytest.mark.sqlite
def test_pages_go_on_and_nothing_is_lost_while_sqlite_is_locked(copied):
    assert survive("locked", "--database", copied)["answers 503"] > 0


@pytest.mark.long
@pytest.mark.sqlite
def test_a_full_disk_takes_nothing_that_was_confirmed_and_is_forgotten_when_there_is_room(copied):
    assert survive("disk", "--database", copied)["answers 503"] > 0


@pytest.mark.long
@pytest.mark.sqlite
def test_a_bad_mail_server_gets_each_mail_once_unless_it_left_its_sender_unsure(copied):
    counts = survive("mail", "--database", copied)
    assert counts["mails given up and shown as failed"] == 3


@pytest.mark.long
@pytest.mark.sqlite
def test_a_clock_that_goes_ahead_and_back_keeps_nothing_waiting(copied):
    survive("clock", "--database", copied)
