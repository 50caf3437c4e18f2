"""Writes the sheet of a maker: the template, the export of all works, and the coloured copy of what was sent."""

import io
from dataclasses import dataclass
from dataclasses import field as column

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from lib.fields import NumberField
from lib.languages import direction
from lib.numbers import parse_decimal
from products.facts import facts_of
from products.sheet.columns import FACT, REMARKS, WorkRow, columns_for, fields_knowing, held, hint_for
from products.sheet.example import written_example
from products.sheet.fields import ChoiceCell, LengthCell, TermsCell, cell_value
from products.sheet.reading import Words
from products.sheet.shelf import load_works
from products.workbook.reading import MOST_ROWS
from vocabulary.models import Craft

FILLS = {
    status: PatternFill("solid", fgColor=colour)
    for status, colour in {
        "new": "FBE7BE",
        "changed": "DFE5CC",
        "same": "F0EBE0",
        "wrong": "F3D2CB",
        "example": "F0EBE0",
        "needed": "9B2D20",
        "heading": "EFE6D6",
    }.items()
}
WIDTHS = {"story": 44, "title": 30, "materials": 26, "techniques": 26, "reason": 44}
TEXT = "@"
PICTURE_HEIGHT = 96  # dots; a row's height is three quarters of it in points


@dataclass
class Line:
    """One row to write: {column: value}, and for a coloured copy its status, and {column: what is said of the cell}."""

    values: dict
    status: str = ""
    said: dict = column(default_factory=dict)
    reason: str = ""


def template_book(exhibitor, language):
    """The bytes of an .xlsx to fill in, with one example row."""
    with override(language):
        return write_book(columns_for(language, keys_of(exhibitor)), [Line(written_example(language), "example")])


def export_book(exhibitor, language, part=1):
    """The bytes of an .xlsx of all works that are not put away; read again, every row is the same.

    Of more works than one sheet may have rows, those of one ``part``, counted from 1.
    """
    with override(language):
        works = load_works(exhibitor)[(part - 1) * MOST_ROWS : part * MOST_ROWS]
        fields = fields_knowing(Words.load(language))
        lines = [
            Line({name: cell_value(fields[name], value) for name, value in held(work).items() if name in fields})
            for work in works
        ]
        used = {name.removeprefix(FACT) for line in lines for name, value in line.values.items() if value is not None}
        return write_book(columns_for(language, keys_of(exhibitor, works) | used), lines)


def coloured_book(reading, language):
    """The bytes of a copy of what was sent: every row coloured, wrong cells with their reason, pasted pictures too."""
    with override(language):
        columns = [name for name in columns_for(language) if name in reading.columns]
        words = {"new": _("new"), "changed": _("changed"), "same": _("same"), "wrong": _("wrong")}
        lines, places = [], {}
        for row in reading.rows:
            places[id(row)] = len(lines) + 2
            values = {name: typed_value(name, text) for name, text in row.typed.items()}
            said = {name: " ".join(errors) or stored for name, _typed, stored, errors in row.cells}
            reasons = [f"{WorkRow.base_fields[name].label}: {' '.join(errors)}" for name, errors in row.errors.items()]
            values |= {"state": words[row.status]}
            lines.append(Line(values, row.status, said, " ".join(reasons)))
        pasted = [(places[id(row)], content) for row, content in reading.pasted]
        return write_book(columns, lines, is_coloured=True, pasted=pasted)


def keys_of(exhibitor, works=()):
    """The facts a maker is asked: of the maker's crafts and those of the works; of all crafts where none is known."""
    own, used = (Craft.objects.filter(**{whose: exhibitor}) for whose in ("exhibitors", "products__exhibitor"))
    # Asked with "or", all works there are would be read.
    crafts = Craft.objects.filter(pk__in=own.order_by().values("pk").union(used.order_by().values("pk")))
    found = {each.key for craft in crafts for each in facts_of(craft)}
    if found or crafts.exists():
        return found
    return {name.removeprefix(FACT) for name in WorkRow.base_fields if name.startswith(FACT)}


def typed_value(name, text):
    """A number that was typed as one stays one in the copy."""
    if isinstance(WorkRow.base_fields[name], NumberField | LengthCell):
        try:
            number = parse_decimal(text)
        except ValueError:
            return text
        return int(number) if number == int(number) else text
    return text


