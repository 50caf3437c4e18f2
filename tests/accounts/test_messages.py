import pytest
from django.db import transaction
from post_office.models import STATUS, Email

from accounts.messages import send
from accounts.models import Message
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_message_with_an_e_mail_address_is_handed_to_the_outbox():
    message = send(
        subject="Received", text="Thank you.", language="en", name="Abu Ali", email="a@example.org", about="E2"
    )
    assert (message.channel, message.state, message.about) == ("mail", "handed_over", "E2")
    mail = Email.objects.get()
    assert message.mail == mail
    assert (mail.to, mail.subject, mail.message, mail.status) == (
        ["a@example.org"],
        "Received",
        "Thank you.",
        STATUS.queued,
    )


def test_a_message_with_a_phone_alone_waits_for_a_call():
    message = send(subject="Received", text="Thank you.", language="ar", phone="+9647701234567")
    assert (message.channel, message.state, message.address) == ("call", "waiting", "+9647701234567")
    assert Email.objects.count() == 0


def test_an_account_fills_in_what_is_not_given():
    user = UserFactory(name="Mina", email="mina@example.org", phone="+989181234567")
    message = send(subject="s", text="t", language="fa", recipient=user)
    assert (message.recipient, message.name, message.address) == (user, "Mina", "mina@example.org")


def test_a_message_needs_somewhere_to_go():
    with pytest.raises(ValueError, match="needs an e-mail"):
        send(subject="s", text="t", language="fa")


def test_what_people_write_is_sent_word_for_word():
    text = "{% include 'x' %} {{ settings.SECRET_KEY }} <b>&amp;</b>\nline"
    send(subject="One\r\nBcc: two@example.org {{ x }}", text=text, language="en", email="a@example.org")
    mail = Email.objects.get()
    assert mail.message == text
    assert mail.subject == "One Bcc: two@example.org {{ x }}"
    assert mail.email_message().body == text


def test_a_mail_repeated_after_a_crash_is_recognised_as_the_same_one():
    send(subject="s", text="t", language="en", email="a@example.org")
    first = Email.objects.get().email_message().message()["Message-ID"]
    assert first.startswith("<")
    assert Email.objects.get().email_message().message()["Message-ID"] == first


def test_what_is_undone_sends_nothing():
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        send(subject="s", text="t", language="en", email="a@example.org")
        raise Undone
    assert Email.objects.count() == Message.objects.count() == 0
