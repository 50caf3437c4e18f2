"""What an exhibition still lacks of its call, its choice, its stands and its tasks, as lines of the checklist."""

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.checklist import Item
from events.models import Exhibition
from events.signals import checking
from exhibitors.models import Call
from exhibitors.numbers import participation_numbers
from exhibitors.plans import changes_between, is_drawn_alike, newest_version, working_plan
from exhibitors.states import ParticipationState
from exhibitors.tasks import rows_of
from lib.languages import CODES
from lib.numbers import number_words


@receiver(checking, sender=Exhibition)
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
    return text.format(number=number_words(count))


@receiver(checking, sender=Exhibition)
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
    return text.format(number=number_words(count))


def said_of_unconfirmed(count):
    if not count:
        return _("All who are accepted have confirmed.")
    text = ngettext(
        "{number} accepted exhibitor has not confirmed.", "{number} accepted exhibitors have not confirmed.", count
    )
    return text.format(number=number_words(count))


@receiver(checking, sender=Exhibition)
def check_stands(sender, exhibition, user, **kwargs):
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
    ).format(number=number_words(without))
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


@receiver(checking, sender=Exhibition)
def check_tasks(sender, exhibition, user, **kwargs):
    """Whether somebody is late with a task (2 queries at most)."""
    if not user.has_perm("exhibitors.view_task", exhibition):
        return []
    rows = rows_of(exhibition, total=participation_numbers(exhibition)["coming"])
    late = sum(row.is_late for row in rows)
    if not rows:
        words = _("Nobody has a task yet. Add the usual ones.")
    elif late:
        text = ngettext("{number} task is late.", "{number} tasks are late.", late)
        words = text.format(number=number_words(late))
    else:
        words = _("No task is late.")
    return [Item("tasks", words, reverse("office:task_list", args=[exhibition.slug]), bool(rows) and not late)]
