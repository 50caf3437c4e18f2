"""Goods and sales of an exhibition as workbooks: written, and read back row by row before anything is stored.

A line of goods is known by the codes of exhibitor and work, a sale by its key. Headings are written in the language of
the page and read in all four. Rows without a key get one of their contents, so that a file sent twice counts once.
"""

import hashlib
import io
import json
import uuid
from collections import Counter
from itertools import islice

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language, gettext_lazy, override, pgettext_lazy
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from lib.codes import read as read_code
from lib.fields import DayField, LineField, NumberField, TypedField
from lib.languages import CODES, direction, pick
from lib.text import one_line, squeeze
from products.goods.actions import change_line, enter_sale, hold_books, participations_with_goods, put_on_list
from products.goods.forms import MOST_PIECES, PIECES, amount_of, plain, problem_of_amount, problem_of_day
from products.goods.models import Exhibit, Sale
from products.goods.querysets import COUNTS
from products.models import Product
from products.sheet.archives import open_zip
from products.sheet.excel import TOO_LARGE, XML_LIMIT, check_parts, rows_of
from products.sheet.source import SheetRefused, collect
from products.states import ProductState

BYTES_LIMIT = 5 * 2**20
LINES_ABOVE = 5
EMPTY_ROWS = 40  # of a workbook of sales: with keys, to be filled in
NAMESPACE = uuid.UUID("3f2b7a52-6f0e-4d8a-9a51-0d4f6a9c7e11")
UNREADABLE = gettext_lazy("This is not an Excel workbook (.xlsx) that can be read.")
HEADING = PatternFill("solid", fgColor="EFE6D6")


class WordCell(TypedField):
    """One of a few words in any of the four languages, or its own name."""

    default_error_messages = {"invalid": gettext_lazy("This word is not known here. Possible: {words}.")}

    def __init__(self, choices, **kwargs):
        self.choices_here = choices
        super().__init__(**kwargs)

    def understand(self, text):
        known = {squeeze(value): value for value, _words in self.choices_here}
        for language in CODES:
            with override(language):
                known |= {squeeze(str(words)): value for value, words in self.choices_here}
        if value := known.get(squeeze(text)):
            return value
        words = "، ".join(str(words) for _value, words in self.choices_here)
        raise ValidationError(self.error_messages["invalid"].format(words=words))

    def prepare_value(self, value):
        return str(dict(self.choices_here).get(value, value))


class CodeCell(TypedField):
    default_error_messages = {"invalid": gettext_lazy("This is not a code.")}

    def understand(self, text):
        return read_code(text)


class DayCell(DayField):
    """A day; a cell that holds one as a day is read with its hour."""

    def understand(self, text):
        return super().understand(text.removesuffix(" 00:00:00"))


class Row(forms.Form):
    """A row of a workbook: new, changed, the same, or wrong; an empty cell keeps what is stored."""

    number = 0
    status = "same"
    before: dict = {}
    # Columns that are written for the reader and never read: {name: heading}.
    shown: dict = {}

    def __init__(self, cells, *, book):
        super().__init__(cells)
        self.book = book

    @classmethod
    def headings(cls):
        return {name: str(field.label) for name, field in cls.base_fields.items()}

    def clean(self):
        super().clean()
        data = self.cleaned_data
        for name, text in self.data.items():
            if text in ERROR_CODES:
                self.add_error(name, _("This cell holds an error of the spreadsheet program, not a value."))
        if code := data.get("exhibitor"):
            self.participation = self.book.participations.get(code)
            if self.participation is None:
                self.add_error("exhibitor", _("Nobody with this code takes part in this exhibition."))
        return data

    def settle(self):
        """Compare a right row with the records; sets ``status``."""
        raise NotImplementedError

    @property
    def name(self):
        return " · ".join(filter(None, (self.data.get(each, "") for each in ("work", "title"))))

    @property
    def cells(self):
        """What the preview shows: [(heading, typed, stored, errors)]."""
        names = list(self.errors) if self.errors else self.changes
        return [
            (self.fields[name].label, self.data.get(name, ""), self.before_words(name), self.errors.get(name))
            for name in names
            if name in self.fields
        ]

    def before_words(self, name):
        value = self.before.get(name)
        return "" if value is None else str(self.fields[name].prepare_value(value))

    @property
    def changes(self):
        data = self.cleaned_data
        return [name for name, value in data.items() if value not in (None, "") and value != self.before.get(name)]

    @property
    def fingerprint(self):
        names = [] if self.errors else self.changes
        return [self.number, self.status, [(name, str(self.before.get(name))) for name in names]]


