"""What officials type for an exhibition that is made after another one."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.cloning import first_day, last_day, proposed_first_day, shift_to, snapped
from events.forms.languages import ORDER, OWN_NAMES
from events.models import Exhibition
from lib.fields import DayField, LineField
from lib.languages import direction


class NamesMixin(forms.Form):
    """The name in four languages, of which one is needed."""

    def add_names(self, names):
        """``names`` is {"name_fa": …}."""
        words = capfirst(Exhibition._meta.get_field("name").verbose_name)
        for code in ORDER:
            self.fields[f"name_{code}"] = LineField(
                label=_("{field} ({language})").format(field=words, language=OWN_NAMES[code]),
                required=False,
                max_length=200,
                initial=names.get(f"name_{code}") or "",
                widget=forms.TextInput(attrs={"lang": code, "dir": direction(code)}),
            )

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(f"name_{code}") or f"name_{code}" in self.errors for code in ORDER):
            self.add_error("name_fa", _("Write its name, at best in Persian first."))
        return cleaned

    @property
    def names(self):
        """{"name_fa": …} as typed."""
        return {f"name_{code}": self.cleaned_data[f"name_{code}"] for code in ORDER}

    def name_boxes(self):
        return [self[f"name_{code}"] for code in ORDER]


class CloneForm(NamesMixin):
    """The first day of the new exhibition; ``shown`` is the one whose days stood on the page."""

    starts_on = DayField(label=gettext_lazy("First day"))
    snap = forms.BooleanField(
        label=gettext_lazy("Begin on the same weekday"),
        required=False,
        initial=True,
        help_text=gettext_lazy("The nearest such day is taken."),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, source, **kwargs):
        self.source = source
        super().__init__(*args, **kwargs)
        self.add_names({f"name_{code}": getattr(source, f"name_{code}") for code in ORDER})
        self.initial.setdefault("starts_on", proposed_first_day(source))

    def settled_day(self, day, snap):
        base = first_day(self.source)
        return snapped(day, base.weekday()) if snap and base else day

    def clean(self):
        cleaned = super().clean()
        if day := cleaned.get("starts_on"):
            cleaned["day"] = self.settled_day(day, cleaned.get("snap"))
        return cleaned

    def days(self):
        """(first day, last day or None) as they will be; None while no day was understood."""
        typed = getattr(self, "cleaned_data", {}).get("day")
        day = typed if self.is_bound else self.initial.get("starts_on")
        return (day, last_day(self.source, shift_to(self.source, day))) if day else None
