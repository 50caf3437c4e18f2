"""Institutions on both sides, their posts, and who holds them from when to when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import SampleMark
from lib.languages import shown
from vocabulary.models import Place


class Institution(SampleMark):
    class Kind(models.TextChoices):
        GOVERNORATE = "governorate", _("governorate or province")
        DISTRICT = "district", _("district or county")
        DEPARTMENT = "department", _("department")
        MINISTRY = "ministry", _("ministry, embassy or consulate")
        CHAMBER = "chamber", _("chamber of commerce")
        UNIVERSITY = "university", _("university")
        OTHER = "other", _("other")

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=250)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DEPARTMENT)
    place = models.ForeignKey(Place, models.PROTECT, related_name="institutions", verbose_name=_("place"))

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["slug"]

    def __str__(self):
        return shown(self, "name").text


class Person(SampleMark):
    """Somebody on either side. The name as each script writes it; ``latin_name`` as the passport does."""

    name = models.CharField(_("name"), max_length=150)
    latin_name = models.CharField(_("Latin spelling"), max_length=150, blank=True, help_text=_("As in the passport."))
    is_latin_checked = models.BooleanField(_("the Latin spelling was checked with the passport"), default=False)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    remark = models.TextField(_("remark"), blank=True, help_text=_("Internal."))

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name_fa", "pk"]
        constraints = [
            models.CheckConstraint(
                name="person_checked_latin_is_written",
                condition=Q(is_latin_checked=False) | ~Q(latin_name=""),
                violation_error_message=_("Write the Latin spelling that was checked."),
            )
        ]

    def __str__(self):
        return shown(self, "name").text


class Post(SampleMark):
    """An office of an institution, whoever holds it."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="posts", verbose_name=_("institution"))
    title = models.CharField(_("title"), max_length=200)
    people = models.ManyToManyField(Person, through="Tenure", related_name="posts")

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["institution", "pk"]

    def __str__(self):
        return f"{shown(self, 'title').text} · {self.institution}"


class Tenure(SampleMark):
    """That a person holds a post from a day to a day, both included; a day nobody gave is empty."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="tenures", verbose_name=_("post"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="tenures", verbose_name=_("person"))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    known_on = models.DateField(
        _("known to hold it on"), null=True, blank=True, help_text=_("The day of the report that names them.")
    )

    class Meta:
        verbose_name = _("time in a post")
        verbose_name_plural = _("times in posts")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="tenure_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day lies before the first."),
            )
        ]

    def __str__(self):
        return f"{self.person}: {self.post}"
