"""What officials type about an exhibition and its halls."""

from django import forms
from django.db.models.deletion import Collector, ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.actions import set_stands
from events.models import Exhibition, Hall, Venue
from events.stands import format_stand_numbers, parse_stand_numbers
from lib.fields import PhoneField


class PlaceChoice(forms.ModelChoiceField):
    """Places with what they lie in, since several share a name."""

    def label_from_instance(self, place):
        return f"{place} – {place.parent}" if place.parent_id else str(place)


class ExhibitionForm(forms.ModelForm):
    contact_phone = PhoneField(label=gettext_lazy("office's phone"), required=False)

    class Meta:
        model = Exhibition
        fields = "__all__"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].widget.attrs["dir"] = "ltr"
            self.fields["slug"].help_text = _(
                "Latin letters; part of the address. Empty: made from name or place and date."
            )

    def clean_contact_phone(self):
        return self.cleaned_data["contact_phone"] or ""

    def clean(self):
        super().clean()
        # While a day is unknown, a mark that it is exact would be untrue.
        for day in ("starts", "ends"):
            is_known = self.cleaned_data.get(f"{day}_on")
            if not is_known and self.cleaned_data.get(f"{day}_certainty") == "exact":
                self.cleaned_data[f"{day}_certainty"] = "unknown"
        first = self.cleaned_data.get("starts_on")
        last = self.cleaned_data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        return self.cleaned_data


class HallForm(forms.ModelForm):
    """A hall with its stands as one line of text."""

    stand_numbers = forms.CharField(
        label=gettext_lazy("stands"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Such as A1-A12, B3. What is left out is removed, unless somebody has it."),
    )

    class Meta:
        model = Hall
        fields = "__all__"

    def __init__(self, *args, exhibition=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("stand_numbers", format_stand_numbers(codes_of(self.instance)))
        self.fields["stand_numbers"].widget.attrs |= {"dir": "ltr", "class": "vTextField"}
        if "venue" in self.fields:
            self.fields["venue"].queryset = Venue.objects.filter(
                exhibition=exhibition if exhibition and exhibition.pk else None
            )
            self.fields["venue"].help_text = _("Empty, when there is one venue only.")

    def clean_stand_numbers(self):
        """The list of numbers; refuses to remove stands that are given to somebody."""
        text = self.cleaned_data["stand_numbers"]
        if "stand_numbers" not in self.changed_data:
            return codes_of(self.instance)
        try:
            codes = parse_stand_numbers(text)
        except ValueError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        kept = [stand.code for stand in self.going(codes) if is_protected(stand)]
        if kept:
            raise forms.ValidationError(
                # Translators: {numbers} are stand numbers such as A3, A4.
                _("These stands are given to somebody and cannot be removed: {numbers}.").format(
                    numbers=format_stand_numbers(kept)
                )
            )
        return codes

    def going(self, codes):
        """The stands that would be removed."""
        return self.instance.stands.exclude(code__in=codes) if self.instance.pk else []

    def save(self, commit=True):
        hall = super().save(commit)
        if commit and "stand_numbers" in self.cleaned_data:
            set_stands(hall, self.cleaned_data["stand_numbers"])
        return hall


class HallFormSet(forms.BaseInlineFormSet):
    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"exhibition": self.instance}

    def clean(self):
        """A stand number is said aloud without its hall, so it is used once in an exhibition."""
        super().clean()
        seen = set()
        for form in self.forms:
            codes = typed_codes(form)
            if self._should_delete_form(form) or not form.has_changed():
                seen.update(codes)
                continue
            if twice := [code for code in codes if code in seen]:
                form.add_error(
                    "stand_numbers",
                    _("Another hall has these stands already: {numbers}.").format(numbers=format_stand_numbers(twice)),
                )
            seen.update(codes)

    def stand_codes(self):
        """The numbers of all stands as typed on this page; call it after validation."""
        staying = [form for form in self.forms if not self._should_delete_form(form)]
        return {code for form in staying for code in typed_codes(form)}


def codes_of(hall):
    return [stand.code for stand in hall.stands.all()] if hall.pk else []


def typed_codes(form):
    """The stands of a validated HallForm; those it had, when what was typed is refused."""
    cleaned = getattr(form, "cleaned_data", {})
    return cleaned["stand_numbers"] if "stand_numbers" in cleaned else codes_of(form.instance)


def is_protected(stand):
    """Whether something above holds on to this stand, whatever it is."""
    collector = Collector(using="default")
    try:
        collector.collect([stand])
    except ProtectedError:
        return True
    return False


class ClaimForm(forms.ModelForm):
    """A figure is about something: an exhibition, a series, a place, a period or several exhibitions."""

    def clean(self):
        super().clean()
        about = ("exhibition", "series", "place", "period_from", "period_to", "exhibitions")
        if not any(self.cleaned_data.get(name) for name in about):
            raise forms.ValidationError(
                _("Say what the figure is about: an exhibition, a series, a place or a period.")
            )
        return self.cleaned_data
