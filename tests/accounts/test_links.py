from io import StringIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command

from accounts import links
from accounts.models import User
from tests.factories import RoleFactory, UserFactory, official

pytestmark = pytest.mark.django_db


def link_for(address):
    out = StringIO()
    call_command("sign_in_link", address, stdout=out)
    return out.getvalue().strip()


def path_of(link, settings):
    assert link.startswith(settings.SITE_URL)
    return link.removeprefix(settings.SITE_URL)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_a_link_asks_before_it_signs_in(client, settings):
    user = UserFactory(email="maker@example.org", language="ckb")
    path = path_of(link_for("Maker@example.org"), settings)
    assert path.startswith("/ckb/accounts/link/")

    page = client.get(path)
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"
    assert '<button type="submit"' in page.content.decode()
    assert not is_signed_in(client)
    user.refresh_from_db()
    assert user.last_login is None

    assert client.post(path)["Location"] == "/ckb/accounts/home/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_link_is_good_once(client, settings):
    UserFactory(email="maker@example.org")
    path = path_of(link_for("maker@example.org"), settings)
    client.post(path)
    client.logout()
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410
    assert not is_signed_in(client)


def test_of_two_people_who_hold_the_link_only_one_gets_in():
    user = UserFactory()
    token = links.make_link(user).rstrip("/").rpartition("/")[2]
    assert links.use(token) == user
    assert links.use(token) is None


def test_a_link_is_too_old_after_fifteen_minutes(client, settings, monkeypatch):
    path = path_of(links.make_link(UserFactory()), settings)
    monkeypatch.setattr(links, "SECONDS", -1)
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410


@pytest.mark.parametrize("token", ["x", "a:b:c", "WzEsIiJd:1aaaaa:bbbb", "\u202e", "%00"])
def test_a_forged_link_is_refused(client, token):
    assert client.get(f"/en/accounts/link/{token}/").status_code in {400, 410}
    assert client.post(f"/en/accounts/link/{token}/").status_code in {400, 410}


def test_an_account_with_a_phone_alone_gets_a_link(client, settings):
    user = UserFactory(email=None, phone="+9647701234567")
    path = path_of(link_for("+964 770 123 4567"), settings)
    client.post(path)
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("address", ["nobody@example.org", "+9647701234567", "nonsense"])
def test_an_unknown_address_gets_no_link(address):
    with pytest.raises(CommandError):
        link_for(address)


def test_a_closed_account_gets_no_link_and_loses_the_one_it_has(client, settings):
    user = UserFactory()
    path = path_of(links.make_link(user), settings)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.post(path).status_code == 410
    with pytest.raises(CommandError):
        link_for(user.email)


def test_a_sample_account_gets_no_link_over_https(client, settings):
    user = official()
    path = path_of(links.make_link(user), settings)
    settings.SECURE = True
    assert client.post(path).status_code == 410
    assert not is_signed_in(client)
    with pytest.raises(CommandError):
        link_for(user.email)


def test_a_link_is_only_the_first_factor(client, settings):
    user = RoleFactory(user=UserFactory(is_sample=False)).user
    TOTP.activate(user, generate_totp_secret())
    response = client.post(path_of(links.make_link(user), settings))
    assert response["Location"] == "/en/accounts/two-factor/authenticate/"
    assert not is_signed_in(client)


def test_a_link_replaces_whoever_was_signed_in(client, settings):
    client.force_login(UserFactory())
    user = UserFactory()
    client.post(path_of(links.make_link(user), settings))
    assert client.session["_auth_user_id"] == str(user.pk)
