"""Form fields that understand what people here type, and keep it when they do not."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.dates import OWN, jalali, parse_date
from lib.languages import direction
from lib.numbers import localise, parse_decimal, parse_integer, row_number
from lib.phones import format_phone, parse_phone
from lib.sizes import format_lengths, parse_size, parse_weight, weight_text
from lib.text import one_line


class LineField(forms.CharField):
    """A name, or another line that stands within the lines of others: it breaks none and turns none."""

    def to_python(self, value):
        return super().to_python(one_line(value) if isinstance(value, str) else value)


class TypedField(forms.CharField):
    """A text box whose value ``understand`` turns into something; ValueError becomes the field's own sentence."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 80)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("dir", "auto")

    def understand(self, text):
        raise NotImplementedError

    def clean(self, value):
        text = super().clean(value)
        if text in self.empty_values:
            return None
        try:
            return self.understand(text)
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def has_changed(self, initial, data):
        return str(self.prepare_value(initial) or "") != str(data or "").strip()


class DayField(TypedField):
    """A day in either calendar, shown as numbers in the calendar and digits of the page's language."""

    default_error_messages = {"invalid": _("This is not a day. Write 1404/7/18 or 2025-10-10.")}

    def understand(self, text):
        return parse_date(text)

    def prepare_value(self, value):
        if not hasattr(value, "year"):
            return value
        language = get_language() or "fa"
        if OWN.get(language) == "jalali":
            return localise("{}/{:02}/{:02}".format(*jalali(value)), language)
        return value.isoformat()


class NumberField(TypedField):
    """A number in any digits; ``decimals`` permits a fraction."""

    default_error_messages = {
        "invalid": _("This is not a number."),
        "too_small": _("This must be at least {least}."),
        "too_large": _("This must be at most {most}."),
    }

    def __init__(self, *, min_value=None, max_value=None, decimals=0, **kwargs):
        self.least, self.most, self.decimals = min_value, max_value, decimals
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal" if decimals else "numeric")

    def understand(self, text):
        number = parse_decimal(text) if self.decimals else parse_integer(text)
        language = get_language() or "fa"
        if self.least is not None and number < self.least:
            raise ValidationError(self.error_messages["too_small"].format(least=localise(self.least, language)))
        if self.most is not None and number > self.most:
            raise ValidationError(self.error_messages["too_large"].format(most=localise(self.most, language)))
        if self.decimals and number != round(number, self.decimals):
            raise ValueError("too many decimals")
        return number

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return localise(f"{value:f}" if isinstance(value, Decimal) else value, get_language() or "fa")


class SizeField(TypedField):
    """ "140×220" in centimetres; gives two or three lengths in mm, and shows them in the digits of the page."""

    default_error_messages = {"invalid": _("This is not a size. Write 140×220 (in cm).")}

    def understand(self, text):
        return parse_size(text)

    def get_bound_field(self, form, field_name):
        # What is read first, the width, stands first: digits and × alone have no direction of their own.
        self.widget.attrs["dir"] = direction(get_language() or "fa")
        return super().get_bound_field(form, field_name)

    def prepare_value(self, value):
        return format_lengths(value, get_language() or "fa") if isinstance(value, tuple | list) else value


class WeightField(TypedField):
    """ "4.2 kg" or "850" grams; gives g, and shows them in the units and digits of the page's language."""

    default_error_messages = {"invalid": _("This is not a weight. Write 850 g or 4.2 kg.")}

    def understand(self, text):
        return parse_weight(text)

    def prepare_value(self, value):
        return weight_text(value, get_language() or "fa") if isinstance(value, int) else value


class PhoneField(TypedField):
    """A phone number in any digits; ``country`` settles local ones. Gives E.164."""

    default_error_messages = {"invalid": _("This is not a phone number. Write 0770 123 4567 or +98 918 123 4567.")}

    def __init__(self, *, country=None, **kwargs):
        self.country = country
        super().__init__(**kwargs)
        self.widget.attrs |= {"dir": "ltr", "autocomplete": "tel", "inputmode": "tel"}

    def understand(self, text):
        return parse_phone(text, self.country)

    def prepare_value(self, value):
        return format_phone(value) if isinstance(value, str) and value.startswith("+") else value


class RowsField(forms.ModelMultipleChoiceField):
    """Rows to tick; a number that no row can have is none of them."""

    def clean(self, value):
        for number in value or ():
            if row_number(str(number)) is None:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(number)[:20]}
                )
        return super().clean(value)
