"""Files nobody should be able to break the reading of a maker's sheet with: refused or cleaned, in words, quickly."""

import csv
import io
import os
import time
import zipfile

import pytest
from django.utils import translation
from openpyxl import Workbook

from products.models import Product, SheetUpload
from products.sheet.files import open_source
from products.sheet.source import SheetRefused
from tests.products import sheets
from tests.products.sheets import (
    KILIM,
    address,
    confirm,
    do_jobs,
    heading,
    look,
    make_maker,
    packed,
    packed_by_windows,
    photograph,
    problem,
    rows_of,
    saved,
    send,
    send_and_look,
    sheet,
)
from tests.products.workbooks import with_part, zipped
from tests.products.workbooks import workbook as office_workbook

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SHEET = "xl/worksheets/sheet1.xml"
NO_TABLE = "This is no spreadsheet that can be read. Use the template."
NO_HEADINGS = "No sheet has the headings of the template. Fill in the template, or your export."
NO_BOOK = "This is not an Excel workbook (.xlsx) that can be read."
DAMAGED = "The file is damaged or incomplete. Send it again."
TOO_LARGE = "The workbook is too large when unpacked. Split it: 2,000 rows are read at once."
TOO_MANY = "The table has more than 2,000 rows. Please split it."
ENTITIES = "The workbook declares entities, which no spreadsheet needs."
OLD = "This is an old Excel file (.xls), or one with a password. Save it as .xlsx without a password."
REFUSED = {
    "nothing but zeros": (lambda: b"\x00" * 5000, "works.xlsx", NO_TABLE),
    "a program": (lambda: b"MZ\x90\x00" + b"\x00\x01" * 3000, "works.xlsx", NO_TABLE),
    "words": (lambda: b"hello", "works.xlsx", NO_TABLE),
    "half": (lambda: sheet(KILIM)[:2500], "works.xlsx", DAMAGED),
    "the end cut off": (lambda: sheet(KILIM)[:-15], "works.xlsx", DAMAGED),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0" + b"\x00" * 4000, "works.xls", OLD),
    "OpenDocument": (
        lambda: packed({"mimetype": b"x", "content.xml": b"<x/>"}),
        "works.ods",
        "This is an OpenDocument table. Save it as .xlsx.",
    ),
    "no sheet in the ZIP": (
        lambda: packed({"1001.jpg": b"x"}),
        "works.zip",
        "There is no spreadsheet in this ZIP. Put the filled-in template into it.",
    ),
    "two sheets in the ZIP": (
        lambda: packed({"a.xlsx": sheet(KILIM), "b.xlsx": sheet(KILIM)}),
        "works.zip",
        "There are several spreadsheets in this ZIP. Leave one in it.",
    ),
    "a ZIP in the ZIP": (lambda: packed({"a.xlsx": packed({"b.xlsx": b"x"})}), "works.zip", NO_TABLE),
    "broken XML": (lambda: with_part(sheet(KILIM), SHEET, lambda text: text[:400]), "works.xlsx", NO_BOOK),
    "bomb": (sheets.bomb, "works.xlsx", TOO_LARGE),
    "bomb in the ZIP": (
        lambda: packed({"a.xlsx": b"0" * (61 * 2**20)}),
        "works.zip",
        "It is too large when unpacked.",
    ),
    "entities": (sheets.entities, "works.xlsx", ENTITIES),
    "entities in UTF-16": (
        lambda: packed({**parts(sheets.entities()), SHEET: parts(sheets.entities())[SHEET].decode().encode("utf-16")}),
        "works.xlsx",
        ENTITIES,
    ),
    "an outer entity": (
        lambda: with_part(
            sheet(KILIM), SHEET, lambda text: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + text
        ),
        "works.xlsx",
        ENTITIES,
    ),
    "300,000 rows": (sheets.many_rows, "works.xlsx", TOO_LARGE),
    "300,000 longer rows": (lambda: sheets.many_rows(text="Mat" * 10), "works.xlsx", TOO_LARGE),
    "2,500 rows": (lambda: sheets.many_rows(2500), "works.xlsx", TOO_MANY),
    "five million styles": (
        lambda: with_part(
            sheet(KILIM), "xl/styles.xml", lambda text: text.replace("</cellXfs>", "<xf/>" * 5_000_000 + "</cellXfs>")
        ),
        "works.xlsx",
        TOO_LARGE,
    ),
    "merged a million times": (
        lambda: with_part(
            sheet(KILIM),
            SHEET,
            lambda text: text.replace("</worksheet>", '<mergeCell ref="A1:XFD9999"/>' * 900_000 + "</worksheet>"),
        ),
        "works.xlsx",
        TOO_LARGE,
    ),
    "nested a million times": (
        lambda: with_part(
            sheet(KILIM),
            SHEET,
            lambda text: text.replace("</sheetData>", "<c>" * 10**6 + "</c>" * 10**6 + "</sheetData>"),
        ),
        "works.xlsx",
        TOO_LARGE,
    ),
    "300,000 lines": (sheets.many_lines, "works.csv", TOO_MANY),
    "11 MB of text": (
        lambda: b"Title in English,Code\n" + b"x" * (11 * 2**20),
        "works.csv",
        "The file is too large for a table of text: at most 10 MB.",
    ),
    "one endless cell": (
        lambda: b'Title in English,Code\n"' + b"x" * (9 * 2**20),
        "works.csv",
        "The table of text cannot be read from line 2 on.",
    ),
    "30,000 parts": (sheets.many_parts, "works.zip", "The file holds too many parts."),
    "a list that lies": (sheets.lying_list, "works.zip", "The file holds too many parts."),
    "the office's workbook": (office_workbook, "works.xlsx", NO_HEADINGS),
    "another workbook": (lambda: saved(Workbook()), "works.xlsx", NO_HEADINGS),
    "another table": (lambda: b"name;price\na;1\n", "works.csv", NO_HEADINGS),
    "a heading twice": (
        lambda: sheet({"title_en": "A", "code": None}, headings=["Title in English"]),
        "works.xlsx",
        "These headings stand twice: Title in English.",
    ),
    "headings alone": (
        lambda: sheet(),
        "works.xlsx",
        "The table is empty below its headings; the example row does not count.",
    ),
}


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def portal(client):
    client.force_login(make_maker().user)
    return client


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(portal, name):
    make, file_name, sentence = REFUSED[name]
    response = send_and_look(portal, make(), file_name)
    assert response.status_code == 200
    assert problem() == sentence
    page = response.content.decode()
    assert "This file cannot be used" in page and "confirm-form" not in page
    assert not Product.objects.exists()


