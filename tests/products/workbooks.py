"""Workbooks to send to the office, and what its answers say."""

import io
import re
import zipfile

from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook

from products.workbook import waiting
from products.workbook.rows import ExhibitorRow, ProductRow
from products.workbook.template import XLSX
from tests.factories import CraftFactory, PlaceFactory

SARA = {
    "نام کوتاه لاتین": "sara-ahmadi",
    "نوع": "هنرمند",
    "نام (فارسی)": "سارا احمدی",
    "نام (انگلیسی)": "Sara Ahmadi",
    "شهرستان": "ایوان",
    "رشته‌ها": "گلیم، جاجیم",
    "تلفن": "۰۹۱۸ ۱۲۳ ۴۵۶۷",
    "نمایش تلفن به همه": "بله",
}
KILIM = {
    "غرفه‌دار (نام کوتاه لاتین)": "sara-ahmadi",
    "رشته": "گلیم",
    "عنوان (فارسی)": "گلیم با نقش لوزی",
    "عنوان (انگلیسی)": "Kilim with lozenges",
    "نوع": "تک‌نسخه",
    "ابعاد (سانتی‌متر)": "۱۴۰×۲۲۰",
    "وزن (گرم)": "۴٫۲ کیلوگرم",
    "قیمت": "۲۵۰۰۰۰۰",
    "واحد پول": "تومان",
}


def enter_words():
    """The words that ``SARA`` and ``KILIM`` use."""
    PlaceFactory(slug="eyvan", kind="county", name_fa="ایوان", name_en="Eyvan")
    CraftFactory(slug="kilim", name_fa="گلیم", units="m2, piece")
    CraftFactory(slug="jajim", name_fa="جاجیم")


def workbook(exhibitors=(), products=(), sheets=(ExhibitorRow.sheet, ProductRow.sheet), extra=()):
    """The bytes of a workbook whose rows are {heading: value}; ``extra`` headings stand in both sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, row_class, rows in zip(sheets, (ExhibitorRow, ProductRow), (exhibitors, products), strict=False):
        sheet = book.create_sheet(name)
        headings = [*row_class.headings().values(), *extra]
        sheet.append(headings)
        for row in rows:
            sheet.append([row.get(heading) for heading in headings])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def send(client, content, language="en"):
    with translation.override(language):
        url = reverse("office:workbook_import")
    return client.post(url, {"file": SimpleUploadedFile("workbook.xlsx", content, XLSX)})


def token_of(response):
    return re.search(r'name="token" value="([^"]+)"', response.content.decode())[1]


def confirm(client, response, **data):
    return client.post(reverse("office:workbook_import"), {"token": token_of(response), **data})


def rows_of(response):
    """{(sheet's class, row): (status, {heading: [errors]})} of the preview."""
    return {
        (type(row).__name__, row.number): (
            row.status,
            {str(row.fields[name].label): list(errors) for name, errors in row.errors.items()},
        )
        for row in response.context["reading"].rows
    }


def refusal(response):
    assert response.status_code == 422
    return list(response.context["form"].errors["file"])


def waiting_files():
    try:
        return storages["default"].listdir(waiting.FOLDER)[1]
    except FileNotFoundError:
        return []


def zipped(**parts):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()


def with_part(content, name, change):
    """The workbook ``content`` with the text of one of its parts changed."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            data = old.read(entry)
            new.writestr(entry, change(data.decode()) if entry == name else data)
    return output.getvalue()
