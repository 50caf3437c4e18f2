"""The desk's threads as a workbook: one row each, days as days, amounts as numbers, texts never as formulas."""

import io
from collections import defaultdict
from datetime import datetime
from itertools import islice
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils.datetime import to_excel

from accounts.models import User
from enquiries.forms.asking import COUNTRIES
from enquiries.models import Enquiry, Line, Thread
from enquiries.states import Outcome, ThreadState, WaitsFor
from events.models import Exhibition
from exhibitors.models import Exhibitor
from lib.dates import ILAM
from lib.languages import direction, pick, shown
from lib.numbers import localise

MOST_ROWS = 50_000
CHUNK = 500
FIRST_SHEET = "xl/worksheets/sheet1.xml"
LETTERS = "ABCDEFGHIJKLMNOPQRST"
# What is read of a thread; the titles of its lines are asked for apart.
COLUMNS = (
    "pk", "enquiry__code", "enquiry__created_at", "enquiry__exhibition", "exhibitor", "enquiry__name", "enquiry__city",
    "enquiry__country", "enquiry__kind", "enquiry__came_by", "state", "waits_for", "waits_since", "due_at",
    "answered_at", "assigned_to", "outcome", "value", "currency", "lost_because",
)  # fmt: skip
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
    # Translators: the name of a sheet; at most 31 letters.
    sums = begin(book, _("Totals"), (12, 14, 22))
    sums.append([heading(sums, words) for words in (_("Currency"), _("Orders"), _("Value"))])
    for row in totals:
        sums.append([cell(sums, value) for value in row])
    moments = cell(sheet, timezone.now()).style_id
    saved = io.BytesIO()
    book.save(saved)
    return with_rows(saved, (row_xml(number, row, moments) for number, row in enumerate(rows_of(threads), start=2)))


def begin(book, title, widths):
    sheet = book.create_sheet(title[:31])
    sheet.sheet_view.rightToLeft = direction(get_language() or "fa") == "rtl"
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths):
        sheet.column_dimensions[LETTERS[number]].width = width
    return sheet


def rows_of(threads):
    """The cells of each thread, in the order of opening (a handful of queries, and one for the lines of each 500)."""
    makers = names_of(Exhibitor.objects.filter(pk__in=threads.order_by().values("exhibitor")))
    exhibitions = names_of(Exhibition.objects.all())
    people = {each.pk: str(each) for each in User.objects.filter(pk__in=threads.order_by().values("assigned_to"))}
    kinds, ways, states, sides, outcomes, reasons = (
        {value: str(label) for value, label in labels.choices}
        for labels in (Enquiry.Kind, Enquiry.CameBy, ThreadState, WaitsFor, Outcome, Thread.LostBecause)
    )
    countries = {code: str(label) for code, label in COUNTRIES if code}
    office, comma = _("The office"), "، " if direction(get_language() or "fa") == "rtl" else ", "
    found = threads.order_by("opened_at", "pk").values_list(*COLUMNS)[:MOST_ROWS].iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        titles = titles_of([row[0] for row in chunk])
        for (
            number, code, received, exhibition, maker, name, city, country, kind, came_by, state, side, since, due,
            answered, person, outcome, value, currency, lost_because,
        ) in chunk:  # fmt: skip
            yield (
                code, received, exhibitions.get(exhibition, ""), makers.get(maker, office), comma.join(titles[number]),
                name, city, countries.get(country, country), kinds[kind], ways[came_by], states[state], sides[side], since, due, answered,
                people.get(person, ""), outcomes.get(outcome, ""), value, currency, reasons.get(lost_because, ""),
            )  # fmt: skip


def names_of(records):
    return {each.pk: shown(each, "name").text for each in records}


def titles_of(numbers):
    """{number of a thread: ["Kilim × 2"]}, in the digits of the page."""
    titles, language = defaultdict(list), get_language() or "fa"
    lines = Line.objects.filter(thread__in=numbers).order_by("position", "pk")
    for number, snapshot, quantity in lines.values_list("thread", "snapshot", "quantity"):
        title, _language = pick(snapshot.get("title") or {})
        titles[number].append(f"{title or snapshot.get('code', '')} × {localise(quantity, language)}")
    return titles


def with_rows(saved, rows):
    """The bytes of the ``saved`` workbook with ``rows`` (pieces of XML) at the end of its first sheet.

    With cells of openpyxl 20,000 threads took 16 seconds of processor time; with rows written as text they take two.
    """
    output = io.BytesIO()
    with ZipFile(saved) as old, ZipFile(output, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name != FIRST_SHEET:
                new.writestr(name, content)
                continue
            head, end, tail = content.partition(b"</sheetData>")
            with new.open(name, "w") as sheet:
                sheet.write(head)
                for row in rows:
                    sheet.write(row.encode())
                sheet.write(end + tail)
    return output.getvalue()


def row_xml(number, row, moments):
    """A row of a sheet; ``moments`` is the number of the style that shows day and hour."""
    cells = []
    for letter, value in zip(LETTERS, row, strict=True):
        if isinstance(value, str):
            if value:
                text = escape(ILLEGAL_CHARACTERS_RE.sub("", value))
                cells.append(f'<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
        elif isinstance(value, datetime):
            local = to_excel(value.astimezone(ILAM).replace(tzinfo=None))
            cells.append(f'<c r="{letter}{number}" s="{moments}"><v>{local}</v></c>')
        elif value is not None:
            cells.append(f'<c r="{letter}{number}"><v>{value:f}</v></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'


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
