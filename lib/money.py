"""Amounts with their currency. The toman is a unit of speech: shown as toman, stored as ten rials."""

from decimal import ROUND_HALF_UP, Decimal
from math import lcm

from lib.numbers import format_number

CURRENCIES = ("IQD", "USD", "IRR")
UNITS = ("IQD", "USD", "IRT", "IRR")
DECIMALS = {"IQD": 0, "IRR": 0, "IRT": 1, "USD": 2}
RIALS_A_TOMAN = 10
NAMES = {
    "en": {"IQD": "IQD {}", "USD": "USD {}", "IRR": "IRR {}", "IRT": "{} toman"},
    "fa": {"IQD": "{} دینار عراق", "USD": "{} دلار", "IRR": "{} ریال", "IRT": "{} تومان"},
    "ar": {"IQD": "{} دينار عراقي", "USD": "{} دولار أمريكي", "IRR": "{} ريال إيراني", "IRT": "{} تومان"},
    "ckb": {"IQD": "{} دیناری عێراقی", "USD": "{} دۆلاری ئەمریکی", "IRR": "{} ڕیاڵی ئێرانی", "IRT": "{} تمەن"},
}
# The smallest note of the Iraqi dinar.
SMALLEST_NOTE = 250


def stored(amount, unit):
    """(amount, currency) as stored, for an amount typed in ``unit``; ValueError when it has too many decimals."""
    amount = Decimal(amount)
    if not amount.is_finite() or amount != round(amount, DECIMALS[unit]):
        raise ValueError("too many decimals")
    return (amount * RIALS_A_TOMAN, "IRR") if unit == "IRT" else (amount, unit)


def typed(amount, currency, unit=None):
    """The number as it was typed in ``unit``, for a stored one."""
    return Decimal(amount) / RIALS_A_TOMAN if unit == "IRT" and currency == "IRR" else Decimal(amount)


def format_money(amount, currency, language, unit=None):
    """A stored amount in the words of ``language``, in the ``unit`` it was typed in (default: its currency)."""
    unit = unit or currency
    number = typed(amount, currency, unit)
    decimals = 0 if number == number.to_integral_value() else DECIMALS[unit]
    return NAMES[language][unit].format(format_number(number, language, decimals))


def approximate_dinars(amount, rate):
    """``amount`` times ``rate`` in dinars, rounded to three figures that notes can pay; no price becomes nothing."""
    exact = Decimal(amount) * Decimal(rate)
    step = Decimal(lcm(SMALLEST_NOTE, 10 ** max(0, len(str(int(exact))) - 3)))
    rounded = (exact / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    return max(rounded, Decimal(SMALLEST_NOTE)) if exact else rounded
