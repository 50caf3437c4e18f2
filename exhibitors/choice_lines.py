"""What an exhibition still lacks of its choice, as lines of the checklist."""

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.checklist import Item
from events.signals import checking
from exhibitors.actions import choice  # noqa: F401 - its chore
from exhibitors.numbers import participation_numbers
from exhibitors.states import ParticipationState
from lib.numbers import format_number


@receiver(checking)
def check_choice(sender, exhibition, user, **kwargs):
    """Nothing where nobody ever applied (1 query at most)."""
    if not user.has_perm("exhibitors.view_review", exhibition):
        return []
    counts = participation_numbers(exhibition)
    unconfirmed = counts[ParticipationState.ACCEPTED]
    if not (counts["applied"] or counts["pending"] or unconfirmed):
        return []
    announce = reverse("office:exhibition_announce", args=[exhibition.slug])
    ranking = reverse("office:exhibition_ranking", args=[exhibition.slug])
    return [
        Item("decisions_announced", said_of_pending(counts["pending"]), announce, not counts["pending"]),
        Item(
            "accepted_confirmed",
            said_of_unconfirmed(unconfirmed),
            f"{ranking}?show=unconfirmed",
            not unconfirmed,
        ),
    ]


def said_of_pending(count):
    if not count:
        return _("All decisions are announced.")
    text = ngettext("{number} decision is not announced.", "{number} decisions are not announced.", count)
    return text.format(number=format_number(count, get_language() or "fa"))


def said_of_unconfirmed(count):
    if not count:
        return _("All who are accepted have confirmed.")
    text = ngettext(
        "{number} accepted exhibitor has not confirmed.", "{number} accepted exhibitors have not confirmed.", count
    )
    return text.format(number=format_number(count, get_language() or "fa"))
