"""Who follows a promise: the one it was given to, else those who keep the register for all exhibitions."""

from django.db.models import Q

from accounts.models import User
from events.models import Role

K = Role.Kind
# Those whose roles let them read the register.
KINDS = (K.ADMINISTRATOR, K.OFFICIAL, K.GOVERNORATE, K.DESK, K.VIEWER)


def officials():
    """Accounts to which a promise can be given."""
    rows = User.objects.filter(roles__kind__in=KINDS, is_active=True)
    return User.objects.filter(pk__in=rows.values("pk")).order_by("name", "pk")


def followers_of(promise):
    """The accounts that are reminded of ``promise`` and can be reached."""
    reachable = User.objects.filter(~Q(email=None) | ~Q(phone=None), is_active=True)
    kept = list(reachable.filter(pk=promise.keeper_id)) if promise.keeper_id else []
    return kept or list(reachable.filter(roles__kind=K.GOVERNORATE, roles__exhibition=None).distinct().order_by("pk"))
