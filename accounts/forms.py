"""allauth's forms with our labels, codes in any digits, and nothing that needs an inline script or style."""

from allauth.account import forms as account
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.backends import is_shut_out
from accounts.models import User
from lib.numbers import ascii_digits

LABELS = {
    "login": _("E-mail"),
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
    pass


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
