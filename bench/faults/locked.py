"""Locks SQLite's file for eight seconds while buyers write: pages go on, writing is told to come again, nothing is lost."""

import sqlite3
import sys
import time
from contextlib import closing

from served import ask_for_database, database, read_wishes, scratch_folder, served
from watching import Watch, report
from writing import Writers

SECONDS = 8


def main():
    wishes = read_wishes(__doc__, add=ask_for_database)
    with (
        scratch_folder() as scratch,
        database(wishes.database, scratch) as (url, _server),
        served(wishes, scratch, url) as site,
    ):
        writers = Writers(site)
        watch = Watch(site, writers)
        with writers.at_work():
            for mode in ("IMMEDIATE", "EXCLUSIVE"):
                refused = writers.counts["answers 503"]
                with watch.during(f"BEGIN {mode} for {SECONDS} s", is_away=False):
                    lock(url.removeprefix("sqlite:///"), mode)
                watch.expect(writers.counts["answers 503"] > refused, f"{mode}: the harm was none, all could write")
        from kept import empty_outbox

        seconds = empty_outbox(site)
        return report(site, writers, watch, title=f"SQLite locked; the last mail was out {seconds:.0f} s later")


def lock(path, mode):
    with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as other:
        other.execute(f"BEGIN {mode}")
        time.sleep(SECONDS)
        other.execute("ROLLBACK")


if __name__ == "__main__":
    sys.exit(main())
