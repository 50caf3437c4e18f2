import logging
import os
import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection

from accounts.jobs import do_minutely_chores, run_one
from accounts.outbox import NotDelivered, deliver_one, mail_server_answers, tidy_up

logger = logging.getLogger("accounts.worker")
PAUSE = 1  # seconds between looks: sign-in codes must be quick
LONGEST_PAUSE = 60
A_MINUTE = 60
A_DAY = 86_400


class Command(BaseCommand):
    next_chores = 0.0
    help = "Do jobs and send queued mail within a second or two, and tidy up once a day, until SIGTERM or Ctrl-C."

    def handle(self, **options):
        self.stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        # It says of each mail what we say in one line.
        logging.getLogger("post_office").setLevel(logging.CRITICAL)
        self.next_tidying, self.is_server_down, parent = 0.0, False, os.getppid()
        pause = PAUSE
        # A worker whose starter was killed has nobody left to stop it.
        while not self.stop.is_set() and os.getppid() == parent:
            try:
                close_old_connections()
                went_well = self.one_round()
            except DatabaseError as error:
                connection.close()
                logger.warning("The database does not answer: %s", str(error).strip())
                went_well = False
            except Exception:  # one odd mail must not end the worker
                logger.exception("The worker met an error and goes on")
                went_well = False
            pause = PAUSE if went_well else min(2 * pause, LONGEST_PAUSE)
            self.stop.wait(pause)

    def one_round(self):
        """Send everything that is due, tidy up when a day has passed; return False where waiting longer is better."""
        if time.monotonic() >= self.next_tidying:
            tidy_up()
            self.next_tidying = time.monotonic() + A_DAY
        if time.monotonic() >= self.next_chores:
            do_minutely_chores()
            self.next_chores = time.monotonic() + A_MINUTE
        while not self.stop.is_set() and run_one():
            pass
        # While the server is down no mail uses up its tries.
        if self.is_server_down and not mail_server_answers():
            return False
        self.is_server_down = False
        try:
            while not self.stop.is_set() and deliver_one():
                pass
        except NotDelivered as error:
            self.is_server_down = not mail_server_answers()
            logger.warning("%s%s", error, "; the mail server does not answer" if self.is_server_down else "")
            return not self.is_server_down
        return True
