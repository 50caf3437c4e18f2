"""What holds for every text, day and number, whatever is typed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import codes, dates, money, numbers, phones, sizes, text

LANGUAGES = ("en", "fa", "ar", "ckb")
FIRST, LAST = date(1921, 1, 1), date(2076, 12, 31)
# The first day of 1300: what people type is a Jalali day from then on.
days = st.dates(date(1921, 3, 21), LAST)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_strong_folding_is_idempotent(typed):
    folded = text.fold(typed)
    assert text.fold(folded) == folded


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_a_search(typed):
    assert len(text.search_terms(typed)) <= text.MOST_WORDS
    text.search_document(typed)


@pytest.mark.parametrize(
    "typed",
    ["صنایع‌دستی", "صنایع دستی", "صنایعدستی", "صنايع‌دستي", "صَنایِع‌دستی"],
    ids=["zwnj", "space", "none", "ar", "vowels"],
)
def test_every_spelling_of_handicrafts_is_one(typed):
    assert text.squeeze(typed) == "صنایعدستی"


@pytest.mark.parametrize(
    ("one", "other"), [("گلیم", "كليم"), ("ئێران", "ایران"), ("الكوت", "کوت"), ("کووت", "کوت"), ("چیت", "جیت")]
)
def test_the_weak_form_joins_what_keyboards_part(one, other):
    assert text.fold_weak(one) == text.fold_weak(other)


def test_every_day_goes_to_jalali_and_back():
    day = FIRST
    while day <= LAST:
        assert dates.from_jalali(*dates.jalali(day)) == day
        day += timedelta(days=1)


@given(days, st.sampled_from(LANGUAGES), st.sampled_from(["jalali", "gregorian"]))
@settings(max_examples=300, deadline=None)
def test_a_day_is_read_as_it_was_written(day, language, calendar):
    assert dates.parse_date(dates.format_date(day, language, calendar)) == day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1404/7/18", date(2025, 10, 10)),
        ("۱۸ مهر ۱۴۰۴", date(2025, 10, 10)),
        ("١٠ تشرين الأول ٢٠٢٥", date(2025, 10, 10)),
        ("10.10.2025", date(2025, 10, 10)),
        ("۱۰ دی ۱۴۰۴", date(2025, 12, 31)),
        ("15 Ordibehesht 1401", date(2022, 5, 5)),
    ],
)
def test_days_are_typed_in_either_calendar(typed, day):
    assert dates.parse_date(typed) == day


@pytest.mark.parametrize("typed", ["", "1404", "31/2/2025", "30/12/1404/1", "day", "1404/13/1", "99999/1/1"])
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(ValueError):
        dates.parse_date(typed)


def test_a_joint_document_shows_both_calendars():
    assert dates.joint_line(date(2025, 10, 10)) == "۱۸ مهر ۱۴۰۴ – 10 تشرين الأول 2025"


@given(st.decimals(0, 10**9, places=2), st.sampled_from(LANGUAGES))
@settings(deadline=None)
def test_whatever_digits_are_typed_the_same_number_is_stored(number, language):
    assert numbers.parse_decimal(numbers.format_number(number, language, 2)) == number


@pytest.mark.parametrize("typed", ["NaN", "1e5", "Infinity", "1,2,3", "", "--1", "1" * 40, "12a"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError):
        numbers.parse_decimal(typed)


@given(st.sampled_from(codes.KINDS), st.integers(0, 30**6 - 1), st.integers(1, 7), st.sampled_from(codes.ALPHABET))
@settings(deadline=None)
def test_a_code_is_read_back_and_one_wrong_character_is_noticed(kind, number, place, wrong):
    code = codes.build(kind, number)
    assert codes.read(f" {numbers.localise(code.lower(), 'fa')} ") == code
    if code[place] != wrong:
        with pytest.raises(ValueError):
            codes.read(code[:place] + wrong + code[place + 1 :])


def test_toman_is_stored_as_rial_and_shown_as_toman():
    assert money.stored(Decimal(250_000), "IRT") == (Decimal(2_500_000), "IRR")
    assert money.format_money(Decimal(2_500_000), "IRR", "fa", "IRT") == "۲۵۰٬۰۰۰ تومان"
    assert money.format_money(Decimal(45_000), "IQD", "ar") == "٤٥٬٠٠٠ دينار عراقي"
    with pytest.raises(ValueError):
        money.stored(Decimal("1.5"), "IQD")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("۰۷۷۰ ۱۲۳ ۴۵۶۷", "+9647701234567"),
        ("00964-770-123-4567", "+9647701234567"),
        ("٩١٨١٢٣٤٥٦٧", "+989181234567"),
        ("09181234567", "+989181234567"),
        ("084 3333 4444", "+988433334444"),
    ],
)
def test_phones_are_stored_in_the_international_form(typed, stored):
    assert phones.parse_phone(typed) == stored


@pytest.mark.parametrize("typed", ["140×220", "۱۴۰×۲۲۰", "١٤٠ × ٢٢٠", "140x220", "1.4 × 2.2 m"])
def test_one_size_under_every_spelling(typed):
    assert sizes.parse_size(typed) == (1400, 2200)
