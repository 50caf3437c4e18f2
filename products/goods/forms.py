"""What is typed about goods and sales: which works go, what became of them, what was sold."""

import json
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lib.fields import DayField, LineField, NumberField
from lib.money import format_money, stored, typed
from lib.seen import SIGNER, SeenMixin, digest
from products.forms.price import amount_as_typed, problem_of
from products.goods.models import Exhibit, Sale
from products.goods.querysets import COUNTS
from products.models import Product

MOST_PIECES = 100_000
PIECES = {"min_value": 0, "max_value": MOST_PIECES, "required": False, "max_length": 12}


class CountField(NumberField):
    """A number of pieces; an empty box says none."""

    def clean(self, value):
        return super().clean(value) or 0


class TickForm(forms.Form):
    """Whether a work goes, and how many pieces of it; ``was`` is what stood there when the page was shown."""

    goes = forms.BooleanField(required=False)
    quantity = CountField(label=gettext_lazy("Pieces"), **PIECES)
    was = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)

    def __init__(self, *args, product, exhibit=None, sold=0, is_used=False, **kwargs):
        self.product, self.exhibit, self.sold, self.is_used = product, exhibit, sold, is_used
        super().__init__(*args, prefix=product.code, **kwargs)
        held = exhibit.quantity if exhibit else 0
        self.initial = {"goes": bool(exhibit), "quantity": held or max(sold, 1), "was": str(held)}
        self.fields["goes"].label = str(product)
        self.fields["quantity"].label = _("How many of {work} go?").format(work=product)

    @property
    def wanted(self):
        """How many shall go, 0 for none."""
        return self.cleaned_data["quantity"] if self.cleaned_data["goes"] else 0

    @property
    def is_change(self):
        """Whether this person changed it; what somebody else changed meanwhile is left alone."""
        return str(self.wanted) != self.cleaned_data["was"]

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        if data["goes"] and not data["quantity"]:
            self.add_error("quantity", _("How many? Untick the work if none goes."))
            return data
        held = self.exhibit.quantity if self.exhibit else 0
        if not self.is_change:
            return data
        if data["was"] != str(held) and self.wanted != held:
            self.data = self.data.copy()
            self.data[self.add_prefix("was")] = str(held)
            text = _("Somebody changed this meanwhile. It is now: {value}")
            self.add_error("quantity", text.format(value=self.fields["quantity"].prepare_value(held)))
        elif not self.wanted and self.is_used:
            self.add_error("quantity", _("Pieces of it were sold or counted already: it stays on the list."))
        return data


class LineForm(SeenMixin):
    """What became of one line of a goods list. Only what this person changed is stored, and only that is compared with
    what somebody else entered meanwhile."""

    quantity = NumberField(min_value=1, max_value=MOST_PIECES, max_length=12)
    returned = CountField(**PIECES)
    given = CountField(**PIECES)
    damaged = CountField(**PIECES)
    missing = CountField(**PIECES)

    class Meta:
        model = Exhibit
        fields = ["quantity", *COUNTS]

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, prefix=f"line-{instance.pk}", **kwargs)
        for name, field in self.fields.items():
            if name != "seen":
                label = Exhibit._meta.get_field(name).verbose_name
                # Translators: the label of a box: what is counted, and of which work.
                field.label = _("{what}: {work}").format(what=label, work=instance.product)

    @property
    def shown(self):
        """{field: what it held when the page was shown, as ``digest`` writes it}."""
        try:
            return json.loads(SIGNER.unsign(self.data.get(self.add_prefix("seen"), "")))
        except BadSignature:
            return {}

    def touched(self):
        """{field: value} of what this person changed."""
        shown, data = self.shown, self.cleaned_data
        return {name: data[name] for name in self.stored if name in data and digest(data[name]) != shown.get(name)}

    def changed_meanwhile(self):
        touched = self.touched()
        return [
            name for name in super().changed_meanwhile() if touched.get(name, self.stored[name]) != self.stored[name]
        ]

    def refuse(self, changed):
        untouched = set(self.stored) - set(self.touched())
        super().refuse(changed)
        # Signed anew, what this person did not touch would count as typed: it shows what is stored.
        for name in untouched:
            self.data[self.add_prefix(name)] = self.stored[name]

    def changes(self):
        return {name: value for name, value in self.touched().items() if value != self.stored[name]}


