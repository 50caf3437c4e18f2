"""What officials type to cancel, postpone or move an exhibition."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.forms.languages import ORDER, OWN_NAMES
from events.forms.records import PlaceChoice
from events.models import Venue
from events.rescheduling import CANCELLED, MOVED, POSTPONED, Change, possible_kinds, proposed_notice
from lib.fields import DayField, LineField
from lib.languages import direction
from vocabulary.models import Place

KINDS = {
    CANCELLED: gettext_lazy("Cancel it"),
    POSTPONED: gettext_lazy("Postpone it, or hold it earlier"),
    MOVED: gettext_lazy("Move it to another place"),
}
TEXTS = ("name", "address")


def in_language(field, code, words):
    """``field`` as the box for one language."""
    field.widget.attrs |= {"lang": code, "dir": direction(code)}
    field.label = _("{field} ({language})").format(field=capfirst(words), language=OWN_NAMES[code])
    return field


class RescheduleForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What happens"), widget=forms.RadioSelect)
    starts_on = DayField(label=gettext_lazy("New first day"), required=False)
    ends_on = DayField(
        label=gettext_lazy("New last day"),
        required=False,
        help_text=gettext_lazy("Empty: it lasts as many days as before."),
    )
    venue = forms.ModelChoiceField(
        label=gettext_lazy("Which venue"), queryset=Venue.objects.none(), required=False, empty_label=None
    )
    place = PlaceChoice(
        label=gettext_lazy("New place"), queryset=Place.objects.select_related("parent"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("It stays in the history, and whoever takes part reads it."),
    )

    def __init__(self, *args, exhibition, **kwargs):
        super().__init__(*args, **kwargs)
        self.exhibition = exhibition
        self.fields["kind"].choices = [(kind, KINDS[kind]) for kind in possible_kinds(exhibition)]
        self.fields["venue"].queryset = exhibition.venues.all()
        self.fields["venue"].label_from_instance = lambda venue: f"{venue} · {venue.place}"
        self.has_venues = exhibition.venues.count() > 1
        if not self.has_venues:
            del self.fields["venue"]
        for name in TEXTS:
            model_field = Venue._meta.get_field(name)
            for code in ORDER:
                box = LineField(required=False, max_length=model_field.max_length)
                self.fields[f"{name}_{code}"] = in_language(box, code, model_field.verbose_name)

    def text_boxes(self):
        return [self[f"{name}_{code}"] for code in ORDER for name in TEXTS]

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind == MOVED:
            if not cleaned.get("place") and "place" not in self.errors:
                self.add_error("place", _("Say where it is held now."))
            if self.has_venues and not cleaned.get("venue") and "venue" not in self.errors:
                self.add_error("venue", _("Say which of the venues is meant."))
        if kind in {POSTPONED, MOVED}:
            self.clean_days(kind, cleaned)
        return cleaned

    def clean_days(self, kind, cleaned):
        if {"starts_on", "ends_on"} & self.errors.keys():
            return
        starts_on, ends_on, now = cleaned["starts_on"], cleaned["ends_on"], self.exhibition
        if not starts_on:
            if ends_on:
                self.add_error("starts_on", _("Say also the first day."))
            elif kind == POSTPONED:
                self.add_error("starts_on", _("Say on which day it begins now."))
            cleaned["starts_on"], cleaned["ends_on"] = now.starts_on, now.ends_on
            return
        if not ends_on and now.starts_on and now.ends_on:
            cleaned["ends_on"] = ends_on = now.ends_on + (starts_on - now.starts_on)
        if ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day lies before the first."))
        elif kind == POSTPONED and (starts_on, ends_on) == (now.starts_on, now.ends_on):
            self.add_error("starts_on", _("These are the days it has now."))

    def change(self):
        """The Change that was typed."""
        cleaned, kind = self.cleaned_data, self.cleaned_data["kind"]
        if kind == CANCELLED:
            return Change(
                self.exhibition, kind, self.exhibition.starts_on, self.exhibition.ends_on, reason=cleaned["reason"]
            )
        change = {"starts_on": cleaned["starts_on"], "ends_on": cleaned["ends_on"], "reason": cleaned["reason"]}
        if kind == MOVED:
            change |= {
                "venue": cleaned.get("venue") or self.exhibition.venues.first(),
                "place": cleaned["place"],
                "texts": {f"{name}_{code}": cleaned[f"{name}_{code}"] for name in TEXTS for code in ORDER},
            }
        return Change(self.exhibition, kind, **change)


class NoticeForm(forms.Form):
    """What everybody reads on top of the public page, proposed from the change."""

    def __init__(self, *args, change, **kwargs):
        super().__init__(*args, **kwargs)
        for code in ORDER:
            box = forms.CharField(
                required=False,
                max_length=600,
                initial=proposed_notice(change, code),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"notice_{code}"] = in_language(box, code, _("notice"))

    def clean(self):
        cleaned = super().clean()
        if not any(self.notice.values()) and not self.errors:
            self.add_error("notice_fa", _("Write it in at least one language."))
        return cleaned

    @property
    def notice(self):
        """{language: text} as typed."""
        return {code: self.cleaned_data.get(f"notice_{code}") or "" for code in ORDER}
