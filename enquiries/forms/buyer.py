"""What a buyer fills in on the private page."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from enquiries.forms.asking import COUNTRIES
from enquiries.forms.files import PapersField
from enquiries.forms.keys import KeyMixin, new_key
from enquiries.models import Thread
from lib import codes
from lib.phones import possible_phones


def read_contact(text):
    """("phone" or "email", what it may be) of a contact typed in any digits; ("", nothing) when it is neither.

    A local number is read as in each country the enquiry form names.
    """
    text = text.strip()
    if "@" in text:
        return "email", {text.lower()}
    phones = possible_phones(text, [code for code, _name in COUNTRIES if code])
    return ("phone", phones) if phones else ("", set())


def contact_field():
    return forms.CharField(
        label=_("Phone or e-mail of the enquiry"),
        max_length=254,
        help_text=_("Any digits will do."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "dir": "ltr"}),
    )


class ProofForm(forms.Form):
    """Whoever knows the contact of the enquiry may act for its buyer."""

    contact = contact_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_proof_%s", **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("contact", Submit("prove", _("Go on"), css_id="submit-proof"))


class AgainForm(forms.Form):
    """Asks for fresh private addresses; the answer never says whether the contact is known."""

    contact = contact_field()
    code = forms.CharField(
        label=_("Code of the enquiry"),
        required=False,
        max_length=40,
        help_text=_("If you have it. Without it you get the addresses of all your enquiries of the last six months."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("contact", "code", Submit("send", _("Send me the address again")))

    def clean_code(self):
        text = self.cleaned_data["code"].strip()
        try:
            return codes.read(text) if text else ""
        except ValueError:
            raise forms.ValidationError(_("This is no code. It looks like E2345678.")) from None


class ReplyForm(KeyMixin, forms.Form):
    """One reply in the part of one maker; ``number`` tells the forms of a page apart.

    The hidden key is signed for this thread alone: sent twice, the reply is kept once.
    """

    text = forms.CharField(
        label=_("Your reply"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    files = PapersField()
    key = forms.CharField(widget=forms.HiddenInput, required=False)
    last_read = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, thread, number, last_read=0, **kwargs):
        self.salt = f"reply {thread.pk}"
        initial = {"key": new_key(self.salt), "last_read": last_read}
        super().__init__(*args, auto_id=f"id_{number}_%s", initial=initial, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "text", "files", "key", "last_read", Submit("reply", _("Send reply"), css_id=f"send-{number}")
        )

    def clean_last_read(self):
        return self.cleaned_data["last_read"] or 0


class DeclineForm(forms.Form):
    because = forms.ChoiceField(label=_("Why not?"), choices=Thread.LostBecause.choices)
