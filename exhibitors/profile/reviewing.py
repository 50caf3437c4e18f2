"""From the maker to the public page: send, take back, agree, return."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.records.publishing import NotReady
from exhibitors.actions import publish_exhibitor
from exhibitors.models import Exhibitor
from exhibitors.profile import emails
from exhibitors.profile.proposals import apply, wanted
from exhibitors.states import REVIEW_MOVES, ReviewState
from lib.languages import CODES
from lib.states import MoveNotAllowed, move


@dataclass
class Missing:
    """What a profile lacks before it may be sent, and the part where it is filled in."""

    words: str
    part: str


def missing_for_sending(exhibitor):
    """What is lacking, in the order of the parts; pictures, contacts and licences may come later."""
    now = wanted(exhibitor)
    missing = []
    if not any(now[f"name_{code}"] for code in CODES):
        missing.append(Missing(_("The name"), "texts"))
    if not any(now[f"story_{code}"] for code in CODES):
        missing.append(Missing(_("A few sentences about you"), "texts"))
    if not now["crafts"]:
        missing.append(Missing(_("At least one craft"), "crafts"))
    if not now["place"]:
        missing.append(Missing(_("The county"), "crafts"))
    return missing


def may_send(exhibitor):
    """Whether there is something an official has not agreed to."""
    if exhibitor.review == ReviewState.SENT or exhibitor.deletion_asked_at:
        return False
    return bool(exhibitor.proposed) if exhibitor.is_published else True


def send_profile(exhibitor, *, actor, on_behalf_of=""):
    """Let an official look. Raises NotReady with what is missing, or MoveNotAllowed."""
    if missing := missing_for_sending(exhibitor):
        raise NotReady([each.words for each in missing])
    if not may_send(exhibitor):
        raise MoveNotAllowed(exhibitor.review, ReviewState.SENT)
    move(
        exhibitor,
        to=ReviewState.SENT,
        actor=actor,
        moves=REVIEW_MOVES,
        field="review",
        on_behalf_of=on_behalf_of,
        sent_at=timezone.now(),
        review_note="",
    )


def take_back(exhibitor, *, actor, on_behalf_of=""):
    """Go on changing it before anybody decided. Raises MoveNotAllowed."""
    if exhibitor.review != ReviewState.SENT:
        raise MoveNotAllowed(exhibitor.review, ReviewState.NONE)
    move(
        exhibitor,
        to=ReviewState.NONE,
        actor=actor,
        moves=REVIEW_MOVES,
        field="review",
        on_behalf_of=on_behalf_of,
        sent_at=None,
    )


def read_by(exhibitor):
    """What an official's page carries, so that a profile taken back and sent anew is not decided unread."""
    return exhibitor.sent_at.isoformat() if exhibitor.sent_at else ""


def locked(exhibitor, seen):
    """The row as it stands now, held until the transaction ends; MoveNotAllowed when another one was read."""
    row = Exhibitor.objects.select_for_update().get(pk=exhibitor.pk)
    if row.review != ReviewState.SENT or read_by(row) != seen:
        raise MoveNotAllowed(row.review, ReviewState.NONE)
    return row


@transaction.atomic
def approve_profile(exhibitor, *, seen, actor):
    """Show the profile as it was sent to everybody, and tell its people. Raises NotReady or MoveNotAllowed."""
    row = locked(exhibitor, seen)
    move(row, to=ReviewState.NONE, actor=actor, moves=REVIEW_MOVES, field="review", sent_at=None, review_note="")
    if row.is_published:
        apply(row)
    else:
        publish_exhibitor(row, actor=actor)
    emails.deliver(emails.approved(row))
    return row


@transaction.atomic
def return_profile(exhibitor, *, seen, reason, actor):
    """Give it back with what should be changed, and tell its people. Raises MoveNotAllowed."""
    row = locked(exhibitor, seen)
    move(
        row,
        to=ReviewState.RETURNED,
        actor=actor,
        moves=REVIEW_MOVES,
        field="review",
        reason=reason,
        review_note=reason,
        sent_at=None,
    )
    emails.deliver(emails.returned(row, reason))
    return row
