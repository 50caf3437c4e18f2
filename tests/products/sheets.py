"""Sheets of a maker's works to send to the portal, and what its pages answer."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from openpyxl import Workbook, load_workbook
from openpyxl.drawing.image import Image
from PIL import Image as Picture

from accounts.jobs import run_one
from products.models import SheetUpload
from products.sheet.columns import WorkRow
from tests.factories import CraftFactory, RepresentativeFactory
from tests.products.workbooks import with_part, zipped
from vocabulary.models import Material, Technique

KILIM = {
    "own_number": "1001",
    "title_en": "Red kilim",
    "craft": "kilim",
    "kind": "one of a kind",
    "price": 250,
    "price_unit": "US dollar",
    "width_mm": 140,
    "length_mm": 220,
    "weight_g": "4.2 kg",
    "materials": "wool, cotton",
    "fact_warp": "wool",
    "fact_dye": "natural dye",
}


def make_maker(**user):
    """A representative whose exhibitor may send sheets, and the words of ``KILIM``."""
    CraftFactory(slug="kilim", name_fa="گلیم", name_en="Kilim", units="m2, piece")
    CraftFactory(slug="pottery", name_fa="سفال", name_en="Pottery")
    for slug, name in (("wool", "پشم"), ("cotton", "پنبه")):
        Material.objects.get_or_create(slug=slug, defaults={"name_fa": name, "name_en": slug.title()})
    Technique.objects.get_or_create(slug="flat-weaving", defaults={"name_fa": "تخت‌بافی", "name_en": "Flat weaving"})
    return RepresentativeFactory(**{f"user__{name}": value for name, value in user.items()})


def heading(name, language="en"):
    with override(language):
        return str(WorkRow.base_fields[name].label)


def sheet(*rows, language="en", headings=(), title="Works", pictures=()):
    """The bytes of a workbook whose rows are {column: value}; ``pictures`` are (row, bytes) pasted into it."""
    names = list(dict.fromkeys([name for row in rows for name in row])) or ["own_number", "title_en"]
    book = Workbook()
    page = book.active
    page.title = title
    page.append([*(heading(name, language) for name in names), *headings])
    for row in rows:
        page.append([row.get(name) for name in names])
    for number, content in pictures:
        page.add_image(Image(io.BytesIO(content)), f"B{number}")
    return saved(book)


def saved(book):
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def photograph(colour="#9b2d20", kind="JPEG", size=(200, 150)):
    output = io.BytesIO()
    Picture.effect_noise(size, 40).convert("RGB").save(output, kind, comment=colour.encode())
    return output.getvalue()


def packed(files):
    """The bytes of a ZIP of {name: bytes}."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return output.getvalue()


def packed_by_windows(files, page):
    """As ``packed``, the names in an old code page and not marked as Unicode."""
    plain = {f"name{place:04}.jpg": content for place, content in enumerate(files.values())}
    content = packed(plain)
    for place, name in enumerate(files):
        raw = name.encode(page)
        assert len(raw) == len("name0000.jpg"), "names keep their length"
        content = content.replace(f"name{place:04}.jpg".encode(), raw)
    return content


def address(name="sheet", language="en"):
    with override(language):
        return reverse(f"portal:{name}")


def send(client, content, name="works.xlsx", pictures=None, language="en"):
    data = {"file": SimpleUploadedFile(name, content)}
    if pictures is not None:
        data["pictures"] = SimpleUploadedFile("pictures.zip", pictures)
    return client.post(address(language=language), data)


def do_jobs():
    while run_one(apart=False):
        pass


def look(client, language="en", **query):
    return client.get(address(language=language), query)


def send_and_look(client, content, name="works.xlsx", pictures=None, language="en"):
    assert send(client, content, name, pictures, language).status_code == 302
    do_jobs()
    return look(client, language)


def rows_of(response):
    """{row: (status, {heading: [errors]})} of the first page."""
    return {
        row["number"]: (row["status"], {str(heading): errors for heading, _t, _s, errors in row["cells"] if errors})
        for row in response.context["rows"]
    }


def confirm(client):
    upload = SheetUpload.objects.latest("pk")
    response = client.post(address("sheet_confirm"), {"upload": upload.code})
    assert response.status_code == 302
    do_jobs()
    return look(client)


def problem():
    upload = SheetUpload.objects.latest("pk")
    assert upload.state == "refused", (upload.state, upload.report)
    return upload.problem


def book_of(response):
    content = response.content if not response.streaming else b"".join(response.streaming_content)
    return load_workbook(io.BytesIO(content))


# Hostile files


def bomb():
    return with_part(sheet(KILIM), "xl/styles.xml", lambda text: text + "<!--" + " " * 2**25 + "-->")


def entities(levels=9):
    """The lines that grow a thousandfold a few times over."""
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, levels)]
    declaration = f"<!DOCTYPE worksheet [{''.join(lines)}]>"
    name = "xl/worksheets/sheet1.xml"
    return with_part(
        sheet(KILIM), name, lambda text: declaration + text.replace("<v>140</v>", f"<v>&a{levels - 1};</v>")
    )


def many_rows(number=300_000, text="Mat"):
    """A sheet of very many small rows, made as text: openpyxl would take a minute to write it."""
    row = f'<row><c t="inlineStr"><is><t>1</t></is></c><c t="inlineStr"><is><t>{text}</t></is></c></row>'
    name = "xl/worksheets/sheet1.xml"
    return with_part(sheet(KILIM), name, lambda part: part.replace("</sheetData>", row * number + "</sheetData>"))


def many_lines(number=300_000):
    return ("Your own number,Title in English\n" + "1,Mat\n" * number).encode()


def many_parts(number=30_000):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for place in range(number):
            archive.writestr(f"{place}.jpg", b"")
    return output.getvalue()


def lying_list():
    """A ZIP that says its list is ten million bytes long."""
    content = bytearray(zipped(readme="x"))
    end = content.rfind(b"PK\x05\x06")
    content[end + 12 : end + 16] = (10_000_000).to_bytes(4, "little")
    return bytes(content)


def with_macros():
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet(KILIM))) as old, zipfile.ZipFile(output, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, old.read(entry))
        new.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"Sub AutoOpen()" * 100)
    return output.getvalue()
