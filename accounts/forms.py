"""allauth's forms with our labels, codes in any digits, and nothing that needs an inline script or style."""

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.backends import is_shut_out
from accounts.codes import read_digits
from accounts.models import User
from lib.fields import PhoneField, TypedField
from lib.numbers import ascii_digits
from lib.phones import parse_phone

LABELS = {
    "login": _("E-mail or phone number"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Password until now"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Code"),
}


class PlainMixin(forms.Form):
    """Our labels instead of placeholders: a placeholder vanishes while one types."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["dir"] = "ltr"
            if name in {"password", "oldpassword"}:
                field.help_text = ""


class CodeMixin(PlainMixin):
    """A code of digits, typed in the digits of any language."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    def clean_code(self):
        self.cleaned_data["code"] = ascii_digits(self.cleaned_data["code"])
        return super().clean_code()  # type: ignore[misc]  # of the form beside it


class LoginForm(PlainMixin, account.LoginForm):
    """By e-mail address or by phone number: many makers have no mail."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        typed = forms.TextInput(attrs={"autocomplete": "username", "dir": "ltr", "maxlength": 254})
        self.fields["login"] = forms.CharField(label=LABELS["login"], max_length=254, widget=typed)
        self.order_fields(["login", "password"])

    def clean_login(self):
        login = super().clean_login().replace("\x00", "")
        try:
            self.way = {"email": login.lower()} if "@" in login else {"phone": parse_phone(login)}
            if "email" in self.way:
                validate_email(login)
        except (ValueError, ValidationError):
            raise ValidationError(_("This is neither an e-mail address nor a phone number.")) from None
        return login

    def user_credentials(self):
        return {**self.way, "password": self.cleaned_data["password"]}


class RequestLoginCodeForm(PlainMixin, account.RequestLoginCodeForm):
    _user: User | None

    def clean_email(self):
        """An account that is shut out is answered like one that does not exist."""
        email = super().clean_email()
        if self._user and is_shut_out(self._user):
            self._user = None
        return email


class ConfirmLoginCodeForm(CodeMixin, account.ConfirmLoginCodeForm):
    pass


class ReauthenticateForm(PlainMixin, account.ReauthenticateForm):
    pass


class ChangePasswordForm(PlainMixin, account.ChangePasswordForm):
    pass


class SetPasswordForm(PlainMixin, account.SetPasswordForm):
    pass


class ResetPasswordForm(PlainMixin, account.ResetPasswordForm):
    users: list[User]

    def clean_email(self):
        email = super().clean_email()
        self.users = [user for user in self.users if not is_shut_out(user)]
        return email

    def save(self, request, **kwargs):
        email = super().save(request, **kwargs)
        get_adapter().answer_alike(email)
        return email


class ResetPasswordKeyForm(PlainMixin, account.ResetPasswordKeyForm):
    pass


class AuthenticateForm(CodeMixin, mfa.AuthenticateForm):
    pass


class SecondFactorReauthenticateForm(CodeMixin, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(CodeMixin, totp.ActivateTOTPForm):
    def clean_code(self):
        """Whoever types a code of the new app sees the recovery codes without proving it all over again."""
        code = super().clean_code()
        record_authentication(context.request, self.user, method="mfa", type="totp", reauthenticated=True)
        return code


class CodeField(TypedField):
    """Eight digits, in those of any language; gives them plain."""

    default_error_messages = {"invalid": _("A code has eight digits.")}

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs |= {"dir": "ltr", "inputmode": "numeric", "autocomplete": "one-time-code"}

    def understand(self, text):
        return read_digits(text)


class InvitationCodeForm(forms.Form):
    code = CodeField(label=_("Code of your invitation"), help_text=_("Eight digits; any digits will do."))


class PhoneLoginForm(forms.Form):
    phone = PhoneField(label=_("Phone number"))
    code = CodeField(
        label=_("Code from the office"), help_text=_("Eight digits; any digits will do. Good for 15 minutes.")
    )


class FirstEntryForm(forms.ModelForm):
    """What somebody invited settles at the first entry; a password is for those who want one."""

    password = forms.CharField(
        label=_("Password, if you want one"),
        required=False,
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
        help_text=_("You can leave this empty and set one later."),
    )

    class Meta:
        model = User
        fields = ["language", "name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_oneself(self)
        self.initial["language"] = get_language() or self.instance.language
        if not self.instance.email and not self.instance.phone:
            del self.fields["password"]  # there would be nothing to type beside it

    def clean_password(self):
        if password := self.cleaned_data["password"]:
            validate_password(password, self.instance)
        return password


class AccountForm(forms.ModelForm):
    """What everybody sets of the own account."""

    class Meta:
        model = User
        fields = ["language", "name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_oneself(self)


def name_oneself(form):
    """The two boxes both forms have: one's language, each named in itself, and one's name."""
    form.fields["language"] = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    form.fields["name"] = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
    )
    form.order_fields(["language", "name", "password"])


class CredentialField(forms.JSONField):
    """What a device answered. Also what Python's reader of JSON cannot hold is no answer."""

    widget = forms.HiddenInput
    default_error_messages = {"invalid": _("This passkey does not fit. Sign in another way, or try again.")}

    def to_python(self, value):
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class PasskeyMixin(forms.Form):
    """Nonsense instead of a device's answer is refused in words, whatever it breaks."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()

    def clean_credential(self):
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the form beside it
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
            raise ValidationError(CredentialField.default_error_messages["invalid"]) from None


class PasskeyLoginForm(PasskeyMixin, webauthn.LoginWebAuthnForm):
    pass


class PasskeyAuthenticateForm(PasskeyMixin, webauthn.AuthenticateWebAuthnForm):
    pass


class PasskeyReauthenticateForm(PasskeyMixin, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """Always one that signs in by itself: the page asks the device for no other kind."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["credential"] = CredentialField()
        self.initial["name"] = ""
        self.fields["name"].label = _("Name of this device")
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs |= {"maxlength": 60, "dir": "auto"}
        self.fields["name"].help_text = _("So that you know it again, such as “my phone”. You can leave it empty.")

    def clean_name(self):
        return self.cleaned_data["name"][:60] or str(_("Passkey"))

    def clean(self):
        try:
            return super().clean()
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
            raise ValidationError(_("The device could not make a passkey. Please try again.")) from None


class EditPasskeyForm(webauthn.EditWebAuthnForm):
    name = forms.CharField(label=_("Name of this device"), max_length=60, widget=forms.TextInput(attrs={"dir": "auto"}))
