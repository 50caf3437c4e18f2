"""When an answer is due: counted in days on which both countries work."""

from datetime import datetime, time, timedelta

from lib.dates import ILAM

# Friday is free in both countries; Saturday in the offices of Iraq, Thursday in those of Ilam (Monday is 0).
FREE_DAYS = {3, 4, 5}
FIRST_ANSWER_DAYS = 2


def add_working_days(day, number):
    """The day ``number`` working days of both countries after ``day``."""
    while number:
        day += timedelta(days=1)
        number -= day.weekday() not in FREE_DAYS
    return day


def due_for_first_answer(moment):
    """The end, in Ilam, of the second working day after ``moment`` (aware)."""
    return end_of_working_day(moment, FIRST_ANSWER_DAYS)


def half_of_first_answer(moment):
    """The end, in Ilam, of the first one: half of the time for a first answer has gone."""
    return end_of_working_day(moment, FIRST_ANSWER_DAYS // 2)


def end_of_working_day(moment, number):
    day = add_working_days(moment.astimezone(ILAM).date(), number)
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ILAM)
