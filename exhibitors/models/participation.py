"""Who takes part in which exhibition, and where they stand."""

from zlib import crc32

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SampleMark, StateChange
from events.models import Exhibition, Stand
from exhibitors.models.exhibitor import Exhibitor
from exhibitors.querysets import AllocationQuerySet, ParticipationQuerySet, PlanVersionQuerySet
from exhibitors.states import DECISIONS, ENDED, Decision, ParticipationState
from lib.codes import mint
from vocabulary.models import Craft


def application_code():
    return mint("D")


class Participation(SampleMark):
    """One exhibitor at one exhibition; undecided, it is an application."""

    code = models.CharField(_("code"), max_length=8, unique=True, null=True, default=application_code, editable=False)
    exhibitor = models.ForeignKey(Exhibitor, models.PROTECT, related_name="participations", verbose_name=_("exhibitor"))
    exhibition = models.ForeignKey(
        Exhibition, models.PROTECT, related_name="participations", verbose_name=_("exhibition")
    )
    state = models.CharField(_("state"), max_length=10, choices=ParticipationState, default=ParticipationState.DRAFT)
    craft = models.ForeignKey(
        Craft, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("craft applied with")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    # What the office has decided and not yet announced; nobody else sees it.
    pending = models.CharField(
        _("decision not announced"), max_length=8, choices=Decision, blank=True, db_default="", editable=False
    )
    pending_reason = models.TextField(_("reason"), blank=True, db_default="", editable=False)
    return_reason = models.TextField(_("what is still to be mended"), blank=True, db_default="", editable=False)
    reserve_rank = models.PositiveSmallIntegerField(
        _("place on the waiting list"), null=True, blank=True, editable=False
    )
    confirm_by = models.DateTimeField(_("confirms or declines until"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["exhibition", "exhibitor"]
        constraints = [
            models.UniqueConstraint(
                fields=["exhibitor", "exhibition"],
                condition=~Q(state__in=ENDED),
                name="one_live_participation",
                violation_error_message=_("This exhibitor already takes part in this exhibition."),
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="participation_waiting")]

    def __str__(self):
        return f"{self.exhibitor} · {self.exhibition}"

    @property
    def decision_mark(self):
        """Its code with what is decided so far: a decision made on a page that shows something older is refused."""
        sent = self.submitted_at.timestamp() if self.submitted_at else ""
        now = (self.state, self.pending, self.pending_reason, self.reserve_rank, sent)
        return f"{self.code}.{crc32(repr(tuple(map(str, now))).encode()):08x}"

    @property
    def decisions(self):
        """What the office may still decide about it."""
        return DECISIONS.get(ParticipationState(self.state), ())

    @property
    def place_on_list(self):
        """How many wait for a place up to this one (1 query)."""
        ahead = Q(reserve_rank__lte=self.reserve_rank) if self.reserve_rank else Q()
        waiting = Participation.objects.filter(exhibition=self.exhibition_id, state=ParticipationState.RESERVE)
        return waiting.filter(ahead).count()

    @property
    def reason_of_rejection(self):
        """What the office wrote when it was announced (1 query)."""
        changes = StateChange.objects.filter(
            content_type=ContentType.objects.get_for_model(Participation),
            object_id=self.pk,
            field="state",
            new=ParticipationState.REJECTED,
        )
        return changes.values_list("reason", flat=True).first() or ""

    @property
    def stand_codes(self):
        """The numbers of its stands; costs nothing after ``with_stands``."""
        return [allocation.stand.code for allocation in self.allocations.all()]

    @property
    def released_stand_codes(self):
        """The numbers of its stands on the plan everybody sees; costs nothing after ``with_released_stands``."""
        version = next(iter(self.exhibition.plan_versions.all()), None)
        return version.codes_of(self.exhibitor_id) if version else []


class Allocation(models.Model):
    """A participation's share of a stand for a time, held or firm.

    The database refuses shares that would exceed one on any day; see the migration.
    """

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="allocations", verbose_name=_("participation")
    )
    stand = models.ForeignKey(Stand, models.PROTECT, related_name="allocations", verbose_name=_("stand"))
    share = models.DecimalField(
        _("share"),
        max_digits=4,
        decimal_places=3,
        default=1,
        validators=[MinValueValidator(0.001), MaxValueValidator(1)],
    )
    starts_on = models.DateField(_("from"), null=True, blank=True, help_text=_("Empty: from the first day."))
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("Empty: until the last day."))
    is_firm = models.BooleanField(_("firm"), default=True, help_text=_("Otherwise it is only held."))
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["stand", "pk"]
        constraints = [
            models.CheckConstraint(name="allocation_share_of_one", condition=Q(share__gt=0, share__lte=1)),
            models.CheckConstraint(
                name="allocation_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(name="only_a_hold_expires", condition=Q(is_firm=False) | Q(held_until=None)),
        ]

    def __str__(self):
        return str(self.stand)


class PlanVersion(SampleMark):
    """The plan of an exhibition as it was released: what the public sees until the next one."""

    exhibition = models.ForeignKey(
        Exhibition, models.CASCADE, related_name="plan_versions", verbose_name=_("exhibition")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    # Halls with their stands as they lay then, and the numbers of the exhibitors on them; see ``exhibitors.plans``.
    plan = models.JSONField(_("plan"))
    changes = models.JSONField(_("changes"), default=list)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("released by")
    )
    released_at = models.DateTimeField(_("released"), default=timezone.now)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of the plan")
        verbose_name_plural = _("versions of the plan")
        ordering = ["exhibition", "-number"]
        constraints = [models.UniqueConstraint(fields=["exhibition", "number"], name="plan_version_once")]

    def __str__(self):
        return f"{self.exhibition} · {self.number}"

    def codes_of(self, exhibitor):
        """The numbers of the stands of the exhibitor of that number."""
        return self.codes_in(self.plan, exhibitor)

    @staticmethod
    def codes_in(plan, exhibitor):
        """As ``codes_of``, for a ``plan`` that was loaded alone."""
        return [stand["code"] for hall in plan for stand in hall["stands"] if exhibitor in stand["exhibitors"]]
