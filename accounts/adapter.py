"""How allauth signs people in here: nobody signs up, and sample accounts stay on local machines."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from accounts.backends import is_shut_out
from accounts.limits import address_of
from accounts.messages import hand_over
from accounts.models import User

BOTH = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]  # what allauth asks for after the first factor


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The address, the number or the password is not correct."),
        "enter_current_password": _("This is not your password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This is not the code."),
        "too_many_login_attempts": _("Too many attempts. Please wait a few minutes, then try again."),
        "rate_limited": _("Too many attempts. Please wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        """The one gate of every way in: password, mailed code, reset password and sign-in link."""
        if is_shut_out(user):
            raise PermissionDenied
        return super().pre_login(request, user, **kwargs)

    def is_reauthentication_required(self, *, app, **kwargs):
        """A password is asked again before a second factor is changed, not before the first one is set up.

        A maker who has passkeys and no password is not asked for one of them: she may be removing the one she lost.
        """
        user = self.request.user
        if app == "allauth.mfa" and not is_mfa_enabled(user):
            return False
        if app == "allauth.mfa" and not user.has_usable_password() and not is_mfa_enabled(user, BOTH):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Wrong passwords are counted by phone number too."""
        return super()._get_login_attempts_cache_key(
            request, email=credentials.get("email") or credentials.get("phone") or ""
        )

    def reauthenticate(self, user, password):
        """The person is known; allauth would look for the account by its e-mail address, which many have not."""
        return user.check_password(password)

    def get_client_ip(self, request):
        return address_of(request)

    def send_mail(self, template_prefix, email, context):
        """Hand the mail to the outbox, in the recipient's own language."""
        self.write(template_prefix, email, context)
        self.request.is_mailed = True

    def write(self, template_prefix, email, context):
        user = context.get("user") or User.objects.filter(email=email.lower()).first()
        with override(user.language if user else get_language()):
            message = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        hand_over(email, message.subject, message.body, is_urgent=True)

    def answer_alike(self, email):
        """Where an address has no account, write the mail all the same and take it back: the answer takes as long."""
        if not getattr(self.request, "is_mailed", False):
            with transaction.atomic():
                self.write("account/email/login_code", email, {"code": "00000000"})
                transaction.set_rollback(True)

    def add_message(self, request, level, message_template=None, message_context=None, **kwargs):
        """A code is asked for on two pages; both say so here, whether there was an account or not."""
        if message_template == "account/messages/login_code_sent.txt":
            self.answer_alike(message_context["email"])
        super().add_message(request, level, message_template, message_context, **kwargs)

    def get_reset_password_from_key_url(self, key):
        """Under SITE_URL, whatever host the request named."""
        uidb36, _dash, secret = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", args=[uidb36, secret])


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def is_mfa_enabled(self, user, types=None):
        """For officials a passkey is a second factor too; for makers it is one way in beside the others.

        A weaver whose phone is lost would otherwise be shut out of the ways that are left to her.
        """
        if types == BOTH and not user.is_official:
            types = [Authenticator.Type.TOTP]
        return super().is_mfa_enabled(user, types)

    def _get_site_name(self):
        return settings.MFA_TOTP_ISSUER
