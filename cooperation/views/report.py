"""The report of an exhibition in the office: its page, the records behind each number, and what people add to it."""

from decimal import Decimal
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from cooperation.models import ExhibitionReport
from cooperation.report.changes import changes
from cooperation.report.charts import bars
from cooperation.report.figures import collect
from cooperation.report.forms import ReportTextsForm
from cooperation.report.listing import LISTINGS
from cooperation.report.lists import rows_behind
from cooperation.report.paper import report_pdf
from cooperation.report.sections import sections_of
from cooperation.report.workbook import report_book
from cooperation.report.writing import hold_draft, sign_report, unsaved_draft
from events.models import Exhibition
from events.views.office.exhibitions import exhibition_trail
from events.views.office.pages import OfExhibition
from lib.languages import CODES
from lib.money import format_money
from lib.numbers import format_number, row_number
from lib.states import MoveNotAllowed
from products.workbook.template import XLSX

ROWS = 100  # on one page
# Where the data of each section is entered: (address, words).
ENTRIES = {
    "aims": ("call_edit", gettext_lazy("Targets of the call")),
    "days": ("exhibition_edit", gettext_lazy("Days and texts")),
    "exhibitors": ("exhibition_ranking", gettext_lazy("Choice")),
    "stands": ("stand_plan", gettext_lazy("Stands")),
    "works": ("exhibition_goods", gettext_lazy("Goods")),
    "sales": ("exhibition_sales", gettext_lazy("Sales")),
    "visitors": ("exhibition_visitors", gettext_lazy("Visitors")),
    "enquiries": ("enquiry_list", gettext_lazy("Enquiries")),
    "quotations": ("enquiry_list", gettext_lazy("Enquiries")),
    "orders": ("enquiry_list", gettext_lazy("Enquiries")),
    "traders": ("enquiry_list", gettext_lazy("Enquiries")),
    "meetings": ("record_list", gettext_lazy("Cooperation")),
    "satisfaction": ("exhibition_feedback", gettext_lazy("Satisfaction")),
    "problems": ("report_texts", gettext_lazy("Texts of the report")),
    "next_steps": ("report_texts", gettext_lazy("Texts of the report")),
}
# Numbers that somebody wrote down, or that follow from two days: there is nothing to count behind them.
SET = {("aims", "aimed"), ("days", "days")}


def rows_address(slug, section, table, key, column):
    """Of the page with the records behind one number of the exhibition's report."""
    return reverse("office:report_rows", args=[slug, section, table], query={"key": key, "column": column})


class OfReport(OfExhibition):
    """Pages about the report of one exhibition, for those whose role for it permits to look."""

    permission_required = "cooperation.view_exhibitionreport"
    exhibitions = Exhibition.objects.select_related("call")

    def may(self, act):
        return self.request.user.has_perm(f"cooperation.{act}_exhibitionreport", self.exhibition)

    @cached_property
    def reports(self):
        """All of the exhibition, the newest first."""
        rows = ExhibitionReport.objects.filter(exhibition=self.exhibition).select_related("signed_by")
        return list(rows.order_by("-number"))

    @property
    def signed(self):
        return [each for each in self.reports if each.is_signed]

    @cached_property
    def draft(self):
        """The report that is being written; not saved before somebody writes something."""
        return next((each for each in self.reports if not each.is_signed), None) or unsaved_draft(
            self.exhibition, self.signed
        )

    def numbered(self, number):
        """The report of that number that was signed off; Http404 without one."""
        found = next((each for each in self.signed if each.number == number), None)
        if found is None:
            raise Http404
        return found

    def address(self, section, table, key, column):
        """Of the records behind a number; of the page where it was set, for a number that was not counted."""
        if (section, column) in SET:
            return self.entry(section)[0]
        return rows_address(self.exhibition.slug, section, table, key, column)

    def entry(self, section):
        """(address, words) of the page where the data of a section is entered; None where this official has none."""
        if section not in ENTRIES:
            return None
        name, words = ENTRIES[section]
        if name in ("enquiry_list", "record_list"):
            return reverse(f"office:{name}", query={"exhibition": self.exhibition.slug}), words
        return reverse(f"office:{name}", args=[self.exhibition.slug]), words

    def get_context_data(self, **kwargs):
        page = reverse("office:exhibition_report", args=[self.exhibition.slug])
        return super().get_context_data(
            **{
                "exhibition": self.exhibition,
                "breadcrumbs": exhibition_trail(self.exhibition, through=[(_("Report"), page)]),
                "may_change": self.may("change"),
                "languages": settings.LANGUAGES,
            }
            | kwargs
        )


class ExhibitionReportPage(OfReport, TemplateView):
    """The report as it is now."""

    template_name = "cooperation/office/exhibition_report.html"

    def get_context_data(self, **kwargs):
        sections = sections_of(collect(self.exhibition), self.draft, self.address)
        return super().get_context_data(
            breadcrumbs=exhibition_trail(self.exhibition, _("Report")),
            report=self.draft,
            signed=self.signed,
            may_sign=self.may("sign"),
            sections=[(each, self.entry(each.key), charts_of(each)) for each in sections if each.is_shown],
            missing=[(each, self.entry(each.key)) for each in sections if not each.is_recorded],
            **kwargs,
        )


