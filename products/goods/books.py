"""Workbooks of the goods and the sales of an exhibition, as they are taken along and filled in."""

import io
import uuid

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from lib.languages import direction, pick
from lib.text import one_line
from products.goods.forms import amount_of
from products.goods.models import Exhibit, Sale
from products.goods.querysets import COUNTS
from products.goods.rows import GoodsRow, SaleRow, key_of
from products.models import Product

EMPTY_ROWS = 40  # of a workbook of sales: with keys, to be filled in
HEADING = PatternFill("solid", fgColor="EFE6D6")


def goods_book(exhibition):
    """The bytes of an .xlsx of all lines of goods, to be filled in on return."""
    rows = Exhibit.objects.at(exhibition).with_account()
    rows = rows.select_related("product", "participation__exhibitor").order_by("participation__exhibitor__slug", "pk")
    lines = (
        {
            "exhibitor": each.participation.exhibitor.code,
            "maker": str(each.participation.exhibitor),
            "work": each.product.code,
            "title": str(each.product),
            **{name: getattr(each, name) for name in ("quantity", "sold", *COUNTS, "difference", "signed_reason")},
        }
        for each in rows.iterator(chunk_size=500)
    )
    # Translators: the name of a sheet; at most 31 letters.
    return write_book(_("Goods"), GoodsRow, lines)


def sales_book(exhibition, sales):
    """The bytes of an .xlsx of ``sales``, with empty rows below that have their keys already."""
    rows = sales.select_related("participation__exhibitor", "product").order_by("sold_on", "pk")
    units, channels = dict(Product.PriceUnit.choices), dict(Sale.Channel.choices)

    def lines():
        for each in rows.iterator(chunk_size=500):
            yield {
                "key": str(key_of(each)),
                "exhibitor": each.participation.exhibitor.code,
                "maker": str(each.participation.exhibitor),
                "work": each.product.code if each.product else "",
                "title": pick(each.title)[0] or (str(each.product) if each.product else ""),
                "quantity": each.quantity,
                "amount": amount_of(each),
                "price_unit": str(units[each.price_unit]),
                "channel": str(channels[each.channel]),
                "sold_on": each.sold_on,
                "state": _("taken back") if each.cancelled_at else "",
            }
        for _number in range(EMPTY_ROWS):
            yield {"key": str(uuid.uuid4())}

    # Translators: the name of a sheet; at most 31 letters.
    return write_book(_("Sales"), SaleRow, lines())


def write_book(title, row_class, lines):
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    is_rtl = direction(get_language() or "fa") == "rtl"
    sheet.sheet_view.rightToLeft = is_rtl
    sheet.freeze_panes = "A2"
    side = Alignment(horizontal="right" if is_rtl else "left", vertical="top", readingOrder=2 if is_rtl else 1)
    words = row_class.headings() | {name: str(label) for name, label in row_class.shown.items()}
    for place, name in enumerate(row_class.order, 1):
        wide = {"title": 34, "maker": 28, "key": 38, "signed_reason": 40}
        sheet.column_dimensions[get_column_letter(place)].width = wide.get(name, 16)
    sheet.append([heading(sheet, words[name], side) for name in row_class.order])
    for line in lines:
        sheet.append([cell(sheet, line.get(name), side) for name in row_class.order])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def heading(sheet, words, side):
    made = cell(sheet, words, side)
    made.font, made.fill = Font(bold=True), HEADING
    return made


def cell(sheet, value, side):
    """A cell holding ``value`` as what it is; a text that begins like a formula stays a text."""
    made = WriteOnlyCell(sheet, one_line(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        made.data_type, made.number_format, made.alignment = "s", "@", side
    elif hasattr(value, "year"):
        made.number_format = "yyyy-mm-dd"
    return made
