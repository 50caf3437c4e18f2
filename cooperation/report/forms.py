"""What officials write into the report of an exhibition."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.models import ExhibitionReport
from events.forms.languages import LanguagesMixin, in_languages
from events.forms.rows import begin_with_capitals
from lib.seen import SeenMixin

TEXTS = ("aims", "problems", "next_steps", "remarks")


class ReportTextsForm(LanguagesMixin, SeenMixin, forms.ModelForm):
    """The texts in four languages; why records and claims differ in that of the page. ``differing`` are the sections in
    which somebody claims something: {key: title}."""

    TEXTS = TEXTS

    class Meta:
        model = ExhibitionReport
        fields = in_languages(*TEXTS)

    def __init__(self, *args, differing, **kwargs):
        super().__init__(*args, **kwargs)
        self.language = get_language() or "fa"
        for name in in_languages(*TEXTS):
            self.fields[name].widget.attrs["rows"] = 4
        for key, title in differing.items():
            label = _("Why records and sources differ: {section}").format(section=title)
            self.fields[f"reason_{key}"] = forms.CharField(
                label=label, required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
            )
            self.initial[f"reason_{key}"] = (self.instance.reasons.get(key) or {}).get(self.language, "")
        self.differing = list(differing)
        begin_with_capitals(self)

    def reasons(self):
        """The boxes of the reasons."""
        return [self[f"reason_{key}"] for key in self.differing]

    def save(self, commit=True):
        held = dict(self.instance.reasons)
        for key in self.differing:
            texts = {**(held.get(key) or {}), self.language: self.cleaned_data[f"reason_{key}"].strip()}
            held[key] = {code: text for code, text in texts.items() if text}
        self.instance.reasons = {key: texts for key, texts in held.items() if texts}
        return super().save(commit)
