"""What officials write when they set up an exhibition: itself, and where it is held."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.records.fields import HourField
from events.forms.languages import LanguagesMixin, in_languages
from events.forms.records import ExhibitionForm, PlaceChoice
from events.forms.rows import RowForm, begin_with_capitals
from events.models import Exhibition, Venue
from lib.fields import DayField, RowsField
from lib.seen import SeenMixin
from vocabulary.models import Place

DAYS = ("starts_on", "starts_certainty", "starts_by", "ends_on", "ends_certainty", "ends_by")
TAKEN = "new"


class SetUpForm(LanguagesMixin, SeenMixin, ExhibitionForm):
    """An exhibition's own facts. Without ``slug`` once it was public: people keep and print its address."""

    TEXTS = ("name", "occasion", "summary", "hours_note")
    starts_on = DayField(label=gettext_lazy("first day"), required=False)
    ends_on = DayField(label=gettext_lazy("last day"), required=False)
    starts_by = DayField(label=gettext_lazy("first day at latest"), required=False)
    ends_by = DayField(label=gettext_lazy("last day at latest"), required=False)
    opens_at = HourField(label=gettext_lazy("opens"), required=False, widget=forms.TextInput)
    closes_at = HourField(label=gettext_lazy("closes"), required=False, widget=forms.TextInput)

    class Meta:
        model = Exhibition
        fields = [
            *in_languages("name", "occasion", "summary", "hours_note"),
            *("kind", "series", "slug", *DAYS, "opens_at", "closes_at", "zone"),
            *("contact_phone", "contact_channels", "contact_email", "crafts"),
        ]
        widgets = {"crafts": forms.CheckboxSelectMultiple}
        field_classes = {"crafts": RowsField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("starts_on", "ends_on"):
            self.fields[name].help_text = _("Such as 1404/7/18 or 2025-10-10.")
        for name in ("contact_channels", "contact_email"):
            self.fields[name].widget.attrs["dir"] = "ltr"
        for name in in_languages("summary"):
            self.fields[name].widget.attrs["rows"] = 4
        if self.instance.published_at:
            del self.fields["slug"]
            self.stored.pop("slug", None)
            self.initial["seen"] = self.sign()
        begin_with_capitals(self)
        self.are_days_settled = self.has_settled_days()
        if self.are_days_settled:
            for name in DAYS:
                self.fields[name].disabled = True

    def has_settled_days(self):
        """Once everybody knows its days, changing them is a step of its own, which settles what hangs on them."""
        return bool(
            self.instance.is_published and self.instance.starts_on and self.instance.phase() in {"next", "running"}
        )

    def clean_slug(self):
        slug = self.cleaned_data["slug"] or self.instance.slug
        if slug == TAKEN:
            raise forms.ValidationError(_("This address is taken by a page of the office."))
        return slug

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(name) or name in self.errors for name in in_languages("name")):
            self.add_error("name_fa", _("Write its name, at best in Persian first."))
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if closes and not opens and "opens_at" not in self.errors:
            self.add_error("opens_at", _("Say also when it opens."))
        return cleaned


class VenueForm(LanguagesMixin, RowForm):
    """One place where it is held; ``places`` are the choices, read once for all rows."""

    PREFIX = "venue"
    TEXTS = ("name", "landmark", "address")
    place = PlaceChoice(label=gettext_lazy("place"), queryset=Place.objects.select_related("parent"))
    map_url = forms.URLField(
        label=gettext_lazy("link to a map"),
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )

    class Meta:
        model = Venue
        fields = ["place", *in_languages("name", "landmark", "address"), "map_url"]

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places


def place_choices():
    """Every place once, with what it lies in (1 query)."""
    field = VenueForm.base_fields["place"]
    places = [(place.pk, field.label_from_instance(place)) for place in Place.objects.select_related("parent")]
    return [("", "–"), *sorted(places, key=lambda choice: choice[1])]
