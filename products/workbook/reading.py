"""Understands a workbook and compares every row with the records; stores nothing."""

import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from itertools import chain

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from events.permissions import OFFICIALS
from exhibitors.models import Exhibitor
from lib.text import several_lines, squeeze
from products.models import Product
from products.workbook.rows import ExhibitorRow, ProductRow
from vocabulary.models import Craft, Material, Place, Technique

BYTES_LIMIT = 5 * 2**20
UNPACKED_LIMIT = 30 * 2**20
MOST_ROWS = 2000
# Whoever may import; other roles of the same person let look at more.
IMPORTERS = OFFICIALS
MOST_COLUMNS = 60
# Excel's own limit; only a forged file goes beyond.
MOST_LINES = 2**20
# What neither the database nor a page can hold, and the line ends some programs write out.
UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]|_x000D_")
# "Ilam County" and "Badreh (Ilam)" are known without these.
ABOUT_THE_NAME = re.compile(r"^شهرستان|\(.*\)")
PLACES_BY_MEANING = ("country", "region", "governorate", "province", "district", "city", "county")


class WorkbookRefused(ValueError):
    """The file as a whole cannot be used; the message is for the person who sent it."""


@dataclass
class Sheet:
    """One sheet: its lines as [(number, {field: text})], its rows once they are built, and headings nobody knows."""

    row_class: type
    lines: list
    unknown: list
    rows: list = field(default_factory=list)

    @property
    def name(self):
        return self.row_class.sheet

    def slugs(self, name):
        """The short names of exhibitors that stand in the column ``name``."""
        return {slugify(cells.get(name, "")) for _number, cells in self.lines}

    def build(self, words):
        for number, cells in self.lines:
            row = self.row_class(cells, words=words)
            row.number = number
            self.rows.append(row)


@dataclass
class Reading:
    """Both sheets, every row settled."""

    exhibitors: Sheet
    products: Sheet

    @property
    def rows(self):
        return [*self.exhibitors.rows, *self.products.rows]

    def count(self, *statuses):
        return sum(row.status in statuses for row in self.rows)

    @property
    def sheets(self):
        return [self.exhibitors, self.products]

    @property
    def statuses(self):
        """{status: how many rows} in the order of the preview."""
        return {status: self.count(status) for status in ("new", "changed", "same", "wrong")}

    @property
    def is_worth_saving(self):
        """Whether a row is new or changed, or is still a draft that could be published."""
        return any(row.status in ("new", "changed") or row.is_draft for row in self.rows)

    @property
    def fingerprint(self):
        """Of what saving would do now; another one later means that somebody changed the records meanwhile."""
        text = json.dumps([[row.fingerprint for row in sheet.rows] for sheet in self.sheets])
        return hashlib.sha256(text.encode()).hexdigest()[:20]


@dataclass
class Words:
    """What cells may name: terms by field, exhibitors by slug. ``user`` decides which exhibitors are in reach."""

    terms: dict
    exhibitors: dict
    others: set
    may_add: bool
    wrong: set = field(default_factory=set)

    @classmethod
    def load(cls, user, slugs):
        """With the exhibitors of these ``slugs``; eight queries."""
        crafts = names_of(Craft.objects.all())
        known = Exhibitor.objects.filter(slug__in=slugs)
        mine = known.within_roles(user, IMPORTERS).select_related("place").prefetch_related("contact_points", "crafts")
        exhibitors = {exhibitor.slug: exhibitor for exhibitor in mine}
        return cls(
            terms={
                "place": names_of_places(),
                "craft": crafts,
                "crafts": crafts,
                "materials": names_of(Material.objects.all()),
                "techniques": names_of(Technique.objects.all()),
            },
            exhibitors=exhibitors,
            others=set(known.values_list("slug", flat=True)) - set(exhibitors),
            may_add=user.overseen_exhibitions(IMPORTERS) is None,
        )


def names_of(terms):
    """{squeezed name or spelling: term}; a name wins over a spelling, of equals the last."""
    terms = list(terms)
    spellings = ((word, term) for term in terms for text in term.search_words() for word in (text or "").split("\n"))
    names = ((getattr(term, f"name_{code}") or "", term) for code in ("ckb", "ar", "en", "fa") for term in terms)
    slugs = ((term.slug, term) for term in terms)
    return {squeeze(word): term for word, term in chain(slugs, spellings, names) if word}


def names_of_places():
    """Exhibitors live in counties: "Ilam" and "Badreh" mean those, though other places are called so too."""
    places = sorted(Place.objects.all(), key=lambda place: PLACES_BY_MEANING.index(place.kind))
    counties = [place for place in places if place.kind == Place.Kind.COUNTY]
    bare = {squeeze(ABOUT_THE_NAME.sub("", place.name_fa or "")): place for place in counties}
    return names_of(places) | names_of(counties) | bare


