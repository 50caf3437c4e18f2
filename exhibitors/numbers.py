"""How many take part in an exhibition, for its page in the office."""

from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.dispatch import receiver
from django.urls import reverse

from events.checklist import Number
from events.models import Exhibition
from events.signals import counting
from exhibitors.models import Allocation, Participation
from exhibitors.states import DECISIONS, SHOWN, ParticipationState

S = ParticipationState
COUNTED: dict[str, Q] = {
    **{state.value: Q(state=state) for state in S},
    "applied": ~Q(submitted_at=None),
    "undecided": Q(state=S.SUBMITTED, pending=""),
    "pending": ~Q(pending="") & Q(state__in=DECISIONS),
    "coming": Q(state__in=SHOWN),
    "without_stand": Q(~Exists(Allocation.objects.filter(participation=OuterRef("pk"))), state__in=SHOWN),
}


def participation_numbers(exhibition):
    """{what: how many} of everything counted about its participations: 1 query for all who ask about this very object."""
    if not hasattr(exhibition, "_participation_numbers"):
        counts = {f"number_{what}": Count("pk", filter=condition) for what, condition in COUNTED.items()}
        found = Participation.objects.filter(exhibition=exhibition).order_by().aggregate(**counts)
        exhibition._participation_numbers = {name.removeprefix("number_"): value for name, value in found.items()}
    return exhibition._participation_numbers


@receiver(counting, sender=Exhibition)
def count_participations(sender, exhibition, user, **kwargs):
    """Those of each state that somebody is in, with the list of them for those who may open it."""
    counts = participation_numbers(exhibition)
    may_open = user.has_perm("exhibitors.view_participation", exhibition)
    address = reverse("office:application_list") if may_open else ""
    return [
        Number(
            state.label,
            counts[state],
            f"{address}?{urlencode({'exhibition': exhibition.slug, 'state': state})}" if address else "",
        )
        for state in S
        if counts[state]
    ]
