"""What was found in a file: its table, its pictures, and what to say about it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from products.workbook.reading import MOST_LINES, MOST_ROWS, cell_text

MOST_COLUMNS = 120
MOST_LETTERS = 40_000  # of one cell; a spreadsheet program permits fewer
NO_HEADINGS = gettext_lazy("No sheet has the headings of the template. Fill in the template, or your export.")


class SheetRefused(ValueError):
    """The file as a whole cannot be used; the message is for the person who sent it."""


@dataclass
class FoundPicture:
    """A picture for a row: of the line ``number`` of the sheet, or named for the work that one of ``names`` means."""

    label: str
    names: tuple
    read: object
    number: int | None = None


@dataclass
class Source:
    """The table of a file as [(line number, texts)], its pictures, and what to say about it.

    ``without_result`` holds (line, column) of formulas whose result the file does not hold.
    """

    lines: list = field(default_factory=list)
    pictures: list = field(default_factory=list)
    without_result: set = field(default_factory=set)
    notes: list = field(default_factory=list)
    is_old_text: bool = False


def collect(lines):
    """[(number, texts)] of the lines that say something. Raises SheetRefused when they are too many."""
    found = []
    for number, cells in lines:
        if any(cell not in (None, "") for cell in cells) and any(texts := [cell_text(cell) for cell in cells]):
            if max(map(len, texts)) > MOST_LETTERS:
                texts = [text[:MOST_LETTERS] for text in texts]
            found.append((number, texts))
        # Headings, the example, and a few lines above them.
        if len(found) > MOST_ROWS + 12 or number > MOST_LINES:
            raise SheetRefused(_("The table has more than 2,000 rows. Please split it."))
    return found
