"""What an exhibitor finds on the own desk."""

from django.views.generic import TemplateView

from accounts.audiences import PortalMixin
from exhibitors.models import Exhibitor, Participation
from products.models import Product

SHOWN_WORKS = 60


class PortalHome(PortalMixin, TemplateView):
    """Own exhibitors, where they take part, and their works with state."""

    template_name = "ilamexpo/portal/home.html"

    def get_context_data(self, **kwargs):
        participations = (
            self.narrow(Participation.objects.for_exhibitor_page()).live().select_related("exhibitor", "exhibition")
        )
        works = self.narrow(Product.objects.for_cards())
        return super().get_context_data(
            **kwargs,
            exhibitors=self.narrow(Exhibitor.objects.for_directory()),
            participations=participations,
            products=works.order_by("state", "-created_at")[:SHOWN_WORKS],
        )
