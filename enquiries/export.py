"""The desk's threads as a workbook: one row each, days as days, amounts as numbers, texts never as formulas."""

import io

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from lib.dates import ILAM
from lib.languages import direction, pick, shown

MOST_ROWS = 50_000
WIDTHS = (12, 18, 28, 28, 40, 24, 16, 10, 16, 16, 14, 14, 18, 18, 18, 20, 12, 18, 10, 18)


def threads_book(threads, totals):
    """The bytes of an .xlsx of ``threads`` (a queryset), with ``totals`` [(currency, number, sum)] on a second sheet.

    The buyer's contact is left out: it stays on the enquiry's page, behind the official's role.
    """
    book = Workbook(write_only=True)
    # Translators: the name of a sheet; at most 31 letters.
    sheet = begin(book, _("Enquiries"), WIDTHS)
    headings = [
        _("Code"), _("Received"), _("Exhibition"), _("Artist or producer"), _("Works"), _("Buyer"), _("City"),
        _("Country"), _("Kind"), _("Came by"), _("State"), _("Waits for"), _("Since"), _("First answer due"),
        _("First answered"), _("Assigned to"), _("Outcome"), _("Value"), _("Currency"), _("Lost because"),
    ]  # fmt: skip
    sheet.append([heading(sheet, words) for words in headings])
    threads = threads.select_related("enquiry__exhibition", "exhibitor", "assigned_to").prefetch_related("lines")
    for thread in threads.order_by("opened_at", "pk")[:MOST_ROWS].iterator(chunk_size=500):
        sheet.append([cell(sheet, value) for value in row_of(thread)])
    # Translators: the name of a sheet; at most 31 letters.
    sums = begin(book, _("Totals"), (12, 14, 22))
    sums.append([heading(sums, words) for words in (_("Currency"), _("Orders"), _("Value"))])
    for row in totals:
        sums.append([cell(sums, value) for value in row])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def begin(book, title, widths):
    sheet = book.create_sheet(title[:31])
    sheet.sheet_view.rightToLeft = direction(get_language() or "fa") == "rtl"
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths):
        sheet.column_dimensions["ABCDEFGHIJKLMNOPQRST"[number]].width = width
    return sheet


def row_of(thread):
    enquiry = thread.enquiry
    works = "، " if direction(get_language() or "fa") == "rtl" else ", "
    titles = works.join(title_of(line) for line in thread.lines.all())
    return (
        enquiry.code,
        enquiry.created_at,
        shown(enquiry.exhibition, "name").text if enquiry.exhibition else "",
        shown(thread.exhibitor, "name").text if thread.exhibitor else _("The office"),
        titles,
        enquiry.name,
        enquiry.city,
        enquiry.country,
        enquiry.get_kind_display(),
        enquiry.get_came_by_display(),
        thread.get_state_display(),
        thread.get_waits_for_display(),
        thread.waits_since,
        thread.due_at,
        thread.answered_at,
        str(thread.assigned_to) if thread.assigned_to else "",
        thread.get_outcome_display(),
        thread.value,
        thread.currency,
        thread.get_lost_because_display(),
    )


def title_of(line):
    title, _language = pick(line.snapshot.get("title") or {})
    return f"{title or line.snapshot.get('code', '')} × {line.quantity}"


def heading(sheet, words):
    made = cell(sheet, words)
    made.font = Font(bold=True)
    return made


def cell(sheet, value):
    """A cell holding ``value`` as what it is; a text that begins like a formula stays a text."""
    if hasattr(value, "tzinfo"):
        value = value.astimezone(ILAM).replace(tzinfo=None)
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    made = WriteOnlyCell(sheet, "" if value is None else value)
    if isinstance(value, str):
        made.data_type = "s"
    elif hasattr(value, "hour"):
        made.number_format = "yyyy-mm-dd hh:mm"
    return made
