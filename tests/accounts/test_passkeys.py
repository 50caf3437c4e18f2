"""Passkeys: one way in for makers, a second factor for officials; the ceremony itself is walked in tests/browser."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from tests.accounts.signing import LOGIN, PASSWORD, is_signed_in, person, sign_in
from tests.factories import RepresentativeFactory, RoleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LIST = "/en/accounts/two-factor/webauthn/"
ENTER = "/en/accounts/two-factor/webauthn/login/"


def give_passkey(user, name="My phone"):
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": {}}
    )


def test_the_sign_in_page_offers_a_passkey_by_files_alone(client):
    html = client.get(LOGIN).content.decode()
    assert f'action="{ENTER}"' in html and 'data-passkey="get"' in html
    assert "<script>" not in html and "onclick" not in html


def test_the_options_name_no_account_and_ask_the_device_to_make_sure_who_holds_it(client):
    person()
    options = client.get(ENTER, HTTP_ACCEPT="application/json").json()["request_options"]["publicKey"]
    assert options["userVerification"] == "required"
    assert not options.get("allowCredentials")


@pytest.mark.parametrize(
    "nonsense",
    ["", "x", "[]", "null", "{}", '"a"', "1", '{"response": null}', '{"id": "a", "rawId": "a", "type": "public-key"}',
     json.dumps({"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"userHandle": "enp6enp6enp6enp6eno",
      "clientDataJSON": "YQ", "authenticatorData": "YQ", "signature": "YQ"}}), "\x00", "9" * 5000,
     "[" * 5000],
)  # fmt: skip
def test_nonsense_instead_of_a_passkey_is_refused_in_words(client, nonsense):
    client.get(ENTER, HTTP_ACCEPT="application/json")
    response = client.post(ENTER, {"credential": nonsense}, follow=True)
    assert response.status_code == 200
    assert not is_signed_in(client)


def test_trying_passkeys_is_limited(client):
    answers = {client.post(ENTER, {"credential": "{}"}).status_code for _attempt in range(32)}
    assert 429 in answers


def test_a_maker_adds_one_from_her_account_and_sees_it_listed(client):
    user = RepresentativeFactory().user
    client.force_login(user, backend="accounts.backends.Backend")
    assert "You have no passkey yet" in client.get(LIST).content.decode()
    html = client.get(f"{LIST}add/").content.decode()
    assert 'id="passkey-options"' in html and '"residentKey": "required"' in html
    refused = client.post(f"{LIST}add/", {"name": "My phone", "credential": "{}"})
    assert refused.status_code == 200 and 'role="alert"' in refused.content.decode()
    give_passkey(user)
    assert "My phone" in client.get(LIST).content.decode()


def test_it_is_renamed_and_removed_by_its_owner_alone(client):
    user, stranger = (RepresentativeFactory(user__password="!").user for _number in range(2))
    passkey = give_passkey(user)
    client.force_login(stranger, backend="accounts.backends.Backend")
    for action in ("edit", "remove"):
        assert client.get(f"{LIST}keys/{passkey.pk}/{action}/").status_code == 404
        assert client.post(f"{LIST}keys/{passkey.pk}/{action}/", {"name": "x"}).status_code == 404
    client.force_login(user, backend="accounts.backends.Backend")
    client.post(f"{LIST}keys/{passkey.pk}/edit/", {"name": "Old phone"})
    passkey.refresh_from_db()
    assert passkey.data["name"] == "Old phone"
    assert client.get(f"{LIST}keys/{passkey.pk}/remove/").status_code == 200
    client.post(f"{LIST}keys/{passkey.pk}/remove/")
    assert not Authenticator.objects.exists()


def test_a_maker_who_lost_her_telephone_still_comes_in_by_password_and_removes_its_passkey(client):
    user = person()
    RepresentativeFactory(user=user)
    passkey = give_passkey(user)
    sign_in(client, user)
    assert is_signed_in(client)
    asked = client.post(f"{LIST}keys/{passkey.pk}/remove/")
    assert asked["Location"].startswith("/en/accounts/reauthenticate/")
    client.post(asked["Location"], {"password": PASSWORD})
    client.post(f"{LIST}keys/{passkey.pk}/remove/")
    assert not Authenticator.objects.exists()


def test_for_an_official_a_passkey_is_the_second_factor(client):
    user = person()
    RoleFactory(user=user)
    sign_in(client, user)
    setup = client.get("/en/office/")["Location"]
    assert f'href="{LIST}add/"' in client.get(setup).content.decode()
    give_passkey(user)
    assert client.get("/en/office/").status_code == 200
    client.logout()
    assert sign_in(client, user)["Location"] == "/en/accounts/two-factor/authenticate/"
    assert not is_signed_in(client)


def test_an_official_without_password_shows_a_factor_before_another_is_added(client):
    user = person()
    RoleFactory(user=user)
    TOTP.activate(user, generate_totp_secret())
    user.set_unusable_password()
    user.save()
    client.force_login(user, backend="accounts.backends.Backend")
    assert client.get(f"{LIST}add/")["Location"].startswith("/en/accounts/two-factor/reauthenticate/")
