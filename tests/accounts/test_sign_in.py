import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils.translation import gettext, override
from post_office.models import Email

from accounts.models import User
from lib.numbers import localise
from tests.accounts.signing import CODE, CONFIRM, LOGIN, PASSWORD, ask_for_code, code_in, is_signed_in, person, sign_in
from tests.factories import RepresentativeFactory, UserFactory, official

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


# By password


@pytest.mark.parametrize("language", ["en", "fa", "ar", "ckb"])
def test_the_sign_in_page_opens_in_every_language_and_is_kept_by_nobody(client, language):
    response = client.get(f"/{language}/accounts/login/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert page.count('<main id="main"') == page.count("<h1") == 1
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "csrfmiddlewaretoken" in page


def test_an_official_comes_to_today_and_an_exhibitor_to_the_portal(client):
    for user, home in [(official(), "/en/office/"), (RepresentativeFactory().user, "/en/portal/"), (person(), "/en/")]:
        user.set_password(PASSWORD)
        user.save()
        assert sign_in(client, user)["Location"] == "/en/accounts/home/"
        assert client.get("/en/accounts/home/")["Location"] == home
        client.logout()


def test_the_address_may_be_typed_in_any_case(client):
    user = person()
    client.post(LOGIN, {"login": user.email.upper(), "password": PASSWORD})
    assert is_signed_in(client)


def test_after_signing_in_one_comes_where_one_wanted_to_go(client):
    assert sign_in(client, person(), next="/en/portal/?page=2")["Location"] == "/en/portal/?page=2"


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client, address):
    assert sign_in(client, person(), next=address)["Location"] == "/en/accounts/home/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client):
    wrong = sign_in(client, person(), "wrong").content.decode()
    unknown = client.post(LOGIN, {"login": "nobody@example.org", "password": "wrong"}).content.decode()
    assert 'role="alert"' in wrong
    assert "not correct" in wrong

    def plain(page):
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|[\w]+@example.org', "", page)

    assert plain(wrong) == plain(unknown)


def test_an_error_stands_in_the_title_beside_the_field_and_in_the_summary(client):
    page = client.post(LOGIN, {"login": "no address", "password": ""}).content.decode()
    assert re.search(r"<title>\s*Error: Sign in", page)
    assert page.count('href="#id_login"') == 1
    assert page.count('href="#id_password"') == 1
    assert page.count('aria-invalid="true"') == 2
    assert 'value="no address"' in page


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(client):
    user = person()
    for _attempt in range(5):
        sign_in(client, user, "wrong")
    assert "Too many attempts" in sign_in(client, user).content.decode()
    assert not is_signed_in(client)


