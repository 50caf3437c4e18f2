"""Who may read a record, how far it has come, and the moves between its states."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(models.IntegerChoices):
    """Who reads a record or one of its parts; each also reads what the smaller numbers are not kept from."""

    INTERNAL = 0, _("internal")
    PARTNER = 1, _("the partner too")
    PUBLIC = 2, pgettext_lazy("audience", "public")


AUDIENCE_MOVES = {audience: set(Audience) - {audience} for audience in Audience}


class Course(models.TextChoices):
    """Of what takes place on a day: a delegation, a meeting, a tour."""

    PLANNED = "planned", _("planned")
    HELD = "held", _("took place")
    CANCELLED = "cancelled", _("cancelled")


C = Course
COURSE_MOVES = {C.PLANNED: {C.HELD, C.CANCELLED}, C.HELD: {C.PLANNED}, C.CANCELLED: {C.PLANNED}}


class PromiseState(models.TextChoices):
    """Of a decision or a commitment."""

    PROPOSED = "proposed", _("proposed")
    AGREED = "agreed", _("agreed")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", _("done")
    BLOCKED = "blocked", pgettext_lazy("promise", "blocked")
    DROPPED = "dropped", _("dropped")


P = PromiseState
OPEN = (P.PROPOSED, P.AGREED, P.IN_PROGRESS, P.BLOCKED)
PROMISE_MOVES = {
    P.PROPOSED: {P.AGREED, P.DROPPED},
    P.AGREED: {P.IN_PROGRESS, P.DONE, P.BLOCKED, P.DROPPED},
    P.IN_PROGRESS: {P.DONE, P.BLOCKED, P.DROPPED},
    P.BLOCKED: {P.IN_PROGRESS, P.DONE, P.DROPPED},
    P.DONE: {P.IN_PROGRESS},
    P.DROPPED: {P.PROPOSED, P.AGREED},
}


class MemorandumState(models.TextChoices):
    SUGGESTED = "suggested", _("suggested")
    DRAFTING = "drafting", _("being drafted")
    UNDER_REVIEW = "under_review", _("under review")
    READY = "ready", _("ready to sign")
    SIGNED = "signed", pgettext_lazy("memorandum", "signed")
    IN_FORCE = "in_force", _("in force")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")


M = MemorandumState
SIGNED = (M.SIGNED, M.IN_FORCE, M.EXPIRED)
MEMORANDUM_MOVES = {
    M.SUGGESTED: {M.DRAFTING, M.UNDER_REVIEW, M.WITHDRAWN},
    M.DRAFTING: {M.UNDER_REVIEW, M.READY, M.WITHDRAWN},
    M.UNDER_REVIEW: {M.DRAFTING, M.READY, M.WITHDRAWN},
    M.READY: {M.UNDER_REVIEW, M.SIGNED, M.WITHDRAWN},
    M.SIGNED: {M.IN_FORCE, M.EXPIRED, M.WITHDRAWN},
    M.IN_FORCE: {M.EXPIRED, M.WITHDRAWN},
    M.EXPIRED: {M.IN_FORCE},
    M.WITHDRAWN: {M.SUGGESTED},
}


class ReportState(models.TextChoices):
    """Of the report of an exhibition."""

    DRAFT = "draft", pgettext_lazy("report", "draft")
    SIGNED = "signed", pgettext_lazy("report", "signed off")


REPORT_MOVES = {ReportState.DRAFT: {ReportState.SIGNED}}
