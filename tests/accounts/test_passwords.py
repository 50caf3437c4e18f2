"""What may be a password, and what a forgotten one costs."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.test import Client
from post_office.models import Email

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NEW = "walnut and saffron"


@pytest.mark.parametrize("password", ["", "seven77", "password", "qwertyuiop", "1qaz2wsx3edc", "ilamexpo"])
def test_short_and_common_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", ["  گل محمدی و زعفران  ", "only small letters", "8f.!", "x" * 20 + "é" * 60])
def test_a_long_password_of_any_letters_is_taken_and_compared_whole(password):
    password *= 3
    validate_password(password)
    user = UserFactory()
    user.set_password(password)
    user.save()
    for typed, enters in ((password[:-1], False), (password.strip() + "!", False), (password, True)):
        client = Client()
        client.post("/en/accounts/login/", {"login": user.email, "password": typed})
        assert ("_auth_user_id" in client.session) is enters


def test_boxes_for_passwords_help_the_keeper_of_passwords(client):
    boxes = re.findall(r"<input[^>]*password[^>]*>", client.get("/en/accounts/login/").content.decode())
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    client.force_login(user, backend="accounts.backends.Backend")
    boxes += re.findall(r"<input[^>]*password\d[^>]*>", client.get("/en/accounts/password/set/").content.decode())
    assert len(boxes) == 3
    for box in boxes:
        assert 'type="password"' in box and re.search(r'autocomplete="(current|new)-password"', box), box


def test_a_link_for_a_new_password_ends_within_the_hour(monkeypatch):
    from datetime import timedelta

    user = UserFactory()
    token = default_token_generator.make_token(user)
    now = default_token_generator._now()
    assert default_token_generator.check_token(user, token)
    monkeypatch.setattr(default_token_generator, "_now", lambda: now + timedelta(minutes=61))
    assert not default_token_generator.check_token(user, token)


def test_a_new_password_by_mail_still_asks_for_the_second_factor(client):
    user = UserFactory()
    TOTP.activate(user, generate_totp_secret())
    client.post("/en/accounts/password/reset/", {"email": user.email})
    link = re.search(r"http\S+", Email.objects.get().message).group()
    page = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(page, {"password1": NEW, "password2": NEW})
    assert "_auth_user_id" not in client.session
    response = client.post("/en/accounts/login/", {"login": user.email, "password": NEW})
    assert response["Location"] == "/en/accounts/two-factor/authenticate/"
    assert "_auth_user_id" not in client.session
