"""Goods and sales of an exhibition as workbooks: taken along, filled in, looked at row by row, and saved."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, View

from events.books import BooksClosed
from lib.numbers import number_words
from products.goods.books import goods_book, sales_book
from products.goods.models import Sale
from products.goods.rows import GoodsRow, SaleRow
from products.goods.workbook import read_workbook, save_workbook
from products.sheet.source import SheetRefused
from products.views.goods import OfExhibition
from products.workbook import waiting
from products.workbook.forms import WorkbookForm
from products.workbook.template import XLSX


class GoodsWorkbook(OfExhibition, View):
    """All lines of goods with what became of them."""

    def get(self, request, slug):
        headers = {"Content-Disposition": f'attachment; filename="goods-{self.exhibition.slug}.xlsx"'}
        return HttpResponse(goods_book(self.exhibition), content_type=XLSX, headers=headers)


class SalesWorkbook(OfExhibition, View):
    """All sales, with empty rows for those that were written down on paper."""

    def get(self, request, slug):
        headers = {"Content-Disposition": f'attachment; filename="sales-{self.exhibition.slug}.xlsx"'}
        sales = self.narrow(Sale.objects.at(self.exhibition))
        return HttpResponse(sales_book(self.exhibition, sales), content_type=XLSX, headers=headers)


class BookForm(WorkbookForm):
    refused = SheetRefused

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "An .xlsx file of at most 5 MB and 2,000 rows. Nothing is saved before you have seen it."
        )


class BookImport(OfExhibition, FormView):
    """Choose a workbook, see every row, confirm; the token holds for which exhibition and what it would do."""

    form_class = BookForm
    template_name = "products/office/goods_import.html"
    row_class: type
    back: str
    permission: str

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(self.permission_required):
            return super().dispatch(request, *args, **kwargs)
        self.demand(self.permission)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "read": lambda content: read_workbook(content, self.row_class, self.exhibition)
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, back=self.address(), workbook=self.workbook_address())

    def address(self):
        return reverse(f"office:{self.back}", args=[self.exhibition.slug])

    def workbook_address(self):
        return reverse(f"office:{self.back.removeprefix('exhibition_')}_workbook", args=[self.exhibition.slug])

    def fingerprint(self, reading):
        return f"{self.back} {self.exhibition.slug} {reading.fingerprint}"

    def form_valid(self, form):
        fingerprint = self.fingerprint(form.reading)
        token = waiting.keep(form.content, fingerprint=fingerprint, user=self.request.user)
        return self.preview(form.reading, token)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def preview(self, reading, token, status=200):
        context = self.get_context_data(reading=reading, token=token, form=None)
        return self.render_to_response(context, status=status)

    def post(self, request, slug):
        return self.confirm() if "token" in request.POST else super().post(request)

    def confirm(self):
        user, request = self.request.user, self.request
        try:
            name, content, fingerprint = waiting.fetch(request.POST["token"], user=user)
            kind, slug, seen = (*fingerprint.split(" "), "", "")[:3]
            if (kind, slug) != (self.back, self.exhibition.slug):
                raise waiting.WorkbookGone
        except waiting.WorkbookGone:
            text = _("This workbook was saved already, or waited too long. Please choose the file again.")
            messages.error(request, text)
            return redirect(request.path)
        try:
            reading, is_saved = save_workbook(content, self.row_class, self.exhibition, fingerprint=seen, actor=user)
        except (BooksClosed, SheetRefused) as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        if not is_saved:
            messages.warning(
                request, _("The records have changed since you saw this list. Please look again; nothing was saved.")
            )
            token = waiting.sign(name, fingerprint=self.fingerprint(reading), user=user)
            return self.preview(reading, token, status=409)
        waiting.forget(name)
        saved, wrong = reading.count("new", "changed"), reading.count("wrong")
        text = ngettext("{number} row saved.", "{number} rows saved.", saved)
        messages.success(request, text.format(number=number_words(saved)))
        if wrong:
            text = ngettext("{number} wrong row was left out.", "{number} wrong rows were left out.", wrong)
            messages.warning(request, text.format(number=number_words(wrong)))
        return redirect(self.address())


class GoodsImport(BookImport):
    row_class, back, permission = GoodsRow, "exhibition_goods", "products.change_exhibit"

    @property
    def title(self):
        return _("Goods")


class SalesImport(BookImport):
    row_class, back, permission = SaleRow, "exhibition_sales", "products.change_sale"

    @property
    def title(self):
        return _("Sales")
