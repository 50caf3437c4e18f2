"""Whether everybody sees an exhibitor."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.records.publishing import NotReady
from exhibitors.states import PUBLICATION_MOVES, Publication
from lib.languages import shown
from lib.states import move


def missing_for_publication(exhibitor):
    """What an exhibitor lacks before visitors can use its page, a sentence each."""
    missing = []
    if not shown(exhibitor, "name").text:
        missing.append(_("It has no name."))
    if not exhibitor.place_id:
        missing.append(_("It has no county."))
    return missing


def publish_exhibitor(exhibitor, *, actor):
    """Show the exhibitor's page to everybody. Raises NotReady or MoveNotAllowed."""
    if missing := missing_for_publication(exhibitor):
        raise NotReady(missing)
    move(
        exhibitor,
        to=Publication.PUBLISHED,
        actor=actor,
        moves=PUBLICATION_MOVES,
        field="publication",
        published_at=exhibitor.published_at or timezone.now(),
    )


def withdraw_exhibitor(exhibitor, *, actor):
    """Take the page back, and with it every work of the exhibitor. Raises MoveNotAllowed."""
    move(exhibitor, to=Publication.WITHDRAWN, actor=actor, moves=PUBLICATION_MOVES, field="publication")
