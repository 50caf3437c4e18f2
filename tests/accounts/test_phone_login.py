"""Signing in by phone number and a code that an official has told."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import codes
from accounts.codes import Purpose
from accounts.models import OneUseCode
from lib.numbers import localise
from tests.accounts.signing import LOGIN, PASSWORD, is_signed_in
from tests.factories import RepresentativeFactory, RoleFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/en/accounts/login/phone/"
PHONE = "+989181234567"


@pytest.fixture
def user():
    return RepresentativeFactory(user__phone=PHONE, user__email=None).user


def code_for(user):
    return codes.mint(user, Purpose.SIGN_IN, made_by=None)


def enter(client, code, phone="0918 123 4567", **extra):
    return client.post(PAGE, {"phone": phone, "code": code}, **extra)


@pytest.mark.parametrize(
    ("phone", "language"), [("0918 123 4567", "en"), ("۰۹۱۸۱۲۳۴۵۶۷", "fa"), ("+٩٨ ٩١٨ ١٢٣ ٤٥٦٧", "ar")]
)
def test_number_and_code_are_typed_in_any_digits(client, user, phone, language):
    response = enter(client, localise(code_for(user), language), phone)
    assert response["Location"] == "/en/accounts/home/"
    assert client.get("/en/accounts/home/")["Location"] == "/en/portal/"


def test_a_code_is_good_once_and_for_its_own_number(client, user):
    code = code_for(user)
    UserFactory(phone="+989189999999")
    assert enter(client, code, "0918 999 9999").status_code == 422
    assert enter(client, code).status_code == 302
    client.logout()
    assert enter(client, code).status_code == 422
    assert not is_signed_in(client)
    assert OneUseCode.objects.get().used_at


def test_an_unknown_number_a_wrong_code_and_an_ended_one_get_the_same_answer_with_the_same_work(client, user):
    """Also an account that is closed, or known without any code."""
    code = code_for(user)
    UserFactory(phone="+989181111111")
    UserFactory(phone="+989182222222", is_active=False)
    enter(client, "00000000", "0918 444 4444")  # the first attempt of a network starts its counter
    answers, work = set(), set()
    for phone, typed in [
        ("0918 123 4567", f"{(int(code) + 1) % 10**8:08}"),
        ("0918 111 1111", code),
        ("0918 222 2222", code),
        ("0918 333 3333", code),
    ]:
        client.cookies.clear()
        with CaptureQueriesContext(connection) as queries:
            response = enter(client, typed, phone)
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|value="[^"]*"', "", response.content.decode())
        answers.add((response.status_code, page))
        work.add(len(queries))
    assert len(answers) == 1
    assert len(work) == 1


def test_what_was_typed_is_kept_and_what_is_no_number_is_said(client):
    response = enter(client, "12", "abc")
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="abc"' in page and 'value="12"' in page
    assert "not a phone number" in page and "eight digits" in page
    assert client.post(PAGE, {"phone": "\x00", "code": "\x00"}).status_code == 422


def test_after_five_wrong_codes_an_account_waits_whatever_the_network(client, user):
    code = code_for(user)
    for number in range(5):
        assert enter(client, "00000000", REMOTE_ADDR=f"192.0.2.{number + 1}").status_code == 422
    response = enter(client, code, REMOTE_ADDR="198.51.100.1")
    assert response.status_code == 429
    assert "too many wrong codes" in response.content.decode()
    assert not is_signed_in(client)


def test_numbers_without_an_account_wait_alike(client):
    for number in range(5):
        enter(client, "00000000", "0918 555 5555", REMOTE_ADDR=f"192.0.2.{number + 1}")
    assert enter(client, "00000000", "0918 555 5555", REMOTE_ADDR="198.51.100.1").status_code == 429


def test_after_ten_wrong_codes_a_network_waits_whatever_the_account(client, user):
    for number in range(10):
        enter(client, "00000000", f"0918 600 00{number:02}")
    assert enter(client, code_for(user)).status_code == 429
    assert enter(client, code_for(user), REMOTE_ADDR="198.51.100.1").status_code == 302


def test_an_account_with_an_app_is_still_asked_for_it(client, user):
    TOTP.activate(user, generate_totp_secret())
    assert enter(client, code_for(user))["Location"] == "/en/accounts/two-factor/authenticate/"
    assert not is_signed_in(client)


def test_no_code_opens_an_account_that_has_become_an_officials(client, user):
    code = code_for(user)
    invitation = codes.mint(user, Purpose.INVITATION, made_by=None, spoken=False)
    RoleFactory(user=user)
    assert enter(client, code).status_code == 422
    assert client.get(f"/en/accounts/invitation/{invitation}/").status_code == 410


def test_a_sample_account_is_shut_out_over_https(client, user, settings):
    user.is_sample = True
    user.save()
    code = code_for(user)
    settings.SECURE = True
    assert enter(client, code).status_code in {301, 422}
    assert not is_signed_in(client)


def test_the_sign_in_page_leads_here(client):
    assert f'href="{PAGE}"' in client.get(LOGIN).content.decode()


# By phone number and password


def test_who_has_no_mail_signs_in_with_number_and_password(client, user):
    user.set_password(PASSWORD)
    user.save()
    client.post(LOGIN, {"login": "+98 918 123 4567", "password": PASSWORD})
    assert is_signed_in(client)


def test_wrong_passwords_are_counted_by_number(client, user):
    user.set_password(PASSWORD)
    user.save()
    for number in range(5):
        client.post(LOGIN, {"login": "09181234567", "password": "wrong"}, REMOTE_ADDR=f"192.0.2.{number + 1}")
    response = client.post(LOGIN, {"login": "+98 918 123 4567", "password": PASSWORD}, REMOTE_ADDR="198.51.100.1")
    assert "Too many attempts" in response.content.decode()
    assert not is_signed_in(client)


def test_an_unknown_number_gets_the_answer_of_a_wrong_password(client, user):
    def answer(login):
        page = client.post(LOGIN, {"login": login, "password": "wrong"}).content.decode()
        return re.sub(r'value="[^"]*"', "", page)

    assert answer("0918 123 4567") == answer("0918 765 4321")
