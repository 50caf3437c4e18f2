"""What the days of an exhibition say of it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from events.states import STOPPED


class Days:
    """For whatever has the ``status``, the ``zone`` and the days of an exhibition: its record, or a row of some columns."""

    status: Any
    zone: Any
    starts_on: Any
    starts_by: Any
    ends_on: Any
    ends_by: Any

    @property
    def timezone(self):
        """Where its days begin and its hours are meant."""
        return ZoneInfo(self.zone)

    @property
    def today(self):
        """The day it is there."""
        return timezone.localdate(timezone=self.timezone)

    @property
    def last_day(self):
        """The day after which it is over, as far as anybody knows; None when nothing is known."""
        return self.ends_on or self.ends_by or self.starts_on or self.starts_by

    def phase(self, today=None):
        """One of cancelled, moved, planned, next, running, over; ``today`` is the day at the venue, by default this one."""
        today = today or self.today
        if self.status in STOPPED:
            return self.status
        if self.last_day is None:
            return "planned"
        if self.last_day < today:
            return "over"
        return "running" if self.starts_on and self.starts_on <= today else "next"
