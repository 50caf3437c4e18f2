"""Deletion of an exhibitor's personal data: asked for twice, settled by an official. See docs/decisions/0006-erasing.md."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from post_office.models import Email

from accounts.models import Message, User
from accounts.undoing import until
from exhibitors.actions import withdraw_exhibitor
from exhibitors.models import Answer, Exhibitor, Feedback, Review
from exhibitors.profile import emails
from exhibitors.profile.portraits import drop_portrait, portraits_of
from exhibitors.profile.proposals import PORTRAIT, TEXTS
from exhibitors.profile.uploads import cancel
from exhibitors.search import refresh
from exhibitors.signals import erased, erasing, open_matters, reworded
from exhibitors.states import REVIEW_MOVES, ReviewState
from lib.languages import CODES
from lib.states import MoveNotAllowed, move

NOWHERE = "–"  # where a message went whose address is forgotten


def ask_deletion(exhibitor, *, reason):
    """Note that the owner wants everything gone, and why; asked again, the first request counts."""
    if exhibitor.deletion_asked_at is None:
        exhibitor.deletion_asked_at, exhibitor.deletion_reason = timezone.now(), reason
        exhibitor.save(update_fields=["deletion_asked_at", "deletion_reason"])


def cancel_deletion(exhibitor):
    """Forget the request."""
    exhibitor.deletion_asked_at, exhibitor.deletion_reason = None, ""
    exhibitor.save(update_fields=["deletion_asked_at", "deletion_reason"])


def locked(exhibitor):
    row = Exhibitor.objects.select_for_update().get(pk=exhibitor.pk)
    if row.deletion_asked_at is None:
        raise MoveNotAllowed("", "")
    return row


@transaction.atomic
def refuse_deletion(exhibitor, *, words):
    """Keep everything; return the messages that say why, in a while. Raises MoveNotAllowed when nobody asks any more."""
    row = locked(exhibitor)
    cancel_deletion(row)
    return emails.deliver(emails.kept(row, words), not_before=until())


@transaction.atomic
def undo_refusal(exhibitor, *, asked_at, reason):
    """Let the request wait again as it was made. Raises MoveNotAllowed when its people asked anew."""
    row = Exhibitor.objects.select_for_update().get(pk=exhibitor.pk)
    if row.deletion_asked_at:
        raise MoveNotAllowed("", "")
    row.deletion_asked_at, row.deletion_reason = asked_at, reason
    row.save(update_fields=["deletion_asked_at", "deletion_reason"])


def what_is_open(exhibitor):
    """Sentences about what an official should settle before erasing."""
    answers = open_matters.send(Exhibitor, exhibitor=exhibitor)
    return [words for _receiver, found in answers for words in found or ()]


@transaction.atomic
def erase_exhibitor(exhibitor, *, actor):
    """Take the public pages back and remove what is about a person; the figures of exhibitions keep a nameless row.

    Raises MoveNotAllowed when nobody asks any more.
    """
    row = locked(exhibitor)
    farewell = emails.gone(row)
    people = list(User.objects.filter(representations__exhibitor=row))
    if row.is_published:
        withdraw_exhibitor(row, actor=actor)
    if row.review == ReviewState.SENT:
        move(row, to=ReviewState.NONE, actor=actor, moves=REVIEW_MOVES, field="review")
    # Threads, works and their pictures are known further up.
    erasing.send(sender=Exhibitor, exhibitor=row, actor=actor)
    erased.send(sender=Exhibitor, exhibitor=row, actor=actor)
    for rows in (row.credentials.all(), row.contact_points.all()):
        for each in rows:
            each.delete()
    cancel(row)
    for portrait in portraits_of(row):
        drop_portrait(portrait)
    empty(row)
    codes = row.participations.exclude(code=None).values("code")
    forget_messages(Message.objects.filter(Q(about=row.code) | Q(about__in=codes)))
    row.representatives.all().delete()
    left_over = [user for user in people if is_for_nobody(user)]
    for user in left_over:
        # Also what was said about works and enquiries: nobody is left whom it was said to.
        forget_messages(user.messages.all())
    emails.deliver(farewell)
    for user in left_over:
        user.delete()
    return row


def empty(exhibitor):
    """Leave the code as a name, and kind, county and crafts for the figures of exhibitions that are over."""
    for name in TEXTS:
        setattr(exhibitor, name, "")
    for code in CODES:
        setattr(exhibitor, f"name_{code}", exhibitor.code)
    exhibitor.slug = exhibitor.code.lower()
    for name in PORTRAIT:
        setattr(exhibitor, name, 0 if name.endswith(("width", "height")) else "")
    exhibitor.proposed, exhibitor.decided, exhibitor.review_note, exhibitor.sent_at = {}, {}, "", None
    exhibitor.deletion_asked_at, exhibitor.deletion_reason = None, ""
    exhibitor.save()
    exhibitor.members.clear()
    for group in exhibitor.groups.all():
        group.members.remove(exhibitor)
    forget_applications(exhibitor)
    refresh(exhibitor)
    reworded.send(sender=Exhibitor, exhibitor=exhibitor)


def forget_applications(exhibitor):
    """That it applied, and how that ended, stays; what was written, asked for and thought about it goes; so does its
    remark on how it was, while the points stay for the averages."""
    rows = exhibitor.participations.all()
    Answer.objects.filter(participation__in=rows).delete()
    Review.objects.filter(participation__in=rows).exclude(note="").update(note="")
    Feedback.objects.filter(participation__in=rows).exclude(remark="").update(remark="")
    rows.update(note="", return_reason="", pending_reason="")


def forget_messages(messages):
    """What was said stays as a fact, without whom it went to and what it said; mails that wait do not go any more."""
    Email.objects.filter(said__in=messages).delete()
    messages.filter(state=Message.State.WAITING).update(state=Message.State.CANCELLED)
    messages.update(recipient=None, name="", address=NOWHERE, subject=F("about"), text="")


def is_for_nobody(user):
    """Whether the account was for the erased exhibitor alone: officials and others' representatives keep theirs."""
    return not user.representations.exists() and not user.roles.exists() and not user.is_superuser
