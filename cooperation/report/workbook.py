"""The report as a workbook: a sheet for each section, numbers as numbers, amounts beside their currency."""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook

from cooperation.report.sections import sections_of
from enquiries.export import begin, cell, heading

WIDTHS = (44, 18, 18, 22, 18, 22)
FORBIDDEN = str.maketrans("", "", "[]:*?/\\")


def report_book(report, figures):
    """The bytes of an .xlsx of ``figures`` with the texts of ``report``, in the active language (no query)."""
    book = Workbook(write_only=True)
    sections = sections_of(figures, report)
    for section in sections:
        if section.is_shown:
            write_section(begin(book, section.title.translate(FORBIDDEN), WIDTHS), section)
    # Translators: the name of a sheet; at most 31 letters.
    sheet = begin(book, _("Not recorded"), WIDTHS)
    for section in sections:
        if not section.is_recorded:
            sheet.append([cell(sheet, section.title)])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def write_section(sheet, section):
    sheet.append([heading(sheet, section.title)])
    for words, text, _language in section.texts:
        sheet.append([heading(sheet, words), cell(sheet, text)])
    for table in section.tables:
        sheet.append([])
        has_money = any(each.unit for row in table.rows for each in row.cells)
        heads = [table.title, *table.columns, *([_("Currency")] if has_money else [])]
        sheet.append([heading(sheet, words) for words in heads])
        for row in table.rows:
            values = [each.text if each.value is None else each.value for each in row.cells]
            unit = next((each.unit for each in row.cells if each.unit), "")
            sheet.append([cell(sheet, value) for value in (row.label, *values, *([unit] if has_money else []))])
    if section.said:
        sheet.append([])
        heads = [_("What was said about it"), _("Source"), _("Certainty"), _("Difference"), _("Note")]
        sheet.append([heading(sheet, words) for words in heads])
        for each in section.said:
            said = (each.text, each.source, each.certainty, each.differs, each.note)
            sheet.append([cell(sheet, value) for value in said])
        if section.reason[0]:
            sheet.append([cell(sheet, section.reason[0])])
