"""Addresses that sign one account in once, for tests and for helping people by phone."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.backends import is_shut_out
from accounts.models import User

SALT = "accounts.links"
SECONDS = 15 * 60


def make_link(user):
    """A full address under SITE_URL, in the language of ``user``, good for 15 minutes and one use."""
    token = signing.dumps([user.pk, _stamp(user)], salt=SALT)
    with override(user.language):
        return settings.SITE_URL + reverse("sign_in_link", args=[token])


def user_of(token):
    """The account a link is good for, or None: forged, too old, used, or the account signed in since."""
    try:
        pk, stamp = signing.loads(token, salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and _stamp(user) == stamp and not is_shut_out(user) else None


def use(token):
    """Claim the link and return its account, or None; of two people at once only one gets it."""
    user = user_of(token)
    if user and User.objects.filter(pk=user.pk, last_login=user.last_login).update(last_login=timezone.now()):
        return user
    return None


def _stamp(user):
    return user.last_login.isoformat() if user.last_login else ""
