"""What every record of the cooperation has: its days, its topics, who reads which part, where it is known from, and
what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import SampleMark
from cooperation.models.people import Institution, Person, Post
from cooperation.querysets import AttendanceQuerySet, RecordQuerySet
from cooperation.states import Audience
from events.models import Certainty, Claim, Exhibition
from exhibitors.models import Exhibitor
from lib.languages import shown
from vocabulary.models import Place


class Topic(models.TextChoices):
    TRADE = "trade", _("trade")
    TOURISM = "tourism", _("tourism")
    STUDENTS = "students", _("students and universities")
    EXPORTS = "exports", _("exports")
    IMPORTS = "imports", _("imports")
    BORDER = "border", _("border and pilgrims")
    CULTURE = "culture", _("culture")
    HEALTH = "health", _("health")
    OTHER = "other", _("other")


class Side(models.TextChoices):
    OURS = "ours", _("Ilam")
    THEIRS = "theirs", _("the partner")
    BOTH = "both", _("both sides")


class Record(SampleMark):
    """One thing that was done, said or promised; a row of the table of its kind (``concrete``) has the rest.

    Who reads it is decided twice: for the record, and for each of its ``PARTS`` in ``audiences`` ({part: audience}; a
    part that is not named there is internal). ``cooperation.showing`` is the only reader of both.
    """

    class Kind(models.TextChoices):
        DELEGATION = "delegation", _("delegation")
        MEETING = "meeting", _("meeting")
        DECISION = "decision", _("decision")
        COMMITMENT = "commitment", _("commitment")
        MEMORANDUM = "memorandum", _("memorandum of understanding")
        TOUR = "tour", _("familiarisation tour")

    # Of every kind; each adds its own.
    PARTS: tuple[str, ...] = ("summary", "people", "stops", "result")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, editable=False)
    slug = models.SlugField(_("slug"), max_length=60, unique=True, help_text=_("Latin letters; part of the address."))
    title = models.CharField(_("title"), max_length=250)
    summary = models.TextField(_("summary"), blank=True)
    result = models.TextField(_("what came of it"), blank=True)
    starts_on = models.DateField(_("day, or first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    certainty = models.CharField(_("certainty of the days"), max_length=12, choices=Certainty, default=Certainty.EXACT)
    starts_by = models.DateField(_("first day at latest"), null=True, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place"))
    partner = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="records",
        verbose_name=pgettext_lazy("cooperation", "partner"),
    )
    exhibition = models.ForeignKey(
        Exhibition,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="cooperation",
        verbose_name=_("exhibition it belongs to"),
    )
    topics = models.JSONField(_("topics"), default=list, blank=True)
    audience = models.PositiveSmallIntegerField(
        _("who reads it"), choices=Audience, default=Audience.INTERNAL, editable=False
    )
    audiences = models.JSONField(_("who reads which part"), default=dict, blank=True, editable=False)
    remark = models.TextField(_("remark"), blank=True, help_text=_("Internal."))
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record of the cooperation")
        verbose_name_plural = _("records of the cooperation")
        ordering = ["-starts_on", "-starts_by", "pk"]
        constraints = [
            models.CheckConstraint(
                name="record_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day lies before the first."),
            )
        ]

    def __str__(self):
        return shown(self, "title").text

    @property
    def concrete(self):
        """The row of its kind, a ``Delegation`` or ``Promise`` for instance."""
        table = "promise" if self.kind in (self.Kind.DECISION, self.Kind.COMMITMENT) else self.kind
        return self if self._meta.model_name == table else getattr(self, table)

    # What ``{% dates %}`` asks of whatever has days.
    ends_certainty, ends_by = Certainty.EXACT, None

    @property
    def starts_certainty(self):
        return self.certainty

    @property
    def first_day(self):
        """The day by which it stands in time; None when nothing is known."""
        return self.starts_on or self.starts_by or self.ends_on or getattr(self, "signed_on", None)

    @property
    def topic_names(self):
        return [Topic(topic).label for topic in self.topics if topic in Topic]


class Step(models.Model):
    """That one record came out of another; how sure that is."""

    earlier = models.ForeignKey(Record, models.CASCADE, related_name="steps_after", verbose_name=_("came out of"))
    later = models.ForeignKey(Record, models.CASCADE, related_name="steps_before", verbose_name=_("led to"))
    certainty = models.CharField(
        _("certainty"), max_length=10, choices=Claim.Certainty, default=Claim.Certainty.REPORTED
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="step_once"),
            models.CheckConstraint(
                name="step_leads_elsewhere",
                condition=~Q(earlier=F("later")),
                violation_error_message=_("A record does not come out of itself."),
            ),
        ]

    def __str__(self):
        return f"{self.earlier} → {self.later}"


class Source(models.Model):
    """Who said so, where and on what day. Read by whoever reads the record."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="sources", verbose_name=_("record"))
    said_by = models.CharField(_("who said it"), max_length=200)
    said_in = models.CharField(_("where it was said"), max_length=200, blank=True)
    said_on = models.DateField(_("said on"), null=True, blank=True)
    certainty = models.CharField(
        _("certainty"), max_length=10, choices=Claim.Certainty, default=Claim.Certainty.REPORTED
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["said_on", "pk"]

    def __str__(self):
        return shown(self, "said_by").text


class Attendance(models.Model):
    """A person at a record: in a delegation, at a meeting, under a memorandum, on a tour."""

    class Part(models.TextChoices):
        HEAD = "head", _("head")
        CHAIR = "chair", _("chair")
        MEMBER = "member", _("member")
        SIGNATORY = "signatory", _("signatory")
        HOST = "host", _("host")
        GUEST = "guest", _("guest")
        INTERPRETER = "interpreter", _("interpreter")

    record = models.ForeignKey(Record, models.CASCADE, related_name="attendances", verbose_name=_("record"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name=_("person")
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name=_("post")
    )
    side = models.CharField(
        _("side"), max_length=6, choices=[(Side.OURS, Side.OURS.label), (Side.THEIRS, Side.THEIRS.label)]
    )
    part = models.CharField(_("as"), max_length=11, choices=Part, default=Part.MEMBER)
    remark = models.CharField(_("remark"), max_length=200, blank=True, help_text=_("Internal."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["side", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attendance_names_somebody",
                condition=Q(person__isnull=False) | Q(post__isnull=False),
                violation_error_message=_("Name the person or the post."),
            )
        ]

    def __str__(self):
        return str(self.person or self.post)


class Stop(models.Model):
    """One point of the programme of a delegation or a tour, in local time."""

    class Kind(models.TextChoices):
        SIGHT = "sight", _("sight")
        WORKSHOP = "workshop", _("workshop")
        MEETING = "meeting", _("meeting")
        OPENING = "opening", _("opening")
        TRANSPORT = "transport", _("transport")
        MEAL = "meal", _("meal")
        PRAYER = "prayer", _("prayer")
        LODGING = "lodging", _("lodging")

    record = models.ForeignKey(Record, models.CASCADE, related_name="stops", verbose_name=_("record"))
    day = models.DateField(_("day"), null=True, blank=True)
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.SIGHT)
    title = models.CharField(_("what"), max_length=250)
    exhibitor = models.ForeignKey(
        Exhibitor, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("maker visited")
    )
    host = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("host")
    )

    class Meta:
        verbose_name = _("point of the programme")
        verbose_name_plural = _("programme")
        ordering = ["day", "starts_at", "pk"]

    def __str__(self):
        return shown(self, "title").text


class Paper(models.Model):
    """A file that belongs to a record: minutes, a version of a memorandum, a report. Private; a door opens it."""

    class Kind(models.TextChoices):
        MINUTES = "minutes", _("minutes")
        VERSION = "version", _("text of the memorandum")
        ANNEX = "annex", _("annex")
        INVITATION = "invitation", _("invitation")
        REPORT = "report", _("report")
        PHOTOGRAPH = "photograph", _("photograph")

    record = models.ForeignKey(Record, models.CASCADE, related_name="papers", verbose_name=_("record"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    language = models.CharField(_("language"), max_length=3, choices=settings.LANGUAGES, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), null=True, blank=True)
    is_signed = models.BooleanField(pgettext_lazy("memorandum", "signed"), default=False)
    prevails = models.BooleanField(_("this text prevails"), default=False)
    made_on = models.DateField(_("of"), null=True, blank=True)
    name = models.CharField(max_length=120, editable=False, help_text="as the file was called when it came")
    file = models.CharField(max_length=200, editable=False, help_text="name in the private storage")
    audience = models.PositiveSmallIntegerField(_("who reads it"), choices=Audience, default=Audience.INTERNAL)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["kind", "language", "version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["record"], condition=Q(prevails=True), name="paper_one_prevails_a_record")
        ]

    def __str__(self):
        return self.name

    @property
    def code(self):
        """What the address of the file says: a name nobody can guess."""
        return self.file.rpartition("/")[2]
