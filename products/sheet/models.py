"""What a maker sent, until it is confirmed or forgotten, and the numbers makers give their works."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def upload_code():
    return secrets.token_hex(8)


class SheetUpload(models.Model):
    """A spreadsheet of one exhibitor's works; a later one takes its place. The files are private.

    ``report`` is what ``products.sheet.reading`` found: rows with their state, counts, and notes on the file.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("being read")
        READ = "read", _("read")
        REFUSED = "refused", _("refused")
        SAVING = "saving", _("being saved")
        SAVED = "saved", _("saved")
        SET_ASIDE = "set_aside", _("set aside")

    code = models.CharField(_("code"), max_length=16, unique=True, default=upload_code, editable=False)
    exhibitor = models.ForeignKey("exhibitors.Exhibitor", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    language = models.CharField(max_length=3)
    name = models.CharField(_("file name"), max_length=150)
    file = models.FileField(upload_to="sheets/")
    pictures = models.FileField(upload_to="sheets/", blank=True)
    copy = models.FileField(upload_to="sheets/", blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    problem = models.TextField(_("problem"), blank=True)
    report = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("spreadsheet of works")
        verbose_name_plural = _("spreadsheets of works")
        ordering = ["-pk"]

    def __str__(self):
        return self.name


class OwnNumber(models.Model):
    """The number a maker gives a work in the sheet; ``key`` is its folded form, once for each exhibitor."""

    product = models.OneToOneField("products.Product", models.CASCADE, related_name="own_number")
    exhibitor = models.ForeignKey("exhibitors.Exhibitor", models.CASCADE, related_name="+")
    number = models.CharField(_("own number"), max_length=40)
    key = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("own number of a work")
        verbose_name_plural = _("own numbers of works")
        constraints = [models.UniqueConstraint(fields=["exhibitor", "key"], name="own_number_once")]

    def __str__(self):
        return self.number
