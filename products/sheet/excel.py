"""Excel workbooks: checked before anything parses them, then their rows, formulas and pasted pictures."""

import posixpath
import re
from itertools import islice
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from openpyxl import load_workbook

from lib.numbers import number_words
from lib.pictures import BYTES_LIMIT as PICTURE_LIMIT
from products.sheet.archives import pieces, read_entry
from products.sheet.columns import LINES_ABOVE, find_headings
from products.sheet.source import MOST_COLUMNS, NO_HEADINGS, FoundPicture, SheetRefused, collect

XML_LIMIT = 30 * 2**20
DOCTYPES = [b"<!DOCTYPE", *("<!DOCTYPE".encode(name) for name in ("utf-16-le", "utf-16-be"))]
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
# Where Excel, and WPS Office, keep the pictures that were placed in a cell and not over it.
IN_CELLS = ("xl/richData/richValueRel.xml", "xl/cellimages.xml")
TOO_LARGE = gettext_lazy("The workbook is too large when unpacked. Split it: 2,000 rows are read at once.")
# openpyxl makes an object of each: twenty thousand take as long as a whole sheet of cells.
MOST_TAGS, MOST_OTHER_TAGS = 1_200_000, 60_000
OTHER_TAG = re.compile(rb"<(?!/|(?:\w+:)?(?:c|v|row|is|t|f)[\s/>])")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


def read_book(archive, file, source):
    entries = {each.filename: each for each in archive.infolist()}
    parts = [each for name, each in entries.items() if not name.startswith("xl/media/")]
    if sum(each.file_size for each in parts) > XML_LIMIT:
        raise SheetRefused(TOO_LARGE)
    if any(name.endswith("vbaProject.bin") for name in entries):
        source.notes.append(_("The file holds macros. They were left out; only the cells were read."))
    has_formulas = check_parts(archive, parts)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = find_sheet(book)
        source.lines = lines_of(sheet)
        if has_formulas:
            formulas = load_workbook(file, read_only=True, keep_links=False)
            find_formulas(formulas[sheet.title], source)
        path = sheet._worksheet_path
    except SheetRefused:
        raise
    except Exception as error:
        # openpyxl raises whatever the broken part happens to trip over.
        raise SheetRefused(_("This is not an Excel workbook (.xlsx) that can be read.")) from error
    if any(relations(archive, entries, part, "/image") for part in IN_CELLS):
        source.notes.append(
            _(
                "Pictures placed inside cells cannot be read. In Excel choose “Place over cells” for each of them, or "
                "send the pictures as a ZIP."
            )
        )
    try:
        source.pictures += pasted_pictures(archive, entries, path)
    except Exception:
        source.notes.append(_("The pictures in the sheet could not be read. Send them as a ZIP."))


def find_sheet(book):
    """The sheet that has our headings. Raises SheetRefused."""
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        if find_headings(collect(islice(rows_of(sheet), LINES_ABOVE))):
            return sheet
    raise SheetRefused(NO_HEADINGS)


def check_parts(archive, parts):
    """Refuse what declares entities or would take long, before anything parses it; whether a sheet holds a formula."""
    has_formulas, tags, other_tags = False, 0, 0
    for entry in parts:
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        is_sheet, is_strings = entry.filename.startswith("xl/worksheets/"), entry.filename.endswith("Strings.xml")
        for piece, before in pieces(archive, entry):
            if any(each in before + piece for each in DOCTYPES):
                raise SheetRefused(_("The workbook declares entities, which no spreadsheet needs."))
            has_formulas = has_formulas or (is_sheet and bool(FORMULA.search(before + piece)))
            tags += piece.count(b"<")
            if not is_strings:
                other_tags += sum(1 for _tag in OTHER_TAG.finditer(piece)) if is_sheet else piece.count(b"<") // 2
            if tags > MOST_TAGS or other_tags > MOST_OTHER_TAGS:
                raise SheetRefused(TOO_LARGE)
    return has_formulas


def rows_of(sheet):
    return enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1)


def lines_of(sheet):
    # What a file says about its own size may be wrong.
    sheet.reset_dimensions()
    return collect(rows_of(sheet))


def find_formulas(sheet, source):
    """Note where formulas stand whose result the file does not hold."""
    values, found = dict(source.lines), 0
    sheet.reset_dimensions()
    last = max(values, default=0)
    for line, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        if line > last:
            break
        for column, cell in enumerate(cells):
            if cell.data_type == "f":
                found += 1
                texts = values.get(line, ())
                if column >= len(texts) or not texts[column]:
                    source.without_result.add((line, column))
    if found:
        text = ngettext(
            "{number} cell holds a formula; its last result was read.",
            "{number} cells hold formulas; their last results were read.",
            found,
        )
        source.notes.append(text.format(number=number_words(found)))


def pasted_pictures(archive, entries, sheet_path):
    """Pictures that float over a sheet, by the row in which their corner lies."""
    found = []
    for drawing in related(archive, entries, sheet_path.lstrip("/"), "/drawing"):
        targets = {key: path for key, path in relations(archive, entries, drawing, "/image")}
        for anchor in ElementTree.fromstring(archive.read(drawing)) if drawing in entries else ():
            row = anchor.find(f"{DRAWING}from/{DRAWING}row")
            for blip in anchor.iter(BLIP):
                entry = entries.get(targets.get(blip.get(EMBED), ""))
                line = "" if row is None else (row.text or "").strip()
                number = int(line) + 1 if line.isdecimal() else None
                label = posixpath.basename(entry.filename) if entry else "?"
                found.append(FoundPicture(label, (), reader(archive, entry), number))
    return found


def reader(archive, entry):
    def read():
        if entry is None:
            raise SheetRefused(_("It is only linked, not in the file."))
        return read_entry(archive, entry, PICTURE_LIMIT)

    return read


def related(archive, entries, path, kind):
    return [target for _key, target in relations(archive, entries, path, kind)]


def relations(archive, entries, path, kind):
    """[(key, path)] of what a part of the workbook refers to as ``kind``."""
    folder, _slash, name = path.rpartition("/")
    listing = f"{folder}/_rels/{name}.rels"
    if listing not in entries:
        return []
    try:
        tree = ElementTree.fromstring(archive.read(listing))
    except Exception:
        return []
    return [
        (each.get("Id"), posixpath.normpath(posixpath.join("/" + folder, each.get("Target", ""))).lstrip("/"))
        for each in tree
        if each.get("Type", "").endswith(kind) and each.get("TargetMode") != "External"
    ]
