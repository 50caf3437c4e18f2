"""What a representative types about the exhibitor, in short parts; each part is saved as far as it is valid."""

from django import forms
from django.conf import settings
from django.core.validators import URLValidator, validate_email
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from exhibitors.models import ContactPoint, Credential, Exhibitor
from exhibitors.profile.channels import CHANNELS, join_channels, split_channels
from exhibitors.profile.files import PaperRefused, cleaned_paper
from exhibitors.profile.proposals import wanted, wording_of
from lib.codes import read
from lib.fields import DayField, NumberField
from lib.languages import CODES, direction
from lib.numbers import ascii_digits
from lib.phones import format_phone, parse_phone
from lib.pictures import PictureRefused
from lib.wording import copied
from vocabulary.models import Craft, Place

LANGUAGE_NAMES = dict(settings.LANGUAGES)
LONGEST_STORY = 4000
PICTURE_TYPES = "image/jpeg,image/png,image/webp"


class CleanText(forms.CharField):
    """A text without the marks that no database keeps and no reader sees."""

    def to_python(self, value):
        return super().to_python(value).replace("\x00", "").replace("\r\n", "\n")


class ProfileForm(forms.Form):
    """A reviewed part; ``changes`` are those of its values that may be kept, as ``proposals`` wants them."""

    def __init__(self, *args, exhibitor, **kwargs):
        super().__init__(*args, **kwargs)
        self.exhibitor = exhibitor

    def changes(self):
        return {name: value for name, value in self.cleaned_data.items() if name in self.fields}


class TextsForm(ProfileForm):
    """Name, known as and about, in the person's own language first."""

    def __init__(self, *args, exhibitor, language, **kwargs):
        super().__init__(*args, exhibitor=exhibitor, **kwargs)
        now = wanted(exhibitor)
        self.languages = [language, *(code for code in CODES if code != language)]
        for code in self.languages:
            for name, field in self.fields_in(code, is_own=code == language):
                field.widget.attrs |= {"lang": code, "dir": direction(code)}
                self.fields[f"{name}_{code}"] = field
                self.initial[f"{name}_{code}"] = now[f"{name}_{code}"]

    @staticmethod
    def fields_in(code, *, is_own):
        def label(words):
            # Translators: {field} is the name of a box, {language} the language of what is written in it.
            return words if is_own else _("{field} ({language})").format(field=words, language=LANGUAGE_NAMES[code])

        yield "name", CleanText(label=label(_("Name")), max_length=150, required=False)
        yield (
            "known_as",
            CleanText(
                label=label(_("Known as")),
                max_length=150,
                required=False,
                help_text=_("If buyers know you by another name.") if is_own else "",
            ),
        )
        yield (
            "story",
            CleanText(
                label=label(_("About you")),
                max_length=LONGEST_STORY,
                required=False,
                widget=forms.Textarea(attrs={"rows": 6}),
                help_text=_("What you make, where you learned it, what is special about it.") if is_own else "",
            ),
        )

    def by_language(self):
        """[(code, its own name, boxes, whether it holds a copy, whether a text is missing)], the person's own first."""
        now = wanted(self.exhibitor)
        texts = wording_of(now)
        copies = {code for field in texts for code in copied(now["copies"], field, texts[field])}
        return [
            (
                code,
                LANGUAGE_NAMES[code],
                [self[f"{name}_{code}"] for name in ("name", "known_as", "story")],
                code in copies,
                any(not each[code] for each in texts.values()),
            )
            for code in self.languages
        ]


