"""Opens what a maker sent: a workbook, a text table, or a ZIP of one of them with pictures. Nothing is unpacked to disk.

A file is a claim: its name, sizes and types may lie. Limits hold before anything is parsed, and what is left out is
said in ``notes``.
"""

import codecs
import csv
import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from itertools import islice
from xml.etree import ElementTree

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from lib.numbers import format_number
from lib.pictures import BYTES_LIMIT as PICTURE_LIMIT
from lib.text import squeeze
from products.sheet.columns import LINES_ABOVE, find_headings
from products.workbook.reading import MOST_LINES, MOST_ROWS, cell_text

BYTES_LIMIT = 60 * 2**20
XML_LIMIT = 30 * 2**20
TEXT_LIMIT = 10 * 2**20
DIRECTORY_LIMIT = 2**20  # bytes of a ZIP's own list: some ten thousand names
MOST_ENTRIES = 5000
MOST_COLUMNS = 120
MOST_LETTERS = 40_000  # of one cell; a spreadsheet program permits fewer
END_OF_ZIP, ZIP64 = b"PK\x05\x06", b"PK\x06\x07"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
CHUNK = 2**20
DOCTYPES = [b"<!DOCTYPE", *("<!DOCTYPE".encode(name) for name in ("utf-16-le", "utf-16-be"))]
TABLES = (".csv", ".txt", ".tsv")
BOOKS = (".xlsx", ".xlsm")
# What programs put into every ZIP.
LITTER = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
CODE_PAGES = ("utf-8", "cp1256", "cp720")
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
# Where Excel, and WPS Office, keep the pictures that were placed in a cell and not over it.
IN_CELLS = ("xl/richData/richValueRel.xml", "xl/cellimages.xml")
DAMAGED = gettext_lazy("The file is damaged or incomplete. Send it again.")
TOO_LARGE = gettext_lazy("The workbook is too large when unpacked. Split it: 2,000 rows are read at once.")
NO_HEADINGS = gettext_lazy("No sheet has the headings of the template. Fill in the template, or your export.")
# openpyxl makes an object of each: twenty thousand take as long as a whole sheet of cells.
MOST_TAGS, MOST_OTHER_TAGS = 1_200_000, 60_000
OTHER_TAG = re.compile(rb"<(?!/|(?:\w+:)?(?:c|v|row|is|t|f)[\s/>])")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


class SheetRefused(ValueError):
    """The file as a whole cannot be used; the message is for the person who sent it."""


@dataclass
class FoundPicture:
    """A picture for a row: of the line ``number`` of the sheet, or named for the work that one of ``names`` means."""

    label: str
    names: tuple
    read: object
    number: int | None = None


@dataclass
class Source:
    """The table of a file as [(line number, texts)], its pictures, and what to say about it.

    ``without_result`` holds (line, column) of formulas whose result the file does not hold.
    """

    lines: list = field(default_factory=list)
    pictures: list = field(default_factory=list)
    without_result: set = field(default_factory=set)
    notes: list = field(default_factory=list)
    is_old_text: bool = False


def open_source(file, name, pictures=None):
    """The Source of the binary ``file`` called ``name``, with the pictures of another ZIP. Raises SheetRefused."""
    source = Source()
    open_table(file, name, source, may_hold_pictures=True)
    if pictures:
        take_pictures(open_zip(pictures), source)
    return source


def open_table(file, name, source, *, may_hold_pictures=False):
    start = file.read(4096)
    file.seek(0)
    if start.startswith(OLD_EXCEL):
        raise SheetRefused(
            _("This is an old Excel file (.xls), or one with a password. Save it as .xlsx without a password.")
        )
    if start.startswith(b"PK"):
        archive = open_zip(file)
        names = {each.filename for each in archive.infolist()}
        if "[Content_Types].xml" in names and any(each.startswith("xl/") for each in names):
            read_book(archive, file, source)
        elif "mimetype" in names and "content.xml" in names:
            raise SheetRefused(_("This is an OpenDocument table. Save it as .xlsx."))
        elif may_hold_pictures:
            read_bundle(archive, source)
        else:
            raise SheetRefused(_("This is no spreadsheet that can be read. Use the template."))
    elif name.lower().endswith(TABLES) or is_text(start):
        read_text(file, source)
    else:
        raise SheetRefused(_("This is no spreadsheet that can be read. Use the template."))