def write_book(columns, lines, *, is_coloured=False, pasted=()):
    book = Workbook()
    sheet = book.active
    # Translators: the name of a sheet; at most 31 letters.
    sheet.title = _("Works")[:31]
    names = ["state", "reason", *columns] if is_coloured else [*columns, "pictures"]
    is_rtl = direction(get_language() or "fa") == "rtl"
    sheet.sheet_view.rightToLeft = is_rtl
    # The headings stay in view, and in the template the number and title too.
    sheet.freeze_panes = sheet.cell(
        2, 1 if is_coloured else names.index("own_number") + 3 if "own_number" in names else 1
    )
    side = {"horizontal": "right" if is_rtl else "left", "vertical": "top", "readingOrder": 2 if is_rtl else 1}
    heading, cell_text = Alignment(wrap_text=True, **side), Alignment(vertical="top", wrap_text=False)
    for place, name in enumerate(names, 1):
        write_heading(sheet.cell(1, place), name, heading)
    for number, line in enumerate(lines, 2):
        for place, name in enumerate(names, 1):
            value = line.reason if name == "reason" else line.values.get(name)
            if value in (None, "") and name not in line.said:
                continue
            cell = sheet.cell(number, place)
            set_value(cell, value)
            cell.alignment = cell_text
            colour(cell, name, line)
    for row, content in pasted:
        paste(sheet, row, len(names) + 1, content)
    offer_words(book, sheet, names)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def write_heading(cell, name, alignment):
    label = REMARKS.get(name) or WorkRow.base_fields[name].label
    set_value(cell, str(label))
    is_needed = name == f"title_{get_language()}"
    cell.font = Font(bold=True, color="FFFFFF" if is_needed else "2A241E")
    cell.fill = FILLS["needed" if is_needed else "heading"]
    cell.alignment = alignment
    dimension = cell.parent.column_dimensions[cell.column_letter]
    dimension.width = WIDTHS.get(name) or WIDTHS.get(name.rpartition("_")[0]) or 17
    if name in ("code", "own_number", "fact_sizes", "fact_stones"):
        # "007" and "36-45" are no number and no day.
        dimension.number_format = TEXT
    if hint := hint_for(name):
        cell.comment = Comment(str(hint), "IlamExpo", width=280, height=90)


def set_value(cell, value):
    """Write a value as what it is: a text that begins like a formula stays a text."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = TEXT


def colour(cell, name, line):
    if line.status == "example":
        cell.font = Font(italic=False, color="8A7F70")
    elif line.status and (name in ("state", "reason") or name in line.said):
        cell.fill = FILLS[line.status]
        if said := line.said.get(name):
            cell.comment = Comment(str(said)[:500], "IlamExpo", width=280, height=90)


def paste(sheet, row, column, content):
    try:
        image = Image(io.BytesIO(content))
    except Exception:
        return
    if image.format not in ("jpeg", "png"):
        return
    image.width, image.height = round(image.width * PICTURE_HEIGHT / max(1, image.height)), PICTURE_HEIGHT
    sheet.row_dimensions[row].height = PICTURE_HEIGHT * 3 / 4
    sheet.add_image(image, f"{get_column_letter(column)}{row}")


def offer_words(book, sheet, names):
    """A second sheet of all words that may be chosen, and lists to choose from in the cells of the first."""
    # Translators: the name of a sheet that lists the words to choose from; at most 31 letters.
    lists = book.create_sheet(_("Words")[:31])
    lists.sheet_view.rightToLeft = sheet.sheet_view.rightToLeft
    lists.freeze_panes = "A2"
    fields = fields_knowing(Words.load(get_language() or "fa"))
    column = 0
    for place, name in enumerate(names, 1):
        each = fields.get(name)
        if isinstance(each, ChoiceCell):
            words = each.words()
        elif isinstance(each, TermsCell):
            words = terms_of(each)
        else:
            continue
        column += 1
        heading = lists.cell(1, column)
        set_value(heading, str(each.label))
        heading.font, heading.fill = Font(bold=True), FILLS["heading"]
        letter = heading.column_letter
        lists.column_dimensions[letter].width = 28
        for row, word in enumerate(words, 2):
            set_value(lists.cell(row, column), word)
        if isinstance(each, TermsCell) and each.is_list:
            continue
        title = lists.title.replace("'", "''")
        choice = DataValidation(
            "list", formula1=f"'{title}'!${letter}$2:${letter}${len(words) + 1}", showErrorMessage=False
        )
        own = get_column_letter(place)
        choice.add(f"{own}2:{own}{MOST_ROWS + 1}")
        sheet.add_data_validation(choice)


def terms_of(field):
    """The words of a vocabulary as they are written in the page's language, each term once."""
    terms = {term.pk: term for term in field.known.values()}
    return sorted(field.written(term) for term in terms.values())
