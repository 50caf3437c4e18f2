"""The kinds of records: delegations, meetings, decisions and commitments, memoranda, familiarisation tours."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cooperation.models.people import Institution, Person, Post
from cooperation.models.record import Record, Side, Topic
from cooperation.querysets import PromiseQuerySet
from cooperation.states import OPEN, SIGNED, Course, MemorandumState, PromiseState
from events.models import NOTHING
from vocabulary.models import Craft, Place


class Delegation(Record):
    class Direction(models.TextChoices):
        THERE = "there", _("from Ilam to Iraq")
        HERE = "here", _("from Iraq to Ilam")
        OTHER = "other", _("another way")

    PARTS = (*Record.PARTS, "purpose", "crossing")

    direction = models.CharField(_("direction"), max_length=5, choices=Direction)
    state = models.CharField(_("state"), max_length=9, choices=Course, default=Course.PLANNED, editable=False)
    purpose = models.TextField(_("purpose"), blank=True)
    crossing = models.CharField(_("border crossing"), max_length=150, blank=True)
    hosts = models.ManyToManyField(Institution, blank=True, related_name="hosted", verbose_name=_("hosts"))
    gifts = models.TextField(_("gifts"), blank=True, help_text=_("Internal."))
    costs = models.TextField(_("costs"), blank=True, help_text=_("Internal."))

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")

    def save(self, *args, **kwargs):
        self.kind = self.Kind.DELEGATION
        super().save(*args, **kwargs)


class Meeting(Record):
    class Level(models.TextChoices):
        GOVERNORS = "governors", _("governors")
        DEPUTIES = "deputies", _("deputy governors")
        DIRECTORS = "directors", _("heads of departments")
        EXPERTS = "experts", _("experts")

    state = models.CharField(_("state"), max_length=9, choices=Course, default=Course.PLANNED, editable=False)
    starts_at = models.TimeField(_("from"), null=True, blank=True, help_text=_("Local time of the place."))
    ends_at = models.TimeField(_("until"), null=True, blank=True)
    level = models.CharField(_("level"), max_length=9, choices=Level, blank=True)
    next_on = models.DateField(_("next meeting"), null=True, blank=True)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def save(self, *args, **kwargs):
        self.kind = self.Kind.MEETING
        super().save(*args, **kwargs)


class AgendaItem(models.Model):
    """What a meeting said, agreed and left open on one topic; who reads which part as in ``Record``."""

    PARTS = ("said", "agreed", "left_open")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", verbose_name=_("meeting"))
    topic = models.CharField(_("topic"), max_length=8, choices=Topic)
    said = models.TextField(_("what each side said"), blank=True)
    agreed = models.TextField(_("agreed"), blank=True)
    left_open = models.TextField(_("left open"), blank=True)
    audiences = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("point of the agenda")
        verbose_name_plural = _("agenda")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.get_topic_display()


class Promise(Record):
    """A decision of a meeting or a commitment of a memorandum: who owes what until when."""

    class Direction(models.TextChoices):
        EXPORT = "export", _("export")
        IMPORT = "import", _("import")
        BOTH = "both", _("export and import")

    PARTS = (*Record.PARTS, "text", "evidence", "owners", "due")

    number = models.CharField(_("number"), max_length=40, blank=True)
    text = models.TextField(_("text"), blank=True)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction, blank=True)
    crafts = models.ManyToManyField(Craft, blank=True, related_name="+", verbose_name=_("crafts concerned"))
    promised_by = models.CharField(_("promised by"), max_length=6, choices=Side, default=Side.BOTH)
    our_post, their_post = (
        models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=words)
        for words in (_("responsible post in Ilam"), _("responsible post at the partner"))
    )
    our_person, their_person = (
        models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=words)
        for words in (_("responsible in Ilam"), _("responsible at the partner"))
    )
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="promises",
        verbose_name=_("followed by"),
        help_text=_("The official who is reminded."),
    )
    due_on = models.DateField(_("due"), null=True, blank=True, db_index=True)
    state = models.CharField(_("state"), max_length=11, choices=PromiseState, default=PromiseState.PROPOSED)
    evidence = models.TextField(_("evidence"), blank=True)
    checked_on = models.DateField(_("last checked"), null=True, blank=True)
    reminded_before_at = models.DateTimeField(null=True, editable=False)
    reminded_due_at = models.DateTimeField(null=True, editable=False)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision or commitment")
        verbose_name_plural = _("decisions and commitments")

    def save(self, *args, **kwargs):
        self.kind = self.kind or self.Kind.DECISION
        super().save(*args, **kwargs)

    @property
    def is_open(self):
        return self.state in OPEN

    def days_late(self, today):
        """By how many days it is overdue on ``today``; negative before its day, None without one or when it is settled."""
        return (today - self.due_on).days if self.due_on and self.is_open else None

    def is_late_on(self, today):
        return (self.days_late(today) or 0) > 0


class Memorandum(Record):
    """Its first day is the day it was suggested on."""

    PARTS = (*Record.PARTS, "review_result", "renewal")

    state = models.CharField(
        _("state"), max_length=12, choices=MemorandumState, default=MemorandumState.SUGGESTED, editable=False
    )
    parties = models.ManyToManyField(Institution, blank=True, related_name="memoranda", verbose_name=_("parties"))
    review_at = models.ForeignKey(
        Delegation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="to_review",
        verbose_name=_("to be reviewed at"),
    )
    review_result = models.TextField(_("result of the review"), blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_in = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed in")
    )
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_until = models.DateField(_("in force until"), null=True, blank=True)
    renewal = models.CharField(_("renewal"), max_length=250, blank=True)
    languages = models.JSONField(_("languages of the text"), default=list, db_default=NOTHING, blank=True)
    prevailing_language = models.CharField(
        _("language of the text that prevails"), max_length=3, choices=settings.LANGUAGES, blank=True
    )

    class Meta:
        verbose_name = _("memorandum of understanding")
        verbose_name_plural = _("memoranda of understanding")
        constraints = [
            models.CheckConstraint(
                name="memorandum_signed_has_day",
                condition=~Q(state__in=SIGNED) | Q(signed_on__isnull=False),
                violation_error_message=_("Say on which day it was signed."),
            ),
            models.CheckConstraint(
                name="memorandum_force_ends_after_start",
                condition=Q(in_force_from=None) | Q(in_force_until=None) | Q(in_force_until__gte=F("in_force_from")),
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def save(self, *args, **kwargs):
        self.kind = self.Kind.MEMORANDUM
        super().save(*args, **kwargs)


class Tour(Record):
    PARTS = (*Record.PARTS, "invitation", "crossing", "interests", "feedback")

    state = models.CharField(_("state"), max_length=9, choices=Course, default=Course.PLANNED, editable=False)
    invited_on = models.DateField(_("invitation sent on"), null=True, blank=True)
    invited_by = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("invited by")
    )
    invitation = models.TextField(_("invitation"), blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    crossing = models.CharField(_("border crossing"), max_length=150, blank=True)
    interests = models.TextField(_("what the guests want to see"), blank=True)
    feedback = models.TextField(_("what the guests said afterwards"), blank=True)
    costs = models.TextField(_("costs"), blank=True, help_text=_("Internal."))

    class Meta:
        verbose_name = _("familiarisation tour")
        verbose_name_plural = _("familiarisation tours")

    def save(self, *args, **kwargs):
        self.kind = self.Kind.TOUR
        super().save(*args, **kwargs)
