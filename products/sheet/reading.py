"""Understands a maker's sheet and compares it with the works; stores nothing."""

import hashlib
import io
import json
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib.numbers import number_words
from lib.pictures import PictureRefused, check
from lib.text import squeeze
from products.pictures import MOST
from products.sheet.columns import WorkRow, fields_knowing, find_headings
from products.sheet.example import example_cells
from products.sheet.fields import listed
from products.sheet.shelf import Shelf, match
from products.sheet.source import NO_HEADINGS, SheetRefused
from products.workbook.reading import MOST_ROWS, names_of
from products.workbook.rows import comparable
from vocabulary.models import Craft, Material, Technique

# In Persian and Kurdish; old Windows letters have only the Arabic ones.
PERSIAN_LETTERS = str.maketrans("يك", "یک")
MOST_NOTES = 60
DIGITS = 32  # of a picture's content in the name of its file
EACH = 50  # rows between two words about the progress


@dataclass
class Words:
    """What cells may name: {column: {squeezed name: term}}."""

    terms: dict

    @classmethod
    def load(cls, language):
        """Names in all languages; where two terms share one, the sheet's ``language`` decides."""
        terms = {
            "craft": Craft.objects.all(),
            "materials": Material.objects.all(),
            "techniques": Technique.objects.all(),
        }
        return cls({name: names_in(each, language) for name, each in terms.items()})


def names_in(terms, language):
    terms = list(terms)
    own = {squeeze(name): term for term in terms if (name := getattr(term, f"name_{language}"))}
    return names_of(terms) | own


@dataclass
class SheetReading:
    """Every row, settled; ``columns`` of the table as the maker had them; ``pasted`` pictures as [(row, bytes)]."""

    rows: list
    columns: tuple
    notes: list = field(default_factory=list)
    pasted: list = field(default_factory=list)

    def count(self, status):
        return sum(row.status == status for row in self.rows)


def read_source(source, exhibitor, progress=lambda done, total: None):
    """The SheetReading of an opened ``source``. Raises SheetRefused."""
    found = find_headings(source.lines)
    if found is None:
        raise SheetRefused(NO_HEADINGS)
    if found.doubled:
        text = _("These headings stand twice: {headings}.")
        raise SheetRefused(text.format(headings=listed(found.doubled)))
    words = Words.load(found.language)
    examples = example_cells()
    notes = list(source.notes)
    lines = source.lines[found.place + 1 :]
    fields = {name: each for name, each in fields_knowing(words).items() if name in found.columns}
    rows, row_class = [], type("Row", (WorkRow,), {"shared": fields})
    for done, (number, texts) in enumerate(lines):
        cells = {name: text for name, text in zip(found.columns, texts, strict=False) if name and text}
        if source.is_old_text:
            cells = {name: persian(name, text) for name, text in cells.items()}
        if not cells or is_example(cells, found.columns, examples):
            continue
        row = row_class(cells, words=words)
        row.number = number
        row.without_result = [
            name for place, name in enumerate(found.columns) if name and (number, place) in source.without_result
        ]
        rows.append(row)
        row.is_valid()
        if done % EACH == 0:
            progress(done, 2 * len(lines))
    if len(rows) > MOST_ROWS:
        raise SheetRefused(_("The table has more than 2,000 rows. Please split it."))
    if not rows:
        raise SheetRefused(_("The table is empty below its headings; the example row does not count."))
    match(rows, Shelf(exhibitor))
    for row in rows:
        for name in row.without_result:
            row.complain(name, _("This cell holds a formula without a result. Write the value itself."))
    pasted = give_pictures(rows, source, notes)
    if found.unknown:
        text = _("These columns have unknown headings and are left out: {headings}.")
        notes.append(text.format(headings=listed(each[:40] for each in found.unknown[:20])))
    return SheetReading(rows, found.columns, shortened(notes), pasted)


def persian(name, text):
    return text if name.endswith("_ar") else text.translate(PERSIAN_LETTERS)