class GoodsRow(Row):
    exhibitor = CodeCell(label=gettext_lazy("Code of the exhibitor"))
    work = CodeCell(label=gettext_lazy("Code of the work"))
    quantity = NumberField(label=gettext_lazy("Pieces that go"), **PIECES | {"min_value": 1})
    returned = NumberField(label=pgettext_lazy("heading", "Returned"), **PIECES)
    given = NumberField(label=pgettext_lazy("heading", "Given away"), **PIECES)
    damaged = NumberField(label=pgettext_lazy("heading", "Damaged"), **PIECES)
    missing = NumberField(label=pgettext_lazy("heading", "Missing"), **PIECES)
    shown = {
        "maker": gettext_lazy("Artist or producer"),
        "title": gettext_lazy("Title"),
        "sold": pgettext_lazy("heading", "Sold"),
        "difference": gettext_lazy("Difference"),
        "signed_reason": gettext_lazy("Signed for"),
    }
    order = (
        "exhibitor", "maker", "work", "title", "quantity", "sold", "returned", "given", "damaged", "missing",
        "difference", "signed_reason",
    )  # fmt: skip
    needed = ("exhibitor", "work")

    def settle(self):
        data = self.cleaned_data
        self.exhibit = self.book.exhibits.get((self.participation.pk, data["work"]))
        if self.exhibit:
            self.before = {name: getattr(self.exhibit, name) for name in ("quantity", *COUNTS)}
            self.before |= {"exhibitor": data["exhibitor"], "work": data["work"]}
            self.status = "changed" if self.changes else "same"
            return
        self.product = self.book.works.get(data["work"])
        if self.product is None or self.product.exhibitor_id not in self.book.makers[self.participation.pk]:
            self.add_error("work", _("This exhibitor has no work with this code."))
        elif not data["quantity"]:
            self.add_error("quantity", _("A new row needs this."))
        self.status = "new"

    def identity(self):
        return self.cleaned_data["exhibitor"], self.cleaned_data["work"]

    def save(self, actor):
        values = {name: self.cleaned_data[name] for name in self.changes if name in ("quantity", *COUNTS)}
        if self.exhibit is None:
            self.exhibit = put_on_list(self.participation, self.product, values.pop("quantity"))
        if values:
            change_line(self.exhibit, values)