HEAVY = [
    "five million styles",
    "merged a million times",
    "nested a million times",
    "bomb",
    "bomb in the ZIP",
    "300,000 rows",
    "300,000 longer rows",
    "300,000 lines",
    "one endless cell",
    "30,000 parts",
]


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_files_take_neither_long_nor_much_memory(name):
    make, file_name, _sentence = REFUSED[name]
    content = make()
    child = os.fork()
    if not child:
        with translation.override("en"):
            try:
                open_source(io.BytesIO(content), file_name)
            except SheetRefused:
                os._exit(3)
        os._exit(0)
    start = time.monotonic()
    _child, status, usage = os.wait4(child, 0)
    assert os.waitstatus_to_exitcode(status) == 3
    assert time.monotonic() - start < 15
    assert usage.ru_maxrss < 600 * 1024


def test_no_file_an_empty_one_and_no_zip_are_said_at_once(portal):
    response = portal.post(address())
    assert (response.status_code, response.context["form"].errors["file"]) == (422, ["This field is required."])
    assert send(portal, b"").context["form"].errors["file"] == ["The submitted file is empty."]
    response = send(portal, sheet(KILIM), pictures=b"%PDF-1.7")
    assert response.status_code == 422
    assert response.context["form"].errors["pictures"] == [
        "This is not a ZIP. Put the pictures into one, or paste them into the sheet."
    ]
    assert not SheetUpload.objects.exists()


