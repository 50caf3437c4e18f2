"""A copy of the site sends no mail until somebody says so."""

import io

import pytest
from django.core.management import call_command

from accounts import messages
from accounts.models import MailHold


def resume():
    said = io.StringIO()
    call_command("resume_mail", stdout=said)
    return said.getvalue()


@pytest.mark.django_db
def test_mail_goes_out_again_once_somebody_says_so():
    MailHold.objects.create()
    MailHold.objects.create()
    messages.send(subject="Received", text="We have it.", language="en", email="buyer@example.org")
    assert resume() == "Mail goes out again; 1 wait in the outbox.\n"
    assert not MailHold.objects.exists()
    assert resume() == "No mail was held back.\n"
