"""What an official finds in the morning."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.audiences import OfficeMixin
from enquiries.models import Enquiry
from events.actions import missing_for_publication
from events.models import Exhibition, Stand
from exhibitors.models import Exhibitor, Participation
from exhibitors.states import SHOWN, ParticipationState
from products.models import Product
from products.states import ProductState

SHOWN_ENQUIRIES = 8
COMING = ("running", "next", "planned")


class Today(OfficeMixin, TemplateView):
    """New enquiries first, then the next exhibition and what it lacks; every number leads to its list."""

    permission_required = "events.view_today"
    template_name = "ilamexpo/office/today.html"

    def get_context_data(self, **kwargs):
        exhibition = self.find_next()
        context = {"exhibition": exhibition, "tiles": list(self.tiles())}
        if self.request.user.has_perm("enquiries.view_enquiry"):
            new = self.narrow(Enquiry.objects.for_desk()).new()
            context |= {"enquiries": new[:SHOWN_ENQUIRIES], "enquiry_count": new.count()}
        if exhibition:
            context |= {"missing": self.missing(exhibition), "figures": list(self.figures(exhibition))}
        return super().get_context_data(**kwargs, **context)

    def find_next(self):
        for exhibition in self.narrow(Exhibition.objects.for_timeline()).in_timeline():
            if exhibition.phase() in COMING:
                return exhibition
        return None

    def missing(self, exhibition):
        """Sentences: what visitors of the next exhibition would miss."""
        missing = missing_for_publication(exhibition)
        if not exhibition.is_published:
            missing.append(_("It is not published."))
        lacking = [code for code in ("en", "ar", "ckb") if not getattr(exhibition, f"name_{code}")]
        if lacking:
            missing.append(_("Its name is not in all four languages."))
        if not exhibition.programme.exists():
            missing.append(_("It has no programme."))
        return missing

    def figures(self, exhibition):
        """(number, words, address) of the next exhibition."""
        parts = Participation.objects.filter(exhibition=exhibition).aggregate(
            coming=Count("pk", filter=Q(state__in=SHOWN)),
            undecided=Count("pk", filter=Q(state=ParticipationState.SUBMITTED)),
            unplaced=Count("pk", filter=Q(state__in=SHOWN, allocations=None)),
        )
        free = Stand.objects.filter(hall__exhibition=exhibition, state=Stand.State.OPEN, allocations=None).count()
        record = reverse("records:events_exhibition_change", args=[exhibition.pk])
        yield parts["coming"], _("take part"), record
        yield parts["undecided"], _("undecided applications"), record
        yield parts["unplaced"], _("take part without a stand"), record
        yield free, _("free stands"), record

    def tiles(self):
        """(number, words, address) over everything this official oversees."""
        works = self.narrow(Product.objects.all()).aggregate(
            sent=Count("pk", filter=Q(state=ProductState.SENT), distinct=True),
            drafts=Count("pk", filter=Q(state=ProductState.DRAFT), distinct=True),
            published=Count("pk", filter=Q(state=ProductState.PUBLISHED), distinct=True),
        )
        exhibitors = self.narrow(Exhibitor.objects.all()).exclude(publication="published").count()
        listed = reverse("records:products_product_changelist")
        yield works["sent"], _("works wait for review"), f"{listed}?state__exact=sent"
        yield works["drafts"], _("works are drafts"), f"{listed}?state__exact=draft"
        yield works["published"], _("works are public"), f"{listed}?state__exact=published"
        unpublished = reverse("records:exhibitors_exhibitor_changelist") + "?publication__exact=draft"
        yield exhibitors, _("exhibitors are not public"), unpublished
