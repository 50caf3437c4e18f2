import logging
import os
import signal
import threading
import time
from datetime import timedelta
from functools import partial

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection

from accounts.jobs import (
    CHORES_LEASE,
    do_daily_chores,
    do_minutely_chores,
    do_stepwise_chores,
    in_turn,
    keep_turn,
    leave_sign_of_life,
    run_one,
)
from accounts.outbox import NotDelivered, deliver_one, mail_server_answers

logger = logging.getLogger("accounts.worker")
PAUSE = 1  # seconds between looks: sign-in codes must be quick
LONGEST_PAUSE = 16
LONG = "chores in steps"
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


class Command(BaseCommand):
    help = "Do jobs and send queued mail within a second or two, and tidy up once a day, until SIGTERM or Ctrl-C."

    def handle(self, **options):
        self.get_ready()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        parent = os.getppid()
        pause = PAUSE
        # A worker whose starter was killed has nobody left to stop it.
        while not self.stop.is_set() and os.getppid() == parent:
            try:
                close_old_connections()
                self.one_round()
                pause = PAUSE
            except DatabaseError as error:
                connection.close()
                logger.warning("The database does not answer: %s", str(error).strip())
                pause = min(2 * pause, LONGEST_PAUSE)
            except Exception:  # one odd mail must not end the worker
                logger.exception("The worker met an error and goes on")
                pause = min(2 * pause, LONGEST_PAUSE)
            self.stop.wait(pause)

    def get_ready(self):
        self.stop = threading.Event()
        self.pause_of_mail, self.next_mail = PAUSE, 0.0

    def one_round(self):
        """Send and do everything that is due."""
        self.do_what_is_due()
        in_turn(LONG, A_MINUTE, partial(do_stepwise_chores, self.go_between))

    def go_between(self):
        """As long chores go on, nothing waits for them."""
        self.do_what_is_due()
        keep_turn(LONG, A_MINUTE)
        if self.stop.is_set():
            raise SystemExit

    def do_what_is_due(self):
        """What somebody waits for first."""
        leave_sign_of_life()
        # A mail server that is down is asked ever more seldom; nothing else waits for that.
        if time.monotonic() >= self.next_mail:
            is_up = self.send_mail()
            self.pause_of_mail = PAUSE if is_up else min(2 * self.pause_of_mail, LONGEST_PAUSE)
            self.next_mail = 0.0 if is_up else time.monotonic() + self.pause_of_mail
        while not self.stop.is_set() and run_one():
            leave_sign_of_life()
        in_turn("minutely chores", A_MINUTE, do_minutely_chores)
        in_turn("daily chores", A_DAY, do_daily_chores, lease=CHORES_LEASE)

    def send_mail(self):
        """Send what is due; False while the mail server is down, when no mail uses up its tries."""
        if self.pause_of_mail > PAUSE and not mail_server_answers():
            return False
        try:
            while not self.stop.is_set() and deliver_one():
                leave_sign_of_life()
        except NotDelivered as error:
            logger.warning("%s%s", error, "; the mail server does not answer" if error.is_server_down else "")
            return not error.is_server_down
        return True
