"""Currencies in a report: never added up, unless a rate is known with its day and source."""

from decimal import Decimal

from products.models import ExchangeRate

DINAR = "IQD"


def currency_of(unit):
    """The currency that amounts typed in ``unit`` are stored in."""
    return "IRR" if unit == "IRT" else unit


def units(typed):
    """{currency: how its sums are shown}: rials as toman where all of them were typed so."""
    typed = set(typed)
    return {currency_of(unit): "IRR" if {"IRT", "IRR"} <= typed and unit == "IRT" else unit for unit in sorted(typed)}


def rates_until(day):
    """The rates known on ``day``; all of them without one."""
    rates = ExchangeRate.objects.all()
    return rates.filter(day__lte=day) if day else rates


def latest(rates):
    """{currency: {"day", "source", "dinars"}}: of each the newest of the tally ``rates``."""
    found = {}
    for row in sorted(rates, key=lambda row: row.keys[1]):
        currency, day, source = row.keys[:3]
        found[currency] = {"day": day, "source": source, "dinars": str(row.numbers[0])}
    return found


def converted(sums, rates):
    """Rows of ``sums`` ({"key": currency, "amount"}) in dinars, and their total where the rate of every one is known.

    Nothing where all is in dinars, or where no rate is known.
    """
    rows, total = [], Decimal(0)
    for each in sums:
        if each["key"] == DINAR:
            dinars = Decimal(each["amount"])
        elif rate := rates.get(each["key"]):
            dinars = (Decimal(each["amount"]) * Decimal(rate["dinars"])).quantize(Decimal(1))
        else:
            continue
        total += dinars
        rows.append({"key": each["key"], "amount": each["amount"], "unit": each["unit"], "dinars": str(dinars)})
    if {row["key"] for row in rows} <= {DINAR}:
        return []
    return [*rows, {"key": "all", "dinars": str(total)}] if len(rows) == len(sums) else rows
