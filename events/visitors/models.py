"""Gates of an exhibition, and how many people were counted there."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SampleMark
from events.visitors.querysets import GateQuerySet, VisitorCountQuerySet
from lib.languages import shown


class Gate(SampleMark):
    """Where visitors come in and are counted."""

    exhibition = models.ForeignKey(
        "events.Exhibition", models.CASCADE, related_name="gates", verbose_name=_("exhibition")
    )
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = GateQuerySet.as_manager()

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        ordering = ["position", "pk"]

    def __str__(self):
        return shown(self, "name").text


class VisitorCount(SampleMark):
    """So many people at one gate in one hour. Rows are added, never changed; what was wrong is set right by another row.

    Without a gate it is the whole exhibition, without an hour the whole day. ``key`` is made where it was counted: the
    same sent twice counts once.
    """

    exhibition = models.ForeignKey(
        "events.Exhibition", models.CASCADE, related_name="visitor_counts", verbose_name=_("exhibition")
    )
    gate = models.ForeignKey(
        Gate, models.RESTRICT, null=True, blank=True, related_name="counts", verbose_name=_("gate")
    )
    day = models.DateField(_("day"))
    hour = models.PositiveSmallIntegerField(
        _("hour"), null=True, blank=True, help_text=_("Local time of the venue. Empty: the whole day.")
    )
    count = models.IntegerField(_("visitors"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("counted by"),
    )
    counted_at = models.DateTimeField(_("counted"), default=timezone.now)

    objects = VisitorCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of visitors")
        verbose_name_plural = _("counts of visitors")
        ordering = ["day", "hour", "pk"]
        constraints = [
            models.CheckConstraint(name="visitors_hour_of_a_day", condition=Q(hour=None) | Q(hour__lte=23)),
            models.CheckConstraint(name="visitors_counted", condition=~Q(count=0)),
            models.CheckConstraint(name="fewer_visitors_have_a_note", condition=Q(count__gt=0) | ~Q(note="")),
        ]
        indexes = [models.Index(fields=["exhibition", "day"], name="visitors_of_a_day")]

    def __str__(self):
        return f"{self.exhibition} · {self.day} · {self.count}"