def charts_of(section):
    """{key of a table: its chart} of those that are drawn."""
    return {table.key: bars(table) for table in section.tables if table.is_chart}


class FrozenReport(OfReport, TemplateView):
    """A report as it was signed off, and what it changed of the one before it."""

    template_name = "cooperation/office/exhibition_report_frozen.html"

    def get_context_data(self, **kwargs):
        report = self.numbered(self.kwargs["number"])
        before = next((each for each in self.signed if each.number < report.number), None)
        sections = sections_of(report.figures, report, self.address)
        return super().get_context_data(
            report=report,
            before=before,
            changes=changes(sections_of(before.figures, before), sections) if before else [],
            sections=[(each, None, charts_of(each)) for each in sections if each.is_shown],
            missing=[(each, None) for each in sections if not each.is_recorded],
            **kwargs,
        )


class ReportFile(OfReport, View):
    """The report as a file: as it is now, or with ``number`` as it was signed off."""

    def read(self):
        """(report, its figures)."""
        number = row_number(self.request.GET.get("number", ""))
        if number is None:
            return self.draft, collect(self.exhibition)
        report = self.numbered(number)
        return report, report.figures

    def name_of(self, report, ending):
        state = report.number if report.is_signed else "draft"
        return f"report-{self.exhibition.slug}-{state}.{ending}"


class ReportPaper(ReportFile):
    """``lang`` chooses the language of the paper; anything else is that of the page."""

    def get(self, request, slug):
        report, figures = self.read()
        asked = request.GET.get("lang", "")
        language = asked if asked in CODES else get_language() or "fa"
        name = self.name_of(report, f"{language}.pdf")
        headers = {"Content-Disposition": f'inline; filename="{name}"'}
        content = report_pdf(report, figures, language)
        return HttpResponse(content, content_type="application/pdf", headers=headers)


class ReportWorkbook(ReportFile):
    def get(self, request, slug):
        report, figures = self.read()
        headers = {"Content-Disposition": f'attachment; filename="{self.name_of(report, "xlsx")}"'}
        return HttpResponse(report_book(report, figures), content_type=XLSX, headers=headers)


class ReportSign(OfReport, View):
    """POST signs the report off with the figures of this moment."""

    http_method_names = ["post", "options"]
    permission_required = "cooperation.sign_exhibitionreport"

    def post(self, request, slug):
        number = row_number(request.POST.get("number", ""))
        try:
            report = sign_report(self.exhibition, actor=request.user, number=number)
        except MoveNotAllowed as refusal:
            messages.error(request, str(refusal))
            return redirect("office:exhibition_report", slug)
        number = format_number(report.number, get_language() or "fa")
        messages.success(
            request, _("Report {number} is signed off. Nothing changes it any more.").format(number=number)
        )
        return redirect("office:report_frozen", slug, report.number)


class ReportRows(OfReport, TemplateView):
    """The records behind one number of the report, as they are now."""

    template_name = "cooperation/office/report_rows.html"

    def get_context_data(self, **kwargs):
        section, table = self.kwargs["section"], self.kwargs["table"]
        key, column = (self.request.GET.get(name, "").replace("\0", "")[:200] for name in ("key", "column"))
        behind = rows_behind(self.exhibition, section, table, key, column)
        if behind is None:
            raise Http404
        listing = LISTINGS[behind.kind]
        page = Paginator(behind.rows, ROWS).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page=page,
            heads=listing.heads,
            lines=[listing.line(each) for each in page],
            total=total_words(behind),
            behind=behind,
            query=urlencode({"key": key, "column": column}),
            **kwargs,
        )


def total_words(behind):
    language = get_language() or "fa"
    if behind.total is None:
        return ""
    if behind.currency:
        return format_money(behind.total, behind.currency, language)
    return format_number(Decimal(behind.total), language)


class ReportTexts(OfReport, TemplateView):
    """What people add to the figures: aims, problems, next steps, and why records and claims differ."""

    template_name = "cooperation/office/report_texts.html"
    permission_required = "cooperation.change_exhibitionreport"

    def make_form(self, draft, data=None):
        sections = sections_of(collect(self.exhibition), draft)
        differing = {each.key: each.title for each in sections if each.said}
        return ReportTextsForm(data, instance=draft, differing=differing)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **{"form": kwargs.get("form") or self.make_form(self.draft), "report": self.draft} | kwargs
        )

    def post(self, request, slug):
        with transaction.atomic():
            form = self.make_form(hold_draft(self.exhibition), request.POST)
            is_valid = form.is_valid()
            if is_valid:
                form.save()
        if not is_valid:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("Saved."))
        return redirect("office:exhibition_report", slug)
