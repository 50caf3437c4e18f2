"""How the records ask for numbers, days and hours: in any digits and either calendar."""

from django import forms
from django.contrib.admin import widgets
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.fields import DayField, NumberField
from lib.numbers import ascii_digits, localise


class AmountField(NumberField):
    """A decimal as a model's field declares it; how many digits it may have, the model itself checks."""

    def __init__(self, *, max_digits=None, decimal_places=0, **kwargs):
        super().__init__(decimals=decimal_places, **kwargs)

    def prepare_value(self, value):
        """Without the zeros that the database adds."""
        text = super().prepare_value(value)
        return (
            text.rstrip("0").rstrip(".")
            if isinstance(text, str) and not isinstance(value, str) and "." in text
            else text
        )


class HourField(forms.TimeField):
    """A time of day in any digits: 9, 9:30, ۱۸:۰۰."""

    default_error_messages = {"invalid": _("This is not a time of day. Write 9:30 or 18:00.")}

    def to_python(self, value):
        if isinstance(value, str):
            value = ascii_digits(value).strip().replace("٫", ":").replace(".", ":")
            value = f"{value}:00" if value.isdigit() else value
        return super().to_python(value)

    def prepare_value(self, value):
        return localise(f"{value:%H:%M}", get_language() or "fa") if hasattr(value, "hour") else value

    def has_changed(self, initial, data):
        return str(self.prepare_value(initial) or "") != str(data or "").strip()


TYPED = {"widget": widgets.AdminTextInputWidget}
FORMFIELDS = {
    models.DateField: {"form_class": DayField, **TYPED},
    models.TimeField: {"form_class": HourField, **TYPED},
    models.IntegerField: {"form_class": NumberField, **TYPED},
    models.DecimalField: {"form_class": AmountField, **TYPED},
    models.URLField: {"assume_scheme": "https"},
    models.TextField: {"widget": widgets.AdminTextareaWidget(attrs={"rows": 4})},
}
