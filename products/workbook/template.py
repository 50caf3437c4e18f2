"""The empty workbook: headings, what each wants, and the known words to choose from."""

import io

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from products.workbook.fields import TermField, WordField
from products.workbook.reading import MOST_ROWS
from products.workbook.rows import ExhibitorRow, ProductRow
from vocabulary.models import Craft, Place

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTS = "فهرست‌ها"
# Persian like the headings: what to write, with an example.
HINTS = {
    "slug": "حروف لاتین، برای هر غرفه‌دار یکتا؛ مانند sara-ahmadi",
    "exhibitor": "همان نام کوتاه لاتین در برگه غرفه‌داران؛ مانند sara-ahmadi",
    "crafts": "یک یا چند رشته، با ویرگول؛ مانند: گلیم، جاجیم",
    "materials": "یک یا چند، با ویرگول؛ مانند: پشم، پنبه",
    "techniques": "یک یا چند، با ویرگول",
    "phone": "مانند ۰۹۱۸ ۱۲۳ ۴۵۶۷",
    "is_shown": "بله، فقط اگر خود غرفه‌دار پذیرفته است",
    "size": "عرض×طول یا عرض×طول×ارتفاع به سانتی‌متر؛ مانند ۱۴۰×۲۲۰",
    "weight_g": "به گرم، یا با واحد؛ مانند ۸۵۰ یا ۴٫۲ کیلوگرم",
    "price": "فقط عدد؛ یا: استعلام",
}


def template_workbook():
    """The bytes of an .xlsx with the two sheets, right to left; the words to choose from are on a hidden third."""
    book = Workbook()
    book.remove(book.active)
    sheets = [(book.create_sheet(row_class.sheet), row_class) for row_class in (ExhibitorRow, ProductRow)]
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    terms = {
        "place": [str(place.name_fa) for place in Place.objects.filter(kind=Place.Kind.COUNTY).order_by("name_fa")],
        "craft": [str(craft.name_fa) for craft in Craft.objects.all()],
    }
    for sheet, row_class in sheets:
        sheet.sheet_view.rightToLeft = True
        sheet.freeze_panes = "A2"
        for column, (name, field) in enumerate(row_class.base_fields.items(), 1):
            heading = sheet.cell(1, column)
            write_heading(heading, field, is_needed=name in row_class.needed_headings(), hint=HINTS.get(name))
            words = list(field.usual.values()) if isinstance(field, WordField) else terms.get(name)
            if words and not (isinstance(field, TermField) and field.is_list):
                offer_words(sheet, heading.column_letter, lists, words)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def write_heading(cell, field, *, is_needed, hint):
    cell.value = field.label
    cell.font = Font(bold=True, color="FFFFFF" if is_needed else "2A241E")
    cell.fill = PatternFill("solid", fgColor="9B2D20" if is_needed else "EFE6D6")
    cell.alignment = Alignment(wrap_text=True, horizontal="right", vertical="top", readingOrder=2)
    cell.parent.column_dimensions[cell.column_letter].width = 22
    if hint:
        cell.comment = Comment(hint, "IlamExpo", width=260, height=80)


def offer_words(sheet, letter, lists, words):
    """A list to choose from in the cells below the heading; other spellings may still be typed."""
    column = lists.max_column + 1 if lists["A1"].value else 1
    for row, word in enumerate(words, 1):
        lists.cell(row, column, word).data_type = "s"  # also where it begins like a formula
    source = lists.cell(1, column).column_letter
    choice = DataValidation("list", formula1=f"'{LISTS}'!${source}$1:${source}${len(words)}", showErrorMessage=False)
    choice.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    sheet.add_data_validation(choice)
