"""States of an exhibition and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """How far the office has come with it; whether it runs today follows from its days."""

    IDEA = "idea", _("idea")
    AGREED = "agreed", _("agreed")
    CALL_OPEN = "call_open", _("call open")
    SELECTION = "selection", _("selection")
    PREPARATION = "preparation", _("preparation")
    RUNNING = "running", _("running")
    CLOSED = "closed", _("closed")
    REPORTED = "reported", _("reported")
    CANCELLED = "cancelled", _("cancelled")
    MOVED = "moved", _("moved")


# It is not held, or not as it was said.
STOPPED = (Status.CANCELLED, Status.MOVED)
# Its books are closed: what went, was sold and was decided is what it is.
CLOSED = (Status.CLOSED, Status.REPORTED)
# Nothing is decided about it any more.
FINISHED = (Status.CANCELLED, *CLOSED)


class Publication(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


PUBLICATION_MOVES = {
    Publication.DRAFT: {Publication.PUBLISHED},
    Publication.PUBLISHED: {Publication.WITHDRAWN},
    Publication.WITHDRAWN: {Publication.PUBLISHED},
}


S = Status
# What the office may say of an exhibition next; days and places are changed by ``rescheduling``, which also cancels.
STATUS_MOVES = {
    S.IDEA: {S.AGREED, S.CANCELLED},
    S.AGREED: {S.IDEA, S.CALL_OPEN, S.SELECTION, S.PREPARATION, S.CANCELLED, S.MOVED},
    S.CALL_OPEN: {S.SELECTION, S.PREPARATION, S.CANCELLED, S.MOVED},
    S.SELECTION: {S.CALL_OPEN, S.PREPARATION, S.CANCELLED, S.MOVED},
    S.PREPARATION: {S.SELECTION, S.RUNNING, S.CANCELLED, S.MOVED},
    S.RUNNING: {S.PREPARATION, S.CLOSED, S.CANCELLED},
    S.CLOSED: {S.RUNNING, S.REPORTED},
    S.REPORTED: {S.CLOSED},
    S.CANCELLED: {S.IDEA, S.AGREED, S.PREPARATION},
    S.MOVED: {S.AGREED, S.PREPARATION},
}
