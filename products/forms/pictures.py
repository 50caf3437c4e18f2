"""What a maker says about a picture."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.languages import CODES, direction
from products.alternative import LONGEST, suggestion
from products.models import Picture

NAMES = dict(settings.LANGUAGES)


class PictureForm(forms.ModelForm):
    """Role, and words in four languages. The boxes hold what is suggested from the facts of the work.

    A suggestion that was left as it is is not stored, so that it follows the facts.
    """

    role = forms.ChoiceField(
        label=_("What it shows"),
        choices=[*Picture.Role.choices, ("", _("not said"))],
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Picture
        fields = ["role"]

    def __init__(self, *args, materials, **kwargs):
        super().__init__(*args, **kwargs)
        self.materials = materials
        own = get_language() or "fa"
        for code in sorted(CODES, key=lambda code: code != own):
            # Translators: {language} is the name of a language, in that language.
            label = _("In words, {language}").format(language=NAMES[code])
            box = forms.Textarea(attrs={"rows": 2, "lang": code, "dir": direction(code), "class": "short"})
            self.fields[f"alt_{code}"] = forms.CharField(label=label, max_length=LONGEST, required=False, widget=box)
            self.initial[f"alt_{code}"] = getattr(self.instance, f"alt_{code}") or self.suggested(code)

    def suggested(self, code):
        return suggestion(self.instance, self.instance.product, code, self.materials)

    def save(self, commit=True):
        picture = self.instance
        before = {code: self.initial[f"alt_{code}"] for code in CODES}
        own = {code: getattr(Picture.objects.get(pk=picture.pk), f"alt_{code}") for code in CODES}
        picture.role = self.cleaned_data["role"]
        for code in CODES:
            typed = " ".join(self.cleaned_data[f"alt_{code}"].split())
            is_untouched = typed == before[code] and not own[code]
            setattr(picture, f"alt_{code}", "" if is_untouched or typed == self.suggested(code) else typed)
        picture.save(update_fields=["role", *(f"alt_{code}" for code in CODES)])
        return picture
