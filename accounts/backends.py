"""Who may sign in at all, by whatever way."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from accounts.models import User


def is_shut_out(user):
    """Sample accounts have a known password: they are for local machines, where ``SITE_URL`` is not https."""
    return user.is_sample and settings.SECURE


class Backend(AuthenticationBackend):
    def _authenticate(self, request, **credentials):
        """By e-mail as allauth does it, or by phone number."""
        if phone := credentials.get("phone"):
            return self._check_password(User.objects.filter(phone=phone).first(), credentials["password"])
        return super()._authenticate(request, **credentials)

    def user_can_authenticate(self, user):
        """Asked at every sign-in by password and again at every request of a session."""
        return super().user_can_authenticate(user) and not is_shut_out(user)

    def _get_permissions(self, user_obj, obj, from_name):
        """None: rights come from roles (``rules``). Django's own tables, which nobody fills, would be read twice a page."""
        return set()
