"""What the days of an exhibition say of it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from events.states import STOPPED
from lib import dates

# By the certainty of a day that is said; an exact one needs no words.
DOUBTS = {
    "approximate": _("The day is approximate."),
    "inferred": _("The day is inferred from reports, not confirmed."),
}
NOT_KNOWN = _("The exact days are not known.")


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


def days_of(exhibition):
    """The days of an exhibition, or of what has days like one, as sentences: (own calendar, other calendar, doubt)."""
    language = get_language() or "fa"
    start, end = exhibition.starts_on, exhibition.ends_on
    if start and exhibition.ends_certainty == "unknown" and not end:
        doubt = gettext("The last day was not reported.")
    else:
        doubt = str(DOUBTS.get(exhibition.starts_certainty, ""))
    other = dates.other_calendar(language)
    if start:
        if not end and exhibition.ends_certainty == "unknown":
            own, also = (gettext("from {day}").format(day=dates.format_date(start, language, c)) for c in (None, other))
        else:
            own, also = (dates.format_range(start, end, language, c) for c in (None, other))
    elif latest := exhibition.starts_by or exhibition.ends_by or end:
        own, also = (
            gettext("by {day} at the latest").format(day=dates.format_date(latest, language, c)) for c in (None, other)
        )
        doubt = str(NOT_KNOWN)
    else:
        own, also = gettext("Days not yet known"), ""
    return own, also, doubt
