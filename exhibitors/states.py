"""States of an exhibitor's page and of a participation, and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.states import PUBLICATION_MOVES, Publication

__all__ = [
    "DECISIONS",
    "ENDED",
    "OFFICE_STARTS",
    "PARTICIPATION_MOVES",
    "PENDING_MOVES",
    "PUBLICATION_MOVES",
    "REVIEW_MOVES",
    "SHOWN",
    "UNDOING_ANNOUNCEMENT",
    "UNDOING_PUBLICATION",
    "Decision",
    "ParticipationState",
    "Publication",
    "ReviewState",
]


class ParticipationState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    REJECTED = "rejected", _("rejected")
    RESERVE = "reserve", _("waiting list")
    ACCEPTED = "accepted", _("accepted")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined by the exhibitor")
    WITHDRAWN = "withdrawn", _("withdrawn")


S = ParticipationState
PARTICIPATION_MOVES = {
    S.DRAFT: {S.SUBMITTED, S.WITHDRAWN},
    # Back to a draft: returned, with what is still to be mended.
    S.SUBMITTED: {S.ACCEPTED, S.RESERVE, S.REJECTED, S.WITHDRAWN, S.DRAFT},
    S.RESERVE: {S.ACCEPTED, S.REJECTED, S.WITHDRAWN},
    S.ACCEPTED: {S.CONFIRMED, S.DECLINED, S.WITHDRAWN},
    S.CONFIRMED: {S.WITHDRAWN},
}
# What the office may decide at once for a participation it enters itself.
OFFICE_STARTS = {S.DRAFT: {S.SUBMITTED, S.RESERVE, S.ACCEPTED, S.CONFIRMED}}


class Decision(models.TextChoices):
    """What the office decides about an application; kept back until all are announced together."""

    ACCEPTED = "accepted", _("accept")
    RESERVE = "reserve", _("waiting list")
    REJECTED = "rejected", _("reject")


# What may be decided about an application in that state; nothing any more about the others.
DECISIONS = {
    S.SUBMITTED: (Decision.ACCEPTED, Decision.RESERVE, Decision.REJECTED),
    S.RESERVE: (Decision.ACCEPTED, Decision.REJECTED),
}
# Until it is announced, a decision may be made anew, also with another reason, or be taken back.
PENDING_MOVES = {old: {"", *Decision.values} for old in ("", *Decision.values)}
# An announcement is taken back before its messages go.
UNDOING_ANNOUNCEMENT = {
    S.ACCEPTED: {S.SUBMITTED, S.RESERVE},
    S.RESERVE: {S.SUBMITTED},
    S.REJECTED: {S.SUBMITTED, S.RESERVE},
}

# An exhibitor may have one live row an exhibition; these rows are kept beside it.
ENDED = (S.REJECTED, S.DECLINED, S.WITHDRAWN)
# Those the public sees.
SHOWN = (S.ACCEPTED, S.CONFIRMED)


class ReviewState(models.TextChoices):
    """Whether what a maker changed on the profile waits for an official."""

    NONE = "", _("nothing sent")
    SENT = "sent", _("sent for review")
    RETURNED = "returned", _("returned")


REVIEW_MOVES = {
    ReviewState.NONE: {ReviewState.SENT},
    ReviewState.SENT: {ReviewState.NONE, ReviewState.RETURNED},
    ReviewState.RETURNED: {ReviewState.SENT, ReviewState.NONE},
}
# An official who published a page too quickly puts its profile back into the queue.
UNDOING_PUBLICATION = {Publication.PUBLISHED: {Publication.DRAFT, Publication.WITHDRAWN}}
