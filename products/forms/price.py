"""What every form says and checks about a price: how, how much, in which currency."""

from django.utils.translation import gettext as _

from lib.money import stored, typed
from products.models import Product

MOST_MONEY = 999_999_999_999  # what the column of the amount holds


def settle_price(form):
    """(amount, currency) to be stored, (None, "") for a price on request; None where the form now says what is wrong.

    ``form`` has price_mode, amount and price_unit.
    """
    data, errors = form.cleaned_data, form.errors
    mode, amount, unit = data.get("price_mode"), data.get("amount"), data.get("price_unit")
    if mode == Product.PriceMode.ON_REQUEST:
        data["price_unit"] = ""
        return None, ""
    if amount is None and "amount" not in errors:
        form.add_error("amount", _("Write the amount, or choose price on request."))
    if not unit and "price_unit" not in errors:
        form.add_error("price_unit", _("Choose the currency."))
    if amount is None or not unit:
        return None
    problem = problem_of(amount, unit)
    if problem:
        form.add_error("amount", problem)
        return None
    return stored(amount, unit)


def problem_of(amount, unit):
    """Why this amount cannot be one in ``unit``; empty when it can."""
    try:
        return _("This price is too high.") if stored(amount, unit)[0] > MOST_MONEY else ""
    except ValueError:
        return _("This currency has no such small parts.")


def amount_as_typed(product):
    """The number in the unit it was typed in, without needless zeros; None without a price."""
    if product.price_amount is None:
        return None
    number = typed(product.price_amount, product.currency, product.price_unit)
    return number.to_integral_value() if number == number.to_integral_value() else number.normalize()
