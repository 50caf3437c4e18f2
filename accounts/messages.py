"""What the site says to one person: kept as a ``Message``, handed to the mail outbox or left to be told by phone."""

from email.utils import make_msgid

from django.conf import settings
from django.db import transaction
from post_office.models import PRIORITY, STATUS, Email
from post_office.signals import email_queued

from accounts.models import Message
from lib.text import balanced

SUBJECT_LENGTH = Message._meta.get_field("subject").max_length


@transaction.atomic
def send(*, subject, text, language, recipient=None, name="", email="", phone="", about="", not_before=None):
    """Keep what is said and hand it over in the same transaction; return the ``Message``.

    ``recipient`` is an account and fills in what is not given: name, e-mail, phone. With an e-mail the text goes out
    as plain mail; with a phone alone it waits for a call. Raises ValueError when there is neither.
    ``about`` is the code of the record it speaks of. With a moment ``not_before`` it can be taken back until then.
    """
    if recipient:
        name, email, phone = name or recipient.name, email or recipient.email, phone or recipient.phone
    if not email and not phone:
        raise ValueError("a message needs an e-mail address or a phone number")
    subject, text = balanced(" ".join(subject.split()))[:SUBJECT_LENGTH], balanced(text)
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
        message.mail = hand_over(email, subject, text, not_before=not_before)
    else:
        message.channel, message.state = Message.Channel.CALL, Message.State.WAITING
        message.not_before = not_before
    message.save()
    return message


def hand_over(address, subject, text, *, is_urgent=False, not_before=None):
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
        scheduled_time=not_before,
        priority=PRIORITY.high if is_urgent else PRIORITY.medium,
        message_id=make_msgid(domain=settings.MAIL_DOMAIN),
    )
    email_queued.send(sender=Email, emails=[mail])
    return mail


@transaction.atomic
def take_back(messages):
    """Cancel those of ``messages`` (a queryset) that nobody has read yet; return how many."""
    count = 0
    for message in messages.select_for_update(of=("self",)).select_related("mail"):
        if message.state == Message.State.HANDED_OVER:
            # Guarded by the state: a mail that is being sent at this moment stays said.
            if not Email.objects.filter(pk=message.mail_id, status=STATUS.queued).delete()[0]:
                continue
        elif message.state != Message.State.WAITING:
            continue
        Message.objects.filter(pk=message.pk).update(state=Message.State.CANCELLED, mail=None)
        count += 1
    return count
