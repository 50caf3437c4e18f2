"""The worker hands over what waits in the outbox, whatever the mail server does."""

import os
import signal
import threading
import time
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from post_office.models import STATUS, Email

from accounts import jobs, messages, outbox
from accounts.jobs import do_daily_chores, last_sign_of_life
from accounts.management.commands import run_worker
from accounts.models import MailHold, Message
from accounts.undoing import UNDO_TIME

DEAD_SERVER = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def server_is_down(settings):
    settings.POST_OFFICE = {**settings.POST_OFFICE, "BACKENDS": {"default": DEAD_SERVER}}
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1


def say(address="buyer@example.org"):
    return messages.send(subject="Received", text="We {have} it.", language="en", email=address)


@pytest.mark.django_db
def test_mails_go_out_one_at_a_time_with_the_message_id_they_were_given():
    first, second = say("one@example.org"), say("two@example.org")
    assert outbox.deliver_one()
    assert [sent.to for sent in mail.outbox] == [["one@example.org"]]
    assert outbox.deliver_one()
    assert not outbox.deliver_one()
    assert [sent.extra_headers["Message-ID"] for sent in mail.outbox] == [first.mail.message_id, second.mail.message_id]


@pytest.mark.django_db
def test_a_mail_waits_for_a_mail_server_that_is_down(server_is_down):
    said = say()
    with pytest.raises(outbox.NotDelivered):
        outbox.deliver_one()
    waiting = Email.objects.get(pk=said.mail.pk)
    assert waiting.status == STATUS.requeued
    assert waiting.scheduled_time > timezone.now()
    assert not outbox.mail_server_answers()


@pytest.mark.django_db
def test_while_the_server_is_down_no_mail_uses_up_its_tries(server_is_down):
    said = say()
    for _try in range(12):
        Email.objects.update(scheduled_time=timezone.now() - timedelta(seconds=1))
        with pytest.raises(outbox.NotDelivered) as failure:
            outbox.deliver_one()
        assert failure.value.is_server_down
    waiting = Email.objects.get(pk=said.mail.pk)
    assert (waiting.status, waiting.number_of_retries) == (STATUS.requeued, 0)


@pytest.fixture
def refusing(monkeypatch):
    """A mail server that is there and takes no mail."""

    def refuse(*args, **kwargs):
        raise ValueError("550 no such person")

    monkeypatch.setattr(Email, "dispatch", refuse)


@pytest.mark.django_db
def test_a_mail_the_server_refuses_is_tried_for_a_while_and_then_given_up(refusing):
    said = say()
    for _try in range(settings.POST_OFFICE["MAX_RETRIES"] + 1):
        assert not Email.objects.filter(status=STATUS.failed).exists()
        Email.objects.update(scheduled_time=timezone.now() - timedelta(seconds=1))
        with pytest.raises(outbox.NotDelivered) as failure:
            outbox.deliver_one()
        assert not failure.value.is_server_down
    given_up = Email.objects.get(pk=said.mail.pk)
    assert given_up.status == STATUS.failed
    assert given_up.logs.count() == settings.POST_OFFICE["MAX_RETRIES"] + 1
    assert given_up.logs.first().message == "550 no such person"
    assert not outbox.deliver_one()


@pytest.mark.django_db
def test_a_mail_refused_for_the_moment_is_tried_for_a_day_and_ever_more_seldom(monkeypatch):
    def refuse(*args, **kwargs):
        raise SMTPRecipientsRefused({"buyer@example.org": (451, b"4.7.1 come again later")})

    monkeypatch.setattr(Email, "dispatch", refuse)
    said = say()

    def try_again(age):
        Email.objects.update(scheduled_time=None, created=timezone.now() - age)
        with pytest.raises(outbox.NotDelivered):
            outbox.deliver_one()
        return Email.objects.get(pk=said.mail.pk)

    for _try in range(settings.POST_OFFICE["MAX_RETRIES"] + 2):
        waiting = try_again(timedelta(hours=23))
    assert (waiting.status, waiting.number_of_retries) == (STATUS.requeued, 0)
    assert waiting.scheduled_time > timezone.now() + timedelta(minutes=4)
    assert try_again(timedelta(0)).scheduled_time < timezone.now() + timedelta(minutes=2)
    for _try in range(settings.POST_OFFICE["MAX_RETRIES"] + 1):
        waiting = try_again(timedelta(hours=25))
    assert waiting.status == STATUS.failed


