"""What officials type about records of the cooperation."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.models import Paper, Record, Topic
from cooperation.papers import keep_file
from exhibitors.profile.files import PaperRefused, cleaned_paper
from lib.fields import PhoneField
from lib.pictures import PictureRefused
from lib.seen import SeenMixin

K = Record.Kind
# What stands in an address where a record's own name would.
TAKEN = {"records", "extract", "shared", "chain"}


class RecordForm(SeenMixin):
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("topics"), choices=Topic.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].widget.attrs["dir"] = "ltr"
            self.fields["slug"].help_text = _("Latin letters; part of the address. Empty: made from kind and day.")

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug in TAKEN:
            raise ValidationError(_("A page has this name already. Choose another one."))
        return slug

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        return cleaned


class PromiseForm(RecordForm):
    # The column is not editable: of the other kinds it follows from the table.
    what = forms.ChoiceField(
        label=gettext_lazy("kind"), choices=[(kind, kind.label) for kind in (K.DECISION, K.COMMITMENT)]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["what"] = self.instance.kind or K.DECISION

    def clean(self):
        cleaned = super().clean()
        self.instance.kind = cleaned.get("what") or self.instance.kind
        return cleaned


class MemorandumForm(RecordForm):
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("languages of the text"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("in_force_from"), cleaned.get("in_force_until")
        if first and last and last < first:
            self.add_error("in_force_until", _("The last day lies before the first."))
        return cleaned


class PersonForm(SeenMixin):
    phone = PhoneField(label=gettext_lazy("phone"), required=False)

    def clean_phone(self):
        return self.cleaned_data["phone"] or ""


class PaperForm(forms.ModelForm):
    """A paper with its file; the file of an older one stays, unless another is sent."""

    upload = forms.FileField(
        label=gettext_lazy("file"), required=False, help_text=gettext_lazy("A PDF, or a photograph of the paper.")
    )

    class Meta:
        model = Paper
        fields = "__all__"

    def clean_upload(self):
        """What becomes of the file, or None where none was sent."""
        upload = self.cleaned_data["upload"]
        if not upload:
            if not self.instance.pk:
                raise ValidationError(_("Choose a file."))
            return None
        try:
            return cleaned_paper(upload)
        except (PictureRefused, PaperRefused) as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal

    def save(self, commit=True):
        if cleaned := self.cleaned_data.get("upload"):
            keep_file(self.instance, cleaned, self.files[self.add_prefix("upload")].name)
        return super().save(commit)

    def validate_constraints(self):
        """Which text prevails is a question of all rows together."""


class PaperFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        staying = [form for form in self.forms if not self._should_delete_form(form)]
        if sum(bool(getattr(form, "cleaned_data", {}).get("prevails")) for form in staying) > 1:
            raise ValidationError(_("Only one text prevails."))

    def save(self, commit=True):
        if commit and self.instance.pk:
            # Two rows that change places would meet the constraint half-way.
            self.get_queryset().update(prevails=False)
        return super().save(commit)
