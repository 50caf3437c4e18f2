"""What was promised to buyers at the stand of an exhibition whose days or place change."""

from functools import partial

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from enquiries.actions.quotations import wait_for
from enquiries.actions.threads import lock_thread
from enquiries.models import Quotation
from enquiries.states import PROMISED, QuotationState, ThreadState, WaitsFor
from events.rescheduling import Dependent
from exhibitors.models import Participation
from exhibitors.states import SHOWN


def at_its_stands(exhibition):
    """Quotations that are open, or accepted and not handed over, of makers whose next exhibition this is."""
    taking_part = Participation.objects.filter(exhibitor=OuterRef("thread__exhibitor"), state__in=SHOWN).order_by()
    earlier = taking_part.filter(exhibition__starts_on__gte=exhibition.today)
    if exhibition.starts_on:
        earlier = earlier.filter(exhibition__starts_on__lt=exhibition.starts_on)
    is_open = Q(state=QuotationState.SENT, valid_until__gt=timezone.now(), thread__state=ThreadState.QUOTED)
    is_promised = Q(state=QuotationState.ACCEPTED, thread__state__in=PROMISED)
    rows = Quotation.objects.published().filter(is_open | is_promised, handover=Quotation.Handover.STAND)
    rows = rows.filter(
        Exists(taking_part.filter(exhibition=exhibition)), ~Exists(earlier.exclude(exhibition=exhibition))
    )
    return rows.select_related("thread__exhibitor").order_by("pk")


def dependents(change):
    for quotation in at_its_stands(change.exhibition):
        what = _("Quotation {code} of {exhibitor} is handed over at the stand").format(
            code=quotation.code, exhibitor=quotation.thread.exhibitor
        )
        answers = (
            ("ask", _("The maker agrees with the buyer anew: it waits for the maker")),
            ("keep", _("Leave it as it is")),
        )
        yield Dependent(f"quotation-{quotation.pk}", what, answers, "ask", partial(settle, quotation))


def settle(quotation, answer, actor):
    if answer == "ask":
        wait_for(lock_thread(quotation.thread_id), WaitsFor.EXHIBITOR)
