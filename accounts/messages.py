"""What the site says to one person: kept as a ``Message``, handed to the mail outbox or left to be told by phone."""

from email.utils import make_msgid

from django.conf import settings
from django.db import transaction
from post_office.models import PRIORITY, STATUS, Email
from post_office.signals import email_queued

from accounts.models import Message

SUBJECT_LENGTH = Message._meta.get_field("subject").max_length


@transaction.atomic
def send(*, subject, text, language, recipient=None, name="", email="", phone="", about=""):
    """Keep what is said and hand it over in the same transaction; return the ``Message``.

    ``recipient`` is an account and fills in what is not given: name, e-mail, phone. With an e-mail the text goes out
    as plain mail; with a phone alone it waits for a call. Raises ValueError when there is neither.
    ``about`` is the code of the record it speaks of.
    """
    if recipient:
        name, email, phone = name or recipient.name, email or recipient.email, phone or recipient.phone
    if not email and not phone:
        raise ValueError("a message needs an e-mail address or a phone number")
    subject = " ".join(subject.split())[:SUBJECT_LENGTH]
    message = Message(
        recipient=recipient,
        name=name,
        address=email or phone,
        language=language,
        subject=subject,
        text=text,
        about=about,
    )
    if email:
        message.channel, message.state = Message.Channel.MAIL, Message.State.HANDED_OVER
        message.mail = hand_over(email, subject, text)
    else:
        message.channel, message.state = Message.Channel.CALL, Message.State.WAITING
    message.save()
    return message


def hand_over(address, subject, text, *, is_urgent=False):
    """Put one plain mail into the outbox.

    The row is written by hand: ``mail.send()`` reads subject and text as templates, and people write braces. The
    Message-ID is fixed here, so a mail repeated after a crash is recognised as the same one.
    """
    mail = Email.objects.create(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        subject=subject,
        message=text,
        status=STATUS.queued,
        priority=PRIORITY.high if is_urgent else PRIORITY.medium,
        message_id=make_msgid(domain=settings.MAIL_DOMAIN),
    )
    email_queued.send(sender=Email, emails=[mail])
    return mail
