"""Restarts PostgreSQL, stops it, freezes it and cuts the line to it, while buyers write and visitors read.

Kept pages answer meanwhile, everything else says within two seconds when to come again, and afterwards all goes on.
"""

import sys
import time

from line import Line
from served import database, read_wishes, scratch_folder, served
from watching import Watch, report
from writing import Writers


def main():
    wishes = read_wishes(__doc__)
    with scratch_folder() as scratch, database("postgresql", scratch) as (url, server):
        line = Line(server.port)
        over_the_line = url.replace(str(server.port), str(line.port))
        with served(wishes, scratch, url, served_url=over_the_line) as site:
            writers = Writers(site)
            watch = Watch(site, writers)
            with writers.at_work():
                for name, harm, mend, seconds in harms(server, line, wishes.short):
                    time.sleep(1 if wishes.short else 3)
                    with watch.during(name, is_away=seconds > 0):
                        harm()
                        time.sleep(seconds)
                        mend()
            from kept import empty_outbox

            seconds = empty_outbox(site)
            title = f"PostgreSQL harmed; the last mail was out {seconds:.0f} s later"
            return report(site, writers, watch, title=title)


def harms(server, line, is_short):
    """(what is said of it, the harm, what ends it, seconds in between)"""
    nothing, long = (lambda: None), 3 if is_short else 10
    yield "restarted, fast", lambda: server.restart("fast"), nothing, 0
    yield "crashed", server.crash, nothing, 0
    yield f"stopped for {long} s", server.stop, server.start, long
    yield f"line refused for {long} s", line.refuse, line.join, long
    yield f"line held for {long} s", line.hold, line.join, long
    yield f"frozen for {long} s", server.freeze, server.thaw, long


if __name__ == "__main__":
    sys.exit(main())
