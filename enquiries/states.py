"""States of an enquiry; the moves of the desk come with the desk."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EnquiryState(models.TextChoices):
    NEW = "new", _("new")
    SEEN = "seen", _("seen")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")
    SPAM = "spam", _("spam")


S = EnquiryState
ENQUIRY_MOVES = {
    S.NEW: {S.SEEN, S.ANSWERED, S.CLOSED, S.SPAM},
    S.SEEN: {S.ANSWERED, S.CLOSED, S.SPAM},
    S.ANSWERED: {S.CLOSED},
    S.CLOSED: {S.ANSWERED},
    S.SPAM: {S.NEW},
}
