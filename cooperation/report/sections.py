"""A report as people read it: sections with tables of words and numbers, in the active language.

Made of ``figures`` (see ``cooperation.report.figures``), which may be of today or of the day a report was signed off, and
of the texts of an ``ExhibitionReport``. Page, paper and workbook show the same sections.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.models import Record
from cooperation.report.days import days_lines
from cooperation.report.tables import SECTIONS, Spec
from events.models import Claim
from lib.dates import format_two_calendars
from lib.languages import CODES, pick
from lib.money import format_money, typed
from lib.numbers import format_number
from products.models import Product

UNITS = dict(Product.PriceUnit.choices)


@dataclass
class Cell:
    """``value`` is the number itself, for a workbook, ``unit`` its currency; ``href`` leads to the records behind it."""

    text: str
    value: Any = None
    unit: str = ""
    href: str = ""


@dataclass
class Row:
    key: str
    label: str
    cells: list[Cell]
    share: int = 0  # of the longest bar, in per cent


@dataclass
class Table:
    key: str
    title: str
    head: str
    columns: list[str]
    rows: list[Row]
    is_chart: bool = False


@dataclass
class Said:
    """A claim, beside what the records say; ``differs`` is a sentence where the two differ."""

    text: str
    lang: str
    source: str
    certainty: str
    note: str
    differs: str = ""


@dataclass
class Section:
    key: str
    title: str
    tables: list[Table]
    said: list[Said] = field(default_factory=list)
    texts: list[tuple[str, str, str]] = field(default_factory=list)  # (heading, text, its language)
    reason: tuple[str, str] = ("", "")  # why records and claims differ, and the language of that

    @property
    def is_recorded(self):
        return bool(self.tables or self.texts)

    @property
    def is_shown(self):
        return self.is_recorded or bool(self.said)

    @property
    def differs(self):
        return any(each.differs for each in self.said)


Address = Callable[[str, str, str, str], str]


def sections_of(figures, report=None, address: Address | None = None):
    """[Section], also those without records; ``address`` of (section, table, key, column) leads to the records."""
    writer = Writer(figures, address)
    found = []
    for key, spec in SECTIONS.items():
        tables = [writer.table(key, each) for each in spec.tables if figures["tables"].get(key, {}).get(each.key)]
        if key == "days":
            tables.insert(0, writer.days())
        if key == "meetings" and figures["records"]:
            tables.append(writer.records())
        said = [writer.said(claim, key, spec) for claim in spec.claims_of(figures)]
        section = Section(key, str(spec.title), tables, said)
        if report:
            section.texts = texts_of(report, spec.texts)
            section.reason = pick(report.reasons.get(key) or {})
        found.append(section)
    return found


def texts_of(report, names):
    """[(heading, text, its language)] of those that are written."""
    found = []
    for name in names:
        text, language = pick({code: getattr(report, f"{name}_{code}") for code in CODES})
        if text:
            found.append((capfirst(str(report._meta.get_field(name).verbose_name)), text, language))
    return found


class Writer:
    """Writes the parts of ``figures`` in the active language."""

    def __init__(self, figures, address=None):
        self.figures, self.address = figures, address
        self.language = get_language() or "fa"
        self.comma = ", " if self.language == "en" else "، "

    def table(self, section, spec: Spec):
        rows = self.figures["tables"][section][spec.key]
        longest = max((number_in(row, spec.chart) for row in rows), default=0)
        return Table(
            spec.key,
            str(spec.title),
            str(spec.head),
            [str(words) for words, _form in spec.columns.values()],
            [self.row(section, spec, row, longest) for row in rows],
            is_chart=longest > 0,
        )

    def row(self, section, spec, row, longest):
        cells = [self.cell(section, spec.key, row, name, form) for name, (_words, form) in spec.columns.items()]
        share = int(number_in(row, spec.chart) * 100 / longest) if longest else 0
        return Row(row["key"], capfirst(spec.label(self, row["key"].split("|"), row)), cells, share)

    def cell(self, section, table, row, name, form):
        if name not in row:
            return Cell("")
        href = self.address(section, table, row["key"], name) if self.address else ""
        if form == "number":
            return Cell(format_number(Decimal(str(row[name])), self.language), Decimal(str(row[name])), href=href)
        unit = "IQD" if form == "dinars" else row["unit"]
        # Ordered without a value being written down.
        if not unit:
            return Cell("")
        amount, stored_in = Decimal(row[name]), "IRR" if unit == "IRT" else unit
        text = format_money(amount, stored_in, self.language, unit)
        return Cell(text, typed(amount, stored_in, unit), self.currency(unit), href)

    def currency(self, unit):
        return str(UNITS.get(unit, unit))

    def name(self, kind, key):
        """The name of a craft, place or gate."""
        return pick(self.figures["names"][kind].get(key) or {}, self.language)[0] or key

    def day_of(self, text):
        """A day in both calendars."""
        return format_two_calendars(date.fromisoformat(text), None, self.language)

    def days(self):
        rows = [
            Row(label, label, [Cell(day), Cell(certainty)])
            for label, day, certainty in days_lines(self.figures["exhibition"], self)
        ]
        return Table("days", _("When it was held"), _("Day"), [_("When"), _("How sure")], rows)

    def records(self):
        """The meetings, decisions and other records of the cooperation, one a row."""
        rows = []
        for each in self.figures["records"]:
            day = self.day_of(each["starts_on"]) if each["starts_on"] else ""
            href = self.address("meetings", "record", each["slug"], "title") if self.address else ""
            cells = [Cell(capfirst(str(Record.Kind(each["kind"]).label)), href=href), Cell(day)]
            rows.append(Row(each["slug"], pick(each["title"], self.language)[0], cells))
        return Table("record", _("One by one"), _("What"), [_("Kind"), _("Day")], rows)

    def said(self, claim, section, spec):
        where = [pick(claim[name], self.language)[0] for name in ("said_by", "said_in")]
        if claim["said_on"]:
            where.append(self.day_of(claim["said_on"]))
        text, language = pick(claim["value"], self.language)
        return Said(
            text,
            language,
            self.comma.join(filter(None, where)),
            str(Claim.Certainty(claim["certainty"]).label),
            pick(claim["note"], self.language)[0],
            self.difference(claim, section, spec),
        )

    def difference(self, claim, section, spec):
        """Where the records give another number for what the claim counts."""
        recorded = self.recorded(claim, section, spec)
        if recorded is None or claim["number"] is None or recorded == Decimal(claim["number"]):
            return ""
        # Translators: two numbers for the same thing, such as how many exhibitors came.
        return _("The records say {recorded}, this source says {said}.").format(
            recorded=format_number(recorded, self.language),
            said=format_number(Decimal(claim["number"]), self.language),
        )

    def recorded(self, claim, section, spec):
        """What the records say of the measure of ``claim``, in its unit."""
        place = spec.measures[claim["measure"]]
        if place is None:
            return None
        table, key, column = place
        key, divisor = (key, 1) if key else ("IRR", 10) if claim["unit"] == "IRT" else (claim["unit"], 1)
        for row in self.figures["tables"].get(section, {}).get(table, ()):
            if row["key"] == key and column in row:
                return Decimal(str(row[column])) / divisor
        return None


def number_in(row, column):
    return abs(Decimal(str(row.get(column) or 0)))