def is_example(cells, columns, examples):
    """Whether the row is one of ``examples``, as far as the table has its columns."""
    for each in examples:
        expected = {name: text for name, text in each.items() if name in columns}
        if cells.keys() == expected.keys() and all(squeeze(cells[name]) == text for name, text in expected.items()):
            return True
    return False


def give_pictures(rows, source, notes):
    """Let every row know its new pictures; what cannot be one, or belongs to no row, is said."""
    by_number = {row.number: row for row in rows}
    by_name = {}
    for row in rows:
        for name in (
            row.cleaned_data.get("own_number"),
            row.record and row.record.number,
            row.record and row.record.code,
        ):
            if name:
                by_name.setdefault(squeeze(name), row)
    homeless, pasted = [], []
    for picture in source.pictures:
        row = by_number.get(picture.number) or next(filter(None, map(by_name.get, picture.names)), None)
        if row is None:
            homeless.append(picture.label)
            continue
        try:
            content = picture.read()
            check(io.BytesIO(content))
        except (SheetRefused, PictureRefused) as refusal:
            # Translators: {file} is the name of a picture, {reason} a sentence.
            text = _("{file} (row {number}): {reason}")
            notes.append(text.format(file=picture.label, number=number_words(row.number), reason=refusal))
            continue
        if picture.number:
            pasted.append((row, content))
        keep_new(row, picture, content, notes)
    if homeless:
        text = ngettext(
            "{number} picture belongs to no row: {files}. Name it by your number of the work, or by its code.",
            "{number} pictures belong to no row: {files}. Name them by your numbers of the works, or by their codes.",
            len(homeless),
        )
        notes.append(text.format(number=number_words(len(homeless)), files=listed(homeless[:10])))
    return pasted


def keep_new(row, picture, content, notes):
    digest = hashlib.sha256(content).hexdigest()[:DIGITS]
    if not hasattr(row, "digests"):
        row.pictures, row.digests = [], stored_digests(row.record)
    if digest in row.digests:
        return
    if row.record is not None and row.record.is_being_read:
        text = _("{file} (row {number}): {reason}")
        reason = _("An official is reading this work. Take it back first if you want to change it.")
        notes.append(text.format(file=picture.label, number=number_words(row.number), reason=reason))
    elif len(row.digests) >= MOST:
        text = _("{file} (row {number}): a work has at most {most} pictures.")
        notes.append(text.format(file=picture.label, number=number_words(row.number), most=number_words(MOST)))
    else:
        row.digests.add(digest)
        row.pictures.append(picture)


def stored_digests(work):
    """What the pictures of a work are by their content, so that none is added twice."""
    row = (work.draft or work) if work else None
    found = set()
    for picture in row.pictures.all() if row else ():
        # The name says the content, see ``lib.uploads.keep_original``; pictures of the office have other names.
        name = PurePosixPath(picture.original.name or "").stem
        found.add(name if len(name) == DIGITS else f"picture {picture.pk}")
    return found


def shortened(notes):
    if len(notes) <= MOST_NOTES:
        return notes
    more = len(notes) - MOST_NOTES
    text = ngettext("And {number} more remark.", "And {number} more remarks.", more)
    return [*notes[:MOST_NOTES], text.format(number=number_words(more))]


def seen(row):
    """Says the same as long as saving the row would do what its preview said."""
    changes = [] if row.errors else [[name, plain(row.before.get(name))] for name in row.changes]
    text = json.dumps([row.status == "new", row.record.code if row.record else "", changes])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def plain(value):
    return str([each.slug for each in value] if isinstance(value, list) else comparable(value))


def report_of(reading):
    """What the page shows, as JSON."""
    return {
        "notes": [str(note) for note in reading.notes],
        "counts": {status: reading.count(status) for status in ("new", "changed", "same", "wrong")},
        "rows": [
            {
                "number": row.number,
                "status": row.status,
                "name": row.name[:100],
                "code": row.record.code if row.record else "",
                "cells": [[name, typed[:80], stored[:80], errors] for name, typed, stored, errors in row.cells],
                "pictures": len(row.pictures),
                "waits": bool(row.record and row.record.published_at and (row.reviewed_changes or row.pictures)),
                "seen": seen(row),
            }
            for row in reading.rows
        ],
    }