@pytest.mark.django_db
def test_what_one_worker_has_taken_no_other_takes_until_its_lease_is_over():
    said = say()
    taken = outbox.take_one()
    assert taken.pk == said.mail.pk
    assert outbox.take_one() is None
    # Then: killed; the time it was given is over
    Email.objects.update(scheduled_time=timezone.now() - timedelta(seconds=1))
    assert outbox.deliver_one()
    assert mail.outbox[0].extra_headers["Message-ID"] == said.mail.message_id


@pytest.mark.django_db
def test_of_two_workers_that_look_at_once_the_second_takes_the_next_mail(monkeypatch):
    first, second = say("one@example.org"), say("two@example.org")
    look, others = outbox.get_queued, []

    def after_another_took_it():
        found = list(look())
        if not others:
            others.append(Email.objects.filter(pk=found[0].pk).update(scheduled_time=timezone.now() + outbox.LEASE))
        return found

    monkeypatch.setattr(outbox, "get_queued", after_another_took_it)
    assert outbox.take_one().pk == second.mail.pk != first.mail.pk


@pytest.mark.django_db
def test_a_mail_for_later_keeps_its_time_and_goes_when_it_has_come():
    later = timezone.now() + timedelta(minutes=10)
    said = messages.send(subject="Later", text="…", language="en", email="buyer@example.org", not_before=later)
    say("now@example.org")
    while outbox.deliver_one():
        pass
    assert [sent.to for sent in mail.outbox] == [["now@example.org"]]
    assert Email.objects.get(pk=said.mail.pk).scheduled_time == later
    Email.objects.filter(pk=said.mail.pk).update(scheduled_time=timezone.now() - timedelta(seconds=1))
    assert outbox.deliver_one()


@pytest.mark.django_db
def test_what_is_under_way_cannot_be_taken_back():
    said = say()
    outbox.take_one()
    assert messages.take_back(Message.objects.filter(pk=said.pk)) == 0
    assert Email.objects.filter(pk=said.mail.pk).exists()


@pytest.mark.django_db
def test_a_sender_that_took_too_long_changes_nothing_of_who_came_after(refusing, monkeypatch):
    say()
    late = outbox.take_one()
    Email.objects.update(scheduled_time=timezone.now() - timedelta(seconds=1))
    again = outbox.take_one()
    outbox.put_back(late, ValueError("too late"), counts=True)
    now = Email.objects.get()
    assert (now.scheduled_time, now.number_of_retries, now.logs.count()) == (again.scheduled_time, None, 0)


@pytest.mark.django_db
def test_a_lease_is_longer_than_a_mail_server_can_keep_us():
    waits = 14  # see outbox.LONGEST
    assert timedelta(seconds=waits * settings.EMAIL_TIMEOUT) < outbox.LEASE


@pytest.mark.django_db
def test_while_mail_is_on_hold_nothing_is_sent():
    say()
    MailHold.objects.create()
    assert not outbox.deliver_one()
    assert mail.outbox == []
    MailHold.objects.all().delete()
    assert outbox.deliver_one()


@pytest.mark.django_db
def test_that_a_mail_is_sent_is_written_down_also_when_the_database_was_away(monkeypatch):
    answers = [OperationalError("server closed the connection"), OperationalError("starting up"), 1]
    asked = []

    def write(**values):
        asked.append(values)
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(outbox, "connection", SimpleNamespace(close=lambda: None))
    monkeypatch.setattr(outbox.time, "sleep", lambda seconds: None)
    assert outbox.insist(write, status=STATUS.sent) == 1
    assert asked == [{"status": STATUS.sent}] * 3


