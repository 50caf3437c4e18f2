"""What those are told whose stand is another one on the plan that is released."""

from django.utils.translation import gettext as _

from exhibitors.decision_letters import reached, written
from exhibitors.models import Participation


def letters_of_changes(exhibition, changes):
    """The letters for ``changes`` (``plans.changes_between``), not sent yet; whoever has withdrawn hears nothing."""
    of_exhibitor = {change["exhibitor"]: change for change in changes}
    participations = list(concerned(exhibition, changes))

    def context(participation):
        change = of_exhibitor[participation.exhibitor_id]
        return {"old": change["old"], "new": change["new"]}

    return written(list(reached(participations)), "stand_changed", lambda: _("Your stand: {exhibition}"), context)


def reached_by_none(exhibition, changes, letters):
    """The exhibitors whom ``changes`` concern and none of the ``letters`` about them reaches."""
    told = {letter.participation.pk for letter in letters}
    return [each.exhibitor for each in concerned(exhibition, changes).exclude(pk__in=told)]


def concerned(exhibition, changes):
    exhibitors = [change["exhibitor"] for change in changes]
    rows = Participation.objects.filter(exhibition=exhibition, exhibitor__in=exhibitors).live()
    return rows.select_related("exhibitor", "exhibition").order_by("pk")
