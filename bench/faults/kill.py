"""Kills the site again and again while buyers write to it, and proves that nothing confirmed is lost.

Serves the site as ./run does, on a database of its own and with a mail server of its own. Buyers send enquiries from
several threads; meanwhile web server and worker are killed, the database crashes and the mail server is down. Whoever
gets no answer sends the same form again, or gives up. At the end everything that was said must be true, once.
"""

import argparse
import contextlib
import os
import random
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "deploy"), str(ROOT / "bench" / "faults")]

from mailbox import Mailbox

import local
from buyers import Buyer, NoAnswer
from cluster import cluster

HOST = "127.0.0.1"
SENDERS, FORMS_OPEN = 8, 8
PERSON = 2.5  # seconds a form is open at least; who is faster is taken for a robot
CRASHES, OUTAGES = 5, 3
LONGEST = 1800  # seconds until what was begun must have ended


def main(words=None):
    wishes = read_wishes(words)
    os.chdir(ROOT)
    if sys.prefix == sys.base_prefix:
        local.make_environment(ROOT / "requirements.txt")
        os.execv(local.PYTHON, [str(local.PYTHON), *sys.argv])
    with tempfile.TemporaryDirectory(prefix="ilamexpo-kill-") as scratch, database(wishes, Path(scratch)) as found:
        url, crash, how = found
        return survive(wishes, Path(scratch), url, crash, how)


def read_wishes(words):
    parser = argparse.ArgumentParser(prog="bench/faults/run kill", description=__doc__.splitlines()[0])
    parser.add_argument("--database", default="sqlite", help="sqlite, postgresql, or the address of an empty database")
    parser.add_argument("--enquiries", type=int, default=2000, help="how many forms are sent (2000)")
    parser.add_argument("--kills", type=int, default=30, help="how often web server, worker or both are killed (30)")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is left to chance (1)")
    parser.add_argument("--restart-command", help="restarts the PostgreSQL server of the given address")
    return parser.parse_args(words)


@contextlib.contextmanager
def database(wishes, scratch):
    """(address, what makes it crash or None, said in words); the database is empty and goes with ``scratch``."""
    if wishes.database == "sqlite":
        yield f"sqlite:///{scratch / 'db.sqlite3'}", None, "SQLite"
    elif wishes.database == "postgresql":
        scratch.chmod(0o755)  # the server runs as another account
        with cluster(scratch / "postgresql") as server:
            if server is None:
                sys.exit("PostgreSQL's own programs are not installed; give --database an address.")
            yield server.url, server.crash, "PostgreSQL, crashed and started anew in between"
    elif wishes.restart_command:
        restart = lambda: subprocess.run(shlex.split(wishes.restart_command), check=True)  # noqa: E731
        yield wishes.database, restart, "PostgreSQL, restarted in between"
    elif wishes.database.startswith("postgres"):
        yield wishes.database, end_connections, "PostgreSQL, every connection ended in between"
    else:
        yield wishes.database, None, "the given database"


def end_connections():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.close()


def survive(wishes, scratch, url, crash, how):
    """Do it all; the exit code."""
    chance, mailbox = random.Random(wishes.seed), Mailbox()
    mailbox.start()
    site = Site(scratch, url, mailbox.port)
    works = site.prepare()
    run = Run(wishes, site, works, mailbox, chance)
    began = time.monotonic()
    site.start()
    try:
        run.send_all(crash)
        print(f"Sent, {time.monotonic() - began:.0f} s; the outbox is emptied.", flush=True)
        empty_outbox(site, mailbox)
    finally:
        site.stop()
        mailbox.stop()
    from kept import look

    found = look(run)
    print(f"\n{how}: {time.monotonic() - began:.0f} s, --seed {wishes.seed}")
    for name, number in {**run.counts, **found.counts}.items():
        print(f"{number:>8} {name}")
    for fault in found.faults[:50]:
        print(f"WRONG: {fault}")
    print("Something was lost or doubled." if found.faults else "Nothing was lost, nothing was doubled.")
    return 1 if found.faults else 0


class Site:
    """Web server and worker, each a group of processes that is killed as a whole."""

    def __init__(self, scratch, url, mail_port):
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        self.base = f"http://{HOST}:{self.port}"
        for name in ("ALLOWED_HOSTS", "CACHE_URL", "DEBUG", "TEST_DATABASE_URL"):
            os.environ.pop(name, None)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "ilamexpo.settings",
            "DATABASE_URL": url,
            "MEDIA_ROOT": str(scratch / "media"),
            "EMAIL_URL": f"smtp://{HOST}:{mail_port}",
            "SITE_URL": self.base,
            "LIMITS_FACTOR": "1000000",
        }
        self.commands = {
            "web server": local.web_server("ilamexpo.wsgi:application", HOST, self.port, 4),
            "worker": [local.PYTHON, "manage.py", "run_worker"],
        }
        self.children = {}
        self.log = open(scratch / "log", "w")  # noqa: SIM115 — what dying processes cry, as long as they live

    def prepare(self):
        """Fill the database with makers who must be told; the codes of their works."""
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections
        from kept import make_world

        call_command("migrate", verbosity=0)
        works = make_world()
        call_command("prepare", verbosity=0)
        # Ours would be ended with the others.
        connections.close_all()
        return works

    def start(self, names=("web server", "worker")):
        for name in names:
            self.children[name] = subprocess.Popen(
                self.commands[name], start_new_session=True, stdout=self.log, stderr=self.log
            )
        if "web server" in names and not local.wait_for(HOST, self.port):
            raise AssertionError("the web server did not start")

    def kill(self, names):
        for name in names:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.children[name].pid, signal.SIGKILL)
            self.children[name].wait()

    def stop(self):
        local.stop(self.children.values())
        self.log.close()


