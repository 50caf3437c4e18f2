"""Officials sign in with a second factor; accounts of the sample are exempt."""

from functools import wraps

from allauth.mfa.utils import is_mfa_enabled
from django.shortcuts import redirect


def needs_second_factor(user):
    """Whether this official must set one up before going on."""
    return user.is_official and not user.is_sample and not is_mfa_enabled(user)


def second_factor_required(view):
    """Lead an official without a second factor to its set-up; for views that are not classes, such as the records."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated and needs_second_factor(request.user):
            return redirect("mfa_activate_totp")
        return view(request, *args, **kwargs)

    return guarded
