"""What visitors see first, and the pages about the site itself."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.audiences import PublicMixin
from events.models import Claim, Exhibition
from exhibitors.models import Participation
from ilamexpo.retention import TABLE
from products.models import Product
from vocabulary.models import Craft

SHOWN_WORKS = 8
SHOWN_CRAFTS = 12
SHOWN_EXHIBITIONS = 4
# Enough to hold the next ones and the last one.
LOOKED_AT = 30


class Home(PublicMixin, TemplateView):
    """The running or next exhibition, else the last one; what is made, and how it is ordered (8 queries)."""

    template_name = "ilamexpo/public/home.html"

    def get_context_data(self, **kwargs):
        exhibitions = list(self.narrow(Exhibition.objects.for_timeline()).in_timeline()[:LOOKED_AT])
        exhibition = find_main(exhibitions)
        context = {
            "exhibition": exhibition,
            "exhibitions": exhibitions[:SHOWN_EXHIBITIONS],
            "claim": Claim.objects.about_the_whole("three-exhibitions-2025"),
            "crafts": Craft.objects.filter(is_craft=True)[:SHOWN_CRAFTS],
            "products": self.narrow(Product.objects.newest()).as_cards()[:SHOWN_WORKS],
            "data": site_data(),
        }
        if exhibition:
            context |= {
                "phase": exhibition.phase(),
                "exhibitor_count": Participation.objects.shown().filter(exhibition=exhibition).count(),
                "exhibitor_claim": find_exhibitor_claim(exhibition),
            }
        return super().get_context_data(**kwargs, **context)


def find_main(exhibitions):
    """The first that runs, else that comes, else that is over; None when there is none of them."""
    for phase in ("running", "next", "over"):
        for exhibition in exhibitions:
            if exhibition.phase() == phase:
                return exhibition
    return None


def find_exhibitor_claim(exhibition):
    """What was reported about how many took part, the least doubtful first."""
    claims = [claim for claim in exhibition.claims.all() if claim.measure == Claim.Measure.EXHIBITORS and claim.number]
    return min(claims, key=lambda claim: claim.certainty != Claim.Certainty.REPORTED, default=None)


def site_data():
    """The ``WebSite`` of schema.org."""
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": _("IlamExpo"),
        "url": settings.SITE_URL,
        "inLanguage": [code for code, _name in settings.LANGUAGES],
    }


class About(PublicMixin, TemplateView):
    """What the site is, and how to reach the office: by the contact of the nearest exhibition that has one."""

    template_name = "ilamexpo/public/about.html"

    def get_context_data(self, **kwargs):
        reachable = self.narrow(Exhibition.objects.in_timeline()).filter(~Q(contact_phone="") | ~Q(contact_email=""))
        return super().get_context_data(**kwargs, contact=reachable.first(), breadcrumbs=[(_("About and contact"), "")])


class Privacy(PublicMixin, TemplateView):
    """What is kept of whom and how long: the table that the clean-up goes by."""

    template_name = "ilamexpo/public/privacy.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, breadcrumbs=[(_("Privacy"), "")], table=TABLE)


class Accessibility(PublicMixin, TemplateView):
    template_name = "ilamexpo/public/accessibility.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, breadcrumbs=[(_("Accessibility"), "")])
