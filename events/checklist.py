"""What an exhibition still lacks before it opens: each app adds its own lines."""

from dataclasses import dataclass
from typing import Any

from events.signals import checking


@dataclass(frozen=True)
class Item:
    """One line: whether it is done, in a sentence, with the address where it is mended."""

    key: str
    words: Any
    url: str
    is_done: bool


def lines_from_above(exhibition, user):
    """What the apps above add, in the order of the ladder."""
    return [
        item
        for _receiver, found in checking.send(type(exhibition), exhibition=exhibition, user=user)
        for item in found or ()
    ]
