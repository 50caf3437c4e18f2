"""The worker hands over what waits in the outbox, whatever the mail server does."""

import os
import signal
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from post_office.models import STATUS, Email

from accounts import messages, outbox
from accounts.models import Message

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
def test_a_second_worker_leaves_the_outbox_to_the_first():
    say()
    taken = threading.Event()
    done = threading.Event()

    def hold():
        from django.db import connection

        with outbox.only_sender() as is_alone:
            assert is_alone
            taken.set()
            done.wait(10)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    taken.wait(10)
    try:
        assert not outbox.deliver_one()
        assert mail.outbox == []
    finally:
        done.set()
        other.join()
    assert outbox.deliver_one()


@pytest.mark.django_db
def test_old_mail_is_forgotten_and_what_was_said_stays():
    said, recent = say(), say()
    Email.objects.filter(pk=said.mail.pk).update(created=timezone.now() - timedelta(days=31))
    outbox.tidy_up()
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


def test_the_outbox_sends_one_mail_at_a_time():
    assert settings.POST_OFFICE["BATCH_SIZE"] == 1
