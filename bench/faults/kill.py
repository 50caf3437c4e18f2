"""Kills the site again and again while buyers write to it: what was confirmed is there, once, and its mails too.

Meanwhile the database crashes and the mail server is gone. Whoever gets no answer sends the same form again, or gives up.
What is killed starts again by itself, within five seconds.
"""

import contextlib
import os
import random
import signal
import sys
import time

from cluster import children_of
from served import ask_for_database, database, read_wishes, scratch_folder, served
from watching import report
from writing import Writers

CRASHES, OUTAGES = 5, 3
TARGETS = (("web server",), ("worker",), ("web server", "worker"), "one web process", "the first web process alone")


def main():
    wishes = read_wishes(__doc__, add=add_wishes)
    wishes.enquiries = wishes.enquiries or (40 if wishes.short else 2000)
    wishes.kills = wishes.kills or (5 if wishes.short else 30)
    with (
        scratch_folder() as scratch,
        database(wishes.database, scratch) as (url, server),
        served(wishes, scratch, url) as site,
    ):
        writers = Writers(site, total=wishes.enquiries)
        harm = Harm(wishes, site, writers, crash_of(url, server))
        with writers.at_work():
            harm.do_it_all()
        from kept import empty_outbox

        empty_outbox(site)
        slowest = max(harm.seconds_away, default=0)
        late = [f"what was killed took {slowest:.1f} s to come back"] if slowest > site.back else []
        title = f"Killed {wishes.kills} times, --seed {wishes.seed}; back after at most {slowest:.1f} s"
        return report(site, writers, title=title, faults=late, may_repeat=True)


def add_wishes(parser):
    ask_for_database(parser)
    parser.add_argument("--enquiries", type=int, help="how many forms are sent (2000; 40 when --short)")
    parser.add_argument("--kills", type=int, help="how often something is killed (30; 5 when --short)")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is left to chance (1)")


def crash_of(url, server):
    """What makes the database crash or drop its lines, or None."""
    return server.crash if server else end_connections if url.startswith("postgres") else None


def end_connections():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.close()


class Harm:
    """Each evil, done when so many enquiries are through as chance has chosen for it."""

    def __init__(self, wishes, site, writers, crash):
        self.wishes, self.site, self.writers, self.crash_database = wishes, site, writers, crash
        self.chance, self.seconds_away = random.Random(wishes.seed), []

    def do_it_all(self):
        chance, total, few = self.chance, self.wishes.enquiries, min(1.0, self.wishes.kills / 10)
        plan = [
            (chance.uniform(0.02, 0.95), lambda n=number: self.kill(TARGETS[n % len(TARGETS)]))
            for number in range(self.wishes.kills)
        ]
        if self.crash_database:
            plan += [(chance.uniform(0.05, 0.9), self.crash) for _time in range(round(CRASHES * few))]
        for place in range(outages := max(1, round(OUTAGES * few))):
            begin = (place + 0.3) / outages
            plan += [(begin, self.mail_goes), (begin + 0.4 / outages, self.site.mailbox.start)]
        for share, evil in sorted(plan, key=lambda each: each[0]):
            while self.writers.finished < share * total and self.writers.finished < total:
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 0.3))
            evil()

    def kill(self, target):
        if isinstance(target, tuple):
            self.seconds_away.append(self.site.kill(target))
        else:
            first = self.site.process("web server")
            number = first if "alone" in target else self.chance.choice(children_of(first) or [first])
            began = time.monotonic()
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
            if number == first:
                self.site.until("nobody took its place", lambda: self.site.process("web server") not in {None, first})
            self.site.until("the web server did not come back", lambda: self.site.visit("/healthz").status)
            self.seconds_away.append(time.monotonic() - began)
        for name in [target] if isinstance(target, str) else target:
            self.writers.counts[f"times {name} was killed"] += 1

    def crash(self):
        self.crash_database()
        self.writers.counts["times the database crashed"] += 1

    def mail_goes(self):
        self.site.mailbox.stop()
        self.writers.counts["times the mail server was down"] += 1


if __name__ == "__main__":
    sys.exit(main())
