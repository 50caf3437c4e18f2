"""What somebody may tell of themselves before a talk, and what an official adds when it has begun."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enquiries.forms.asking import EnquiryForm
from enquiries.forms.keys import KeyMixin
from lib.fields import LineField
from lib.phones import parse_phone


class TalkForm(KeyMixin, forms.Form):
    """Nothing must be told; with a phone number goes a name, so that there is somebody to write to."""

    name = LineField(
        label=_("Your name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    contact = forms.CharField(
        label=_("Your phone"),
        max_length=40,
        required=False,
        help_text=_("Then you also get a private page with all answers. Any digits will do."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}),
    )
    may_pass_on = forms.BooleanField(label=_("The maker may see my contact and answer me directly."), required=False)
    website = forms.CharField(label=_("Leave this empty"), required=False, max_length=200)
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    # One tap is enough here, so only a robot is as fast as this.
    shortest_seconds = 1
    held_because = EnquiryForm.held_because

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["website"].widget.attrs = {"autocomplete": "off", "tabindex": "-1"}

    def clean_contact(self):
        """{"phone", "email"} as an enquiry keeps them; both empty where nothing was typed."""
        text = self.cleaned_data["contact"].strip()
        try:
            return {"phone": parse_phone(text, "IQ") if text else "", "email": ""}
        except ValueError:
            raise forms.ValidationError(
                _("This is no phone number. It looks like 0770 123 4567 or +964 770 123 4567.")
            ) from None

    def clean(self):
        data = super().clean()
        if data.get("contact", {}).get("phone") and "name" in data and not data["name"]:
            self.add_error("name", _("With a phone number, tell us your name too."))
        return data


class ContactForm(forms.Form):
    """Who began a talk without a word about themselves."""

    name = LineField(label=_("Buyer's name"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"}))
    contact = forms.CharField(
        label=_("Phone or e-mail"),
        max_length=254,
        help_text=_("One is enough. Any digits will do."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    may_pass_on = forms.BooleanField(label=_("The buyer agrees that the maker sees the contact."), required=False)

    clean_contact = EnquiryForm.clean_contact
