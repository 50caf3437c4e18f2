"""What the worker does: hands queued mail to the mail server.

Several workers may do so at once, on several machines. A mail is taken by moving its time ahead by a lease, in one
UPDATE guarded by the time it had: of two workers one gets it. That of a worker that was killed is due again when the
lease is over; then its delivery is unknown, and it is repeated under its own Message-ID.
"""

import logging
import time
from datetime import timedelta
from multiprocessing.pool import ThreadPool

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.utils import timezone
from post_office.mail import get_queued
from post_office.models import STATUS, Email
from post_office.settings import get_backend, get_default_mailer, get_max_retries, get_retry_timedelta

from accounts.jobs import A_MOMENT, leave_sign_of_life, minutely
from accounts.models import MailHold
from accounts.undoing import UNDO_TIME

logger = logging.getLogger(__name__)
# EMAIL_TIMEOUT is for each word of the talk with the server, of which there are at most fourteen: connection, greeting,
# EHLO, STARTTLS, its handshake, EHLO, AUTH with three answers, MAIL, RCPT, DATA, the text and its receipt.
LONGEST = 15 * settings.EMAIL_TIMEOUT
LOOK_EVERY = 5
# The outcome is written down within half a minute of a database that comes back.
PAUSES = (1, 2, 4, 8, 15)
LEASE = timedelta(seconds=LONGEST + 60)
PATIENCE = timedelta(days=1)
LONGEST_PAUSE = timedelta(minutes=5)  # no longer than a lease, see ``mend_sending_times``


class NotDelivered(Exception):
    """A mail came back from the mail server, or never reached it."""

    def __init__(self, words, *, is_server_down):
        super().__init__(words)
        self.is_server_down = is_server_down


def deliver_one():
    """Send the most urgent mail that is due; return whether there was one.

    One at a time: a sender that is killed can repeat that mail, never a batch. Raises NotDelivered for a mail that
    failed: it waits for its next try or is given up, and its reason is kept in post_office's log.
    """
    if MailHold.objects.exists():
        return False
    mail = take_one()
    if mail is None:
        return False
    problem = send_alone(mail)
    if problem is None:
        # Whoever holds it now: it is sent. Written down with patience, or it would go out once more.
        insist(Email.objects.filter(pk=mail.pk).update, status=STATUS.sent, last_updated=timezone.now())
        return True
    is_server_down = not mail_server_answers()
    is_given_up = put_back(mail, problem, counts=not is_server_down and not is_for_now(mail, problem))
    words = f"a mail was not delivered and {'is given up' if is_given_up else 'waits for its next try'}"
    raise NotDelivered(words, is_server_down=is_server_down)


def take_one():
    """The most urgent mail that is due, now taken: of two workers only one gets it; None when there is none.

    Taken, it counts as tried: nobody can take back what may be under way (``accounts.messages.take_back``).
    """
    while mail := next(iter(get_queued()), None):
        taken = Email.objects.filter(pk=mail.pk, status=mail.status, scheduled_time=mail.scheduled_time)
        mail.status, mail.scheduled_time = STATUS.requeued, timezone.now() + LEASE
        if taken.update(status=mail.status, scheduled_time=mail.scheduled_time):
            return mail
    return None


def send_alone(mail):
    """Hand ``mail`` to the mail server; return why that failed, or None.

    In a thread, for a server may keep us for minutes, word by word: meanwhile the worker shows that it lives.
    """
    try:
        mail.prepare_email_message()
        server = get_connection(get_backend(mail.backend_alias or get_default_mailer()))
        words = {"commit": False, "disconnect_after_delivery": False, "connection": server}
        with ThreadPool(1) as pool:
            sending = pool.apply_async(mail.dispatch, kwds=words)
            for _look in range(int(LONGEST / LOOK_EVERY)):
                sending.wait(LOOK_EVERY)
                if sending.ready():
                    break
                leave_sign_of_life()
            sending.get(timeout=0)
    except Exception as error:  # whatever a backend raises
        return error
    return None


def is_for_now(mail, problem):
    """Whether the server refuses the mail only for the moment (4xx), as busy and careful ones do for hours; a day is
    enough."""
    replies = getattr(problem, "recipients", {}).values() or [(getattr(problem, "smtp_code", 0), b"")]
    is_old = timezone.now() - mail.created > PATIENCE
    return not is_old and all(400 <= code < 500 for code, _words in replies)


def put_back(mail, problem, *, counts):
    """Let ``mail`` wait for its next try, or give it up after the last; return whether it was given up.

    Guarded by our lease: after it somebody else may be at it. While the server is down, or says "later", no try
    ``counts``; the longer a mail waits, the longer is the time until its next try.
    """
    tries = mail.number_of_retries or 0
    is_given_up = counts and tries >= get_max_retries()
    ours = Email.objects.filter(pk=mail.pk, status=mail.status, scheduled_time=mail.scheduled_time)
    put = ours.update(
        status=STATUS.failed if is_given_up else STATUS.requeued,
        scheduled_time=timezone.now() + pause_of(mail),
        number_of_retries=tries + (counts and not is_given_up),
        last_updated=timezone.now(),
    )
    if put:
        mail.logs.create(status=STATUS.failed, message=str(problem), exception_type=type(problem).__name__)
    return is_given_up


def pause_of(mail):
    age = timezone.now() - mail.created
    return max(get_retry_timedelta(), min(age / 10, LONGEST_PAUSE))


def insist(write, **values):
    """``write(**values)``, and again over a new connection when the database was away for a moment."""
    for pause in PAUSES:
        try:
            return write(**values)
        except DatabaseError as error:
            logger.warning("The database does not take that a mail is sent, and is asked again: %s", error)
            connection.close()
            time.sleep(pause)
    return write(**values)


@minutely
def mend_sending_times():
    """As ``jobs.mend_due_times``, of mails that were taken or wait for their next try, and of those that may still be
    taken back."""
    now = timezone.now()
    tried, fresh = (Email.objects.filter(status=status) for status in (STATUS.requeued, STATUS.queued))
    tried.filter(scheduled_time__gt=now + LEASE + A_MOMENT).update(scheduled_time=now)
    fresh.filter(scheduled_time__gt=now + UNDO_TIME + A_MOMENT).update(scheduled_time=now + UNDO_TIME)


def mail_server_answers():
    """Whether the mail server lets us in; raises nothing."""
    try:
        server = get_connection(get_backend(get_default_mailer()))
        server.open()
        server.close()
    except Exception:  # whatever a backend raises, and any of it means no
        return False
    return True
