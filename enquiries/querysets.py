"""Named questions about many enquiries, their threads and quotations."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from enquiries.states import ORDERED, RANKS, EnquiryState, Outcome, QuotationState, WaitsFor
from events.models import Role
from events.oversight import OverseenQuerySet
from events.permissions import OFFICIALS
from exhibitors.models import Participation

HANDLERS = (*OFFICIALS, Role.Kind.DESK)
READERS = (*HANDLERS, Role.Kind.GOVERNORATE, Role.Kind.VIEWER)
IS_ORDER = Q(outcome=Outcome.ORDERED) | Q(state__in=ORDERED)  # of a thread, closed by now or not


def taking_part(exhibitor, exhibitions):
    """Whether the row's exhibitor (the name of its field) takes part in one of ``exhibitions``: asked, not joined."""
    rows = Participation.objects.filter(exhibitor=OuterRef(exhibitor), exhibition__in=exhibitions)
    return Exists(rows.order_by())


class EnquiryQuerySet(OverseenQuerySet):
    def new(self):
        """Those that nobody in the office has read; one whose buyer was deleted asks nothing of anybody."""
        return self.filter(state=EnquiryState.NEW, forgotten_at=None)

    def overseen_by(self, user):
        """Those this official may read: where the role is that of a juror alone, none."""
        return self.within_roles(user, READERS)

    def handled_by(self, user):
        """Those this official may act on, having the role for it there and not only elsewhere."""
        return self.within_roles(user, HANDLERS)

    def handled_whole_by(self, user):
        """Those of which this official handles every part: only they may open, end or hold back the whole."""
        from enquiries.models import Thread

        others = Thread.objects.filter(enquiry=OuterRef("pk")).exclude(
            pk__in=Thread.objects.handled_by(user).order_by().values("pk")
        )
        return self.handled_by(user).filter(~Exists(others))

    def of_exhibitions(self, exhibitions):
        """Those from one of them, or about exhibitors that take part in one; no row comes twice."""
        from enquiries.models import Line

        lines = Line.objects.filter(
            enquiry=OuterRef("pk"), exhibitor__participations__exhibition__in=exhibitions
        ).order_by()
        return self.filter(Q(exhibition__in=exhibitions) | taking_part("exhibitor", exhibitions) | Exists(lines))

    def by_contact(self, *, phones=(), emails=(), days):
        """What came from one of these phones or e-mails in so many days."""
        contact = Q(phone__in=[phone for phone in phones if phone])
        for email in filter(None, emails):
            contact |= Q(email__iexact=email)
        return self.filter(contact, created_at__gte=timezone.now() - timedelta(days=days))

    def real(self):
        """Those that are not held back."""
        return self.exclude(state=EnquiryState.SPAM)

    def makers(self):
        """The numbers of all exhibitors that these are about (1 query)."""
        rows = self.order_by().values_list("exhibitor_id", "lines__exhibitor_id").distinct()
        return {maker for row in rows for maker in row if maker}

    def for_desk(self):
        """Load what a row of the desk shows: lines and exhibition (2 queries)."""
        return self.select_related("exhibition", "exhibitor").prefetch_related("lines")


