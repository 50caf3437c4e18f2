"""What differs between two reports: of one exhibition at two times, or of two exhibitions."""

from dataclasses import dataclass


@dataclass
class Change:
    """One number; empty where a report does not have it."""

    section: str
    table: str
    label: str
    column: str
    old: str
    new: str


def numbers(sections):
    """{(section, table, key, column): (titles and labels, text)} of every number of ``sections``, in their order."""
    found = {}
    for section in sections:
        for table in section.tables:
            for row in table.rows:
                for column, cell in zip(table.columns, row.cells, strict=True):
                    if cell.value is not None:
                        words = (section.title, table.title, row.label, column)
                        found[section.key, table.key, row.key, column] = (words, cell.text)
    return found


def changes(old, new):
    """[Change] for every number that is another one in the sections ``new`` than in ``old``."""
    return [each for each in beside(old, new) if each.old != each.new]


def beside(old, new):
    """[Change] for every number that one of the two has, in the order of the report."""
    before, after = numbers(old), numbers(new)
    order = sorted({**before, **after}, key=place_in(before, after))
    found = []
    for key in order:
        section, table, label, column = (after.get(key) or before[key])[0]
        old_text, new_text = (held.get(key, ("", ""))[1] for held in (before, after))
        found.append(Change(section, table, label, column, old_text, new_text))
    return found


def place_in(before, after):
    """A number of only one report stands where its section and table stand."""
    places: dict = {}
    for key in (*after, *before):
        for length in (1, 2):
            places.setdefault(key[:length], len(places))
        places.setdefault(key, len(places))
    return lambda key: (places[key[:1]], places[key[:2]], places[key])