def test_another_account_can_still_sign_in_from_another_network(client):
    user, other = person(), person()
    for _attempt in range(12):
        sign_in(client, user, "wrong")
    response = client.post(LOGIN, {"login": other.email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")
    assert response.status_code == 302


def test_a_network_that_guesses_at_many_accounts_has_to_wait(client):
    for number in range(10):
        client.post(LOGIN, {"login": f"guess{number}@example.org", "password": "wrong"})
    assert "Too many attempts" in sign_in(client, person()).content.decode()


def test_a_closed_account_does_not_open(client):
    user = person(is_active=False)
    assert sign_in(client, user)["Location"] == "/en/accounts/inactive/"
    assert client.get("/en/accounts/inactive/").status_code == 200
    assert not is_signed_in(client)


def test_signing_out_takes_a_click(client):
    client.force_login(person())
    assert client.get("/en/accounts/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/en/accounts/logout/")
    assert not is_signed_in(client)


@pytest.mark.parametrize("address", ["signup/", "email/", "social/login/"])
def test_nobody_signs_up(client, address):
    assert client.get(f"/en/accounts/{address}").status_code == 404
    assert client.post(f"/en/accounts/{address}", {"email": "new@example.org"}).status_code == 404


# By mailed code


def test_a_mailed_code_signs_in(client):
    user = person()
    assert ask_for_code(client, user.email)["Location"] == CONFIRM
    assert client.get(CONFIRM).status_code == 200
    mail = Email.objects.get()
    assert mail.to == [user.email]
    assert client.post(CONFIRM, {"code": code_in(mail)})["Location"] == "/en/accounts/home/"
    assert is_signed_in(client)


@pytest.mark.parametrize("language", ["fa", "ar", "ckb"])
def test_the_code_may_be_typed_in_the_digits_of_the_language(client, language):
    user = person()
    ask_for_code(client, user.email)
    client.post(CONFIRM, {"code": localise(code_in(Email.objects.get()), language)})
    assert is_signed_in(client)


def test_the_mail_is_written_in_the_language_of_its_reader(client):
    user = person()
    User.objects.filter(pk=user.pk).update(language="fa")
    ask_for_code(client, user.email)
    with override("fa"):
        expected = gettext("Your code for signing in to IlamExpo:")
    assert Email.objects.get().message.splitlines()[0] == expected


def test_an_unknown_address_is_answered_alike_and_gets_no_mail(client):
    assert ask_for_code(client, "nobody@example.org")["Location"] == CONFIRM
    page = client.get(CONFIRM)
    assert page.status_code == 200
    assert "If <bdi" in page.content.decode()
    assert Email.objects.count() == 0
    assert client.post(CONFIRM, {"code": "12345678"}).status_code == 200


def test_after_three_wrong_codes_the_code_is_worth_nothing(client):
    ask_for_code(client, person().email)
    code = code_in(Email.objects.get())
    for _attempt in range(3):
        client.post(CONFIRM, {"code": "00000000"})
    client.post(CONFIRM, {"code": code})
    assert not is_signed_in(client)


def test_another_code_can_be_sent_and_another_way_be_taken(client):
    ask_for_code(client, person().email)
    client.post(CONFIRM, {"action": "resend"})
    _first, second = Email.objects.order_by("pk")
    client.post(CONFIRM, {"code": code_in(second)})
    assert is_signed_in(client)
    client.logout()

    ask_for_code(client, person().email)
    assert client.get(LOGIN)["Location"] == CONFIRM
    client.post("/en/accounts/logout/", {"next": LOGIN})
    assert client.get(LOGIN).status_code == 200


def test_only_some_codes_are_sent_to_one_address(client):
    user = person()
    for _attempt in range(6):
        client.post(CODE, {"email": user.email})
        client.cookies.clear()
    assert Email.objects.count() == 3


def test_an_address_the_office_took_away_opens_nothing_more(client):
    user = person()
    former = user.email
    EmailAddress.objects.create(user=user, email=former, verified=True, primary=True)
    user.email = "new@example.org"
    user.save()
    ask_for_code(client, former)
    assert Email.objects.count() == 0
    client.cookies.clear()
    assert client.post(LOGIN, {"login": former, "password": PASSWORD}).status_code == 200


# A forgotten password


def test_a_forgotten_password_is_set_anew_by_a_mailed_link(client):
    user = person()
    client.post("/en/accounts/password/reset/", {"email": user.email})
    link = re.search(r"http\S+", Email.objects.get().message).group()
    page = client.get(link, follow=True)
    assert page.status_code == 200
    changed = client.post(
        page.redirect_chain[-1][0], {"password1": "Copper-Bowls-1405", "password2": "Copper-Bowls-1405"}
    )
    assert changed["Location"] == "/en/accounts/password/reset/key/done/"
    assert client.get(changed["Location"]).status_code == 200
    sign_in(client, user, "Copper-Bowls-1405")
    assert is_signed_in(client)
    assert "not valid any more" in client.get(link, follow=True).content.decode()


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client):
    response = client.post("/en/accounts/password/reset/", {"email": "nobody@example.org"})
    assert response["Location"] == "/en/accounts/password/reset/done/"
    assert client.get(response["Location"]).status_code == 200
    assert Email.objects.count() == 0


# Accounts of the sample


@pytest.fixture
def over_https(settings):
    settings.SECURE = True


def test_a_sample_account_signs_in_on_a_local_machine_without_a_second_factor(client):
    user = official()
    user.set_password(PASSWORD)
    user.save()
    sign_in(client, user)
    assert client.get("/en/office/").status_code == 200


def test_a_sample_account_signs_in_by_no_way_over_https(client, over_https):
    user = person(is_sample=True)
    sign_in(client, user)
    assert not is_signed_in(client)
    ask_for_code(client, user.email)
    client.post("/en/accounts/password/reset/", {"email": user.email})
    assert Email.objects.count() == 0


def test_a_session_of_a_sample_account_ends_when_the_site_moves_to_https(client, settings):
    client.force_login(official())
    assert client.get("/en/office/").status_code == 200
    settings.SECURE = True
    assert client.get("/en/office/").status_code == 302


# One's own account


@pytest.mark.parametrize(
    "address", ["password/change/", "two-factor/", "two-factor/totp/activate/", "sessions/", "logout/"]
)
def test_the_pages_of_ones_own_account_open_and_are_kept_by_nobody(client, address):
    user = person()
    sign_in(client, user)
    response = client.get(f"/en/accounts/{address}")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    client.logout()
    assert client.get(f"/en/accounts/{address}").status_code == 302


def test_somebody_without_a_password_can_set_one(client):
    user = UserFactory(password="!")
    client.force_login(user)
    assert client.get("/en/accounts/password/change/")["Location"] == "/en/accounts/password/set/"
    client.post("/en/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_signing_out_elsewhere_ends_the_other_sessions(client, client_elsewhere):
    user = person()
    sign_in(client, user)
    sign_in(client_elsewhere, user)
    client.post("/en/accounts/sessions/")
    assert client.get("/en/accounts/two-factor/").status_code == 200
    assert client_elsewhere.get("/en/accounts/two-factor/").status_code == 302


@pytest.fixture
def client_elsewhere():
    return Client()
