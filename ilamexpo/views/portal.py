"""What an exhibitor finds on the own desk."""

from django.views.generic import TemplateView

from exhibitors.acting import EVERYBODY, PortalPage
from exhibitors.models import Participation
from products.models import Product

SHOWN_WORKS = 60


class PortalHome(PortalPage, TemplateView):
    """What waits for whoever is acted for, where it takes part, and its works with state."""

    levels = EVERYBODY
    template_name = "ilamexpo/portal/home.html"

    def get_context_data(self, **kwargs):
        participations = (
            self.narrow(Participation.objects.for_exhibitor_page()).live().select_related("exhibitor", "exhibition")
        )
        works = self.narrow(Product.objects.for_cards())
        return super().get_context_data(
            **kwargs,
            participations=participations,
            products=works.order_by("state", "-created_at")[:SHOWN_WORKS],
        )