class Run:
    """What was sent, what was confirmed, and what was done to the site meanwhile."""

    def __init__(self, wishes, site, works, mailbox, chance):
        self.wishes, self.site, self.works, self.mailbox, self.chance = wishes, site, works, mailbox, chance
        self.lock, self.next, self.finished = threading.Lock(), iter(range(wishes.enquiries)), 0
        self.sent, self.confirmed = {}, {}  # {buyer: …}, {number: {code, …}}
        self.counts, self.faults = Counter(), []

    def send_all(self, crash):
        threads = [threading.Thread(target=self.send_in_turn, args=(random.Random(n),)) for n in range(SENDERS)]
        harm = threading.Thread(target=self.harm, args=(crash,))
        for thread in (*threads, harm):
            thread.start()
        for thread in (*threads, harm):
            thread.join(LONGEST)
            if thread.is_alive():
                raise AssertionError("the senders came to no end")
        self.mailbox.is_up or self.mailbox.start()

    # The buyers

    def send_in_turn(self, chance):
        """Keep several forms open, as several people would, and send each when a person could be through with it."""
        opened = deque()
        while True:
            while len(opened) < FORMS_OPEN and (buyer := self.next_buyer(chance)):
                self.until_answered(buyer.open)
                opened.append((time.monotonic(), buyer))
            if not opened:
                return
            since, buyer = opened.popleft()
            time.sleep(max(0, since + PERSON - time.monotonic()))
            try:
                self.send(buyer, chance)
            except AssertionError as refusal:
                self.faults.append(str(refusal))
            with self.lock:
                self.finished += 1

    def next_buyer(self, chance):
        with self.lock:
            number = next(self.next, None)
        return (
            None if number is None else Buyer(self.site.base, number, chance.sample(self.works, chance.randint(1, 4)))
        )

    def send(self, buyer, chance):
        """Send it until a code is shown, or until this buyer gives up; every tenth three times at once."""
        self.sent[buyer.number] = buyer
        gives_up = chance.random() < 0.25
        if buyer.number % 10 == 0:
            with ThreadPoolExecutor(3) as pool:
                codes = set(pool.map(lambda _time: self.until_answered(buyer.send), range(3)))
            self.counts["sent three times at once"] += 1
        else:
            codes = {self.until_answered(buyer.send, gives_up)} - {None}
        if codes:
            self.confirmed[buyer.number] = codes
        else:
            self.counts["given up without an answer"] += 1

    def until_answered(self, ask, gives_up=False):
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            try:
                return ask()
            except NoAnswer as silence:
                with self.lock:
                    self.counts["times without an answer" if str(silence) == "line" else f"answers {silence}"] += 1
                if gives_up:
                    return None
                time.sleep(0.3)
        raise AssertionError("nobody answered any more")

    # The harm

    def harm(self, crash):
        """Do each evil when so many enquiries are through as chance has chosen for it."""
        total = self.wishes.enquiries
        few = min(1.0, self.wishes.kills / 10)  # a short run has fewer of everything
        plan = [(self.chance.uniform(0.02, 0.95), self.kill) for _time in range(self.wishes.kills)]
        plan += [(self.chance.uniform(0.05, 0.9), lambda: self.crash(crash)) for _ in range(round(CRASHES * few))]
        for place in range(outages := max(1, round(OUTAGES * few))):
            begin = (place + 0.3) / outages
            plan += [(begin, self.mail_goes), (begin + 0.4 / outages, self.mailbox.start)]
        for share, evil in sorted(plan, key=lambda each: each[0]):
            while self.finished < share * total and self.finished < total:
                time.sleep(0.02)
            time.sleep(self.chance.uniform(0, 0.3))
            evil()

    def kill(self):
        names = self.chance.choice([("web server",), ("worker",), ("web server", "worker")])
        self.site.kill(names)
        for name in names:
            self.counts[f"times the {name} was killed"] += 1
        time.sleep(self.chance.uniform(0, 0.5))
        self.site.start(names)

    def crash(self, crash):
        if crash:
            crash()
            self.counts["times the database crashed"] += 1

    def mail_goes(self):
        self.mailbox.stop()
        self.counts["times the mail server was down"] += 1


def empty_outbox(site, mailbox):
    """Let the worker run until nothing waits; the minute until the next try of a mail is not waited for."""
    from django.db import connections
    from post_office.models import STATUS, Email

    # A fresh one does not sleep off the last outage.
    site.kill(["worker"])
    site.start(["worker"])
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        waiting = Email.objects.filter(status__in=[STATUS.queued, STATUS.requeued])
        waiting.exclude(scheduled_time=None).update(scheduled_time=None)
        is_empty = not waiting.exists()
        connections.close_all()
        if is_empty:
            return
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
