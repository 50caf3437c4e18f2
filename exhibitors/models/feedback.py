"""How it was, said by those who took part: five questions and a remark."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exhibitors.models.participation import Participation
from exhibitors.querysets import FeedbackQuerySet

LEAST, MOST = 1, 5
QUESTIONS = ("sales", "contacts", "stand", "organisation", "again")


def scale(words):
    return models.PositiveSmallIntegerField(words, validators=[MinValueValidator(LEAST), MaxValueValidator(MOST)])


class Feedback(models.Model):
    """What one exhibitor says about one exhibition; each question from one, the worst, to five."""

    participation = models.OneToOneField(
        Participation, models.CASCADE, related_name="feedback", verbose_name=_("participation")
    )
    sales = scale(_("sales"))
    contacts = scale(_("contacts"))
    stand = scale(_("stand"))
    organisation = scale(_("organisation"))
    again = scale(pgettext_lazy("question to exhibitors", "coming again"))
    remark = models.TextField(_("remark"), blank=True)
    given_at = models.DateTimeField(_("given"), default=timezone.now)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["participation"]
        constraints = [
            models.CheckConstraint(
                name=f"feedback_{name}_of_five", condition=Q(**{f"{name}__gte": LEAST, f"{name}__lte": MOST})
            )
            for name in QUESTIONS
        ]

    def __str__(self):
        return str(self.participation)
