"""Moments as whole numbers, for keys and arrays that are compared many times."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def microseconds(moment):
    """Since 1970; exact, as databases and Python keep moments."""
    return (moment - EPOCH) // MICROSECOND


def moment_of(number):
    """OverflowError for a number that no calendar holds."""
    return EPOCH + number * MICROSECOND
