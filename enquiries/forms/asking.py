"""What somebody who asks fills in."""

from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout, Submit
from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enquiries.forms.files import PapersField
from enquiries.forms.keys import KeyMixin
from enquiries.models import Enquiry
from lib.fields import DayField, LineField, NumberField
from lib.money import DECIMALS, stored
from lib.phones import parse_phone
from products.models import Product

COUNTRIES = [
    ("IQ", _("Iraq")),
    ("IR", _("Iran")),
    ("KW", _("Kuwait")),
    ("TR", _("Türkiye")),
    ("SY", _("Syria")),
    ("JO", _("Jordan")),
    ("AE", _("United Arab Emirates")),
    ("QA", _("Qatar")),
    ("SA", _("Saudi Arabia")),
    ("", pgettext_lazy("country", "Another country")),
]
MOST_QUANTITY = 1_000_000
MOST_PRICE = 10**10
ONLY_ONE = _("There is only one of this work. Ask for more, and the maker says whether others like it can be made.")


LINE_FIELDS = ("quantity", "price", "currency", "note")


def line_fields(product):
    """What is asked of one work: how many, and, where the buyer wishes, at which price and in which words."""
    code = product.code
    return {
        f"quantity_{code}": NumberField(
            label=_("Quantity"),
            min_value=1,
            max_value=MOST_QUANTITY,
            initial=product.minimum_quantity,
            help_text=ONLY_ONE if product.kind == Product.Kind.ONE_OFF else "",
        ),
        f"price_{code}": NumberField(
            label=_("Price of one you have in mind"),
            required=False,
            min_value=Decimal("0.01"),
            max_value=MOST_PRICE,
            decimals=2,
        ),
        f"currency_{code}": forms.ChoiceField(
            label=_("Currency"), choices=Product.PriceUnit.choices, initial="IQD", required=False
        ),
        f"note_{code}": LineField(
            label=_("Note"), required=False, max_length=300, widget=forms.TextInput(attrs={"dir": "auto"})
        ),
    }


class EnquiryForm(KeyMixin, forms.Form):
    """``products`` are the works asked about; each gets boxes of its own."""

    # A person needs longer than this to fill in the form.
    shortest_seconds = 2
    kind = forms.ChoiceField(label=_("What do you want to do?"), choices=Enquiry.Kind.choices)
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("Size, colour, when you need it: in any language."),
    )
    name = LineField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
    )
    contact = forms.CharField(
        label=_("Phone or e-mail"),
        max_length=254,
        help_text=_("One is enough. Any digits will do."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "dir": "ltr"}),
    )
    channel = forms.ChoiceField(label=_("How shall we answer?"), choices=Enquiry.Channel.choices)
    city = LineField(
        label=_("City"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2", "dir": "auto"}),
    )
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES, required=False, initial="IQ")
    may_pass_on = forms.BooleanField(label=_("The maker may see my contact and answer me directly."), required=False)
    wanted_by = DayField(
        label=_("Wanted by"), required=False, help_text=_("In either calendar, such as 1405/7/18 or 2026-10-10.")
    )
    files = PapersField()
    website = forms.CharField(label=_("Leave this empty"), required=False, max_length=200)
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, products=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.products = list(products)
        self.fields["website"].widget.attrs = {"autocomplete": "off", "tabindex": "-1"}
        for product in self.products:
            self.fields |= line_fields(product)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(_("Your enquiry"), "kind", "message", "files", "wanted_by"),
            Fieldset(
                _("Your answer"), "name", "contact", "channel", Div("city", "country", css_class="pair"), "may_pass_on"
            ),
            Div(Field("website"), css_class="visually-hidden", aria_hidden="true"),
            "key",
            Submit("send", _("Send enquiry")),
        )

    def lines(self):
        """The works with their boxes, for the list above the form; ``is_open`` where more than a quantity was typed."""
        for product in self.products:
            boxes = {name: self[f"{name}_{product.code}"] for name in LINE_FIELDS}
            more = [boxes["price"], boxes["note"]]
            yield {"product": product, "is_open": any(box.errors or box.value() for box in more), **boxes}

    def asked(self):
        """{product: the fields of its line}"""
        return {product: self.asked_of(product) for product in self.products}

    def asked_of(self, product):
        quantity, price, unit, note = (self.cleaned_data[f"{name}_{product.code}"] for name in LINE_FIELDS)
        amount, currency = stored(price, unit or "IQD") if price else (None, "")
        return {"quantity": quantity, "target_price": amount, "currency": currency, "note": note}

    def clean_contact(self):
        """Understand a phone number in any digits, or an e-mail address."""
        contact = self.cleaned_data["contact"].strip()
        if "@" in contact:
            try:
                validate_email(contact)
            except forms.ValidationError:
                raise forms.ValidationError(_("This e-mail address is not complete.")) from None
            return {"email": contact.lower(), "phone": ""}
        try:
            return {"email": "", "phone": parse_phone(contact, self.data.get("country") or None)}
        except ValueError:
            raise forms.ValidationError(
                _(
                    "This is neither a phone number nor an e-mail address. A number looks like 0770 123 4567 or +964 770 123 4567."
                )
            ) from None

    def clean(self):
        data = super().clean()
        self.check_channel(data.get("contact"), data.get("channel"))
        for product in self.products:
            price, unit = data.get(f"price_{product.code}"), data.get(f"currency_{product.code}") or "IQD"
            if price and price != round(price, DECIMALS[unit]):
                self.add_error(f"price_{product.code}", _("This price has more decimals than its currency."))
        if not self.products and not data.get("message"):
            self.add_error("message", _("Tell us what you are looking for."))
        return data

    def check_channel(self, contact, channel):
        """Say so where the way to be answered needs another contact than the one given."""
        if contact and channel == Enquiry.Channel.MAIL and not contact["email"]:
            self.add_error("channel", _("For an answer by e-mail, give an e-mail address above."))
        if contact and channel and channel != Enquiry.Channel.MAIL and not contact["phone"]:
            self.add_error("channel", _("For an answer this way, give a phone number above."))

    @property
    def held_because(self):
        """Why it is held back, or nothing: a robot fills in the hidden field, or is faster than a person can be."""
        # Less than no time passes only where the clock was set back, and the key is signed.
        is_robot = self.cleaned_data["website"] or 0 <= self.seconds < self.shortest_seconds
        return Enquiry.HeldBecause.ROBOT if is_robot else ""
