"""What is still to be told by phone, and the mails that were not delivered."""

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from post_office.models import STATUS, Email

from accounts.models import Message
from accounts.undoing import until
from enquiries.models import Enquiry
from enquiries.querysets import HANDLERS
from exhibitors.models import Circular, Participation
from lib.states import MoveNotAllowed, move

S = Message.State
MESSAGE_MOVES = {S.WAITING: {S.DONE}}


def handled_by(messages, user):
    """Those about enquiries this official may act on, and about who takes part in the exhibitions they look after; all of
    them for whoever handles every exhibition."""
    exhibitions = user.overseen_exhibitions(HANDLERS)
    if exhibitions is None:
        return messages
    enquiries = Enquiry.objects.handled_by(user).filter(code=OuterRef("about")).order_by()
    taking_part = Participation.objects.of_exhibitions(exhibitions).filter(code=OuterRef("about")).order_by()
    # As ``Circular.code`` makes it.
    coded = Circular.objects.annotate(code_then=Concat(Value("C"), Cast("pk", CharField())))
    circulars = coded.of_exhibitions(exhibitions).filter(code_then=OuterRef("about")).order_by()
    return messages.filter(Q(Exists(enquiries)) | Q(Exists(taking_part)) | Q(Exists(circulars)))


def waiting(messages):
    """The call list, the longest waiting first, without what may still be taken back."""
    # A moment farther ahead was set by a clock that went wrong.
    rows = messages.exclude(not_before__gt=timezone.now(), not_before__lte=until())
    return rows.filter(channel=Message.Channel.CALL, state=S.WAITING).order_by("created_at", "pk")


def failed(messages):
    """Mails given up after the last try, the newest first."""
    return messages.filter(mail__status=STATUS.failed).select_related("mail").order_by("-created_at", "-pk")


def mark_told(message, *, actor):
    """Note that it was told; raises MoveNotAllowed when somebody else did."""
    move(message, to=S.DONE, actor=actor, moves=MESSAGE_MOVES)


def send_again(message):
    """Put a failed mail into the outbox once more, under its own Message-ID; raises MoveNotAllowed when it is not one."""
    mails = Email.objects.filter(pk=message.mail_id, status=STATUS.failed)
    if not mails.update(status=STATUS.queued, scheduled_time=None, number_of_retries=None):
        raise MoveNotAllowed("failed", "queued")
