"""Pages that show works beside what they belong to: one exhibition, one exhibitor."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from accounts.audiences import PublicMixin
from events.models import Exhibition
from events.structured import exhibition_data
from exhibitors.actions.applying import open_calls
from exhibitors.models import Exhibitor, Participation
from exhibitors.plans import public_plan
from exhibitors.structured import exhibitor_data
from exhibitors.views.public import directory_breadcrumbs
from exhibitors.visits import read_visit
from products.models import Product
from products.shelf import shown_exhibits

SHOWN_WORKS = 8


class ExhibitionPage:
    """What the page of one exhibition loads, behind whatever door."""

    queryset = Exhibition.objects.for_page()
    template_name = "products/public/exhibition_detail.html"
    context_object_name = "exhibition"

    def get_context_data(self, **kwargs):
        exhibition = self.object
        return super().get_context_data(
            **kwargs,
            participations=Participation.objects.shown()
            .filter(exhibition=exhibition)
            .for_directory()
            .order_by("exhibitor__slug"),
            halls=public_plan(exhibition)[1],
            products=Product.objects.published()
            .filter(pk__in=shown_exhibits().filter(participation__exhibition=exhibition).values("product"))
            .newest()
            .as_cards()[:SHOWN_WORKS],
            call=open_calls().filter(exhibition=exhibition).first(),
            breadcrumbs=[(_("Exhibitions"), reverse("public:exhibition_list")), (exhibition, "")],
            data=exhibition_data(exhibition),
        )


class ExhibitionDetail(PublicMixin, ExhibitionPage, DetailView):
    """One exhibition with its programme, plan, exhibitors, works and the sources of its figures."""


class ExhibitorPage:
    """What the page of one exhibitor loads, behind whatever door."""

    template_name = "products/public/exhibitor_detail.html"
    context_object_name = "exhibitor"

    def get_queryset(self):
        """Made anew with each request: which licences are valid depends on the day."""
        return Exhibitor.objects.for_page()

    def get_context_data(self, **kwargs):
        exhibitor = self.object
        return super().get_context_data(
            **kwargs,
            products=self.get_products()[:24],
            visit=read_visit(self.request.GET),
            breadcrumbs=directory_breadcrumbs(exhibitor),
            data=exhibitor_data(exhibitor, self.request),
        )

    def get_products(self):
        return Product.objects.published().filter(exhibitor=self.object).newest().as_cards()


class ExhibitorDetail(PublicMixin, ExhibitorPage, DetailView):
    """One artist, producer or group with works, honours, and the contacts it agreed to show."""
