"""A mail server that is down loses no enquiry and no mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from post_office.models import STATUS, Email

from accounts.management.commands.run_worker import Command
from accounts.models import Message
from enquiries.models import Enquiry
from tests.enquiries.asking import by_mail
from tests.factories import official

pytestmark = pytest.mark.django_db


@pytest.fixture
def servers(settings):
    """Switch between a server that answers and one that does not."""
    answering = settings.POST_OFFICE["BACKENDS"]["default"]
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1

    def switch(is_up):
        backend = answering if is_up else "django.core.mail.backends.smtp.EmailBackend"
        settings.POST_OFFICE = {**settings.POST_OFFICE, "BACKENDS": {"default": backend}}

    return switch


@pytest.fixture
def worker():
    """A worker that does its rounds when told."""
    command = Command()
    command.get_ready()
    return command


def let_a_minute_pass():
    Email.objects.exclude(scheduled_time=None).update(scheduled_time=timezone.now() - timedelta(seconds=1))


def test_an_enquiry_is_stored_and_confirmed_and_its_mails_go_out_once_when_the_server_is_back(client, servers, worker):
    # Given
    official(email="office@example.org")
    servers(is_up=False)
    # When
    answer = client.post("/en/enquiry/", by_mail(), follow=True)
    # Then
    enquiry = Enquiry.objects.get()
    assert answer.redirect_chain[0][1] == 302
    assert f'data-code="{enquiry.code}"' in answer.content.decode()
    assert Email.objects.filter(status=STATUS.queued).count() == 2
    # When: the worker tries again and again
    for _round in range(20):
        worker.next_mail = 0
        worker.one_round()
        let_a_minute_pass()
    # Then
    assert mail.outbox == []
    assert sorted(Email.objects.values_list("status", flat=True)) == [STATUS.queued, STATUS.requeued]
    assert set(Email.objects.values_list("number_of_retries", flat=True)) == {None, 0}
    assert set(Message.objects.values_list("state", flat=True)) == {"handed_over"}
    # When
    servers(is_up=True)
    for _round in range(3):
        worker.next_mail = 0
        worker.one_round()
    # Then
    sent = sorted((each.to[0], each.subject) for each in mail.outbox)
    assert sent == [
        ("buyer@example.org", f"Your enquiry {enquiry.code} has arrived"),
        ("office@example.org", f"New enquiry {enquiry.code}"),
    ]
    assert set(Email.objects.values_list("status", flat=True)) == {STATUS.sent}
