"""States of a work and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProductState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent for review")
    RETURNED = "returned", _("returned")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ARCHIVED = "archived", _("archived")


class PictureState(models.TextChoices):
    """How far an upload has come; only a ready picture has public files."""

    WAITING = "waiting", _("being prepared")
    READY = "ready", _("ready")
    REFUSED = "refused", _("refused")
    SET_ASIDE = "set_aside", _("set aside")


S = ProductState
PRODUCT_MOVES = {
    S.DRAFT: {S.SENT, S.PUBLISHED, S.ARCHIVED},
    S.SENT: {S.PUBLISHED, S.RETURNED, S.DRAFT},
    S.RETURNED: {S.SENT, S.PUBLISHED, S.ARCHIVED},
    S.PUBLISHED: {S.WITHDRAWN, S.ARCHIVED},
    S.WITHDRAWN: {S.PUBLISHED, S.ARCHIVED},
}
