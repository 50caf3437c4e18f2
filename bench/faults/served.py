"""What every fault needs: the site as ./run serves it, on a database and with a mail server of its own, and what was seen.

Imported first: from here on the modules of the project and of this folder are found.
"""

import argparse
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "deploy"), str(ROOT / "bench" / "faults")]

from mailbox import Mailbox

import local
from buyers import is_in_words
from cluster import children_of, cluster

HOST = "127.0.0.1"
LONGEST = 1800  # seconds until what was begun must have ended
BACK = 5  # seconds after which everything must work again
WORDS = 2  # seconds after which nobody may wait for "come again later"
LEFT_OUT = 77
SUPERVISED = (
    "import json, sys; sys.path.insert(0, 'deploy'); import local;"
    "sys.exit(local.keep_running(json.loads(sys.argv[1]), when_ready=lambda: None))"
)


def read_wishes(about, words=None, add=lambda parser: None):
    """The words after the name of the fault; from here on in ``.venv`` and in the folder of the project."""
    os.chdir(ROOT)
    if sys.prefix == sys.base_prefix:
        local.make_environment(ROOT / "requirements.txt")
        os.execv(local.PYTHON, [str(local.PYTHON), *sys.argv])
    name = Path(sys.argv[0]).stem
    parser = argparse.ArgumentParser(prog=f"bench/faults/run {name}", description=about.splitlines()[0])
    parser.add_argument("--slack", type=float, default=1, help="by how much everything may be slower than promised (1)")
    parser.add_argument("--short", action="store_true", help="seconds instead of minutes, as the tests do it")
    parser.add_argument("--log", help="a file for what the processes of the site say")
    add(parser)
    return parser.parse_args(words)


def left_out(reason):
    """End here, with the exit code that means so."""
    print(f"Left out: {reason}", file=sys.stderr)
    sys.exit(LEFT_OUT)


def ask_for_database(parser):
    parser.add_argument("--database", default="sqlite", help="sqlite, postgresql, or the address of an empty database")


@contextlib.contextmanager
def scratch_folder():
    with tempfile.TemporaryDirectory(prefix="ilamexpo-fault-") as scratch:
        Path(scratch).chmod(0o755)  # PostgreSQL runs as another account
        yield Path(scratch)


@contextlib.contextmanager
def database(kind, folder):
    """(address, the Cluster or None); empty, below ``folder``, unless ``kind`` is the address of a server."""
    if kind.startswith("sqlite"):
        if given := kind.partition(":///")[2]:
            shutil.copy(given, folder / "db.sqlite3")
        yield f"sqlite:///{folder / 'db.sqlite3'}", None
    elif kind == "postgresql":
        with cluster(folder / "postgresql") as server:
            if server is None:
                left_out("PostgreSQL's own programs are not installed")
            yield server.url, server
    else:
        yield kind, None


@contextlib.contextmanager
def served(wishes, scratch, url, **settings):
    """A Site that is up, on the empty database at ``url``, with a Mailbox as its ``mailbox``."""
    mailbox = Mailbox()
    mailbox.start()
    site = Site(scratch, url, mailbox, slack=wishes.slack, log=wishes.log, **settings)
    site.prepare()
    site.start()
    try:
        yield site
    finally:
        site.stop()
        if mailbox.is_up:
            mailbox.stop()


class Site:
    """Web server and worker, kept running by what keeps them running under ./run."""

    def __init__(self, scratch, url, mailbox, *, served_url=None, media=None, slack=1, log=None, **environment):
        """``served_url`` is the way to the database for the site alone, ``environment`` is for its processes alone;
        ``slack`` multiplies the time that everything may take."""
        self.words, self.back = WORDS * slack, BACK * slack
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        self.base, self.mailbox = f"http://{HOST}:{self.port}", mailbox
        for name in ("ALLOWED_HOSTS", "CACHE_URL", "DEBUG", "TEST_DATABASE_URL", "SECRET_KEY"):
            os.environ.pop(name, None)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "ilamexpo.settings",
            "DATABASE_URL": url,
            "MEDIA_ROOT": str(media or scratch / "media"),
            "EMAIL_URL": f"smtp://{HOST}:{mailbox.port}",
            "SITE_URL": self.base,
            "LIMITS_FACTOR": "1000000",
        }
        self.environment = {**os.environ, **({"DATABASE_URL": served_url} if served_url else {}), **environment}
        workers = 2 * (os.cpu_count() or 1) + 1
        self.commands = {
            "web server": [
                str(word) for word in local.web_server("ilamexpo.wsgi:application", HOST, self.port, workers)
            ],
            "worker": [str(local.PYTHON), "manage.py", "run_worker"],
        }
        self.keeper = None
        self.log = open(log or scratch / "log", "w")  # noqa: SIM115 — what dying processes cry, as long as they live

    def prepare(self):
        """Fill the database with makers who must be told."""
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections
        from kept import make_world

        call_command("migrate", verbosity=0)
        self.works = make_world()
        with local.only_one():  # others may collect the same static files just now
            call_command("prepare", verbosity=0)
        # Ours would be ended with the others.
        connections.close_all()

    def start(self):
        command = [local.PYTHON, "-c", SUPERVISED, json.dumps(self.commands)]
        self.keeper = subprocess.Popen(command, env=self.environment, stdout=self.log, stderr=self.log)
        self.until("the web server did not start", lambda: self.visit("/healthz").status)

    def stop(self):
        self.keeper.terminate()
        self.keeper.wait()
        self.log.close()

    def process(self, name):
        """The number of the process that ``name`` is just now, or None."""
        sign = b"run_worker" if name == "worker" else b"gunicorn"
        return next((number for number in children_of(self.keeper.pid) if sign in command_of(number)), None)

    def kill(self, names):
        """Kill the processes so named at once, with all of theirs; return how many seconds until others have come."""
        began, old = time.monotonic(), {name: self.process(name) for name in names}
        for number in old.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(number, signal.SIGKILL)
        for name, number in old.items():
            self.until(f"the {name} did not come back", lambda n=name, o=number: self.process(n) not in {None, o})
        if "web server" in names:
            self.until("the web server did not come back", lambda: self.visit("/healthz").status)
        return time.monotonic() - began

    def pause(self, name):
        os.killpg(self.process(name), signal.SIGSTOP)

    def resume(self, name):
        os.killpg(self.process(name), signal.SIGCONT)

    def until(self, fault, is_so, longest=LONGEST / 15):
        """Wait until ``is_so()``; return the seconds that took."""
        began = time.monotonic()
        while not is_so():
            if time.monotonic() - began > longest:
                raise AssertionError(fault)
            time.sleep(0.05)
        return time.monotonic() - began

    def visit(self, path):
        return visit(self.base + path)


def command_of(number):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{number}/cmdline").read_bytes()
    return b""


class Answer:
    """``status`` 0 where there was none."""

    def __init__(self, began, status=0, headers=None, text=""):
        self.status, self.seconds, self.text = status, time.monotonic() - began, text
        self.is_in_words = is_in_words(status, headers or {}, text)


def visit(address):
    """The Answer to somebody who comes for the first time."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return Answer(began, answer.status, answer.headers, answer.read().decode())
    except urllib.error.HTTPError as error:
        return Answer(began, error.code, error.headers, error.read().decode())
    except (OSError, http.client.HTTPException):
        return Answer(began)
