"""What the worker does: hands queued mail to the mail server, and forgets daily what is no longer needed."""

import fcntl
import logging
from contextlib import contextmanager
from datetime import timedelta

from django.core.mail import get_connection
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from post_office.mail import get_queued, send_queued
from post_office.settings import get_backend, get_lock_file_name
from post_office.utils import cleanup_expired_mails

from accounts.jobs import do_daily_chores
from accounts.limits import forget_old_limits

logger = logging.getLogger(__name__)
SENDERS = 0x11A3  # our key among PostgreSQL's advisory locks
MAIL_KEPT = timedelta(days=30)  # sent mail holds personal data; what was said stays as a Message


def deliver_one():
    """Send the most urgent mail that is due; return whether there was one.

    One at a time: a sender that is killed can repeat that mail, never a batch. A mail that fails is queued again
    for later by post_office, and its reason is kept in post_office's log.
    """
    with only_sender() as is_alone:
        # A look before the leap: send_queued writes to the log each time it is called.
        if not is_alone or not get_queued():
            return False
        _sent, failed, requeued = send_queued()
    if failed or requeued:
        raise NotDelivered(f"a mail was not delivered and {'is given up' if failed else 'waits for its next try'}")
    return True


class NotDelivered(Exception):
    """A mail came back from the mail server, or never reached it."""


def mail_server_answers():
    """Whether the mail server lets us in; raises nothing."""
    try:
        server = get_connection(get_backend())
        server.open()
        server.close()
    except Exception:  # whatever a backend raises, and any of it means no
        return False
    return True


@contextmanager
def only_sender():
    """Whether no other process sends at this moment: two would send the same mail.

    The lock ends with the process that holds it. On SQLite all processes share a machine, so a file serves.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [SENDERS])
            is_alone = cursor.fetchone()[0]
            try:
                yield is_alone
            finally:
                if is_alone:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [SENDERS])
        return
    with open(get_lock_file_name(), "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def tidy_up():
    """Forget ended sessions, old mails of the outbox and request counters whose time is over, and what apps add."""
    call_command("clearsessions")
    cleanup_expired_mails(timezone.now() - MAIL_KEPT, delete_attachments=True)
    forget_old_limits()
    do_daily_chores()
