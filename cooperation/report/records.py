"""Which records a report counts: the one place that says so, for its figures and for the lists behind them."""

from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from cooperation.models import Record
from enquiries.models import Enquiry, Line, Quotation, Thread
from enquiries.states import QuotationState
from events.models import Stand, VisitorCount
from exhibitors.models import Allocation, Feedback
from exhibitors.ranking import applications_of
from exhibitors.states import SHOWN
from lib.text import fold
from products.models import Exhibit, Sale

# Who buys for others: the traders that were met.
TRADE = (Enquiry.Kind.WHOLESALE, Enquiry.Kind.AGENCY)


def participations(exhibition):
    """Who has a place there, each with ``is_new``: whether the exhibitor never took part before."""
    return applications_of(exhibition).filter(state__in=SHOWN)


def stands(exhibition):
    return Stand.objects.filter(hall__exhibition=exhibition).exclude(state=Stand.State.NOT_FOR_EXHIBITORS)


def allocations(exhibition):
    """Firm ones of those who have a place."""
    return Allocation.objects.filter(participation__exhibition=exhibition, participation__state__in=SHOWN, is_firm=True)


def exhibits(exhibition):
    return Exhibit.objects.at(exhibition).with_account()


def sales(exhibition):
    return Sale.objects.at(exhibition).standing()


def enquiries(exhibition):
    """Those sent from it, without letters held back."""
    return Enquiry.objects.real().filter(exhibition=exhibition)


def lines(exhibition):
    return Line.objects.filter(enquiry__in=enquiries(exhibition).order_by().values("pk"))


def threads(exhibition):
    """Parts of its enquiries, each with what was ``agreed`` on: the value that was written down when it was closed, else
    the total of the quotation accepted last."""
    accepted = Quotation.objects.filter(thread=OuterRef("pk"), state=QuotationState.ACCEPTED).order_by("-version")
    rows = Thread.objects.real().filter(enquiry__exhibition=exhibition)
    written = Q(value__isnull=False)
    return rows.annotate(
        agreed=Case(When(written, then=F("value")), default=Subquery(accepted.values("total")[:1])),
        agreed_currency=Case(
            When(written, then=F("currency")),
            default=Subquery(accepted.values("currency")[:1]),
            output_field=CharField(max_length=3),
        ),
    )


def quotations(exhibition):
    """All that were sent, each with ``shown``: its state, or that it lapsed."""
    lapsed = When(state=QuotationState.SENT, valid_until__lte=timezone.now(), then=Value(QuotationState.LAPSED))
    return (
        Quotation.objects.published()
        .filter(thread__enquiry__exhibition=exhibition)
        .annotate(shown=Case(lapsed, default=F("state"), output_field=CharField(max_length=10)))
    )


def visitors(exhibition):
    return VisitorCount.objects.at(exhibition)


def feedback(exhibition):
    """What those who came said afterwards."""
    return Feedback.objects.filter(participation__exhibition=exhibition)


def traders(exhibition):
    """Letters of those who buy for others."""
    return enquiries(exhibition).filter(kind__in=TRADE)


def cooperation(exhibition):
    return Record.objects.filter(exhibition=exhibition)


def city_key(city):
    """The same for every spelling of a city."""
    return fold(city)


def buyer_key(phone, email, code):
    """The same for every letter of one buyer; a buyer without data is one for each letter."""
    return phone or email.lower() or code
