"""How exhibitors of an exhibition are called for, judged and chosen."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SampleMark
from events.models import Exhibition
from exhibitors.models.participation import Participation
from exhibitors.querysets import CallQuerySet, OfCallQuerySet, ReviewQuerySet
from lib.languages import shown
from vocabulary.models import Craft, Place

HIGHEST = 5  # points a juror gives for one criterion


class Call(SampleMark):
    """The call for exhibitors of one exhibition: from when until when, with what it asks."""

    exhibition = models.OneToOneField(Exhibition, models.CASCADE, related_name="call", verbose_name=_("exhibition"))
    text = models.TextField(_("what makers should know"), blank=True)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    days_to_confirm = models.PositiveSmallIntegerField(
        _("days to confirm"), default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for exhibitors")
        verbose_name_plural = _("calls for exhibitors")
        ordering = ["closes_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="call_closes_after_opening",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("The call closes before it opens."),
            )
        ]

    def __str__(self):
        return str(self.exhibition)

    def is_open(self, now=None):
        now = now or timezone.now()
        return self.opens_at <= now < self.closes_at


class Question(models.Model):
    class Kind(models.TextChoices):
        TEXT = "text", _("a line")
        LONG = "long", _("a longer text")
        YES_NO = "yes_no", _("yes or no")
        NUMBER = "number", _("a number")
        DAY = "day", _("a day")
        CHOICE = "choice", _("one of a list")

    call = models.ForeignKey(Call, models.CASCADE, related_name="questions", verbose_name=_("call"))
    label = models.CharField(_("question"), max_length=200)
    help = models.CharField(_("help"), max_length=300, blank=True)
    kind = models.CharField(_("answer"), max_length=6, choices=Kind, default=Kind.TEXT)
    choices = models.TextField(_("list to choose from"), blank=True, help_text=_("One a line."))
    is_required = models.BooleanField(_("must be answered"), default=False)
    is_personal = models.BooleanField(
        _("personal"), default=False, help_text=_("Hidden from jurors; deleted after the exhibition.")
    )
    crafts = models.ManyToManyField(
        Craft, blank=True, related_name="+", verbose_name=_("only for"), help_text=_("Empty: for all crafts.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = OfCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]

    def __str__(self):
        return shown(self, "label").text


class Answer(models.Model):
    """What an applicant answered: plain digits, days as 2026-01-31, "yes" or "no", the number of the line of a list."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="answers", verbose_name=_("application")
    )
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", verbose_name=_("question"))
    value = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["question__position", "question_id"]
        constraints = [models.UniqueConstraint(fields=["participation", "question"], name="answer_once")]

    def __str__(self):
        return self.value


class Target(models.Model):
    """What the office wants the choice to come to, beside which the ranking is read."""

    class Kind(models.TextChoices):
        CRAFT = "craft", _("of this craft")
        PLACE = "place", _("from this county")
        WOMEN = "women", _("women")
        MEN = "men", _("men")
        NEW = "new", _("for the first time")

    call = models.ForeignKey(Call, models.CASCADE, related_name="targets", verbose_name=_("call"))
    kind = models.CharField(_("who"), max_length=5, choices=Kind)
    craft = models.ForeignKey(Craft, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("craft"))
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("county"))
    number = models.PositiveSmallIntegerField(_("how many"))

    objects = OfCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="target_says_of_what",
                condition=Q(kind="craft", craft__isnull=False, place=None)
                | Q(kind="place", craft=None, place__isnull=False)
                | Q(kind__in=["women", "men", "new"], craft=None, place=None),
                violation_error_message=_("Choose the craft or the county this target is about."),
            )
        ]

    def __str__(self):
        return str(self.craft or self.place or self.get_kind_display())


class Criterion(models.Model):
    call = models.ForeignKey(Call, models.CASCADE, related_name="criteria", verbose_name=_("call"))
    name = models.CharField(_("criterion"), max_length=120)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = OfCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(name="criterion_weighs", condition=Q(weight__gte=1))]

    def __str__(self):
        return shown(self, "name").text


class Panellist(models.Model):
    """Which applications of a call a juror is given: of these crafts, or of all."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="panel", verbose_name=_("call"))
    juror = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="panels", verbose_name=_("juror"))
    crafts = models.ManyToManyField(
        Craft, blank=True, related_name="+", verbose_name=_("crafts"), help_text=_("Empty: all crafts.")
    )

    objects = OfCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the jury")
        verbose_name_plural = _("jury")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["call", "juror"], name="panellist_once")]

    def __str__(self):
        return str(self.juror)


class Review(models.Model):
    """What one juror thinks of one application."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="reviews", verbose_name=_("application")
    )
    juror = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reviews", verbose_name=_("juror")
    )
    note = models.TextField(_("note"), blank=True)
    written_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["participation", "juror"], name="review_once")]

    def __str__(self):
        return f"{self.juror} · {self.participation}"


class Score(models.Model):
    review = models.ForeignKey(Review, models.CASCADE, related_name="scores", verbose_name=_("review"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores", verbose_name=_("criterion"))
    points = models.PositiveSmallIntegerField(_("points"), validators=[MaxValueValidator(HIGHEST)])

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["criterion__position", "criterion_id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="score_once_a_criterion"),
            models.CheckConstraint(name="score_within_points", condition=Q(points__lte=HIGHEST)),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.points}"
