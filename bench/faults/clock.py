"""Sets the clock of the site a day ahead and back while buyers write and a maker is signed in, then over odd midnights.

Nothing is lost, and nothing that was begun while the clock was wrong waits for the day to come.
"""

import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime

from buyers import Buyer
from person import Person
from served import ask_for_database, database, left_out, read_wishes, scratch_folder, served
from watching import Watch, report
from writing import PERSON, Writers

A_DAY = 86_400
# Midnights of Ilam, three and a half hours before those of UTC, and a leap day by both.
MIDNIGHTS = {
    "1405 becomes 1406": datetime(2027, 3, 20, 20, 30, tzinfo=UTC),
    "29 February 2028 begins in Ilam": datetime(2028, 2, 28, 20, 30, tzinfo=UTC),
    "29 February 2028 begins": datetime(2028, 2, 29, tzinfo=UTC),
    "29 February 2028 ends": datetime(2028, 3, 1, tzinfo=UTC),
    "the leap day of 1408 begins": datetime(2030, 3, 19, 20, 30, tzinfo=UTC),
    "1408 becomes 1409": datetime(2030, 3, 20, 20, 30, tzinfo=UTC),
}
# What an official decides and a maker sends, as it is put down by a site whose clock is wrong.
BEGUN = """
from django.core.cache import cache
from accounts.jobs import enqueue
from accounts.messages import hand_over
from accounts.undoing import until
from products.pictures import JOB
enqueue(JOB, 0)
hand_over("late@example.org", "E0000000", "words", not_before=until())
cache.set("count-of-five-minutes", 1, 300)
"""


def main():
    wishes = read_wishes(__doc__, add=ask_for_database)
    if not shutil.which("cc"):
        left_out(
            "no C compiler is installed, which makes the clock that can be set (Debian: apt install gcc libc6-dev)"
        )
    with scratch_folder() as scratch, database(wishes.database, scratch) as (url, _server):
        clock = Clock(scratch)
        with served(wishes, scratch, url, **clock.environment) as site:
            writers = Writers(site, senders=2)
            watch = Watch(site, writers)
            with writers.at_work():
                a_day_ahead_and_back(site, clock, watch, 3 if wishes.short else 20)
                midnights = list(MIDNIGHTS.items())
                for name, moment in midnights[2::2] if wishes.short else midnights:
                    with watch.during(name, is_away=False):
                        clock.set(moment.timestamp() - time.time() - 2)
                        time.sleep(5)
                with watch.during("back to today", is_away=False):
                    clock.set(0)
                    time.sleep(3)
            from kept import empty_outbox

            empty_outbox(site)
            return report(site, writers, watch, title="The clock was set")


class Clock:
    """That of the processes of the site; what only measures how time passes is left alone."""

    def __init__(self, scratch):
        self.path, library = scratch / "clock", scratch / "clock.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, "bench/faults/clock.c"], check=True)
        self.environment = {"LD_PRELOAD": str(library), "CLOCK": str(self.path)}
        self.set(0)

    def set(self, ahead):
        """``ahead`` in seconds."""
        fresh = self.path.with_suffix(".new")
        fresh.write_text(f"{ahead:.0f}")
        fresh.replace(self.path)


def a_day_ahead_and_back(site, clock, watch, seconds):
    """With a maker who signed in before, one who does meanwhile, and what both begin."""
    before, meanwhile = Person(site.base, "maker-0@example.org"), Person(site.base, "maker-2@example.org")
    watch.expect(before.sign_in(), "nobody could sign in when nothing was wrong")
    with watch.during("a day ahead", is_away=False):
        clock.set(A_DAY)
        time.sleep(seconds)
        watch.expect(before.is_signed_in(), "a day ahead: the maker was signed out")
        watch.expect(meanwhile.sign_in(), "a day ahead: nobody could sign in")
        form = Buyer(site.base, 10**6, site.works[:1])
        form.open()
        # As if it came just before the clock was mended, and the worker were too late for it.
        clock_of_site = [sys.executable, "manage.py", "shell", "-v", "0", "-c", BEGUN]
        site.pause("worker")
        subprocess.run(clock_of_site, env=site.environment, check=True)
    with watch.during("and back", is_away=False):
        clock.set(0)
        site.resume("worker")
        time.sleep(seconds)
        watch.expect(before.is_signed_in(), "and back: the maker was signed out")
        watch.expect(meanwhile.is_signed_in(), "and back: who signed in meanwhile was signed out")
    watch.writers.sent[form.number] = form
    time.sleep(PERSON)
    watch.writers.confirmed[form.number] = {form.send()}
    watch.writers.finished += 1
    for fault in waiting_for_tomorrow(site):
        watch.expect(False, fault)


def waiting_for_tomorrow(site):
    """What is not done within two minutes of the right clock."""
    from django.core.cache import cache
    from django.db import connections
    from post_office.models import STATUS, Email

    from accounts.models import Job
    from enquiries.models import Enquiry

    waits = {}

    def is_done():
        waits["a job"] = Job.objects.filter(state=Job.State.WAITING).count()
        late = Email.objects.filter(subject="E0000000").exclude(status=STATUS.sent)
        # Until ten minutes have passed it may be taken back.
        waits["a mail"] = late.filter(scheduled_time__gt=datetime.fromtimestamp(time.time() + 660, UTC)).count()
        waits["a count of what somebody did too often"] = cache.get("count-of-five-minutes", 0)
        connections.close_all()
        return not any(waits.values())

    try:
        site.until("they wait", is_done, 120)
    except AssertionError:
        yield from (f"{number} × {what} waits for tomorrow" for what, number in waits.items() if number)
    if held := Enquiry.objects.exclude(held_because="").count():
        yield f"{held} enquiries were held back, as if a robot had sent them"
    Email.objects.filter(subject="E0000000").update(scheduled_time=None)
    connections.close_all()


if __name__ == "__main__":
    sys.exit(main())
