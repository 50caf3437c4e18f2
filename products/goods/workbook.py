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

from django.db import transaction
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from events.books import hold_books
from lib.codes import read as read_code
from lib.languages import CODES
from lib.text import squeeze
from products.goods.actions import participations_with_goods
from products.goods.models import Exhibit, Sale
from products.goods.rows import NAMESPACE, GoodsRow, SaleRow, key_of
from products.models import Product
from products.sheet.archives import open_zip
from products.sheet.excel import TOO_LARGE, XML_LIMIT, check_parts, rows_of
from products.sheet.source import SheetRefused, collect
from products.states import ProductState
from products.workbook.reading import BYTES_LIMIT

LINES_ABOVE = 5
UNREADABLE = gettext_lazy("This is not an Excel workbook (.xlsx) that can be read.")


def code_or_nothing(text):
    try:
        return read_code(text)
    except ValueError:
        return ""


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
