"""How many take part in an exhibition, for its page in the office."""

from urllib.parse import urlencode

from django.db.models import Count
from django.dispatch import receiver
from django.urls import NoReverseMatch, reverse

from events.checklist import Number
from events.models import Exhibition
from events.signals import counting
from exhibitors.models import Participation
from exhibitors.states import ParticipationState


@receiver(counting, sender=Exhibition)
def count_participations(sender, exhibition, user, **kwargs):
    """Those of each state that somebody is in (1 query), with the list of them for those who may open it."""
    rows = Participation.objects.filter(exhibition=exhibition).order_by().values("state").annotate(number=Count("pk"))
    counts = {row["state"]: row["number"] for row in rows}
    try:
        address = (
            reverse("office:application_list") if user.has_perm("exhibitors.view_participation", exhibition) else ""
        )
    except NoReverseMatch:
        address = ""
    return [
        Number(
            state.label,
            counts[state],
            f"{address}?{urlencode({'exhibition': exhibition.slug, 'state': state})}" if address else "",
        )
        for state in ParticipationState
        if counts.get(state)
    ]