def is_text(start):
    """Whether bytes look like a table of text in any of the encodings read here."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return b"\0" not in start and any(mark in start for mark in (b",", b";", b"\t"))


# ZIP


def open_zip(file):
    """A ZipFile whose list is small enough to be read at all. Raises SheetRefused."""
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(max(0, size - 2**16 - 42))
    tail = file.read()
    end = tail.rfind(END_OF_ZIP)
    unreadable = DAMAGED
    if end < 0 or len(tail) < end + 22:
        raise SheetRefused(unreadable)
    listed = int.from_bytes(tail[end + 12 : end + 16], "little")
    if listed > DIRECTORY_LIMIT or tail[max(0, end - 20) :].startswith(ZIP64):
        raise SheetRefused(_("The file holds too many parts."))
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
        entries = archive.infolist()
    except Exception as error:
        raise SheetRefused(unreadable) from error
    if len(entries) > MOST_ENTRIES:
        raise SheetRefused(_("The file holds too many parts."))
    return archive


def read_bundle(archive, source):
    """A ZIP with one table and pictures."""
    tables = [
        each
        for each in archive.infolist()
        if each.filename.lower().endswith((*BOOKS, *TABLES)) and not LITTER.search(each.filename)
    ]
    if not tables:
        raise SheetRefused(_("There is no spreadsheet in this ZIP. Put the filled-in template into it."))
    if len(tables) > 1:
        raise SheetRefused(_("There are several spreadsheets in this ZIP. Leave one in it."))
    inner = io.BytesIO(read_entry(archive, tables[0], BYTES_LIMIT))
    open_table(inner, tables[0].filename, source)
    take_pictures(archive, source, left_out={tables[0].filename})


def read_entry(archive, entry, limit):
    """The bytes of one part. Raises SheetRefused: too large, locked or damaged."""
    # What a part says about its size is all that is ever read of it.
    if entry.file_size > limit:
        raise SheetRefused(_("It is too large when unpacked."))
    if entry.flag_bits & 1:
        raise SheetRefused(_("It is locked with a password."))
    try:
        return archive.read(entry)
    except Exception as error:
        raise SheetRefused(DAMAGED) from error


def take_pictures(archive, source, left_out=()):
    """Name the pictures of a ZIP; what cannot be one is said."""
    for entry in archive.infolist():
        names = names_of_entry(entry)
        label = posixpath.basename(names[0].rstrip("/"))[:80] or "?"
        if entry.is_dir() or entry.filename in left_out:
            continue
        if any(".." in name.split("/") or name.startswith("/") or re.match(r"[A-Za-z]:", name) for name in names):
            source.notes.append(_("{file}: its place in the ZIP is not permitted.").format(file=label))
            continue
        if LITTER.search(names[0]):
            continue
        source.pictures.append(
            FoundPicture(
                label,
                tuple(dict.fromkeys(stem for name in names for stem in stems(name))),
                lambda archive=archive, entry=entry: read_entry(archive, entry, PICTURE_LIMIT),
            )
        )


def names_of_entry(entry):
    """The name of a part as the alphabets of our makers' programs write it, likeliest first."""
    name = entry.filename.replace("\\", "/")
    if entry.flag_bits & 0x800 or name.isascii():
        return [name]
    raw, found = name.encode("cp437", "replace"), []
    for page in CODE_PAGES:
        try:
            found.append(raw.decode(page))
        except UnicodeDecodeError:
            continue
    return found or [name]


def stems(name):
    """What a picture may be named for: "a/1001-2.jpg" for 1001-2, for 1001, and for a."""
    folder, _slash, base = name.rpartition("/")
    stem = base.rpartition(".")[0] or base
    shorter = re.sub(r"\s*(?:[-_ ]\s*\d{1,2}|\(\d{1,2}\))$", "", stem)
    found = [stem, shorter, folder.rpartition("/")[2]]
    return [squeeze(each) for each in dict.fromkeys(found) if each.strip()]


# Text


def read_text(file, source):
    content = file.read(TEXT_LIMIT + 1)
    if len(content) > TEXT_LIMIT:
        raise SheetRefused(_("The file is too large for a table of text: at most 10 MB."))
    text = decode(content, source)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        source.lines = collect((number, row[:MOST_COLUMNS]) for number, row in enumerate(rows, 1))
    except csv.Error as error:
        text = _("The table of text cannot be read from line {number} on.").format(number=rows.line_num)
        raise SheetRefused(text) from error


def decode(content, source):
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        source.is_old_text = True
        source.notes.append(_("The text was in the old Windows letters for Arabic and Persian; please look it over."))
        return content.decode("cp1256", "replace")


# Workbooks


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


def pieces(archive, entry):
    """(piece, end of the piece before) of a part, unpacked as far as somebody asks. Raises SheetRefused."""
    if entry.flag_bits & 1:
        raise SheetRefused(_("It is locked with a password."))
    before = b""
    try:
        part = archive.open(entry)
    except Exception as error:
        raise SheetRefused(DAMAGED) from error
    with part:
        while True:
            try:
                piece = part.read(CHUNK)
            except Exception as error:
                raise SheetRefused(DAMAGED) from error
            if not piece:
                return
            yield piece, before
            before = piece[-32:]


def rows_of(sheet):
    return enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1)


def lines_of(sheet):
    # What a file says about its own size may be wrong.
    sheet.reset_dimensions()
    return collect(rows_of(sheet))


def collect(lines):
    """[(number, texts)] of the lines that say something. Raises SheetRefused when they are too many."""
    found = []
    for number, cells in lines:
        if any(cell not in (None, "") for cell in cells) and any(texts := [cell_text(cell) for cell in cells]):
            if max(map(len, texts)) > MOST_LETTERS:
                texts = [text[:MOST_LETTERS] for text in texts]
            found.append((number, texts))
        # Headings, the example, and a few lines above them.
        if len(found) > MOST_ROWS + 12 or number > MOST_LINES:
            raise SheetRefused(_("The table has more than 2,000 rows. Please split it."))
    return found


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
        source.notes.append(text.format(number=format_number(found, get_language() or "fa")))


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
