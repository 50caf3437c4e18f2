import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from post_office.models import Email

from lib.numbers import localise
from tests.accounts.signing import CONFIRM, PASSWORD, ask_for_code, code_in, current_code, is_signed_in, person, sign_in
from tests.factories import RoleFactory

pytestmark = pytest.mark.django_db


def real_official():
    user = person()
    RoleFactory(user=user)
    return user


def test_a_new_official_sets_up_an_app_and_is_asked_for_its_code_from_then_on(client):
    user = real_official()
    sign_in(client, user)
    setup = client.get("/en/office/")["Location"]
    assert setup == "/en/accounts/two-factor/totp/activate/"

    page = client.get(setup)
    assert page.status_code == 200
    secret = page.context["form"].secret
    codes = client.post(setup, {"code": localise(current_code(secret), "fa")})
    assert codes["Location"] == "/en/accounts/two-factor/recovery-codes/"
    shown = client.get(codes["Location"])
    assert shown.status_code == 200
    assert shown.content.decode().count("<code") == 10
    assert client.get("/en/office/").status_code == 200

    client.post("/en/accounts/logout/")
    assert sign_in(client, user)["Location"] == "/en/accounts/two-factor/authenticate/"
    assert not is_signed_in(client)
    assert client.get("/en/accounts/two-factor/authenticate/").status_code == 200
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    client.post("/en/accounts/two-factor/authenticate/", {"code": recovery})
    assert is_signed_in(client)


def test_a_mailed_code_is_only_the_first_factor(client):
    user = real_official()
    TOTP.activate(user, generate_totp_secret())
    ask_for_code(client, user.email)
    response = client.post(CONFIRM, {"code": code_in(Email.objects.get())})
    assert response["Location"] == "/en/accounts/two-factor/authenticate/"
    assert not is_signed_in(client)
    secret = decrypt(Authenticator.objects.get().data["secret"])
    client.post(response["Location"], {"code": current_code(secret)})
    assert is_signed_in(client)


def test_wrong_codes_of_the_app_are_limited(client):
    user = real_official()
    TOTP.activate(user, generate_totp_secret())
    sign_in(client, user)
    secret = decrypt(Authenticator.objects.get().data["secret"])
    for _attempt in range(5):
        client.post("/en/accounts/two-factor/authenticate/", {"code": "000000"})
    client.post("/en/accounts/two-factor/authenticate/", {"code": current_code(secret)})
    assert not is_signed_in(client)


def test_stopping_the_app_asks_for_the_password_again(client):
    user = real_official()
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    response = client.get("/en/accounts/two-factor/totp/deactivate/")
    assert response["Location"].startswith("/en/accounts/reauthenticate/?next=")
    assert client.get(response["Location"]).status_code == 200
    client.post(response["Location"], {"password": PASSWORD})
    assert client.get("/en/accounts/two-factor/totp/deactivate/").status_code == 200