class ThreadQuerySet(OverseenQuerySet):
    """Threads of letters held back belong to the office alone: makers never see them."""

    def real(self):
        """Those of letters that are not held back."""
        return self.exclude(enquiry__state=EnquiryState.SPAM)

    def bought(self):
        """Those that became an order, closed by now or not."""
        return self.filter(IS_ORDER)

    def managed_by(self, user):
        """Those of the exhibitor this person acts for in the portal."""
        return self.real().filter(exhibitor=user.acting_for)

    def overseen_by(self, user):
        return self.within_roles(user, READERS)

    def handled_by(self, user):
        return self.within_roles(user, HANDLERS)

    def of_exhibitions(self, exhibitions):
        """Those from one of them, or of exhibitors that take part in one; no row comes twice."""
        return self.filter(Q(enquiry__exhibition__in=exhibitions) | taking_part("exhibitor", exhibitions))

    def waiting_for(self, side):
        return self.filter(waits_for=side)

    def overdue(self):
        """Those whose first answer was due and is not there."""
        return self.filter(answered_at=None, due_at__lt=timezone.now(), waits_for=WaitsFor.EXHIBITOR)

    def by_who_waits(self):
        """Those a maker owes an answer first, then those a buyer owes one, the longest waiting first."""
        ranks = [models.When(waits_for=side, then=rank) for side, rank in RANKS.items()]
        rank = models.Case(*ranks, output_field=models.SmallIntegerField())
        return self.annotate(rank=rank).order_by("rank", "waits_since", "pk")

    def for_inbox(self):
        """Load what a row of the inbox or desk shows: enquiry, exhibition, exhibitor and lines (2 queries)."""
        return self.select_related("enquiry__exhibition", "exhibitor", "assigned_to").prefetch_related("lines")

    def for_reading(self):
        """Load a whole thread: lines, what was said with its attachments, quotations with theirs (8 queries)."""
        # Imported here: the models name this file's querysets as their managers.
        from enquiries.models import Quotation, Reply

        return self.select_related("enquiry__exhibition", "exhibitor__place", "assigned_to").prefetch_related(
            "lines",
            "enquiry__attachments",
            Prefetch("replies", Reply.objects.select_related("author").prefetch_related("attachments")),
            Prefetch("quotations", Quotation.objects.prefetch_related("lines__breaks")),
        )

    def for_office(self):
        """Load what the office reads, in the order of opening: works, all that was said, what was offered (8 queries)."""
        from enquiries.models import Line, Quotation, Reply

        return (
            self.order_by("pk")
            .select_related("exhibitor", "assigned_to")
            .prefetch_related(
                Prefetch("lines", Line.objects.select_related("product")),
                Prefetch("replies", Reply.objects.select_related("author").prefetch_related("attachments")),
                Prefetch("quotations", Quotation.objects.sent().prefetch_related("lines__breaks")),
            )
        )

    def for_buyer(self):
        """Load what the buyer may read, in the order of opening: lines, what was ``said``, ``offers`` (8 queries).

        Neither notes of the office nor drafts are among them.
        """
        from enquiries.models import Quotation, Reply

        return (
            self.order_by("pk")
            .select_related("exhibitor")
            .prefetch_related(
                "lines",
                Prefetch("replies", Reply.objects.public().prefetch_related("attachments"), to_attr="said"),
                Prefetch("quotations", Quotation.objects.sent().prefetch_related("lines__breaks"), to_attr="offers"),
            )
        )


class ReplyQuerySet(models.QuerySet):
    def public(self):
        """What both sides read; notes stay in the office."""
        return self.filter(is_note=False)


class AttachmentQuerySet(models.QuerySet):
    def of(self, enquiry, threads):
        """What came with ``enquiry``, or with what was said in one of these ``threads`` of it."""
        return self.filter(Q(enquiry=enquiry) | Q(reply__thread__in=threads))

    def public(self):
        """What both sides may have; what belongs to a note stays in the office."""
        return self.exclude(reply__is_note=True)


class BuyerLinkQuerySet(models.QuerySet):
    def valid(self):
        return self.filter(revoked_at=None, expires_at__gt=timezone.now()).exclude(enquiry__state=EnquiryState.SPAM)


class QuotationQuerySet(models.QuerySet):
    def sent(self):
        """All but drafts: what its buyer may read."""
        return self.exclude(state=QuotationState.DRAFT)

    def published(self):
        """Those that everybody may check: sent, and in no letter held back."""
        return self.sent().exclude(thread__enquiry__state=EnquiryState.SPAM)

    def for_paper(self):
        """Load what a paper says: enquiry, exhibitor with its place, lines with work and breaks (3 queries)."""
        from enquiries.models import QuotationLine

        return self.select_related("thread__enquiry", "thread__exhibitor__place").prefetch_related(
            Prefetch("lines", QuotationLine.objects.select_related("product", "line").prefetch_related("breaks"))
        )
