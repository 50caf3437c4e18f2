"""An exhibition made after another one, with everything shifted by the days between their first days."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Shift:
    """By how much everything moves; the copies of apps above go by it."""

    days: timedelta

    def day(self, day):
        return day and day + self.days

    def moment(self, moment):
        return moment and moment + self.days