class SaleRow(Row):
    key = LineField(label=gettext_lazy("Key of the sale"), required=False, max_length=80)
    exhibitor = CodeCell(label=gettext_lazy("Code of the exhibitor"))
    work = CodeCell(label=gettext_lazy("Code of the work"), required=False)
    title = LineField(label=gettext_lazy("Title"), required=False, max_length=150)
    quantity = NumberField(label=gettext_lazy("Pieces"), min_value=1, max_value=MOST_PIECES, max_length=12)
    amount = NumberField(label=gettext_lazy("Amount"), decimals=2)
    price_unit = WordCell(Product.PriceUnit.choices, label=gettext_lazy("Currency"))
    channel = WordCell(Sale.Channel.choices, label=gettext_lazy("How"), required=False)
    sold_on = DayCell(label=gettext_lazy("Day"))
    shown = {"maker": gettext_lazy("Artist or producer"), "state": gettext_lazy("State")}
    order = (
        "key", "exhibitor", "maker", "work", "title", "quantity", "amount", "price_unit", "channel", "sold_on", "state",
    )  # fmt: skip
    needed = ("exhibitor", "quantity", "amount", "price_unit", "sold_on")
    COMPARED = ("quantity", "amount", "price_unit", "channel", "sold_on")

    def clean(self):
        data = super().clean()
        if (
            "amount" in data
            and data.get("price_unit")
            and (problem := problem_of_amount(data["amount"], data["price_unit"]))
        ):
            self.add_error("amount", problem)
        elif data.get("amount") is not None:
            data["amount"] = plain(data["amount"])
        if day := data.get("sold_on"):
            exhibition = self.book.exhibition
            if problem := problem_of_day(day, exhibition, exhibition.today):
                self.add_error("sold_on", problem)
        if not {"work", "title"} & set(self.errors) and not data.get("work") and not data.get("title"):
            self.add_error("title", _("Choose a work, or write what it was."))
        if not self.errors:
            data["channel"] = data["channel"] or Sale.Channel.DIRECT
        return data

    def settle(self):
        data = self.cleaned_data
        self.uuid = self.book.key_of_row(self)
        if held := self.book.sales.get(self.uuid):
            self.before = {name: getattr(held, name) for name in ("quantity", "price_unit", "channel", "sold_on")}
            self.before |= {"amount": amount_of(held)}
            for name in self.COMPARED:
                if data[name] != self.before[name]:
                    text = _("Entered already as {value}. Take that sale back, and enter it anew with another key.")
                    self.add_error(name, text.format(value=self.before_words(name)))
            if held.participation_id != self.participation.pk:
                self.add_error("exhibitor", _("A sale with this key was entered for somebody else."))
            return
        self.product = None
        if data["work"]:
            self.product = self.book.works.get(data["work"])
            if self.product is None or self.product.exhibitor_id not in self.book.makers[self.participation.pk]:
                self.add_error("work", _("This exhibitor has no work with this code."))
        self.status = "new"

    @property
    def changes(self):
        return [] if self.status == "same" else super().changes

    def identity(self):
        return self.uuid

    def save(self, actor):
        data = self.cleaned_data
        enter_sale(
            self.participation,
            product=self.product,
            title={get_language() or "fa": data["title"]},
            quantity=data["quantity"],
            amount=data["amount"],
            unit=data["price_unit"],
            channel=data["channel"],
            sold_on=data["sold_on"],
            key=self.uuid,
            actor=actor,
        )


def code_or_nothing(text):
    try:
        return read_code(text)
    except ValueError:
        return ""


def key_of(sale):
    """What a workbook knows a sale by; those that were entered without a key have one of their number."""
    return sale.request_key or uuid.uuid5(NAMESPACE, f"sale {sale.pk}")


class Book:
    """What rows are compared with: participations, works, lines and sales of one exhibition (at most 7 queries)."""

    def __init__(self, exhibition, row_class, lines):
        self.exhibition, self.times = exhibition, Counter()
        participations = participations_with_goods(exhibition).select_related("exhibitor", "exhibition")
        # Of two of one exhibitor the one entered last.
        rows = list(participations.prefetch_related("exhibitor__members").order_by("pk"))
        self.participations = {each.exhibitor.code: each for each in rows}
        self.makers = {
            each.pk: {each.exhibitor_id, *(member.pk for member in each.exhibitor.members.all())} for each in rows
        }
        codes = {code for _number, cells in lines if (code := code_or_nothing(cells.get("work", "")))}
        works = Product.objects.filter(code__in=codes, revises=None).exclude(state=ProductState.ARCHIVED)
        self.works = {work.code: work for work in works}
        if row_class is GoodsRow:
            exhibits = Exhibit.objects.at(exhibition).select_related("product")
            self.exhibits = {(each.participation_id, each.product.code): each for each in exhibits}
        else:
            self.sales = {key_of(sale): sale for sale in Sale.objects.at(exhibition)}

    def key_of_row(self, row):
        """The key that was typed as a uuid, or made of what was typed, or else of the whole row."""
        typed = row.cleaned_data["key"]
        try:
            return uuid.UUID(typed)
        except ValueError:
            pass
        if typed:
            return uuid.uuid5(NAMESPACE, f"{self.exhibition.slug} key {squeeze(typed)}")
        said = json.dumps([str(row.cleaned_data[name]) for name in ("exhibitor", "work", "title", *SaleRow.COMPARED)])
        self.times[said] += 1
        return uuid.uuid5(NAMESPACE, f"{self.exhibition.slug} row {said} {self.times[said]}")


