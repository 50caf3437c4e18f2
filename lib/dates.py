"""Days in two calendars and four languages. Stored are Gregorian days; Jalali (Solar Hijri) is for reading and typing.

Month names are those of Iran (fa), Iraq (ar) and Sulaymaniyah (ckb).
"""

import re
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone
from persiantools.jdatetime import JalaliDate

from lib.numbers import ascii_digits, localise
from lib.text import fold

GREGORIAN = {
    "en": "January February March April May June July August September October November December".split(),
    "fa": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر".split(),
    "ar": [
        "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
        "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
    ],
    "ckb": [
        "کانوونی دووەم", "شوبات", "ئازار", "نیسان", "ئایار", "حوزەیران",
        "تەممووز", "ئاب", "ئەیلوول", "تشرینی یەکەم", "تشرینی دووەم", "کانوونی یەکەم",
    ],
}  # fmt: skip
JALALI = {
    "en": "Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand".split(),
    "fa": "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split(),
    "ar": "فروردين أرديبهشت خرداد تير مرداد شهريور مهر آبان آذر دي بهمن إسفند".split(),
    "ckb": "خاکەلێوە گوڵان جۆزەردان پووشپەڕ گەلاوێژ خەرمانان ڕەزبەر خەزەڵوەر سەرماوەز بەفرانبار ڕێبەندان ڕەشەمە".split(),
}
# Other names in use, beside those above: (name, month).
OTHER_GREGORIAN = [
    *[(name[:3], month) for month, name in enumerate(GREGORIAN["en"], 1)],
    ("يناير", 1), ("فبراير", 2), ("مارس", 3), ("أبريل", 4), ("مايو", 5), ("يونيو", 6), ("يوليو", 7), ("أغسطس", 8),
    ("سبتمبر", 9), ("أكتوبر", 10), ("نوفمبر", 11), ("ديسمبر", 12), ("تەمووز", 7), ("می", 5), ("جولای", 7), ("آگوست", 8),
    ("Sept", 9),
]  # fmt: skip
OTHER_JALALI = [("گەڵاڕێزان", 8), ("امرداد", 5), ("مێهر", 7)]
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "fa": "دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه شنبه یکشنبه".split(),
    "ar": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد".split(),
    "ckb": "دووشەممە سێشەممە چوارشەممە پێنجشەممە هەینی شەممە یەکشەممە".split(),
}
OWN = {"fa": "jalali", "en": "gregorian", "ar": "gregorian", "ckb": "gregorian"}
JALALI_YEARS = range(1300, 1500)
GREGORIAN_YEARS = range(1900, 2101)
DASH = "–"
ILAM = ZoneInfo("Asia/Tehran")
LONGEST = 60
NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)", re.ASCII)
SEPARATORS = re.compile(r"[/.,،\-–−\s]")
THREE_NUMBERS = re.compile(r"\d{1,4}(?:\s*[/.,،\-–−\s]\s*\d{1,4}){2}", re.ASCII)


def today_in_ilam():
    """The day it is where the makers live: a licence that ends today is good until their midnight."""
    return timezone.localdate(timezone=ILAM)


def jalali(day):
    """(year, month, day) in the Solar Hijri calendar."""
    converted = JalaliDate.to_jalali(day)
    return converted.year, converted.month, converted.day


def from_jalali(year, month, day):
    """The Gregorian day; ValueError when there is no such Jalali one."""
    return JalaliDate(year, month, day).to_gregorian()


def parts(day, calendar):
    return jalali(day) if calendar == "jalali" else (day.year, day.month, day.day)


def months(language, calendar):
    return (JALALI if calendar == "jalali" else GREGORIAN)[language]


def compose(language, year=None, month_name="", day=""):
    """One day, or a part of it, in the order and manner of ``language``; ``day`` may be a span such as "10–16"."""
    if language == "ckb" and day and month_name:
        text = f"{day}ی {month_name}" + (f"ی {year}" if year else "")
        # A name that ends in ی or a vowel takes the linking ی without doubling it on paper.
        text = text.replace("یی ", "ی ")
    else:
        text = " ".join(filter(None, [str(day), month_name, str(year or "")]))
    return localise(text, language)


def format_date(day, language, calendar=None):
    """``day`` with month name, in the language's own calendar or the one named ("jalali", "gregorian")."""
    calendar = calendar or OWN[language]
    year, month, number = parts(day, calendar)
    return compose(language, year, months(language, calendar)[month - 1], number)


