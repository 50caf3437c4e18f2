"""What the site as a whole keeps about itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CleanUp(models.Model):
    """When the clean-up last did one row of ``ilamexpo.retention``, and what came of it."""

    row = models.CharField(_("row of the table"), max_length=40, unique=True)
    ran_at = models.DateTimeField(_("last ran"))
    removed = models.PositiveIntegerField(_("removed then"), default=0)
    is_failed = models.BooleanField(_("failed then"), default=False)

    class Meta:
        verbose_name = _("clean-up")
        verbose_name_plural = _("clean-ups")

    def __str__(self):
        return self.row
