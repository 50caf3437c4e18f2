"""Steps of signing in that several tests take."""

import re

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from accounts.models import User

PASSWORD = "Straw-Facets-1404"
LOGIN = "/en/accounts/login/"
CODE = "/en/accounts/login/code/"
CONFIRM = "/en/accounts/login/code/confirm/"


def person(**fields):
    return User.objects.create_user(f"person{User.objects.count()}@example.org", PASSWORD, language="en", **fields)


def sign_in(client, user, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": user.email, "password": password, **extra})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def code_in(mail):
    return re.search(r"^\d{8}$", mail.message, re.MULTILINE).group()


def ask_for_code(client, address):
    return client.post(CODE, {"email": address})


def current_code(secret):
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
