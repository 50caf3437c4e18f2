"""Numbers, money, phones, sizes, weights and codes as people type them, and as each language shows them."""

from decimal import Decimal

import pytest

from lib import codes, money, numbers, phones, sizes


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("۱۲٬۵۰۰٫۵", "12500.5"),
        ("١٢٬٥٠٠٫٥", "12500.5"),
        ("12,500.5", "12500.5"),
        ("12،500", "12500"),
        ("12 500", "12500"),
        ("\u206612\u2069", "12"),
        ("−5", "-5"),
        (".5", "0.5"),
        ("-0", "0"),
    ],
)
def test_a_number_is_read_whatever_its_digits_and_signs(typed, number):
    assert str(numbers.parse_decimal(typed)) == number


@pytest.mark.parametrize("typed", ["1e3", "NaN", "inf", "1,23", "1.2.3", "9" * 29, "۱۲ تا", "½", "١٢\x00", "२"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError):
        numbers.parse_decimal(typed)


def test_a_fraction_is_no_whole_number():
    assert numbers.parse_integer("۱۲٫۰") == 12
    with pytest.raises(ValueError):
        numbers.parse_integer("12.5")


@pytest.mark.parametrize(
    ("amount", "currency", "unit", "written"),
    [
        (45000, "IQD", None, ["IQD 45,000", "۴۵٬۰۰۰ دینار عراق", "٤٥٬٠٠٠ دينار عراقي", "٤٥٬٠٠٠ دیناری عێراقی"]),
        (25, "USD", None, ["USD 25", "۲۵ دلار", "٢٥ دولار أمريكي", "٢٥ دۆلاری ئەمریکی"]),
        ("25.5", "USD", None, ["USD 25.50", "۲۵٫۵۰ دلار", "٢٥٫٥٠ دولار أمريكي", "٢٥٫٥٠ دۆلاری ئەمریکی"]),
        (25000000, "IRR", "IRT", ["2,500,000 toman", "۲٬۵۰۰٬۰۰۰ تومان", "٢٬٥٠٠٬٠٠٠ تومان", "٢٬٥٠٠٬٠٠٠ تمەن"]),
        (
            25000000,
            "IRR",
            None,
            ["IRR 25,000,000", "۲۵٬۰۰۰٬۰۰۰ ریال", "٢٥٬٠٠٠٬٠٠٠ ريال إيراني", "٢٥٬٠٠٠٬٠٠٠ ڕیاڵی ئێرانی"],
        ),
    ],
)
def test_an_amount_names_its_currency_in_each_language(amount, currency, unit, written):
    assert [money.format_money(Decimal(amount), currency, code, unit) for code in ("en", "fa", "ar", "ckb")] == written


@pytest.mark.parametrize(
    ("amount", "unit"), [("25.001", "USD"), ("1.5", "IQD"), ("0.05", "IRT"), ("NaN", "USD"), ("Infinity", "IQD")]
)
def test_parts_a_currency_does_not_have_are_refused(amount, unit):
    with pytest.raises(ValueError):
        money.stored(Decimal(amount), unit)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        (0, 0),
        (1, 250),
        (1234, 1250),
        (45_678, 45_500),
        (235_800, 236_000),
        (999_999, 1_000_000),
        (12_345_678, 12_300_000),
    ],
)
def test_dinars_are_three_figures_that_notes_can_pay(exact, rounded):
    assert money.approximate_dinars(Decimal(exact), Decimal(1)) == rounded


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("9181234567", None, "+989181234567"),
        ("۰۹۱۸ ۱۲۳ ۴۵۶۷", None, "+989181234567"),
        ("+98 (0)918 123-4567", None, "+989181234567"),
        ("0098.918.123.4567", None, "+989181234567"),
        ("084 3333 4444", None, "+988433334444"),
        ("7701234567", None, "+9647701234567"),
        ("٠٧٧٠‑١٢٣‑٤٥٦٧", None, "+9647701234567"),
        ("\u2066+964 770 123 4567\u2069", None, "+9647701234567"),
        ("0532 123 45 67", "TR", "+905321234567"),
        ("+90 532 123 45 67", None, "+905321234567"),
    ],
)
def test_a_phone_number_is_stored_in_the_international_form(typed, country, stored):
    assert phones.parse_phone(typed, country) == stored


