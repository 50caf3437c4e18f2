"""Officials sign in with a second factor; accounts of the sample are exempt."""

from allauth.mfa.utils import is_mfa_enabled


def needs_second_factor(user):
    """Whether this official must set one up before going on."""
    return user.is_official and not user.is_sample and not is_mfa_enabled(user)