@pytest.mark.django_db
def test_a_worker_kept_by_a_slow_mail_server_shows_that_it_lives(monkeypatch):
    say()
    monkeypatch.setattr(outbox, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(Email, "dispatch", lambda *args, **kwargs: time.sleep(0.3))
    assert last_sign_of_life() is None
    assert outbox.deliver_one()
    assert last_sign_of_life() > timezone.now() - timedelta(seconds=5)


@pytest.mark.django_db
def test_a_mail_server_that_never_ends_is_left(monkeypatch):
    say()
    monkeypatch.setattr(outbox, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(outbox, "LONGEST", 0.2)
    over = threading.Event()
    monkeypatch.setattr(Email, "dispatch", lambda *args, **kwargs: over.wait(10))
    with pytest.raises(outbox.NotDelivered):
        outbox.deliver_one()
    over.set()
    assert Email.objects.get().status == STATUS.requeued


@pytest.mark.django_db
def test_a_clock_that_went_ahead_keeps_no_mail():
    said = say()
    outbox.take_one()
    Email.objects.update(scheduled_time=timezone.now() + timedelta(days=365))
    later = messages.send(
        subject="Later", text="…", language="en", email="b@example.org", not_before=timezone.now() + timedelta(days=365)
    )
    outbox.mend_sending_times()
    assert outbox.deliver_one()
    assert mail.outbox[0].extra_headers["Message-ID"] == said.mail.message_id
    waiting = Email.objects.get(pk=later.mail.pk)
    assert waiting.status == STATUS.queued
    assert timedelta(0) < waiting.scheduled_time - timezone.now() <= UNDO_TIME


@pytest.mark.django_db
def test_old_mail_is_forgotten_and_what_was_said_stays():
    said, recent = say(), say()
    Email.objects.filter(pk=said.mail.pk).update(status=STATUS.sent, created=timezone.now() - timedelta(days=31))
    do_daily_chores()
    assert list(Email.objects.all()) == [recent.mail]
    assert Message.objects.filter(pk=said.pk, mail=None).exists()


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_and_stops_when_asked():
    say()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    threading.Timer(1.5, os.kill, [os.getpid(), signal.SIGTERM]).start()
    started = time.monotonic()
    try:
        call_command("run_worker")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert time.monotonic() - started < 5
    assert len(mail.outbox) == 1


@pytest.fixture
def long_chore(monkeypatch):
    """The only chore, of three steps; a list of the mails that had gone out after each."""
    sent = []

    def in_steps():
        for _step in range(3):
            say()
            yield True
            sent.append(len(mail.outbox))

    monkeypatch.setattr(jobs, "STEPWISE", [in_steps])
    return sent


@pytest.mark.django_db
def test_mails_go_out_between_the_steps_of_a_long_chore(long_chore):
    worker = run_worker.Command()
    worker.get_ready()
    worker.one_round()
    assert long_chore == [1, 2, 3]


@pytest.mark.django_db
def test_what_one_worker_is_at_step_by_step_no_other_begins(long_chore, monkeypatch):
    """However long it takes: here each step takes a minute."""
    real, steps = timezone.now, []
    one, other = run_worker.Command(), run_worker.Command()
    one.get_ready()
    other.get_ready()
    act = one.go_between

    def a_minute_later():
        act()
        steps.append(True)
        monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(seconds=59 * len(steps)))
        other.one_round()

    one.go_between = a_minute_later
    one.one_round()
    assert len(long_chore) == 3


@pytest.mark.django_db
def test_an_error_between_the_steps_of_a_long_chore_is_not_its_own(long_chore):
    def fail():
        raise OperationalError

    with pytest.raises(OperationalError):
        jobs.do_stepwise_chores(fail)


@pytest.mark.django_db
def test_a_worker_that_shall_stop_leaves_a_long_chore(long_chore):
    worker = run_worker.Command()
    worker.get_ready()
    worker.stop.set()
    with pytest.raises(SystemExit):
        worker.one_round()
    assert long_chore == []


def test_the_outbox_sends_one_mail_at_a_time():
    assert settings.POST_OFFICE["BATCH_SIZE"] == 1
