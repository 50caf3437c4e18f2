"""Whatever dies meanwhile, what was confirmed is kept: the short form of bench/faults/kill.py, on processes of their own."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_forty_enquiries_outlive_five_kills_and_a_mail_server_that_was_down(copied):
    # Beside other tests everything takes longer than it may on a machine of its own.
    wishes = ["--enquiries", "40", "--kills", "5", "--slack", "10", "--database", copied]
    command = [sys.executable, "bench/faults/kill.py", *wishes]
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    counts = {name: int(number) for number, name in re.findall(r"^ +(\d+) (.+)$", done.stdout, re.MULTILINE)}
    assert counts["forms sent"] == 40
    assert counts["confirmed"] >= counts["sent three times at once"] == 4
    assert counts["mails that arrived"] == counts["mails that had to arrive"] > counts["stored"]
    assert sum(number for name, number in counts.items() if name.endswith("was killed")) == 7
    assert counts["times the mail server was down"] == 1
