"""What those who take part are told together, and what they and the officials have to do until when."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import SampleMark
from events.models import Certainty, Exhibition
from exhibitors.models.participation import Participation
from exhibitors.querysets import OfExhibitionQuerySet
from lib.languages import shown


class Circular(SampleMark):
    """One message to a chosen audience of an exhibition, to each in the own language; what was said is ``Message`` rows.

    Its number is its place among those of the exhibition: a draft that is deleted keeps it, without a word, so that the
    number never comes again.
    """

    exhibition = models.ForeignKey(Exhibition, models.CASCADE, related_name="circulars", verbose_name=_("exhibition"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    # {"state": […], "craft": […], "stand": […], "missing": […]}; see ``exhibitors.telling``.
    audience = models.JSONField(_("audience"), default=dict)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("sent by"),
    )
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)
    mails, calls = (models.PositiveIntegerField(default=0, editable=False) for _number in range(2))
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = OfExhibitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("circular")
        verbose_name_plural = _("circulars")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="circular_sent_is_not_deleted", condition=Q(deleted_at=None) | Q(sent_at=None))
        ]

    def __str__(self):
        return gettext("deleted draft") if self.deleted_at else shown(self, "subject").text

    @property
    def code(self):
        """What ``Message.about`` names it by."""
        return f"C{self.pk}"


class Task(SampleMark):
    """Something that each participation, or one official, has to do; its deadline follows the exhibition's days."""

    class Anchor(models.TextChoices):
        STARTS = "starts", _("the first day")
        ENDS = "ends", _("the last day")
        CALL = "call", _("the end of the call")

    class For(models.TextChoices):
        EXHIBITORS = "exhibitors", _("each who takes part")
        OFFICE = "office", _("the office")

    exhibition = models.ForeignKey(Exhibition, models.CASCADE, related_name="tasks", verbose_name=_("exhibition"))
    title = models.CharField(_("what is to be done"), max_length=200)
    whose = models.CharField(_("who does it"), max_length=10, choices=For, default=For.EXHIBITORS)
    official = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("official"),
    )
    anchor = models.CharField(_("counted from"), max_length=6, choices=Anchor, default=Anchor.STARTS)
    days = models.SmallIntegerField(_("days after it"), default=0, help_text=_("Before it: with a minus."))
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("done by"),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = OfExhibitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["anchor", "days", "pk"]
        constraints = [
            models.CheckConstraint(
                name="task_of_exhibitors_is_done_by_each",
                condition=Q(whose="office") | Q(official=None, done_at=None),
            )
        ]

    def __str__(self):
        return shown(self, "title").text

    @property
    def deadline(self):
        """The last day for it; None while the day it is counted from is not known. Costs nothing with the call loaded."""
        day = self.anchor_day()
        return day and day + timedelta(days=self.days)

    def anchor_day(self):
        exhibition = self.exhibition
        if self.anchor == self.Anchor.CALL:
            call = getattr(exhibition, "call", None)
            return call and call.closes_at.astimezone(exhibition.timezone).date()
        if self.anchor == self.Anchor.ENDS and exhibition.ends_on:
            return exhibition.ends_on
        # Without a last day it lasts one day, unless nobody knows.
        if self.anchor == self.Anchor.ENDS and exhibition.ends_certainty == Certainty.UNKNOWN:
            return None
        return exhibition.starts_on


class TaskDone(models.Model):
    """That one participation has done a task for exhibitors."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="done", verbose_name=_("task"))
    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="tasks_done", verbose_name=_("participation")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("done by")
    )
    at = models.DateTimeField(_("done"), default=timezone.now)

    class Meta:
        verbose_name = _("task that is done")
        verbose_name_plural = _("tasks that are done")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["task", "participation"], name="task_done_once")]

    def __str__(self):
        return f"{self.task} · {self.participation}"