class SignForm(forms.Form):
    """Who answers for a difference says why; each ``line`` is a row and the difference that was seen: "17.2"."""

    reason = forms.CharField(
        label=gettext_lazy("Why do the numbers differ?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="sign_%s", **kwargs)


class SaleForm(forms.Form):
    """One sale. ``works`` are those that may be named; a piece that is none of them has a typed title."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    # The price of one piece as it was shown: with several pieces it is not yet the amount.
    each = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    product = forms.ModelChoiceField(
        Product.objects.none(),
        label=gettext_lazy("Work"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("A piece that is not in the catalogue"),
    )
    title = LineField(label=gettext_lazy("What was it?"), required=False, max_length=150)
    quantity = NumberField(label=gettext_lazy("Pieces"), min_value=1, max_value=MOST_PIECES, max_length=12)
    amount = NumberField(label=gettext_lazy("Amount"), decimals=2, help_text=gettext_lazy("For all pieces together."))
    price_unit = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=[("", "—"), *Product.PriceUnit.choices], required=True
    )
    channel = forms.ChoiceField(label=gettext_lazy("How"), choices=Sale.Channel.choices)
    sold_on = DayField(label=gettext_lazy("Day"))

    def __init__(self, *args, participation, works, product=None, **kwargs):
        self.participation, self.today = participation, participation.exhibition.today
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = works
        self.initial = {
            "key": uuid.uuid4(),
            "quantity": 1,
            "channel": Sale.Channel.DIRECT,
            "sold_on": self.today,
            **self.initial,
        }
        if product:
            self.initial |= {
                "product": product.code,
                "amount": amount_as_typed(product),
                "price_unit": product.price_unit,
            }
            self.initial["each"] = "" if self.initial["amount"] is None else str(self.initial["amount"])

    def clean_sold_on(self):
        day, exhibition = self.cleaned_data["sold_on"], self.participation.exhibition
        if problem := problem_of_day(day, exhibition, self.today):
            raise ValidationError(problem)
        return day

    def clean(self):
        data = super().clean()
        amount, unit, quantity = data.get("amount"), data.get("price_unit"), data.get("quantity")
        if not data.get("product") and not data.get("title") and not {"product", "title"} & set(self.errors):
            self.add_error("title", _("Choose a work, or write what it was."))
        if amount is not None and unit and (problem := problem_of_amount(amount, unit)):
            self.add_error("amount", problem)
        elif amount is not None and unit and quantity and quantity > 1 and data.get("each") == str(plain(amount)):
            self.ask_total(amount, unit, quantity)
        return data

    def ask_total(self, amount, unit, quantity):
        """Put the price of all pieces into the box and let it be sent once more."""
        self.data = self.data.copy()
        total = amount * quantity
        self.data["amount"], self.data["each"] = self.fields["amount"].prepare_value(plain(total)), ""
        language = get_language() or "fa"
        stored_total, currency = stored(total, unit)
        money = format_money(stored_total, currency, language, unit)
        text = _("This is the price of one piece. All together they are {amount}: send it again if that was paid.")
        self.add_error("amount", text.format(amount=money))

    def values(self):
        """What ``enter_sale`` takes; call after ``is_valid``."""
        data = self.cleaned_data
        return {
            "product": data["product"],
            "title": {get_language() or "fa": data["title"]} if not data["product"] else {},
            "quantity": data["quantity"],
            "amount": data["amount"],
            "unit": data["price_unit"],
            "channel": data["channel"],
            "sold_on": data["sold_on"],
            "key": data["key"],
        }

    @property
    def says_enough(self):
        """Whether one tap is enough: nothing has to be typed and nothing was wrong."""
        return not self.errors and bool(
            self["product"].value() and self["amount"].value() and self["price_unit"].value()
        )


def plain(number):
    """A number without needless zeros."""
    return number.to_integral_value() if number == number.to_integral_value() else number.normalize()


def problem_of_amount(amount, unit):
    return _("Write what was paid.") if amount <= 0 else problem_of(amount, unit)


def problem_of_day(day, exhibition, today):
    """Why nothing can have been sold on that day; empty when it can."""
    if day > today:
        return _("This day has not come yet.")
    if exhibition.starts_on and day < exhibition.starts_on:
        return _("The exhibition had not begun on this day.")
    return ""


def amount_of(sale):
    """The amount in the unit it was typed in."""
    return plain(typed(sale.amount, sale.currency, sale.price_unit))
