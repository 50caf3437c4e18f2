"""What the checklist of an exhibition says about its stands."""

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.checklist import Item
from events.models import Exhibition
from events.signals import checking
from exhibitors.numbers import participation_numbers
from exhibitors.plans import changes_between, is_drawn_alike, newest_version, working_plan
from lib.numbers import format_number


@receiver(checking, sender=Exhibition)
def lines_about_stands(sender, exhibition, user, **kwargs):
    """Who comes without a stand, and whether the public sees the plan as it is (5 queries at most)."""
    if not user.has_perm("exhibitors.view_planversion", exhibition):
        return []
    counts = participation_numbers(exhibition)
    plan, version = working_plan(exhibition), newest_version(exhibition)
    if not plan and not counts["coming"]:
        return []
    without = counts["without_stand"]
    text = ngettext(
        "{number} of those who come has no stand.", "{number} of those who come have no stand.", without
    ).format(number=format_number(without, get_language() or "fa"))
    is_same = version is not None and not changes_between(version.plan, plan) and is_drawn_alike(version.plan, plan)
    released = (
        _("The plan of the stands is not released.")
        if version is None
        else _("The public sees the plan of the stands as it is.")
        if is_same
        else _("The plan of the stands has changed since it was released.")
    )
    here, release = (reverse(f"office:{name}", args=[exhibition.slug]) for name in ("stand_plan", "plan_release"))
    return [
        Item("stands", text if without else _("Everybody who comes has a stand."), here, not without),
        Item("plan", released, release, is_same),
    ]
