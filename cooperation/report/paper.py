"""The report as a paper: a tagged PDF in one language, with the digits and calendar of that language."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cooperation.report.sections import Writer, sections_of
from lib.dates import ILAM, format_two_calendars
from lib.languages import direction, pick
from lib.numbers import format_number
from lib.pdf import make_pdf


def report_pdf(report, figures, language):
    """The PDF of ``figures`` with the texts of ``report``, in ``language`` (no query)."""
    with override(language):
        return make_pdf("report.typ", paper_data(report, figures, language))


def paper_data(report, figures, language):
    """All that the paper says, in the active language, which is ``language``."""
    sections = sections_of(figures, report)
    writer = Writer(figures)
    title, title_language = pick(figures["exhibition"]["name"], language)
    return {
        "lang": language,
        "title": _("Report of an exhibition"),
        "name": {"text": title, "lang": title_language},
        "sample": _("Sample") + ": " + _("Invented to show the site.") if figures["exhibition"]["is_sample"] else "",
        "head": head_lines(report, figures, writer),
        "state": state_words(report, language),
        "is_signed": report.is_signed,
        "sections": [section_data(each) for each in sections if each.is_shown],
        "missing": {"title": _("Not recorded"), "names": [each.title for each in sections if not each.is_recorded]},
        "makers": makers_data(figures, writer),
        "page": _("Page {number} of {count}"),
        "said": _("What was said about it"),
        "only_said": _("There are no records of it; this is only what was said."),
        "digits": [format_number(digit, language) for digit in range(10)],
        "is_rtl": direction(language) == "rtl",
    }


def head_lines(report, figures, writer):
    """[label, words] below the title."""
    places = [" – ".join(writer.name("place", slug) for slug in line) for line in figures["exhibition"]["places"]]
    occasion = pick(figures["exhibition"]["occasion"], writer.language)[0]
    lines = [(_("Report"), format_number(report.number, writer.language)), (_("Place"), writer.comma.join(places))]
    return [[label, words] for label, words in [*lines, (_("Occasion"), occasion)] if words]


def state_words(report, language):
    """How it stands with the paper, as a sentence with its day."""
    if report.is_signed:
        day = format_two_calendars(timezone.localdate(report.signed_at, ILAM), None, language)
        return _("Signed off on {day} by {person}. Its figures are those of that day.").format(
            day=day, person=report.signed_as
        )
    day = format_two_calendars(timezone.localdate(timezone=ILAM), None, language)
    return _("A draft of {day}: not signed off, its figures may change.").format(day=day)


def section_data(section):
    return {
        "title": section.title,
        "recorded": section.is_recorded,
        "texts": [{"heading": heading, "text": text, "lang": code} for heading, text, code in section.texts],
        "tables": [table_data(table) for table in section.tables],
        "said": [
            {
                "text": each.text,
                "lang": each.lang,
                "certainty": each.certainty,
                "lines": [line for line in (each.source, each.differs, each.note) if line],
            }
            for each in section.said
        ],
        "reason": {"text": section.reason[0], "lang": section.reason[1]},
    }


def table_data(table):
    return {
        "title": table.title,
        "head": table.head,
        "columns": table.columns,
        "is_chart": table.is_chart,
        "rows": [
            {"label": row.label, "cells": [cell.text for cell in row.cells], "share": row.share} for row in table.rows
        ],
    }


def makers_data(figures, writer):
    """Who took part, as the last table."""
    rows = []
    for each in figures["makers"]:
        name, language = pick(each["name"], writer.language)
        crafts = writer.comma.join(writer.name("craft", slug) for slug in each["crafts"])
        county = writer.name("place", each["county"]) if each["county"] else ""
        rows.append({"name": {"text": name, "lang": language}, "cells": [county, crafts, " ".join(each["stands"])]})
    return {
        "title": _("Who took part"),
        "columns": [_("Artist or producer"), _("County"), _("Craft"), _("Stand")],
        "rows": rows,
    }
