"""The works a sheet may speak of, and which row speaks of which."""

from django.db.models import Max, Prefetch
from django.utils.translation import gettext as _

from lib.languages import CODES
from lib.numbers import number_words
from lib.text import squeeze
from products.models import Picture, Product
from products.revisions import EDITABLE
from products.states import PictureState, ProductState

PUBLIC = (ProductState.PUBLISHED, ProductState.WITHDRAWN)


class Shelf:
    """All works of one exhibitor that are not put away, found by code, own number and title (seven queries).

    Each carries ``draft`` (where it may be changed: itself, or its revision), ``is_being_read`` and ``number``.
    """

    def __init__(self, exhibitor):
        self.works = load_works(exhibitor)
        self.by_code = {work.code: work for work in self.works}
        self.by_number = {squeeze(work.number): work for work in self.works if work.number}
        self.by_title = {}
        for work in self.works:
            for row in filter(None, {id(each): each for each in (work, work.draft)}.values()):
                for code in CODES:
                    if title := getattr(row, f"title_{code}"):
                        self.by_title.setdefault((code, squeeze(title)), {})[work.pk] = work

    def titled(self, titles):
        """Works that have one of ``titles`` ({language: squeezed})."""
        found = {}
        for key in titles.items():
            found |= self.by_title.get(key, {})
        return list(found.values())


def works_of(exhibitor, rows=Product.objects):
    """The works a sheet holds: all that are not put away."""
    return rows.filter(exhibitor=exhibitor, revises=None).exclude(state=ProductState.ARCHIVED)


def load_works(exhibitor):
    pictures = Prefetch("pictures", Picture.objects.exclude(state=PictureState.REMOVED))
    rows = Product.objects.select_related("craft").prefetch_related("materials", "techniques", pictures)
    works = works_of(exhibitor, rows)
    revisions = rows.filter(revises__exhibitor=exhibitor).exclude(state=ProductState.APPLIED)
    by_work = {revision.revises_id: revision for revision in revisions}
    found = list(works.select_related("own_number").order_by("pk"))
    for work in found:
        work.exhibitor = exhibitor
        draft = by_work.get(work.pk) if work.state in PUBLIC else work
        own = getattr(work, "own_number", None)
        is_being_read = draft is not None and draft.state not in EDITABLE
        vars(work).update(draft=draft, is_being_read=is_being_read, number=own.number if own else "")
    return found


def state_of(exhibitor):
    """Says the same as long as nobody adds a work or a revision, or removes one."""
    rows = Product.objects.filter(exhibitor=exhibitor)
    return rows.aggregate(newest=Max("pk"))["newest"], rows.count()


def match(rows, shelf):
    """Let every row meet the work it speaks of, or none; of two rows for one work the second is wrong."""
    claimed, new_numbers, new_titles = {}, {}, {}
    for row in rows:
        row.is_valid()
    by_certainty = sorted(rows, key=lambda row: (not row.data.get("code"), not row.data.get("own_number"), row.number))
    for row in by_certainty:
        if "code" in row.errors or "own_number" in row.errors:
            row.settle(None)
            continue
        work, name = find(row, shelf, claimed)
        row.settle(work)
        if work is not None:
            other = claimed.setdefault(work.pk, row)
            check_number(row, work, shelf)
        elif key := squeeze(row.cleaned_data.get("own_number") or ""):
            other, name = new_numbers.setdefault(key, row), "own_number"
        else:
            others = [new_titles.setdefault(title, row) for title in row.titles().items()]
            other = next((each for each in others if each is not row), row)
        if other is not row:
            # Translators: {number} is the number of a row in a sheet.
            text = _("Row {number} speaks of this work already. Give each work a number of its own, or take one away.")
            row.complain(name, text.format(number=number_words(other.number)))


def find(row, shelf, claimed):
    """(the work ``row`` speaks of or None for a new one, the cell that says so)."""
    code, number, titles = row.cleaned_data.get("code"), row.cleaned_data.get("own_number"), row.titles()
    if code:
        work = shelf.by_code.get(code)
        if work is None:
            row.complain("code", _("None of your works has this code. Leave it empty for a new work."))
        return work, "code"
    title = next((f"title_{language}" for language in titles), "own_number")
    alike = shelf.titled(titles)
    if number:
        if work := shelf.by_number.get(squeeze(number)):
            return work, "own_number"
        # A work that was entered without a number gets it from the sheet.
        alike = [work for work in alike if not work.number and work.pk not in claimed]
    elif len(alike) > 1:
        alike = [work for work in alike if not work.number] or alike
    if len(alike) > 1:
        row.complain(
            title, _("Several of your works have this title. Write the code or your number of the one you mean.")
        )
        return None, title
    return (alike[0] if alike else None), title


def check_number(row, work, shelf):
    key = squeeze(row.cleaned_data.get("own_number") or "")
    if key and shelf.by_number.get(key, work) is not work:
        row.complain("own_number", _("Another of your works has this number."))
