"""A fair order: everything stands on a circle by lot, and each day begins at another place of it."""

from zlib import crc32

PLACES = 2**31


def lot_of(code):
    """The place of what has that code, always the same."""
    return crc32(code.encode()) % PLACES


def first_lot(day):
    """Where the order of that ``day`` begins: with this place or the next one that somebody holds, then round."""
    return crc32(f"day {day:%Y-%m-%d}".encode()) % PLACES
