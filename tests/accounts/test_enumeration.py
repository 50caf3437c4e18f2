"""Nobody learns whether an account exists: not from words, and not from the work that an answer takes."""

import re
from collections import Counter

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
WORK = {"SELECT", "INSERT", "UPDATE", "DELETE"}
PASSWORD = "rose water 1404"
LOGIN, CODE, RESET = "/en/accounts/login/", "/en/accounts/login/code/", "/en/accounts/password/reset/"


@pytest.fixture
def hashed(monkeypatch):
    """How often a password was hashed; what tests hash with is quick, so it is counted and not timed."""
    calls = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt, *args):
        calls.append(salt)
        return encode(self, password, salt, *args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return calls


def make_accounts():
    known = UserFactory(email="known@example.org", phone="+9647701234567")
    known.set_password(PASSWORD)
    known.save()
    closed = UserFactory(email="closed@example.org", is_active=False)
    closed.set_password(PASSWORD)
    closed.save()
    UserFactory(email="nopassword@example.org", phone="+9647707654321")
    return known


def asked(address, typed):
    """(status, where to, page without what was typed and the token, kinds of queries) of one answer to a stranger."""
    cache.clear()
    client = Client()
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.post(address, typed)
        work = [re.match(r'(\w+)(?:.*?"(\w+_\w+)")?', each["sql"]).groups() for each in queries]
    page = response.content.decode()
    for value in typed.values():
        page = page.replace(value, "")
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    told = client.get(response["Location"]).content.decode() if response.status_code == 302 else ""
    told = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", told).replace(typed.get("email", "\0"), "")
    return (response.status_code, response.get("Location"), page, told), [each for each in work if each[0] in WORK]


@pytest.mark.parametrize(
    "login",
    [
        "nobody@example.org", "closed@example.org", "nopassword@example.org", "0770 000 0000", "0770 765 4321",
    ],
)  # fmt: skip
def test_a_refused_sign_in_hashes_once_and_says_the_same_whoever_it_was(login, hashed):
    make_accounts()
    known = "known@example.org" if "@" in login else "0770 123 4567"
    hashed.clear()
    answer, _work = asked(LOGIN, {"login": known, "password": "not this one"})
    assert len(hashed) == 1
    hashed.clear()
    other, _work = asked(LOGIN, {"login": login, "password": "not this one"})
    assert len(hashed) == 1
    assert other == answer


@pytest.mark.parametrize("address", [CODE, RESET])
def test_asking_for_a_code_or_a_new_password_does_the_same_work_for_strangers(address):
    make_accounts()
    # The first mail to an account notes its address, once and for all.
    asked(address, {"email": "known@example.org"})
    Email.objects.all().delete()
    answer, work = asked(address, {"email": "known@example.org"})
    assert Email.objects.count() == 1
    other, same_work = asked(address, {"email": "nobody@example.org"})
    assert other == answer
    assert Email.objects.count() == 1
    assert ("INSERT", "post_office_email") in same_work
    # Only the rows of a session that holds a stranger's wish instead of an account's may differ.
    assert (Counter(work) - Counter(same_work)).total() <= 2, Counter(work) - Counter(same_work)
    assert (Counter(same_work) - Counter(work)).total() <= 2, Counter(same_work) - Counter(work)


def test_the_address_in_a_mail_is_the_sites_whatever_host_was_named(settings):
    make_accounts()
    settings.ALLOWED_HOSTS = ["*"]
    Client().post(
        RESET, {"email": "known@example.org"}, headers={"host": "evil.example", "x-forwarded-host": "evil.example"}
    )
    text = Email.objects.get().message
    assert f"{settings.SITE_URL}/en/accounts/password/reset/key/" in text
    assert "evil" not in text
