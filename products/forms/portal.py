"""What a maker types about a work, in short parts; a draft may be saved however little of it there is."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lib.fields import NumberField, RowsField, SizeField, WeightField
from lib.languages import CODES, direction
from products.facts import facts_of
from products.forms.price import amount_as_typed, settle_price
from products.models import Product
from products.wording import worst_states
from vocabulary.models import Craft, Material, Technique

LANGUAGE_NAMES = dict(settings.LANGUAGES)


class PartForm(forms.ModelForm):
    """A part of a work; ``save_valid`` keeps what can be kept, field by field, while the rest is still wrong."""

    def saved_values(self):
        """The cleaned values that may be stored: {column: value}; a group with an error in it stays as it was."""
        return {name: value for name, value in self.cleaned_data.items() if name in self._meta.fields}

    def save_valid(self):
        """Store what is valid, in one UPDATE of the changed columns; call ``is_valid`` before."""
        product, values = self.instance, self.saved_values()
        relations = {name: values.pop(name) for name in ("materials", "techniques") if name in values}
        # The form may have put wrong values on its instance: only what is named here is stored.
        fresh = Product.objects.get(pk=product.pk)
        for name, value in values.items():
            setattr(fresh, name, value)
        fresh.save(update_fields=[*values] or None)
        for name, terms in relations.items():
            getattr(fresh, name).set(terms)
        return fresh

    def _post_clean(self):
        """The model's own checks belong to sending, not to a draft."""


class TermChoice(RowsField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, term):
        return str(term)


