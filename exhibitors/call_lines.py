"""What an exhibition still lacks of its call and applications, as lines of the checklist."""

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.checklist import Item
from events.signals import checking
from exhibitors.models import Call
from exhibitors.numbers import participation_numbers
from lib.languages import CODES
from lib.numbers import format_number


@receiver(checking)
def check_call(sender, exhibition, user, **kwargs):
    """Whether a call is set up, in all languages, and whether applications wait (2 queries at most)."""
    if not user.has_perm("exhibitors.view_call", exhibition):
        return []
    address = reverse("office:call_edit", args=[exhibition.slug])
    call = Call.objects.filter(exhibition=exhibition).first()
    if call is None:
        return [Item("call", _("No call for exhibitors is set up."), address, False)]
    is_worded = all(getattr(call, f"text_{code}") for code in CODES)
    words = (
        _("The text of the call stands in all languages.")
        if is_worded
        else _("The text of the call is missing in a language.")
    )
    waiting = participation_numbers(exhibition)["undecided"]
    return [
        Item("call", _("The call for exhibitors is set up."), address, True),
        Item("call_text", words, f"{address}#part-call", is_worded),
        Item(
            "applications_decided",
            said_of_waiting(waiting),
            reverse("office:application_list") + f"?exhibition={exhibition.slug}",
            not waiting,
        ),
    ]


def said_of_waiting(count):
    if not count:
        return _("No application waits for a decision.")
    text = ngettext("{number} application waits for a decision.", "{number} applications wait for a decision.", count)
    return text.format(number=format_number(count, get_language() or "fa"))
