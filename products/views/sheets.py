"""Many works at once: a template, an export, and a spreadsheet that is seen before it is saved."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from exhibitors.acting import PortalPage
from products.forms.sheets import SheetForm
from products.models import SheetUpload
from products.sheet.book import export_book, template_book
from products.sheet.columns import WorkRow
from products.sheet.shelf import works_of
from products.sheet.uploads import begin_upload, confirm_upload, job_of, latest_upload
from products.workbook.forms import words_of_button
from products.workbook.reading import MOST_ROWS
from products.workbook.template import XLSX

S = SheetUpload.State
STATUSES = ("wrong", "changed", "new", "same")
ROWS = 40  # on one page


@dataclass
class Report:
    """What was found in an upload, as the page shows it."""

    rows: list
    counts: dict
    notes: list

    def __init__(self, report):
        self.rows = report.get("rows", [])
        self.counts = report.get("counts", {})
        self.notes = report.get("notes", [])
        self.left = set(report.get("left", []))
        self.notes_of_saving = report.get("notes_of_saving", [])

    def count(self, *statuses):
        return sum(self.counts.get(status, 0) for status in statuses)

    @property
    def is_worth_saving(self):
        return self.count("new", "changed") > 0

    @property
    def pictures(self):
        return sum(row["pictures"] for row in self.rows if row["status"] in ("new", "changed"))

    def saved(self, status):
        return sum(row["status"] == status and row["number"] not in self.left for row in self.rows)

    def ordered(self, status=""):
        """The rows of one status, or all of them with the wrong ones first; cells with their headings."""
        rows = [row for row in self.rows if status in ("", row["status"])]
        return sorted(rows, key=lambda row: (STATUSES.index(row["status"]) if not status else 0, row["number"]))


def with_headings(rows):
    """Rows as the template shows them: [(heading, typed, stored, errors)] for each cell."""
    fields = WorkRow.base_fields
    return [
        row | {"cells": [(fields[name].label, *cell) for name, *cell in row["cells"] if name in fields]} for row in rows
    ]


class Sheet(PortalPage, FormView):
    """Choose a file; then what the last one said, row by row, and what became of it."""

    form_class = SheetForm
    template_name = "products/portal/sheet.html"

    def get_context_data(self, **kwargs):
        upload = latest_upload(self.acting.exhibitor)
        context = {"upload": upload, "job": upload and job_of(upload)}
        context |= {"parts": parts_of_export(self.acting.exhibitor), "most_rows": MOST_ROWS}
        if upload and upload.state in (S.READ, S.SAVED):
            report = Report(upload.report)
            status = self.request.GET.get("status", "")
            status = status if status in STATUSES else ""
            page = Paginator(report.ordered(status), ROWS).get_page(self.request.GET.get("page"))
            context |= {"report": report, "page": page, "rows": with_headings(page), "status": status}
            context |= {"button": words_of_button(report), "statuses": self.statuses(report)}
            context |= {"saved_new": report.saved("new"), "saved_changed": report.saved("changed")}
        return super().get_context_data(**kwargs, **context)

    def statuses(self, report):
        words = {"wrong": _("Wrong"), "changed": _("Changed"), "new": _("New"), "same": _("Same")}
        return [(status, words[status], report.count(status)) for status in STATUSES]

    def form_valid(self, form):
        data = form.cleaned_data
        upload = begin_upload(
            self.acting.exhibitor,
            user=self.request.user,
            language=get_language() or "fa",
            file=data["file"],
            pictures=data["pictures"],
        )
        if upload is None:
            messages.warning(self.request, _("Your last spreadsheet is still being saved. Please wait a moment."))
        return redirect("portal:sheet")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


def parts_of_export(exhibitor):
    """[(part, first, last)] of the sheets all works take, by their numbers; one sheet is read up to ``MOST_ROWS``."""
    total = works_of(exhibitor).count()
    starts = range(0, max(total, 1), MOST_ROWS)
    return [(part, start + 1, min(start + MOST_ROWS, total)) for part, start in enumerate(starts, 1)]


class Download(PortalPage, View):
    """An .xlsx made for the maker."""

    file_name: str

    def get(self, request):
        content = self.make(self.acting.exhibitor, get_language() or "fa")
        headers = {"Content-Disposition": f'attachment; filename="{self.file_name}"'}
        return HttpResponse(content, content_type=XLSX, headers=headers)

    def make(self, exhibitor, language):
        raise NotImplementedError


class SheetTemplate(Download):
    file_name = "ilamexpo-template.xlsx"

    def make(self, exhibitor, language):
        return template_book(exhibitor, language)


class SheetExport(Download):
    """All works, or the ``part`` of them that one sheet may hold."""

    file_name = "ilamexpo-works.xlsx"

    def make(self, exhibitor, language):
        wanted = self.request.GET.get("part", "1")
        part = next((part for part, *_numbers in parts_of_export(exhibitor) if str(part) == wanted), None)
        if part is None:
            raise Http404
        if part > 1:
            self.file_name = f"ilamexpo-works-{part}.xlsx"
        return export_book(exhibitor, language, part)


class UploadPage(PortalPage):
    """Pages of the upload that waits; without one there is nothing here."""

    def get_upload(self):
        upload = latest_upload(self.acting.exhibitor)
        if upload is None:
            raise Http404
        return upload


class SheetCopy(UploadPage, View):
    """What was sent, coloured and with the reasons."""

    def get(self, request):
        upload = self.get_upload()
        if not upload.copy or not upload.copy.storage.exists(upload.copy.name):
            raise Http404
        return FileResponse(
            upload.copy.open(), as_attachment=True, filename="ilamexpo-coloured.xlsx", content_type=XLSX
        )


class SheetProgress(UploadPage, View):
    """How far reading or saving is, for js/sheet.js."""

    def get(self, request):
        upload = self.get_upload()
        job = job_of(upload)
        done, total = (job.done, job.total) if job else (0, 0)
        return JsonResponse({"code": upload.code, "state": upload.state, "done": done, "total": total})


class SheetConfirm(UploadPage, View):
    http_method_names = ["post", "options"]

    def post(self, request):
        upload = self.get_upload()
        if request.POST.get("upload") != upload.code:
            messages.warning(request, _("Another spreadsheet was sent meanwhile. Please look at its rows."))
        elif not confirm_upload(upload) and upload.state not in (S.SAVING, S.SAVED):
            messages.warning(request, _("There is nothing to save yet."))
        return redirect("portal:sheet")


class SheetForget(UploadPage, View):
    http_method_names = ["post", "options"]

    def post(self, request):
        upload = self.get_upload()
        if upload.state == S.SAVING:
            messages.warning(request, _("Your last spreadsheet is still being saved. Please wait a moment."))
        elif request.POST.get("upload") == upload.code:
            upload.delete()
            messages.success(request, _("The spreadsheet is forgotten; your works stay as they are."))
        return redirect("portal:sheet")