def test_macros_are_left_out_and_that_is_said(portal):
    response = send_and_look(portal, sheets.with_macros(), "works.xlsm")
    assert rows_of(response) == {2: ("new", {})}
    assert response.context["report"].notes == ["The file holds macros. They were left out; only the cells were read."]


def test_formulas_give_their_last_result_or_are_wrong(portal):
    content = sheet(
        {"title_en": "A", "price": 120, "price_unit": "USD", "weight_g": 5},
        {"title_en": "B", "price": "=1+1", "price_unit": "USD", "weight_g": 6},
    )
    # As a spreadsheet program stores them: the formula and its last result.
    content = with_part(content, SHEET, lambda text: text.replace("<v>120</v>", "<f>100+20</f><v>120</v>"))
    response = send_and_look(portal, content)
    assert rows_of(response) == {
        2: ("new", {}),
        3: ("wrong", {"Price": ["This cell holds a formula without a result. Write the value itself."]}),
    }
    assert response.context["report"].notes == ["2 cells hold formulas; their last results were read."]


def test_what_begins_like_a_formula_is_text_and_stays_text(portal):
    with_text = with_part(
        sheet({"title_en": "TITLE", "own_number": "1"}),
        SHEET,
        lambda text: text.replace("TITLE", "=HYPERLINK(1)&lt;script&gt;alert(1)&lt;/script&gt;"),
    )
    response = send_and_look(portal, with_text)
    assert "<script>alert" not in response.content.decode()
    confirm(portal)
    book = sheets.book_of(portal.get(address("sheet_export")))
    cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row if cell.value]
    assert "=HYPERLINK(1)<script>alert(1)</script>" in [cell.value for cell in cells]
    assert "f" not in {cell.data_type for cell in cells}


def test_windows_1256_text_is_read_with_persian_letters(portal):
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";")
    names = ["own_number", "title_fa", "craft", "materials", "title_ar"]
    writer.writerow([heading(name, "fa") for name in names])
    writer.writerow(["12", "گلیم پشمی چهارگوش", "گلیم", "پشم, پنبه", "كليم"])
    # Windows has no Persian ی on this page, and programs write the Arabic one.
    content = output.getvalue().replace("ی", "ي").replace("\u200c", "\u200c").encode("cp1256")
    response = send_and_look(portal, content, "كارها.csv")
    assert rows_of(response) == {2: ("new", {})}
    assert response.context["report"].notes == [
        "The text was in the old Windows letters for Arabic and Persian; please look it over."
    ]
    confirm(portal)
    work = Product.objects.get()
    assert (work.title_fa, work.title_ar, work.craft.slug) == ("گلیم پشمی چهارگوش", "كليم", "kilim")
    assert work.materials.count() == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_of_text_are_read_as_programs_save_them(portal, encoding, delimiter):
    lines = ["Your own number", "Title in English"], ["7", "Mat"]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    assert rows_of(send_and_look(portal, content, "works.txt")) == {2: ("new", {})}


@pytest.mark.parametrize("page", ["utf-8", "cp1256", "cp720"])
def test_persian_names_in_a_zip_are_read_whatever_wrote_them(portal, page):
    name = {"utf-8": "گل1.jpg", "cp1256": "گل-سرخ-1.jpg", "cp720": "كل-سرخ-1.jpg"}[page]
    name = name if page == "utf-8" else name[: 8 + 4].ljust(12, "1")
    number = name.removesuffix(".jpg") if name.endswith(".jpg") else name
    files = {name: photograph()}
    if page == "utf-8":
        content = packed(files)
    else:
        name = "گل-سرخ71.jpg" if page == "cp1256" else "كل-سرخ71.jpg"
        number = name.removesuffix(".jpg")
        content = packed_by_windows({name: photograph()}, page)
    response = send_and_look(portal, sheet({"own_number": number, "title_en": "A"}), pictures=content)
    assert [row["pictures"] for row in response.context["rows"]] == [1], response.context["report"].notes


