"""What officials write about one item of a programme."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.records.fields import HourField
from events.forms.languages import OWN_NAMES, LanguagesMixin, in_languages
from events.forms.rows import RowForm
from events.models import ProgrammeItem
from lib.fields import DayField


class ProgrammeItemForm(LanguagesMixin, RowForm):
    """Hours are those of the venue."""

    PREFIX = "item"
    TEXTS = ("title", "location", "host")
    day = DayField(label=gettext_lazy("day"))
    starts_at = HourField(label=gettext_lazy("from"), required=False, widget=forms.TextInput)
    ends_at = HourField(label=gettext_lazy("until"), required=False, widget=forms.TextInput)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("languages spoken"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ProgrammeItem
        fields = ["day", "starts_at", "ends_at", *in_languages("title", "location", "host"), "languages"]

    def words(self, name):
        if name == "languages":
            return pgettext("list", ", ").join(OWN_NAMES.get(code, code) for code in self.stored[name] or ())
        return super().words(name)

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(name) or name in self.errors for name in in_languages("title")):
            self.add_error("title_fa", _("Write what it is, at best in Persian first."))
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if ends and not starts and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Say also when it begins."))
        elif starts and ends and ends <= starts:
            self.add_error(
                "ends_at", _("It ends before it begins. What goes on after midnight is an item of the next day.")
            )
        return cleaned
