"""The report of an exhibition: what people add to its figures, and the figures themselves once it is signed off."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import SampleMark
from cooperation.querysets import ExhibitionReportQuerySet
from cooperation.states import ReportState
from events.models import Exhibition


class ExhibitionReport(SampleMark):
    """Numbered within its exhibition. While it is a draft its figures are those of the records, read anew each time;
    signed off it keeps them in ``figures`` (see ``cooperation.report.figures``), and the database refuses any change.
    """

    exhibition = models.ForeignKey(Exhibition, models.PROTECT, related_name="reports", verbose_name=_("exhibition"))
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=6, choices=ReportState, default=ReportState.DRAFT, editable=False)
    aims = models.TextField(_("what was aimed at"), blank=True)
    problems = models.TextField(_("problems"), blank=True)
    next_steps = models.TextField(_("next steps"), blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    reasons = models.JSONField(
        _("why records and claims differ"), default=dict, blank=True, help_text="{what is counted: {language: text}}"
    )
    figures = models.JSONField(_("figures"), default=dict, blank=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("signed by"),
    )
    # As it stood on the paper, whatever becomes of the account.
    signed_as = models.CharField(_("signed as"), max_length=150, blank=True, editable=False)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True, editable=False)

    objects = ExhibitionReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of an exhibition")
        verbose_name_plural = _("reports of exhibitions")
        ordering = ["exhibition", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["exhibition", "number"], name="report_number_once"),
            models.UniqueConstraint(
                fields=["exhibition"], condition=Q(state=ReportState.DRAFT), name="report_one_draft_an_exhibition"
            ),
            models.CheckConstraint(
                name="report_signed_has_figures",
                condition=Q(state=ReportState.DRAFT, signed_at=None)
                | Q(state=ReportState.SIGNED, signed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.exhibition} · {self.number}"

    @property
    def is_signed(self):
        return self.state == ReportState.SIGNED
