"""Days, spans and hours as each language writes them, and as people type them."""

from datetime import date, time

import pytest

from lib import dates

DAY, END = date(2025, 10, 10), date(2025, 10, 16)


@pytest.mark.parametrize(
    ("language", "calendar", "written"),
    [
        ("fa", None, "۱۸ مهر ۱۴۰۴"),
        ("ar", None, "١٠ تشرين الأول ٢٠٢٥"),
        ("ckb", None, "١٠ی تشرینی یەکەمی ٢٠٢٥"),
        ("en", None, "10 October 2025"),
        ("fa", "gregorian", "۱۰ اکتبر ۲۰۲۵"),
        ("ar", "jalali", "١٨ مهر ١٤٠٤"),
        ("ckb", "jalali", "١٨ی ڕەزبەری ١٤٠٤"),
        ("en", "jalali", "18 Mehr 1404"),
    ],
)
def test_a_day_is_written_in_each_language_and_calendar(language, calendar, written):
    assert dates.format_date(DAY, language, calendar) == written


@pytest.mark.parametrize(
    ("start", "end", "language", "written"),
    [
        (DAY, END, "en", "10–16 October 2025"),
        (DAY, END, "fa", "۱۸–۲۴ مهر ۱۴۰۴"),
        (DAY, END, "ckb", "١٠–١٦ی تشرینی یەکەمی ٢٠٢٥"),
        (date(2025, 9, 30), date(2025, 10, 2), "en", "30 September – 2 October 2025"),
        (date(2025, 9, 30), date(2025, 10, 2), "ar", "٣٠ أيلول – ٢ تشرين الأول ٢٠٢٥"),
        (date(2025, 12, 31), date(2026, 1, 1), "en", "31 December 2025 – 1 January 2026"),
        (date(2025, 12, 31), date(2026, 1, 1), "fa", "۱۰–۱۱ دی ۱۴۰۴"),
        (date(2025, 5, 21), date(2025, 5, 24), "fa", "۳۱ اردیبهشت – ۳ خرداد ۱۴۰۴"),
        (DAY, DAY, "en", "10 October 2025"),
        (DAY, None, "en", "10 October 2025"),
    ],
)
def test_a_span_says_a_shared_month_and_year_once(start, end, language, written):
    assert dates.format_range(start, end, language) == written


def test_both_calendars_stand_side_by_side():
    assert dates.format_two_calendars(DAY, None, "fa") == "۱۸ مهر ۱۴۰۴ – ۱۰ اکتبر ۲۰۲۵"
    assert dates.format_two_calendars(DAY, END, "en") == "10–16 October 2025 / 18–24 Mehr 1404"


@pytest.mark.parametrize(
    ("language", "weekday", "hour"),
    [("fa", "جمعه", "۰۹:۳۰"), ("ar", "الجمعة", "٠٩:٣٠"), ("ckb", "هەینی", "٠٩:٣٠"), ("en", "Friday", "09:30")],
)
def test_weekdays_and_hours_are_written_in_each_language(language, weekday, hour):
    assert dates.format_weekday(DAY, language) == weekday
    assert dates.format_time(time(9, 30), language) == hour


def test_the_kurdish_year_begins_at_nowruz():
    assert dates.kurdish_year(date(2020, 3, 19)) == 2719
    assert dates.kurdish_year(date(2020, 3, 20)) == 2720


@pytest.mark.parametrize("year", [1399, 1403, 1408, 1412])
def test_leap_years_have_a_thirtieth_of_esfand(year):
    assert dates.parse_date(f"{year}/12/30") == dates.from_jalali(year, 12, 30)
    with pytest.raises(ValueError):
        dates.parse_date(f"{year + 1}/12/30")


@pytest.mark.parametrize(
    "typed",
    [
        "1404/7/18",
        "۱۴۰۴/۰۷/۱۸",
        "18-7-1404",
        "١٠.١٠.٢٠٢٥",
        "2025-10-10",
        "10 10 2025",
        " 10 / 10 / 2025 ",
        "۱۸ مهر ۱۴۰۴",
        "١٨ی ڕەزبەری ١٤٠٤",
        "10 تشرين الأول 2025",
        "10 أكتوبر 2025",
        "10ی تشرینی یەکەمی 2025",
        "۱۰ اکتبر ۲۰۲۵",
        "Oct 10, 2025",
        "2025 october 10",
        "\u206718 mehr 1404\u2069",
    ],
)
def test_one_day_under_every_spelling(typed):
    assert dates.parse_date(typed) == DAY


@pytest.mark.parametrize(
    "typed",
    [
        "202500100010",
        "२०२५-१०-१०",
        "1404/12/30",
        "1299/1/1",
        "1899-1-1",
        "25/10/10",
        "10 Mehr 2025",
        "1404/7/18/",
        "\x00",
        "۹" * 90,
    ],
)
def test_what_is_no_day_of_ours_is_refused(typed):
    with pytest.raises(ValueError):
        dates.parse_date(typed)