def test_locked_and_lying_pictures_are_said_and_the_rest_goes_on(portal):
    content = bytearray(packed({"1001.jpg": photograph(), "1001-2.jpg": photograph()}))
    central = content.find(b"PK\x01\x02")
    content[central + 8] |= 1  # the first says that it needs a password
    response = send_and_look(portal, sheet(KILIM), pictures=bytes(content))
    assert response.context["report"].notes == ["1001.jpg (row 2): It is locked with a password."]
    assert [row["pictures"] for row in response.context["rows"]] == [1]


def test_a_bomb_among_the_pictures_is_said(portal):
    files = {"1001.jpg": b"\xff\xd8" + b"0" * (21 * 10**6), "1001-2.jpg": photograph()}
    response = send_and_look(portal, sheet(KILIM), pictures=packed(files))
    assert response.context["report"].notes == ["1001.jpg (row 2): It is too large when unpacked."]
    assert [row["pictures"] for row in response.context["rows"]] == [1]


def test_a_damaged_zip_of_pictures_is_refused(portal):
    send_and_look(portal, sheet(KILIM), pictures=b"PK" + b"0" * 3000)
    assert problem() == DAMAGED


def test_a_workbook_with_other_sheets_and_lines_above_the_headings_is_read(portal):
    book = Workbook()
    book.active.append(["notes", "of", "mine"])
    for _line in range(3000):
        book.active.append([1, 2, 3])
    page = book.create_sheet("کارها")
    page.append(["My works 1405"])
    page.append([])
    page.append(["Title in English", "Price", "Currency", "Shelf"])
    page.append(["Mat", 20, "USD", "B7"])
    response = send_and_look(portal, saved(book))
    assert rows_of(response) == {4: ("new", {})}
    assert response.context["report"].notes == ["These columns have unknown headings and are left out: Shelf."]


def test_odd_cells_become_text(portal):
    row = {
        "title_en": "Ma_x000D_t\u202e",
        "own_number": True,
        "story_en": "a\r\nb",
        "width_mm": 140.0,
        "weight_g": 1e99,
    }
    response = send_and_look(portal, sheet(row))
    assert rows_of(response) == {
        2: ("wrong", {"Weight (g)": ["Ensure this value has at most 80 characters (it has 99)."]})
    }
    with_nul = b"Title in English,Code\nMa\x00t,\n"
    assert send_and_look(portal, with_nul, "works.csv").status_code == 200
    do_jobs()
    assert look(portal).status_code == 200


def test_files_that_are_not_utf8_names_are_shown_by_their_own_name(portal):
    response = send_and_look(portal, zipped(readme="x"), "../../etc/کارهای من.zip")
    assert "کارهای من.zip" in response.content.decode() and "etc/" not in response.context["upload"].name


@pytest.mark.parametrize("part", ["richData/{}richValueRel.xml", "{}cellimages.xml"])
def test_pictures_placed_in_cells_are_said_to_be_left_out(portal, part):
    content = with_more_parts(
        sheet(KILIM),
        {
            f"xl/{part.format('')}": "<a/>",
            f"xl/{part.format('_rels/')}.rels": '<Relationships><Relationship Id="rId1" Target="../media/image1.png" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>',
        },
    )
    response = send_and_look(portal, content)
    assert rows_of(response) == {2: ("new", {})}
    assert response.context["report"].notes == [
        "Pictures placed inside cells cannot be read. In Excel choose “Place over cells” for each of them, or send the "
        "pictures as a ZIP."
    ]
    assert "Pictures placed inside cells cannot be read." in response.content.decode()


def with_more_parts(content, parts):
    output = io.BytesIO(content)
    with zipfile.ZipFile(output, "a") as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return output.getvalue()