def format_month(day, language):
    """The month of ``day`` and its year, in the language's own calendar."""
    year, month, _number = parts(day, OWN[language])
    return compose(language, year, months(language, OWN[language])[month - 1])


def format_range(start, end, language, calendar=None):
    """From ``start`` to ``end`` (None: one day), saying a shared month and year once."""
    calendar = calendar or OWN[language]
    if end is None or end == start:
        return format_date(start, language, calendar)
    names = months(language, calendar)
    (y1, m1, d1), (y2, m2, d2) = parts(start, calendar), parts(end, calendar)
    if (y1, m1) == (y2, m2):
        return compose(language, y1, names[m1 - 1], f"{d1}{DASH}{d2}")
    first = compose(language, None if y1 == y2 else y1, names[m1 - 1], d1)
    return f"{first} {DASH} {compose(language, y2, names[m2 - 1], d2)}"


def other_calendar(language):
    return "gregorian" if OWN[language] == "jalali" else "jalali"


def format_two_calendars(start, end, language):
    """The range in the language's own calendar and in the other: «۱۸ مهر ۱۴۰۴ – ۱۰ اکتبر ۲۰۲۵»."""
    own = format_range(start, end, language)
    other = format_range(start, end, language, other_calendar(language))
    return f"{own} {DASH} {other}" if end is None or end == start else f"{own} / {other}"


def joint_line(day):
    """The line of joint documents: Persian in Jalali, Arabic in Gregorian with plain digits."""
    _year, month, number = parts(day, "gregorian")
    return f"{format_date(day, 'fa')} {DASH} {number} {GREGORIAN['ar'][month - 1]} {day.year}"


def format_weekday(day, language):
    return WEEKDAYS[language][day.weekday()]


def format_time(time, language):
    return localise(f"{time:%H:%M}", language)


def kurdish_year(day):
    """The year of the Kurdish era, which begins at Nowruz."""
    return jalali(day)[0] + 1321


def month_table():
    """Folded month name → (month, calendar); the longest names first, so that تشرين الأول is not read as تشرين."""
    table = {}
    for calendar, by_language, others in (
        ("jalali", JALALI, OTHER_JALALI),
        ("gregorian", GREGORIAN, OTHER_GREGORIAN),
    ):
        named = [(name, month) for names in by_language.values() for month, name in enumerate(names, 1)]
        for name, month in [*named, *others]:
            table.setdefault(fold(name), set()).add((month, calendar))
    return dict(sorted(table.items(), key=lambda item: -len(item[0])))


MONTHS = month_table()


def parse_date(text):
    """The day somebody typed, in either calendar, any digits, year or day first, with numbers or a month's name.

    Years 1300–1499 are Jalali, 1900–2100 Gregorian. Raises ValueError for everything else.
    """
    plain = fold(ascii_digits(text))
    if not plain or len(plain) > LONGEST:
        raise ValueError("not a day")
    numbers = [int(number) for number in NUMBER.findall(plain)]
    if THREE_NUMBERS.fullmatch(plain):
        return from_numbers(*numbers)
    name = SEPARATORS.sub("", NUMBER.sub("", plain))
    if name and len(numbers) == 2:
        return from_name(name, numbers)
    raise ValueError("not a day")


def from_numbers(first, month, last):
    year, day = (first, last) if first > 31 else (last, first)
    return build(year, month, day, calendar_of(year))


def from_name(typed, numbers):
    """The day of a month ``typed`` by its name, folded and without spaces."""
    first, second = numbers
    day, year = (second, first) if first > 31 else (first, second)
    calendar = calendar_of(year)
    for name, meanings in MONTHS.items():
        bare = name.replace(" ", "")
        # Sorani writes "١٠ی تشرینی یەکەمی": the linking ی may stand before and after the name.
        if typed in {bare, f"ی{bare}", f"ی{bare}ی", f"{bare}ی"}:
            for month, of in meanings:
                if of == calendar:
                    return build(year, month, day, calendar)
    raise ValueError("no such month")


def calendar_of(year):
    if year in JALALI_YEARS:
        return "jalali"
    if year in GREGORIAN_YEARS:
        return "gregorian"
    raise ValueError("no such year")


def build(year, month, day, calendar):
    return from_jalali(year, month, day) if calendar == "jalali" else date(year, month, day)
