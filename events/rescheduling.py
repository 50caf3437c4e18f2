"""Cancelling, postponing and moving an exhibition: what depends on the old days or place is settled one by one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from events.models import Exhibition
from events.signals import rescheduling


@dataclass(frozen=True)
class Change:
    """What shall become of an exhibition; the days are the new ones, the same as before when it only moves."""

    exhibition: Exhibition
    kind: str  # cancelled, postponed or moved
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def shift(self):
        """From the old first day to the new one; None when one of them is not known, or when it is cancelled."""
        if self.kind == "cancelled" or not (self.starts_on and self.exhibition.starts_on):
            return None
        return self.starts_on - self.exhibition.starts_on


@dataclass(frozen=True)
class Dependent:
    """Something that hangs on the old day or place, with the answers an official may give; ``settle(answer, actor)`` does
    what was answered, in the transaction of the change."""

    key: str
    what: Any
    answers: tuple[tuple[str, Any], ...]
    default: str
    settle: Callable


def dependents(change):
    """Everything that must be settled first, of this app and of those above."""
    return [row for _receiver, found in rescheduling.send(Exhibition, change=change) for row in found or ()]