def read_workbook(content, user):
    """A Reading of the bytes ``content`` as ``user`` may use it; raises WorkbookRefused."""
    exhibitors, products = read_sheets(content)
    words = Words.load(user, exhibitors.slugs("slug") | products.slugs("exhibitor"))
    stored = dict(words.exhibitors)
    exhibitors.build(words)
    settle(exhibitors.rows, "slug", stored)
    for row in exhibitors.rows:
        slug = row.cleaned_data.get("slug")
        if row.status == "new":
            words.exhibitors[slug] = None
        elif slug not in stored:
            words.wrong.add(slug)
    words.wrong -= set(words.exhibitors)
    products.build(words)
    settle(products.rows, "title_fa", stored_products(products.slugs("exhibitor") & set(stored)))
    if not exhibitors.rows and not products.rows:
        raise WorkbookRefused(_("Both sheets are empty below their headings."))
    return Reading(exhibitors, products)


def stored_products(slugs):
    """{(slug of the exhibitor, squeezed Persian title): work}, and a list of works where several share a title."""
    works = Product.objects.filter(exhibitor__slug__in=slugs).order_by("pk")
    found = {}
    for work in works.select_related("exhibitor__place", "craft").prefetch_related("materials", "techniques"):
        found.setdefault((work.exhibitor.slug, squeeze(work.title_fa or "")), []).append(work)
    return {key: works if len(works) > 1 else works[0] for key, works in found.items()}


def settle(rows, key, stored):
    """Let every valid row meet what is stored under its identity; the second row of one identity is wrong."""
    first = {}
    for row in rows:
        if not row.is_valid():
            continue
        identity = row.identity()
        other = first.setdefault(identity, row)
        record = stored.get(identity)
        if other is not row:
            # Translators: {number} is the number of a row in a sheet.
            row.add_error(key, _("This is in row {number} already.").format(number=other.number))
        elif isinstance(record, list):
            row.add_error(key, _("Several works of this exhibitor have this title. Please change them in the records."))
        else:
            row.settle(record)


def read_sheets(content):
    """The two sheets, rows not yet built; raises WorkbookRefused."""
    if len(content) > BYTES_LIMIT:
        raise WorkbookRefused(_("The file is larger than 5 MB."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_LIMIT:
                raise WorkbookRefused(_("The file is too large when unpacked."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        names = {squeeze(name): name for name in book.sheetnames}
        return [read_sheet(lines_of(book, names, each.sheet), each) for each in (ExhibitorRow, ProductRow)]
    except WorkbookRefused:
        raise
    except Exception as error:
        # openpyxl raises whatever the broken part happens to trip over.
        raise WorkbookRefused(_("This is not an Excel workbook (.xlsx) that can be read.")) from error


def lines_of(book, names, sheet_name):
    """[(number, texts)] of the lines that say something."""
    if squeeze(sheet_name) not in names:
        # Translators: {name} is the Persian name of a sheet.
        raise WorkbookRefused(_("The sheet “{name}” is missing.").format(name=sheet_name))
    sheet = book[names[squeeze(sheet_name)]]
    # What a file says about its own size may be wrong.
    sheet.reset_dimensions()
    found = []
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
        if any(cell is not None for cell in cells) and any(texts := [cell_text(cell) for cell in cells]):
            found.append((number, texts))
        if len(found) > MOST_ROWS + 1 or number > MOST_LINES:
            text = _("The sheet “{name}” has more than 2,000 rows. Please split the workbook.")
            raise WorkbookRefused(text.format(name=sheet_name))
    return found


def cell_text(cell):
    """What the cell says, as somebody would have typed it: 12 for 12.0, no control characters."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        cell = f"{cell:.6f}".rstrip("0").rstrip(".")
    return several_lines(UNUSABLE.sub("", str(cell))).strip()


def read_sheet(lines, row_class):
    """The lines below the headings; raises WorkbookRefused when a needed heading is missing or one stands twice."""
    known = {squeeze(label): name for name, label in row_class.headings().items()}
    typed = lines[0][1] if lines else []
    columns = [known.get(squeeze(text)) for text in typed]
    if missing := [row_class.headings()[name] for name in row_class.needed_headings() if name not in columns]:
        text = _("In the sheet “{name}” these headings are missing: {headings}.")
        raise WorkbookRefused(text.format(name=row_class.sheet, headings="، ".join(missing)))
    named = [name for name in columns if name]
    if doubled := [row_class.headings()[name] for name in dict.fromkeys(named) if named.count(name) > 1]:
        text = _("In the sheet “{name}” these headings stand twice: {headings}.")
        raise WorkbookRefused(text.format(name=row_class.sheet, headings="، ".join(doubled)))
    rows = []
    for number, texts in lines[1:]:
        cells = {name: text for name, text in zip(columns, texts, strict=True) if name}
        if any(cells.values()):
            rows.append((number, cells))
    return Sheet(row_class, rows, [text for text, name in zip(typed, columns, strict=True) if text and not name])
