"""Opens what a maker sent: a workbook, a text table, or a ZIP of one of them with pictures.

A file is a claim: its name, sizes and types may lie. Limits hold before anything is parsed, and what is left out is
said in ``notes``.
"""

import codecs
import csv
import io

from django.utils.translation import gettext as _

from products.sheet.archives import LITTER, open_zip, read_entry, take_pictures
from products.sheet.excel import read_book
from products.sheet.source import MOST_COLUMNS, SheetRefused, Source, collect

BYTES_LIMIT = 60 * 2**20
TEXT_LIMIT = 10 * 2**20
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
TABLES = (".csv", ".txt", ".tsv")
BOOKS = (".xlsx", ".xlsm")


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
