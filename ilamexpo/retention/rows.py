"""What a row of the table says and can do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Min, Q
from django.utils.translation import get_language, npgettext

from lib.numbers import format_number


@dataclass(frozen=True)
class Row:
    """One kind of what is kept.

    ``rule`` says how long and what happens then, with {period}: that of ``period``, or ``shown`` where it is counted
    from another moment. ``kept()`` are the records, ``since`` the column or annotation the period runs from, ``born``
    that of their making where it is another one (empty: nobody noted it), ``ends()`` those that time alone ends (none:
    all), ``asked()`` which of these were asked to go before; ``act(rows)`` does it and returns how many. ``files()`` are
    the moments of what is no record, and ``clean_files()`` removes it. ``holds`` names the columns, {model: their names},
    ``folders`` where their files lie.
    """

    key: str
    # Translated where they are read.
    what: Any
    whose: Any
    why: Any
    rule: Any
    period: timedelta = timedelta(0)
    shown: timedelta | None = None
    kept: Any = None
    since: str = ""
    born: str | None = None
    ends: Callable | None = None
    act: Callable | None = None
    files: Callable | None = None
    clean_files: Callable | None = None
    asked: Callable | None = None
    holds: dict = field(default_factory=dict)
    folders: tuple = ()

    def due(self, now):
        """The records whose time is over at ``now``."""
        limit = now - self.period
        rows = self.ending()
        over = Q(**{f"{self.since}__lte": int(limit.timestamp()) if self.since == "window" else limit})
        return rows.filter(over | self.asked()) if self.asked else rows.filter(over)

    def ending(self):
        return (self.ends or self.kept)()

    def clean(self, now):
        """Do what is due; return how many there were."""
        if self.clean_files:
            return self.clean_files()
        return self.act(self.due(now)) if self.act else 0

    def remaining(self):
        """(how many remain, the moment of the oldest, when the first is due), where there are any."""
        if self.files:
            moments = self.files()
            oldest = min(moments, default=None)
            return len(moments), oldest, oldest and oldest + self.period
        if self.kept is None:
            return None, None, None
        born = self.since if self.born is None else self.born
        oldest = moment_of(self.kept().aggregate(oldest=Min(born))["oldest"]) if born else None
        first = moment_of(self.ending().aggregate(first=Min(self.since))["first"]) if self.act else None
        return self.kept().count(), oldest, first and first + self.period

    def rule_in_words(self):
        period = self.shown or self.period
        return str(self.rule).format(period=period_in_words(period)) if period else str(self.rule)


def moment_of(value):
    """A moment; counters keep the seconds since 1970."""
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else value


def period_in_words(period):
    """Whole years, or days, as people say them after "after"."""
    language = get_language() or "fa"
    if period.days % 365 == 0:
        years = period.days // 365
        text = npgettext("after", "{number} year", "{number} years", years)
        return text.format(number=format_number(years, language))
    return npgettext("after", "{number} day", "{number} days", period.days).format(
        number=format_number(period.days, language)
    )
