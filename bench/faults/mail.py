"""Lets the mail server be gone, slow, refusing and silent at the end, while buyers write who must all be told.

No mail is lost and none is sent again but those whose delivery is unknown, under their Message-ID; what is refused for
ever is given up and shown as failed.
"""

import sys
import time

from served import ask_for_database, database, read_wishes, scratch_folder, served
from watching import Watch, report
from writing import Writers

UNKNOWN = {"buyer-1@example.org", "buyer-3@example.org", "buyer-11@example.org"}


def main():
    wishes = read_wishes(__doc__, add=ask_for_database)
    with (
        scratch_folder() as scratch,
        database(wishes.database, scratch) as (url, _server),
        served(wishes, scratch, url) as site,
    ):
        site.mailbox.unknown = UNKNOWN
        writers = Writers(site, senders=2)
        watch = Watch(site, writers)
        with writers.at_work():
            for name, settings in harms(wishes.short):
                before = len(site.mailbox.letters)
                with watch.during(name, is_away=False):
                    do_badly(site.mailbox, settings, 4 if wishes.short else 60)
                writers.counts[f"letters kept while {name}"] = len(site.mailbox.letters) - before
        from kept import empty_outbox

        seconds = empty_outbox(site)
        return report(site, writers, watch, title=f"A bad mail server; the last mail was out {seconds:.0f} s later")


def harms(is_short):
    """(what is said of it, what the mail server is meanwhile; nothing where it is gone)"""
    pause = 1 if is_short else 30
    yield "mail server down", {}
    yield f"{pause} s a line", {"pause": pause}
    yield "refusing for now (451)", {"refusal": "451 later"}
    yield "closing after DATA without a word", {"silent_at": 2}


def do_badly(mailbox, settings, seconds):
    vars(mailbox).update(settings)
    if not settings:
        mailbox.stop()
    time.sleep(seconds)
    mailbox.behave()
    if not settings:
        mailbox.start()


if __name__ == "__main__":
    sys.exit(main())
