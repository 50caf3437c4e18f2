"""From the maker to the public page: send, take back, agree, return."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.jobs import enqueue, handles
from accounts.models import Job
from accounts.records.publishing import NotReady
from accounts.undoing import check_decider, until
from exhibitors.actions import publish_exhibitor
from exhibitors.models import Exhibitor
from exhibitors.profile import emails
from exhibitors.profile.members import joining
from exhibitors.profile.portraits import drop_portrait
from exhibitors.profile.proposals import apply, stored, wanted, write
from exhibitors.profile.uploads import is_any_waiting
from exhibitors.states import REVIEW_MOVES, UNDOING_PUBLICATION, Publication, ReviewState
from lib.languages import CODES
from lib.states import MoveNotAllowed, move

FORGETTING = "decided_profile"


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
    return bool(exhibitor.proposed) or is_any_waiting(exhibitor) if exhibitor.is_published else True


@transaction.atomic
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
    forget_decision(exhibitor)


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
    """What an official's page carries, so that nothing is decided unread: neither a profile taken back and sent anew, nor
    a portrait that was still being prepared."""
    portrait = wanted(exhibitor)["portrait"]
    return f"{exhibitor.sent_at.isoformat()} {portrait['digest'] if portrait else '-'}" if exhibitor.sent_at else ""


def locked(exhibitor, seen):
    """The row as it stands now, held until the transaction ends; MoveNotAllowed when another one was read."""
    row = Exhibitor.objects.select_for_update().get(pk=exhibitor.pk)
    if row.review != ReviewState.SENT or read_by(row) != seen:
        raise MoveNotAllowed(row.review, ReviewState.NONE)
    return row


@transaction.atomic
def approve_profile(exhibitor, *, seen, actor):
    """Show the profile as it was sent to everybody; return the messages that tell its people in a while.

    Raises NotReady or MoveNotAllowed.
    """
    row = locked(exhibitor, seen)
    if is_any_waiting(row):
        raise NotReady([_("A picture is still being prepared.")])
    before, new_members = what_stands(row), joining(row)
    move(row, to=ReviewState.NONE, actor=actor, moves=REVIEW_MOVES, field="review", sent_at=None, review_note="")
    if row.is_published:
        apply(row)
    else:
        publish_exhibitor(row, actor=actor)
    keep(row, before)
    return emails.deliver(emails.approved(row, new_members), not_before=until())


@transaction.atomic
def return_profile(exhibitor, *, seen, reason, actor):
    """Give it back with what should be changed; return the messages that tell its people in a while.

    Raises MoveNotAllowed.
    """
    row = locked(exhibitor, seen)
    before = what_stands(row)
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
    keep(row, before)
    return emails.deliver(emails.returned(row, reason), not_before=until())


def what_stands(row):
    """What a decision replaces."""
    return {"was": stored(row), "publication": row.publication, "sent_at": row.sent_at.isoformat()}


def keep(row, before):
    """Remember what a decision replaced, until it cannot be undone any more."""
    forget_decision(row)
    row.decided = before | {"is": wanted(row)}
    row.save(update_fields=["decided"])
    job = enqueue(FORGETTING, row.pk)
    Job.objects.filter(pk=job.pk).update(due_at=until())


def forget_decision(row):
    """Let go of what was kept, and of a portrait that only stood there."""
    portrait = (row.decided.get("was") or {}).get("portrait")
    if row.decided:
        row.decided = {}
        row.save(update_fields=["decided"])
    if portrait:
        drop_portrait(portrait)


@handles(FORGETTING, does=gettext_lazy("What was kept to undo the decision about a profile is deleted."))
@transaction.atomic
def forget_old_decision(number):
    if row := Exhibitor.objects.select_for_update().filter(pk=number).first():
        forget_decision(row)


@transaction.atomic
def undo_decision(exhibitor, *, actor):
    """Put what ``actor`` decided a short while ago back into the queue, as it was sent. Raises MoveNotAllowed."""
    row = Exhibitor.objects.select_for_update().get(pk=exhibitor.pk)
    kept = row.decided
    if not kept or row.review == ReviewState.SENT or row.deletion_asked_at or wanted(row) != kept["is"]:
        # Its people go on already.
        raise MoveNotAllowed(row.review, ReviewState.SENT)
    check_decider(row, field="review", actor=actor, to=ReviewState.SENT)
    was_public = kept["publication"] == Publication.PUBLISHED
    was_returned = row.review == ReviewState.RETURNED
    sent_at = parse_datetime(kept["sent_at"])
    move(row, to=ReviewState.SENT, actor=actor, moves=REVIEW_MOVES, field="review", sent_at=sent_at, review_note="")
    if not was_returned and was_public:
        write(row, {name: value for name, value in kept["was"].items() if value != kept["is"][name]})
        row.proposed = {name: value for name, value in kept["is"].items() if value != kept["was"][name]}
        row.save(update_fields=["proposed"])
    elif not was_returned:
        was_draft = kept["publication"] == Publication.DRAFT
        moment = {"published_at": None} if was_draft else {}
        move(row, to=kept["publication"], actor=actor, moves=UNDOING_PUBLICATION, field="publication", **moment)
    row.decided = {}
    row.save(update_fields=["decided"])
