"""Writes the rows of a sheet that its maker confirmed."""

import io
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from exhibitors.models import Exhibitor
from lib.money import stored
from lib.numbers import number_words
from lib.pictures import PictureRefused
from lib.text import squeeze
from products import search
from products.models import OwnNumber, Product
from products.receivers import stamp_once
from products.revisions import row_to_write
from products.sheet.columns import FACT, LISTS, PLAIN, TEXTS
from products.sheet.reading import seen
from products.sheet.shelf import state_of
from products.sheet.source import SheetRefused
from products.uploads import receive
from products.workbook.fields import ON_REQUEST

BATCH = 40  # rows a transaction: nobody else who writes waits longer than a moment
MOST_READINGS = 5
PRICE_COLUMNS = ["price_mode", "price_amount", "currency", "price_unit"]
REVIEWED_COLUMNS = [*PLAIN, *TEXTS, "craft", "facts", "slug"]


@dataclass
class Saved:
    """What became of the rows by their numbers: those left out, and what to say about pictures."""

    left: list = field(default_factory=list)
    notes: list = field(default_factory=list)


def save_rows(read, exhibitor, shown, progress=lambda done, total: None):
    """Write the rows of ``read()`` (a SheetReading) that still do what was ``shown`` ({number: ``seen``}); Saved.

    Done again after it was killed it writes only what is missing: then the other rows are the same as their works.
    """
    saved = Saved()
    for _reading in range(MOST_READINGS):
        reading = read()
        rows = [row for row in reading.rows if row.status in ("new", "changed")]
        saved.left = [row.number for row in rows if shown.get(row.number) != seen(row)]
        due = [row for row in rows if row.number not in set(saved.left)]
        if save_all(due, exhibitor, saved, progress):
            return saved
    # Somebody else enters works all the time; what is missing is said, and the sheet may be sent again.
    saved.left += [row.number for row in due if not getattr(row, "is_saved", False)]
    return saved


def save_all(rows, exhibitor, saved, progress):
    """Whether all were written: somebody else who adds works meanwhile means that the sheet is read again."""
    state = state_of(exhibitor)
    for start in range(0, len(rows), BATCH):
        progress(start, len(rows))
        with transaction.atomic(), stamp_once():
            # Locked: of two sheets at once one waits, and then finds the works of the other.
            exhibitor = Exhibitor.objects.select_for_update().get(pk=exhibitor.pk)
            if state_of(exhibitor) != state:
                return False
            for row in rows[start : start + BATCH]:
                save_row(row, exhibitor, saved)
            state = state_of(exhibitor)
    return True


def save_row(row, exhibitor, saved):
    product = row.record or new_product(row, exhibitor)
    if row.record is not None:
        # What an official or another page did to it meanwhile.
        product.refresh_from_db(fields=["state"])
    target = product
    if row.record is not None and (row.reviewed_changes or row.pictures):
        target = row_to_write(product)
        if target is None:
            saved.left.append(row.number)
            return
    names = set(row.changes) | set(row.filled) if row.record is None else set(row.changes)
    write_reviewed(target, row, names)
    write_live(product, row, names)
    if row.record is None:
        product.save()
    else:
        # Only what the sheet speaks of: the rest may have changed since it was read.
        product.save(update_fields=live_columns(names))
        target.save(update_fields=REVIEWED_COLUMNS)
    for name in LISTS:
        if name in names:
            getattr(target, name).set(row.filled.get(name, []))
    if "own_number" in names:
        write_number(product, row.filled["own_number"], exhibitor)
    for picture in row.pictures:
        write_picture(target, picture, row, saved)
    search.refresh(target)
    if target is not product:
        search.refresh(product)
    row.is_saved = True


def new_product(row, exhibitor):
    craft, kind = row.filled.get("craft"), row.filled.get("kind")
    to_order = kind == Product.Kind.MADE_TO_ORDER
    product = Product(
        exhibitor=exhibitor,
        availability=Product.Availability.TO_ORDER if to_order else Product.Availability.AVAILABLE,
        is_sample=exhibitor.is_sample,
    )
    if craft:
        product.unit = craft.units.split(",")[0].strip()
    return product


def write_reviewed(product, row, names):
    """Texts, kind, sizes and facts; an emptied cell takes the value away."""
    for name in names & {*PLAIN, "craft"}:
        setattr(product, name, row.filled.get(name))
    for name in names & set(TEXTS):
        setattr(product, name, row.filled.get(name, ""))
    facts = dict(product.facts)
    for name in names:
        if name.startswith(FACT):
            facts.pop(name.removeprefix(FACT), None)
            if name in row.filled:
                facts[name.removeprefix(FACT)] = row.filled[name]
    product.facts = facts


def live_columns(names):
    """Those the sheet changes: what was tapped meanwhile stays."""
    columns = [name for name in ("availability", "capacity_per_month") if name in names]
    return [*columns, *(PRICE_COLUMNS if names & {"price_mode", "price", "price_unit"} else [])]


def write_live(product, row, names):
    """Price, availability and capacity."""
    if "availability" in names:
        product.availability = row.filled["availability"]
    if "capacity_per_month" in names:
        product.capacity_per_month = row.filled.get("capacity_per_month")
    if names & {"price_mode", "price", "price_unit"}:
        whole = row.whole
        if whole.get("price_mode") in (None, ON_REQUEST):
            product.price_mode, product.price_amount, product.currency, product.price_unit = ON_REQUEST, None, "", ""
        else:
            product.price_mode, product.price_unit = whole["price_mode"], whole["price_unit"]
            product.price_amount, product.currency = stored(whole["price"], whole["price_unit"])


def write_number(product, number, exhibitor):
    said = {"number": number, "key": squeeze(number), "exhibitor": exhibitor}
    OwnNumber.objects.update_or_create(product=product, defaults=said)


def write_picture(product, picture, row, saved):
    try:
        receive(product, io.BytesIO(picture.read()))
    except (PictureRefused, SheetRefused) as refusal:
        text = _("{file} (row {number}): {reason}")
        saved.notes.append(text.format(file=picture.label, number=number_words(row.number), reason=refusal))
