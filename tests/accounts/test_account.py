"""One's own account: language and name, devices, and the way to password and passkeys."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.views import device_of
from tests.accounts.signing import person, sign_in
from tests.factories import RepresentativeFactory, official

pytestmark = pytest.mark.django_db

PAGE = "/en/accounts/"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 9; SM-J530F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0 Mobile Safari/537.36"
)


def test_the_page_leads_to_everything_a_maker_sets(client):
    client.force_login(RepresentativeFactory().user, backend="accounts.backends.Backend")
    html = client.get(PAGE).content.decode()
    for path in ("password/change/", "two-factor/webauthn/", "sessions/", "logout/", "home/"):
        assert f'href="/en/accounts/{path}"' in html
    assert 'href="/en/accounts/two-factor/"' not in html
    client.force_login(official(), backend="accounts.backends.Backend")
    assert 'href="/en/accounts/two-factor/"' in client.get(PAGE).content.decode()


def test_language_and_name_are_saved_and_the_page_goes_on_in_the_new_language(client):
    user = person()
    client.force_login(user, backend="accounts.backends.Backend")
    assert client.post(PAGE, {"language": "ckb", "name": "گوڵنار"})["Location"] == "/ckb/accounts/"
    user.refresh_from_db()
    assert (user.language, user.name) == ("ckb", "گوڵنار")


def test_a_mistake_is_said_and_changes_nothing(client):
    user = person(name="Gulnar")
    client.force_login(user, backend="accounts.backends.Backend")
    response = client.post(PAGE, {"language": "de", "name": ""})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    user.refresh_from_db()
    assert (user.language, user.name) == ("en", "Gulnar")


def test_e_mail_and_phone_are_not_changed_here(client):
    user = person()
    client.force_login(user, backend="accounts.backends.Backend")
    client.post(PAGE, {"language": "en", "name": "A", "email": "x@example.org", "phone": "+989181234567"})
    user.refresh_from_db()
    assert (user.email != "x@example.org", user.phone) == (True, None)


# Where one is signed in


@pytest.fixture
def elsewhere():
    return Client(REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT=ANDROID)


def test_every_device_is_listed_and_one_is_signed_out_alone(client, elsewhere):
    user, third = person(), Client()
    for each in (client, elsewhere, third):
        sign_in(each, user)
    html = client.get("/en/accounts/sessions/").content.decode()
    assert "Chrome, Android" in html and "192.0.2.7" in html
    assert html.count("Sign out there") == 2 and html.count("this device") == 1
    session = UserSession.objects.get(ip="192.0.2.7")
    client.post("/en/accounts/sessions/", {"session": session.pk})
    assert elsewhere.get(PAGE).status_code == 302
    assert client.get(PAGE).status_code == third.get(PAGE).status_code == 200


def test_nobody_ends_the_session_of_somebody_else(client, elsewhere):
    sign_in(client, person())
    sign_in(elsewhere, person())
    theirs = UserSession.objects.get(ip="192.0.2.7")
    for number in (theirs.pk, "x", "9" * 30):
        assert client.post("/en/accounts/sessions/", {"session": number}).status_code == 302
    assert elsewhere.get(PAGE).status_code == client.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (ANDROID, "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("curl/8", ""),
    ],
)
def test_a_device_is_named_by_what_its_browser_says(user_agent, device):
    assert device_of(user_agent) == device


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}sessions/", f"{PAGE}password/change/"])
def test_whoever_represents_an_exhibitor_keeps_the_menu_of_the_portal(client, page):
    client.force_login(RepresentativeFactory().user, backend="accounts.backends.Backend")
    response = client.get(page, follow=True)
    html = response.content.decode()
    assert html.index('class="tabbar"') < html.index("<main")
    assert response.context["is_representative"] is True
    with translation.override("en"):
        assert f'href="{reverse("portal:product_list")}"' in html
    client.force_login(official(), backend="accounts.backends.Backend")
    assert 'class="tabbar"' not in client.get(page, follow=True).content.decode()
    client.logout()
    assert 'class="tabbar"' not in client.get("/en/accounts/login/").content.decode()
