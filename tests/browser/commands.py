"""Runs management commands in forks of a process that has loaded the site: loading it anew each time costs seconds.

Reads the words of a command as a line of JSON; answers with one: its exit code, what it said and what it complained of.
"""

import json
import os
import sys
import tempfile
import traceback

import django
from django.core.management import execute_from_command_line
from django.db import connections


def run(words):
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        child = os.fork()
        if not child:
            os.dup2(said.fileno(), 1)
            os.dup2(complained.fileno(), 2)
            os._exit(code_of(words))
        _child, status = os.waitpid(child, 0)
        texts = []
        for file in (said, complained):
            file.seek(0)
            texts.append(file.read().decode())
        return [os.waitstatus_to_exitcode(status), *texts]


def code_of(words):
    code = 1
    try:
        execute_from_command_line(["manage.py", *words])
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    django.setup()
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)