@pytest.mark.parametrize(
    "typed", ["", "0532 123 45 67", "0720 123 4567", "770123456", "+", "phone", "+964770123\x004567", "1" * 60]
)
def test_what_is_no_phone_number_is_refused(typed):
    with pytest.raises(ValueError):
        phones.parse_phone(typed)


def test_a_phone_number_is_shown_in_groups_and_opens_its_channels():
    assert phones.format_phone("+9647701234567") == "+964 770 123 4567"
    assert phones.channel_link("whatsapp", "+9647701234567", "گلیم؟") == (
        "https://wa.me/9647701234567?text=%DA%AF%D9%84%DB%8C%D9%85%D8%9F"
    )
    assert phones.channel_link("viber", "+9647701234567") == "viber://chat?number=%2B9647701234567"
    assert phones.channel_link("call", "+9647701234567") == "tel:+9647701234567"
    assert phones.channel_link("eitaa", "+9647701234567") == ""


@pytest.mark.parametrize(
    ("typed", "lengths"),
    [
        ("۱۴۰ در ۲۲۰ سانتی‌متر", (1400, 2200)),
        ("١٤٠ × ٢٢٠ سم", (1400, 2200)),
        ("100×150 سم / cm", (1000, 1500)),
        ("1.4 m × 220 cm", (1400, 2200)),
        ("2m×3", (2000, 3000)),
        ("20*30*5 mm", (20, 30, 5)),
        ("14.55", (146,)),
    ],
)
def test_a_size_is_read_in_the_unit_it_names(typed, lengths):
    assert sizes.parse_size(typed) == lengths


@pytest.mark.parametrize(
    "typed", ["", "×", "0×5", "1×2×3×4", "140×220 ft", "2m × 3cm × 4", "140/220", "-1×2", "1400 m × 2", "१४०×२२०"]
)
def test_what_is_no_size_is_refused(typed):
    with pytest.raises(ValueError):
        sizes.parse_size(typed)


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("۴٫۲ kg", 4200),
        ("٤٫٢ كغم", 4200),
        ("4.2 کیلو گرم", 4200),
        ("٤٫٢ كيلوغرام", 4200),
        ("850", 850),
        ("۸۵۰ گرم", 850),
    ],
)
def test_a_weight_is_read_in_the_unit_it_names(typed, grams):
    assert sizes.parse_weight(typed) == grams


@pytest.mark.parametrize("typed", ["", "kg", "0", "-4 kg", "4 stone", "9999999 kg"])
def test_what_is_no_weight_is_refused(typed):
    with pytest.raises(ValueError):
        sizes.parse_weight(typed)


def test_lengths_and_weights_are_shown_in_the_digits_of_the_language():
    assert sizes.format_lengths((1400, 2205, None), "fa") == "۱۴۰ × ۲۲۰٫۵"
    assert sizes.format_weight(850, "ar") == ("٨٥٠", "g")
    assert sizes.format_weight(4200, "fa") == ("۴٫۲", "kg")


def test_a_code_is_read_however_it_was_copied():
    code = codes.build("P", 123_456_789)
    ways = [
        code.lower(),
        f"\u2066{code}\u2069",
        f"{code[:4]}-{code[4:]}",
        f"{code[:4]} – {code[4:]}",
        numbers.localise(code, "ar"),
    ]

    assert [codes.read(way) for way in ways] == [code] * len(ways)
    assert codes.read(codes.mint("E"))[0] == "E"


@pytest.mark.parametrize("typed", ["", "P", "P0000000", "A234567A", "ß" * 4, "\x00" * 8])
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(ValueError):
        codes.read(typed)
