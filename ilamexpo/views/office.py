"""What an official finds in the morning."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.audiences import OfficeMixin
from enquiries.models import Enquiry
from events.actions import missing_for_publication
from events.models import Exhibition, Stand
from exhibitors.models import Exhibitor, Participation
from exhibitors.states import SHOWN, ParticipationState
from ilamexpo.health import number_unwell
from lib.numbers import format_number
from products.models import Picture, Product
from products.states import PictureState, ProductState

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
        if self.request.user.has_perm("accounts.view_health"):
            context["unwell"] = number_unwell()
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
        """(sentence with its number, address) of the next exhibition."""
        parts = Participation.objects.filter(exhibition=exhibition).aggregate(
            coming=Count("pk", filter=Q(state__in=SHOWN)),
            undecided=Count("pk", filter=Q(state=ParticipationState.SUBMITTED)),
            unplaced=Count("pk", filter=Q(state__in=SHOWN, allocations=None)),
        )
        free = Stand.objects.filter(hall__exhibition=exhibition, state=Stand.State.OPEN, allocations=None).count()
        record = reverse("records:events_exhibition_change", args=[exhibition.pk])
        coming, undecided, unplaced = parts["coming"], parts["undecided"], parts["unplaced"]
        yield figure(ngettext("{number} takes part", "{number} take part", coming), coming), record
        text = ngettext("{number} application is undecided", "{number} applications are undecided", undecided)
        yield figure(text, undecided), record
        text = ngettext("{number} takes part without a stand", "{number} take part without a stand", unplaced)
        yield figure(text, unplaced), record
        yield figure(ngettext("{number} stand is free", "{number} stands are free", free), free), record

    def tiles(self):
        """(sentence with its number, address) over everything this official oversees."""
        works = self.narrow(Product.objects.all()).aggregate(
            sent=Count("pk", filter=Q(state=ProductState.SENT), distinct=True),
            drafts=Count("pk", filter=Q(state=ProductState.DRAFT), distinct=True),
            published=Count("pk", filter=Q(state=ProductState.PUBLISHED), distinct=True),
        )
        exhibitors = self.narrow(Exhibitor.objects.all()).exclude(publication="published").count()
        listed = reverse("records:products_product_changelist")
        sent, drafts, published = works["sent"], works["drafts"], works["published"]
        text = ngettext("{number} work waits for review", "{number} works wait for review", sent)
        yield figure(text, sent), reverse("office:review")
        text = ngettext("{number} work is a draft", "{number} works are drafts", drafts)
        yield figure(text, drafts), f"{listed}?state__exact=draft"
        text = ngettext("{number} work is public", "{number} works are public", published)
        yield figure(text, published), f"{listed}?state__exact=published"
        stuck = Picture.objects.filter(
            state=PictureState.SET_ASIDE, product__in=self.narrow(Product.objects.all())
        ).count()
        if stuck:
            text = ngettext("{number} picture could not be prepared", "{number} pictures could not be prepared", stuck)
            yield figure(text, stuck), f"{listed}?pictures__state__exact=set_aside"
        unpublished = reverse("records:exhibitors_exhibitor_changelist") + "?publication__exact=draft"
        text = ngettext("{number} exhibitor is not public", "{number} exhibitors are not public", exhibitors)
        yield figure(text, exhibitors), unpublished


def figure(sentence, number):
    """``sentence`` with its ``number`` large; Arabic says "no", "one" and "two" of them in words."""
    return format_html(sentence, number=format_html("<b>{}</b>", format_number(number, get_language() or "fa")))
