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
    APPLIED = "applied", _("taken over")


class PictureState(models.TextChoices):
    """How far an upload has come; only a ready picture has public files."""

    WAITING = "waiting", _("being prepared")
    READY = "ready", _("ready")
    REFUSED = "refused", _("refused")
    SET_ASIDE = "set_aside", _("set aside")
    # Taken away by its maker, and kept a day so that it can be put back.
    REMOVED = "removed", _("removed")


S = ProductState
PRODUCT_MOVES = {
    S.DRAFT: {S.SENT, S.PUBLISHED, S.ARCHIVED},
    # A maker may take back what nobody has read yet.
    S.SENT: {S.PUBLISHED, S.RETURNED, S.DRAFT},
    S.RETURNED: {S.SENT, S.PUBLISHED, S.ARCHIVED},
    S.PUBLISHED: {S.WITHDRAWN, S.ARCHIVED},
    S.WITHDRAWN: {S.PUBLISHED, S.ARCHIVED},
}
# A revision never becomes public itself: the public work takes over what it says.
REVISION_MOVES = {
    S.DRAFT: {S.SENT},
    S.SENT: {S.APPLIED, S.RETURNED, S.DRAFT},
    S.RETURNED: {S.SENT},
}
# An official who decided too quickly puts it back into the queue.
UNDOING_MOVES = {S.PUBLISHED: {S.SENT}, S.RETURNED: {S.SENT}, S.APPLIED: {S.SENT}}
