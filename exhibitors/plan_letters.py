"""What those are told whose stand is another one on the plan that is released."""

from django.utils.translation import gettext as _

from exhibitors.decision_letters import reached, written
from exhibitors.models import Participation


def letters_of_changes(exhibition, changes):
    """The letters for ``changes`` (``plans.changes_between``), not sent yet; whoever has withdrawn hears nothing."""
    of_exhibitor = {change["exhibitor"]: change for change in changes}
    rows = Participation.objects.filter(exhibition=exhibition, exhibitor__in=of_exhibitor).live()
    participations = list(rows.select_related("exhibitor", "exhibition").order_by("pk"))

    def context(participation):
        change = of_exhibitor[participation.exhibitor_id]
        return {"old": change["old"], "new": change["new"]}

    return written(list(reached(participations)), "stand_changed", lambda: _("Your stand: {exhibition}"), context)