class CraftsForm(ProfileForm):
    """What is made, and in which county."""

    crafts = forms.MultipleChoiceField(
        label=gettext_lazy("What do you make?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    place = forms.ChoiceField(label=gettext_lazy("County"), required=False)

    def __init__(self, *args, exhibitor, **kwargs):
        super().__init__(*args, exhibitor=exhibitor, **kwargs)
        now = wanted(exhibitor)
        crafts = sorted(Craft.objects.filter(Q(is_craft=True) | Q(slug__in=now["crafts"])), key=str)
        places = Place.objects.filter(Q(kind=Place.Kind.COUNTY) | Q(slug=now["place"]))
        self.fields["crafts"].choices = [(craft.slug, str(craft)) for craft in crafts]
        self.fields["place"].choices = [
            ("", _("Choose")),
            *sorted(((p.slug, str(p)) for p in places), key=lambda c: c[1]),
        ]
        self.initial |= {"crafts": now["crafts"], "place": now["place"]}

    def clean_crafts(self):
        return sorted(self.cleaned_data["crafts"])


class MemberForm(ProfileForm):
    """One more member of a group, by the code of its page."""

    code = forms.CharField(
        label=gettext_lazy("Code of the member"),
        max_length=40,
        help_text=gettext_lazy("It stands on the member's own desk and begins with X."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"dir": "ltr", "autocapitalize": "characters", "autocomplete": "off"}

    def clean_code(self):
        try:
            code = read(self.cleaned_data["code"])
        except ValueError:
            raise forms.ValidationError(_("This is not a code. It looks like X2345678.")) from None
        # Only what everybody may see anyway: a code must not tell who is being entered by the office.
        member = Exhibitor.objects.published().filter(code=code).exclude(pk=self.exhibitor.pk).first()
        if member is None:
            raise forms.ValidationError(_("No public page of an artist or producer has this code."))
        if code in wanted(self.exhibitor)["members"]:
            raise forms.ValidationError(_("{name} is a member already.").format(name=member))
        return code

    def changes(self):
        return {"members": sorted([*wanted(self.exhibitor)["members"], self.cleaned_data["code"]])}


class RowForm(forms.ModelForm):
    """A row of its own under the exhibitor; ``save_valid`` keeps what is right while the rest is still wrong."""

    row = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["row"] = self.instance.pk or ""

    def saved_values(self):
        return {name: value for name, value in self.cleaned_data.items() if name in self._meta.fields}

    def save_valid(self):
        values = self.saved_values()
        fresh = type(self.instance).objects.get(pk=self.instance.pk) if self.instance.pk else self.instance
        for name, value in values.items():
            setattr(fresh, name, value)
        self.before_saving(fresh)
        fresh.save()
        return fresh

    def before_saving(self, row):
        pass

    def _post_clean(self):
        """What was typed is checked field by field; the model would see half of it."""


class ContactForm(RowForm):
    """One way to reach the exhibitor; shown to everybody only with consent, and the moment of that is kept."""

    channels = forms.MultipleChoiceField(
        label=gettext_lazy("It answers on"),
        choices=CHANNELS.items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ContactPoint
        fields = ["kind", "value", "channels", "is_shown"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        point = self.instance
        self.fields["kind"].label = _("Kind")
        self.fields["kind"].choices = [(value, label.capitalize()) for value, label in ContactPoint.Kind.choices]
        self.fields["value"].label = _("Number or address")
        self.fields["value"].widget.attrs |= {"dir": "ltr", "autocomplete": "off"}
        self.fields["is_shown"].label = _("Everybody may see it")
        self.initial["kind"] = point.kind or ContactPoint.Kind.PHONE
        self.initial["channels"] = split_channels(point.channels)
        if point.kind == ContactPoint.Kind.PHONE and point.value:
            self.initial["value"] = format_phone(point.value)

    def clean_value(self):
        kind, value = self.cleaned_data.get("kind"), self.cleaned_data["value"].replace("\x00", "").strip()
        if kind == ContactPoint.Kind.PHONE:
            try:
                return parse_phone(value)
            except ValueError:
                raise forms.ValidationError(
                    _("This is not a phone number. Write 0770 123 4567 or +98 918 123 4567.")
                ) from None
        if kind == ContactPoint.Kind.EMAIL:
            validate_email(value)
            return value.lower()
        if kind == ContactPoint.Kind.WEB:
            value = value if "://" in value else f"https://{value}"
            URLValidator(schemes=["http", "https"])(value)
        return value

    def clean_channels(self):
        return join_channels(self.cleaned_data["channels"])

    def saved_values(self):
        values = super().saved_values()
        if "value" not in values:
            # A number means something only as what it is.
            values.pop("kind", None)
        elif values["kind"] != ContactPoint.Kind.PHONE:
            values["channels"] = ""
        return values

    def before_saving(self, row):
        if not row.is_shown:
            row.consented_at = None
        elif row.consented_at is None or "value" in self.changed_data:
            # Another number is another consent.
            row.consented_at = timezone.now()


class CredentialForm(RowForm):
    """A licence or an honour, with its paper."""

    issued_on = DayField(label=gettext_lazy("Issued on"), required=False)
    expires_on = DayField(
        label=gettext_lazy("Valid until"),
        required=False,
        help_text=gettext_lazy("After this day it is not shown any more. Such as 1405/12/29."),
    )
    year = NumberField(label=gettext_lazy("Year of the honour"), required=False, min_value=1300, max_value=2100)
    upload = forms.FileField(
        label=gettext_lazy("Picture or PDF of the paper"),
        required=False,
        help_text=gettext_lazy(
            "Only you and the office can open it. A picture of at most 20 MB, or a PDF of at most 10 MB."
        ),
    )

    class Meta:
        model = Credential
        fields = ["kind", "number", "craft", "year", "issued_on", "expires_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].label = _("What is it?")
        self.fields["kind"].choices = [
            ("", _("Choose")),
            *((v, str(t).capitalize()) for v, t in Credential.Kind.choices),
        ]
        self.fields["number"].label = _("Number")
        self.fields["number"].widget.attrs |= {"dir": "auto", "autocomplete": "off"}
        self.fields["craft"].label, self.fields["craft"].empty_label = _("For which craft?"), "—"
        self.fields["upload"].widget.attrs["accept"] = f"{PICTURE_TYPES},application/pdf"

    def clean_number(self):
        return ascii_digits(self.cleaned_data["number"].replace("\x00", "").strip())

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if not upload:
            return None
        try:
            return cleaned_paper(upload)
        except (PictureRefused, PaperRefused) as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal

    def clean(self):
        data = super().clean()
        issued, expires = data.get("issued_on"), data.get("expires_on")
        if issued and expires and expires < issued:
            self.add_error("expires_on", _("It expires before it is issued."))
        return data

    def saved_values(self):
        values = super().saved_values()
        if "expires_on" not in values:
            # The two days are judged together.
            values.pop("issued_on", None)
        return values

    def before_saving(self, row):
        if paper := self.cleaned_data.get("upload"):
            row.file.save(paper.name, paper, save=False)


class DeletionForm(forms.Form):
    """Why everything shall be deleted; asked a second time on the next page."""

    reason = CleanText(
        label=gettext_lazy("Why?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=gettext_lazy("An official reads it before anything is deleted."),
    )


class ReasonForm(forms.Form):
    """What an official says to the people of an exhibitor."""

    reason = CleanText(
        label=gettext_lazy("What should be changed?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)


def own_language(user, acting):
    """The language a profile is written in first: the person's own; for an official that of its people."""
    if not acting.is_official:
        return user.language
    first = acting.exhibitor.representatives.order_by("pk").select_related("user").first()
    return first.user.language if first else get_language() or "fa"