class WhatForm(PartForm):
    """What it is: craft, kind, materials, techniques, and what its craft asks."""

    craft = forms.ModelChoiceField(
        Craft.objects.all(), label=gettext_lazy("Craft"), required=False, empty_label=gettext_lazy("Choose")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Is there one of it?"), choices=Product.Kind.choices, widget=forms.RadioSelect
    )
    materials = TermChoice(Material.objects.none(), label=gettext_lazy("Material"), required=False)
    techniques = TermChoice(Technique.objects.none(), label=gettext_lazy("Technique"), required=False)

    class Meta:
        model = Product
        fields = ["craft", "kind", "materials", "techniques"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.facts = facts_of(self.instance.craft)
        for each in self.facts:
            self.fields[f"fact_{each.key}"] = each.field()
            self.initial[f"fact_{each.key}"] = self.instance.facts.get(each.key)
        craft = self.instance.craft
        for name, terms in (("materials", Material), ("techniques", Technique)):
            usual = list(getattr(craft, name).all()) if craft else []
            chosen = list(getattr(self.instance, name).all())
            numbers = {term.pk for term in [*usual, *chosen]}
            # Before the craft is known all of them would be a wall of boxes.
            self.fields[name].queryset = terms.objects.filter(pk__in=numbers)
            if not numbers:
                del self.fields[name]

    def saved_values(self):
        values = super().saved_values()
        if values.get("craft") is None and "craft" in self.errors:
            values.pop("craft", None)
        facts = dict(self.instance.facts)
        for each in self.facts:
            name = f"fact_{each.key}"
            if name in self.cleaned_data:
                value = self.cleaned_data[name]
                facts.pop(each.key, None) if value in (None, "") else facts.__setitem__(each.key, value)
        if "kind" in values and values["kind"] == Product.Kind.ONE_OFF:
            values["minimum_quantity"] = 1
        return values | {"facts": facts}


class TermsForm(PartForm):
    """Size, and how it is sold; the price too while the work is not public (later the price has a page of its own)."""

    size = SizeField(
        label=gettext_lazy("Width × length in cm"), required=False, help_text=gettext_lazy("Such as 140×220.")
    )
    height = SizeField(label=gettext_lazy("Height in cm"), required=False)
    weight = WeightField(
        label=gettext_lazy("Weight"), required=False, help_text=gettext_lazy("Such as 850 g or 4.2 kg.")
    )
    minimum_quantity = NumberField(
        label=gettext_lazy("Smallest order"), required=False, min_value=1, max_value=1_000_000
    )
    lead_time_days = NumberField(
        label=gettext_lazy("Days until it is ready"), required=False, min_value=0, max_value=3650
    )

    class Meta:
        model = Product
        fields = ["unit", "minimum_quantity", "lead_time_days"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        product = self.instance
        lengths = tuple(length for length in (product.width_mm, product.length_mm) if length)
        self.initial |= {
            "size": lengths or None,
            "height": (product.height_mm,) if product.height_mm else None,
            "weight": product.weight_g,
        }
        self.fields["unit"].label = _("Sold by")
        if product.kind == Product.Kind.ONE_OFF:
            del self.fields["minimum_quantity"]

    def clean_height(self):
        lengths = self.cleaned_data["height"]
        if lengths and len(lengths) > 1:
            raise forms.ValidationError(_("Write one height."))
        return lengths

    def saved_values(self):
        values = super().saved_values()
        if "minimum_quantity" in values:
            values["minimum_quantity"] = values["minimum_quantity"] or 1
        data = self.cleaned_data
        if "size" in data and "height" in data:
            width, length, third = (*(data["size"] or ()), None, None, None)[:3]
            values |= {"width_mm": width, "length_mm": length}
            values["height_mm"] = data["height"][0] if data["height"] else third
        if "weight" in data:
            values["weight_g"] = data["weight"]
        return values


class PriceForm(PartForm):
    """What the maker may change at any time, also on a public work: price, availability and capacity."""

    amount = NumberField(label=gettext_lazy("Amount"), required=False, min_value=0, decimals=2)
    price_unit = forms.ChoiceField(
        label=gettext_lazy("Currency"), required=False, choices=[("", "—"), *Product.PriceUnit.choices]
    )
    capacity_per_month = NumberField(
        label=gettext_lazy("How many can you make a month?"), required=False, min_value=0, max_value=1_000_000
    )

    class Meta:
        model = Product
        fields = ["price_mode", "price_unit", "availability", "capacity_per_month"]
        widgets = {"price_mode": forms.RadioSelect, "availability": forms.RadioSelect}

    field_order = ["price_mode", "amount", "price_unit", "availability", "capacity_per_month"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["amount"] = amount_as_typed(self.instance)
        self.fields["price_mode"].label = _("Price")
        self.fields["availability"].label = _("Can it be had?")

    def clean(self):
        super().clean()
        self.price = settle_price(self)
        return self.cleaned_data

    def saved_values(self):
        """The price goes together: an amount without its currency would be no price."""
        values, price = super().saved_values(), ("price_mode", "amount", "price_unit")
        for name in ("price_mode", "price_unit"):
            values.pop(name, None)
        if self.price and not any(name in self.errors for name in price):
            amount, currency = self.price
            values |= {
                "price_mode": self.cleaned_data["price_mode"],
                "price_amount": amount,
                "currency": currency,
                "price_unit": self.cleaned_data["price_unit"],
            }
        return values


class SaleForm(TermsForm, PriceForm):
    """Step three of a work that is not public yet: size, terms and price on one page."""

    class Meta:
        model = Product
        fields = [*TermsForm.Meta.fields, *PriceForm.Meta.fields]
        widgets = PriceForm.Meta.widgets

    field_order = ["price_mode", "amount", "price_unit", "availability", "size", "height", "weight", "unit"]


class WordsForm(PartForm):
    """Title and description in four languages, the maker's own first."""

    class Meta:
        model = Product
        fields = [f"{field}_{code}" for field in ("title", "story") for code in CODES]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = get_language() or "fa"
        self.languages = [own, *(code for code in CODES if code != own)]
        labels = {"title": gettext_lazy("Title"), "story": gettext_lazy("Description")}
        for code in self.languages:
            for field, label in labels.items():
                box = self.fields[f"{field}_{code}"]
                box.label, box.required = f"{label} ({LANGUAGE_NAMES[code]})", False
                box.widget = forms.Textarea(attrs={"rows": 4}) if field == "story" else forms.TextInput()
                box.widget.attrs |= {"lang": code, "dir": direction(code)}
                if field == "title":
                    box.widget.attrs["maxlength"] = 150

    def saved_values(self):
        """Empty boxes as empty texts: the columns of the languages could also hold nothing."""
        return {name: value or "" for name, value in super().saved_values().items()}

    def by_language(self):
        """[(language code, its name, [bound fields], "", missing, copied or stale, whether a copy can fill it)], the
        maker's own language first."""
        states, waits = worst_states(self.instance), self.instance.waiting_texts().values()
        return [
            (
                code,
                LANGUAGE_NAMES[code],
                [self[f"title_{code}"], self[f"story_{code}"]],
                states.get(code, ""),
                any(each.get(code) == "missing" for each in waits),
            )
            for code in self.languages
        ]


class NewWorkForm(forms.Form):
    """A draft needs no more than a title or one picture."""

    title = forms.CharField(
        label=gettext_lazy("What do you call it?"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("A few words in your own language, such as “red kilim”. You can change it later."),
    )
