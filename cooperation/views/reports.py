"""Across exhibitions: how they developed, two of them beside each other, and what buyers could not get."""

from functools import partial

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.audiences import OfficeMixin
from cooperation.models import ExhibitionReport
from cooperation.report.across import editions
from cooperation.report.changes import beside
from cooperation.report.figures import collect
from cooperation.report.sections import sections_of
from cooperation.report.unmet import by_craft, demands, reason_of, unmet_lines, unmet_words, words_of_size
from cooperation.views.report import rows_address
from enquiries.models import Enquiry
from events.models import Exhibition, Series
from exhibitors.acting import EVERYBODY, PortalPage
from exhibitors.states import SHOWN
from lib.money import format_money
from vocabulary.models import Craft, Place

LINES = 50  # on one page


class AcrossExhibitions(OfficeMixin):
    permission_required = "cooperation.view_exhibitionreport"

    @cached_property
    def exhibitions(self):
        """Those this official looks after, the newest first."""
        return list(self.narrow(Exhibition.objects.order_by("-starts_on", "-starts_by", "slug")))

    def chosen(self, name):
        """The exhibition that the address names, or None."""
        slug = self.request.GET.get(name, "")
        return next((each for each in self.exhibitions if each.slug == slug), None)


class ReportList(AcrossExhibitions, TemplateView):
    """All exhibitions with their numbers and reports; ``series``, ``place`` and ``craft`` narrow them."""

    template_name = "cooperation/office/report_list.html"

    def get_context_data(self, **kwargs):
        asked = {name: self.request.GET.get(name, "").replace("\0", "")[:60] for name in ("series", "place", "craft")}
        craft = Craft.objects.filter(slug=asked["craft"]).first() if asked["craft"] else None
        rows = self.narrow(Exhibition.objects.order_by("-starts_on", "-starts_by", "slug"))
        if asked["series"]:
            rows = rows.filter(series__slug=asked["series"])
        if asked["place"]:
            rows = rows.filter(pk__in=Exhibition.objects.at_place([asked["place"]]).order_by().values("pk"))
        shown = editions(list(rows), craft=craft)
        signed = ExhibitionReport.objects.signed().filter(exhibition__in=rows.order_by().values("pk"))
        reports: dict = {}
        for report in signed.order_by("number"):
            reports.setdefault(report.exhibition_id, []).append(report)
        return super().get_context_data(
            rows=[(each, links_of(each, craft), sales_of(each), reports.get(each.exhibition.pk, ())) for each in shown],
            asked=asked,
            craft=craft,
            series=Series.objects.all(),
            places=Place.objects.filter(venues__exhibition__in=self.narrow(Exhibition.objects.all())).distinct(),
            crafts=Craft.objects.filter(is_craft=True),
            breadcrumbs=[(_("Reports"), "")],
            **kwargs,
        )


def links_of(edition, craft):
    """{column: address of the records behind it}."""
    slug = edition.exhibition.slug
    behind = partial(rows_address, slug)
    if craft:
        return {
            "exhibitors": behind("exhibitors", "craft", craft.slug, "exhibitors"),
            "brought": behind("works", "craft", craft.slug, "pieces"),
            "sold": behind("works", "craft", craft.slug, "sold"),
            "enquiries": behind("enquiries", "craft", craft.slug, "enquiries"),
        }
    return {
        "applications": reverse("office:application_list", query={"exhibition": slug, "state": "all"}),
        "exhibitors": behind("exhibitors", "who", "all", "exhibitors"),
        "women": behind("exhibitors", "who", "women", "exhibitors"),
        "brought": behind("works", "pieces", "brought", "pieces"),
        "sold": behind("works", "pieces", "sold", "pieces"),
        "visitors": behind("visitors", "all", "all", "visitors"),
        "enquiries": behind("enquiries", "all", "all", "enquiries"),
    }


def sales_of(edition):
    language = get_language() or "fa"
    return [format_money(amount, currency, language, unit) for amount, currency, unit in edition.sales]


class ReportCompare(AcrossExhibitions, TemplateView):
    """Two exhibitions, ``first`` and ``second``, number beside number."""

    template_name = "cooperation/office/report_compare.html"

    def get_context_data(self, **kwargs):
        first, second = (self.chosen(name) for name in ("first", "second"))
        rows = []
        if first and second:
            old, new = (sections_of(collect(each)) for each in (first, second))
            rows = beside(old, new)
        return super().get_context_data(
            exhibitions=self.exhibitions,
            first=first,
            second=second,
            rows=rows,
            breadcrumbs=[(_("Reports"), reverse("office:report_list")), (_("Compare two"), "")],
            **kwargs,
        )


class UnmetDemand(AcrossExhibitions, TemplateView):
    """What buyers asked for and could not get; ``exhibition`` narrows it."""

    template_name = "cooperation/office/unmet_demand.html"

    def get_context_data(self, **kwargs):
        chosen = self.chosen("exhibition")
        exhibitions = [chosen] if chosen else self.exhibitions
        lines = list(unmet_lines([each.pk for each in exhibitions]))
        page = Paginator(lines, LINES).get_page(self.request.GET.get("page"))
        letters = self.narrow(Enquiry.objects.all())
        wishes = list(unmet_words(letters.filter(exhibition=chosen) if chosen else letters))
        return super().get_context_data(
            exhibitions=self.exhibitions,
            chosen=chosen,
            total=len(lines) + len(wishes),
            wishes=wishes[:LINES],
            wish_count=len(wishes),
            wished_crafts=by_craft(wishes),
            demands=[(each, prices_of(each), each.reasons.most_common()) for each in demands(lines)],
            page=page,
            lines=[(each, words_of_size(each), reason_of(each), wanted_price(each)) for each in page],
            breadcrumbs=[(_("Reports"), reverse("office:report_list")), (_("Unmet demand"), "")],
            **kwargs,
        )


def prices_of(demand):
    """["from 10 to 20 dollars"] of what buyers wanted to pay, each currency by itself."""
    language, found = get_language() or "fa", []
    for currency, (low, high) in sorted(demand.prices.items()):
        words = [format_money(price, currency, language) for price in dict.fromkeys((low, high))]
        found.append(" – ".join(words))
    return found


def wanted_price(line):
    return format_money(line.target_price, line.currency, get_language() or "fa") if line.target_price else ""


class OwnResults(PortalPage, TemplateView):
    """An exhibitor's turns: what went, what was sold, what was asked and how fast it was answered."""

    levels = EVERYBODY
    template_name = "cooperation/portal/results.html"

    def get_context_data(self, **kwargs):
        exhibitor = self.acting.exhibitor
        rows = Exhibition.objects.filter(
            participations__in=exhibitor.participations.filter(state__in=SHOWN).order_by().values("pk")
        ).order_by("-starts_on", "-starts_by", "slug")
        shown = editions(list(rows), exhibitor=exhibitor)
        return super().get_context_data(
            rows=[(each, sales_of(each)) for each in shown],
            breadcrumbs=[(_("My desk"), reverse("portal:home")), (_("My results"), "")],
            **kwargs,
        )
