"""A price that is asked for: a range within one currency, in the unit people speak of (toman for rial)."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from itertools import pairwise
from typing import ClassVar

from django.utils.translation import gettext as _

from lib.money import UNITS, format_money, stored
from lib.numbers import parse_decimal
from products.models import Product

# Where the bands meet, in the unit; above the last there is one more.
BOUNDS = {
    "IQD": (25_000, 50_000, 100_000, 250_000, 500_000),
    "USD": (25, 50, 100, 250, 500),
    "IRT": (1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000),
}


@dataclass(frozen=True)
class Price:
    """``unit`` empty: none is asked for; ``low`` and ``high`` are in the unit, both included, None without a limit."""

    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None

    NAMES: ClassVar = ("currency", "price_min", "price_max")

    def __bool__(self):
        return bool(self.unit)

    @classmethod
    def read(cls, params):
        """Of ``params`` (a QueryDict); amounts in any digits, what is none is ignored, as is a limit without a unit.

        A unit alone asks for nothing, but for the order of prices, which there is within one currency only.
        """
        unit = params.get("currency", "")
        if unit not in UNITS:
            return cls()
        low, high = (amount_of(params.get(name, ""), unit) for name in ("price_min", "price_max"))
        if low is None and high is None and not params.get("sort", "").startswith("price"):
            return cls()
        return cls(unit, low, high) if low is None or high is None or low <= high else cls(unit, high, low)

    @property
    def currency(self):
        return "IRR" if self.unit == "IRT" else self.unit

    @cached_property
    def stored(self):
        """(low, high) as the database has them."""
        return tuple(None if amount is None else stored(amount, self.unit)[0] for amount in (self.low, self.high))

    def apply(self, products):
        """Those of ``products`` with a price in the range; one on request is in none."""
        low, high = self.stored
        products = products.filter(currency=self.currency)
        if low is not None:
            products = products.filter(price_amount__gte=low)
        return products if high is None else products.filter(price_amount__lte=high)

    def pairs(self):
        """As [(name, value)] of an address."""
        if not self.unit:
            return []
        values = (self.unit, self.low, self.high)
        return [(name, plain(value)) for name, value in zip(self.NAMES, values, strict=True) if value not in ("", None)]


def plain(value):
    return value if isinstance(value, str) else f"{value.normalize():f}"


def amount_of(text, unit):
    try:
        amount = parse_decimal(text)
        stored(amount, unit)
    except ValueError:
        return None
    return amount if amount >= 0 else None


def unit_of(currency):
    """The unit in which people speak of prices that are stored in ``currency``."""
    return "IRT" if currency == "IRR" else currency


@cache
def bands_of(currency):
    """The bands in which prices of ``currency`` (as stored) are offered, the cheapest first; two meet in a price of both."""
    unit = unit_of(currency)
    bounds = [None, *map(Decimal, BOUNDS[unit]), None]
    return [Price(unit, low, high) for low, high in pairwise(bounds)]


def price_words(price, language):
    """ "25–50 US dollars" in the words of ``language``; a unit alone where no limit is asked for."""
    low, high = (
        None if amount is None else format_money(amount, price.currency, language, price.unit)
        for amount in price.stored
    )
    if low is None and high is None:
        return str(Product.PriceUnit(price.unit).label)
    if low is None:
        return _("up to %(amount)s") % {"amount": high}
    return _("from %(amount)s") % {"amount": low} if high is None else f"{low} – {high}"