class Reading:
    """The rows of a workbook, every one settled."""

    def __init__(self, rows, unknown):
        self.rows, self.unknown = rows, unknown

    @property
    def statuses(self):
        return {status: self.count(status) for status in ("new", "changed", "same", "wrong")}

    def count(self, *statuses):
        return sum(row.status in statuses for row in self.rows)

    @property
    def shown_rows(self):
        """Those that say something: what is wrong first."""
        order = ("wrong", "changed", "new")
        rows = [row for row in self.rows if row.status in order]
        return sorted(rows, key=lambda row: (order.index(row.status), row.number))

    @property
    def is_worth_saving(self):
        return self.count("new", "changed") > 0

    @property
    def fingerprint(self):
        text = json.dumps([row.fingerprint for row in self.rows])
        return hashlib.sha256(text.encode()).hexdigest()[:20]


def read_workbook(content, row_class, exhibition):
    """A Reading of the bytes ``content``. Raises SheetRefused."""
    lines, unknown = read_lines(content, row_class)
    book = Book(exhibition, row_class, lines)
    rows, first = [], {}
    for number, cells in lines:
        row = row_class(cells, book=book)
        row.number = number
        rows.append(row)
        if row.is_valid():
            row.settle()
        if not row.errors:
            other = first.setdefault(row.identity(), row)
            if other is not row:
                row.add_error(row_class.order[0], _("This is in row {number} already.").format(number=other.number))
        if row.errors:
            row.status = "wrong"
    if not rows:
        raise SheetRefused(_("There is nothing below the headings."))
    return Reading(rows, unknown)


def read_lines(content, row_class):
    """([(number, {field: text})] below the headings, headings that nobody knows). Raises SheetRefused."""
    if len(content) > BYTES_LIMIT:
        raise SheetRefused(_("The file is larger than 5 MB."))
    file = io.BytesIO(content)
    archive = open_zip(file)
    parts = [each for each in archive.infolist() if not each.filename.startswith("xl/media/")]
    if sum(each.file_size for each in parts) > XML_LIMIT:
        raise SheetRefused(TOO_LARGE)
    check_parts(archive, parts)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            above = collect(islice(rows_of(sheet), LINES_ABOVE))
            if found := find_columns(above, row_class):
                sheet.reset_dimensions()
                return cells_of(collect(rows_of(sheet)), *found)
    except SheetRefused:
        raise
    except Exception as error:
        # openpyxl raises whatever the broken part happens to trip over.
        raise SheetRefused(UNREADABLE) from error
    headings = "، ".join(row_class.headings()[name] for name in row_class.needed)
    raise SheetRefused(_("No sheet has these headings: {headings}.").format(headings=headings))


def known_headings(row_class):
    """{heading in any language: column}."""
    known = {}
    for language in (*CODES, get_language() or "fa"):
        with override(language):
            words = row_class.headings() | {name: str(label) for name, label in row_class.shown.items()}
            known |= {squeeze(label): name for name, label in words.items()}
    return known


def find_columns(lines, row_class):
    """(number of the line of headings, [column or None], unknown headings), or None."""
    known = known_headings(row_class)
    for number, texts in lines:
        columns = [known.get(squeeze(text)) for text in texts]
        named = [name for name in columns if name]
        if set(row_class.needed) <= set(named):
            if len(named) > len(set(named)):
                raise SheetRefused(_("A heading stands twice in the workbook."))
            return number, columns, [text for text, name in zip(texts, columns, strict=True) if text and not name]
    return None


def cells_of(lines, headings, columns, unknown):
    rows = []
    for number, texts in lines:
        if number <= headings:
            continue
        cells = {name: text for name, text in zip(columns, texts, strict=False) if name and text}
        # An empty row that only has its key, or what is written for the reader.
        if set(cells) - {"key", "maker", "state"}:
            rows.append((number, cells))
    return rows, unknown


@transaction.atomic
def save_workbook(content, row_class, exhibition, *, fingerprint, actor):
    """(Reading, whether it was stored): nothing is, when the rows would do something else than when they were shown.

    Raises BooksClosed, SheetRefused.
    """
    hold_books(exhibition.pk)
    reading = read_workbook(content, row_class, exhibition)
    if reading.fingerprint != fingerprint:
        return reading, False
    for row in reading.rows:
        if row.status in ("new", "changed"):
            row.save(actor)
    return reading, True


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
