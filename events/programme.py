"""When programme items run, by the clock of the venue and by that of Ilam, and which of them get in each other's way."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from itertools import combinations
from typing import Any

from lib.dates import ILAM
from lib.languages import CODES
from lib.text import fold


@dataclass(frozen=True)
class Overlap:
    """Two items at the same time that share a ``place`` or a ``host``, with its name as the first of them writes it."""

    shares: str
    name: str
    first: Any
    second: Any


def hours(item, zone=None):
    """(from, until) as moments of the venue, or of ``zone``; None where nothing is known."""
    own = item.exhibition.timezone
    times = [item.starts_at, item.ends_at if ends_after_start(item) else None]
    return tuple(
        each if each is None else datetime.combine(item.day, each, own).astimezone(zone or own) for each in times
    )


def ends_after_start(item):
    return bool(item.starts_at and item.ends_at and item.ends_at > item.starts_at)


def hours_in_ilam(item):
    """The same by the clocks of Ilam; None where they show what the venue's do."""
    own, there = hours(item), hours(item, ILAM)
    if own[0] is None or own[0].replace(tzinfo=None) == there[0].replace(tzinfo=None):
        return None
    return there


def overlaps(items):
    """Pairs of ``items`` at the same time and place, or with the same host; those without an hour are in nobody's way."""
    by_day = defaultdict(list)
    for item in items:
        if item.starts_at:
            by_day[item.day].append(item)
    found = []
    for day in sorted(by_day):
        for first, second in combinations(sorted(by_day[day], key=lambda item: (item.starts_at, item.pk or 0)), 2):
            if not at_the_same_time(first, second):
                continue
            for shares, field in (("place", "location"), ("host", "host")):
                if name := shared_name(first, second, field):
                    found.append(Overlap(shares, name, first, second))
    return found


def at_the_same_time(first, second):
    """``first`` begins no later than ``second``; one whose end is not known is over the moment it began."""
    return second.starts_at == first.starts_at or second.starts_at < end_of(first)


def end_of(item):
    return item.ends_at if ends_after_start(item) else item.starts_at or time.min


def shared_name(first, second, field):
    """What both call by the same name in one of the languages, however it is spelt; empty when nothing."""
    for code in CODES:
        name, other = (getattr(item, f"{field}_{code}") or "" for item in (first, second))
        if name and fold(name) == fold(other):
            return name
    return ""


def outside(exhibition, items):
    """Those of ``items`` on a day when the exhibition is not open, as far as its days are known."""
    if not exhibition.starts_on:
        return []
    return [item for item in items if not exhibition.starts_on <= item.day <= exhibition.last_day]
