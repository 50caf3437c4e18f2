"""Codes that open an account once: how they are typed, how long they are good, and who can guess at them."""

import threading
from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import codes
from accounts.codes import Purpose
from accounts.models import OneUseCode
from lib.numbers import localise
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


def find(digits, purpose=Purpose.INVITATION):
    return codes.find(digits, purpose)


@pytest.mark.parametrize(
    "typed", ["1234 5678", "۱۲۳۴۵۶۷۸", "١٢٣٤-٥٦٧٨", " 12 34 56 78 ", "\u200f۱۲۳۴\u200c۵۶۷۸", "1234\u20135678"]
)
def test_a_code_is_typed_in_any_digits_with_anything_between_them(typed):
    assert codes.read_digits(typed) == "12345678"


@pytest.mark.parametrize("language", ["en", "fa", "ar", "ckb"])
def test_a_code_is_copied_back_as_it_was_shown_and_its_groups_keep_their_places(language):
    shown = localise(codes.in_groups("12345678"), language)
    assert codes.read_digits(shown) == "12345678"
    # Isolated from the letters around, and marked as running from the left between the groups.
    assert (shown[0], shown[5:7], shown[-1]) == ("\u2066", " \u200e", "\u2069")


@pytest.mark.parametrize("typed", ["", "1234567", "123456789", "1234567a", "\uff11" * 8, "1234\x005678"])
def test_anything_else_is_no_code(typed):
    with pytest.raises(ValueError, match="not a code"):
        codes.read_digits(typed)


def test_of_a_code_only_a_keyed_hash_is_kept(user):
    digits = codes.mint(user, Purpose.INVITATION, made_by=None)
    assert len(digits) == 8 and digits.isdigit()
    row = OneUseCode.objects.get()
    assert digits not in str(list(OneUseCode.objects.values()))
    assert row.digest not in str(list(LogEntry.objects.values()))
    assert find(digits) == row


def test_an_invitation_lasts_fourteen_days_and_a_code_told_by_phone_fifteen_minutes(user):
    for purpose, lasts in ((Purpose.INVITATION, timedelta(days=14)), (Purpose.SIGN_IN, timedelta(minutes=15))):
        digits = codes.mint(user, purpose, made_by=None)
        code = codes.find(digits, purpose)
        assert abs(code.expires_at - timezone.now() - lasts) < timedelta(seconds=20)
        OneUseCode.objects.update(expires_at=timezone.now())
        assert codes.find(digits, purpose) is None
        assert not codes.claim(code)


def test_a_code_is_good_for_its_own_purpose_only(user):
    digits = codes.mint(user, Purpose.INVITATION, made_by=None)
    assert find(digits, Purpose.SIGN_IN) is None


def test_a_new_code_ends_the_one_before_and_no_other(user):
    other = UserFactory()
    first = codes.mint(user, Purpose.INVITATION, made_by=None)
    told = codes.mint(user, Purpose.SIGN_IN, made_by=None)
    second = codes.mint(user, Purpose.INVITATION, made_by=None)
    assert find(first) is None
    assert find(second).user == user
    assert codes.find(told, Purpose.SIGN_IN).user == user
    codes.mint(other, Purpose.INVITATION, made_by=None)
    assert find(second).user == user


def test_a_code_is_claimed_once(user):
    code = find(codes.mint(user, Purpose.INVITATION, made_by=None))
    assert codes.claim(code)
    assert not codes.claim(code)


def test_no_two_people_hold_the_same_eight_digits(user, monkeypatch):
    drawn = iter([5, 5, 7])
    monkeypatch.setattr(codes.secrets, "randbelow", lambda _many: next(drawn))
    assert codes.mint(user, Purpose.INVITATION, made_by=None) == "00000005"
    assert codes.mint(UserFactory(), Purpose.INVITATION, made_by=None) == "00000007"
    row = OneUseCode.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        OneUseCode.objects.create(user=user, purpose=row.purpose, digest=row.digest, expires_at=row.expires_at)


def test_a_closed_account_has_no_code_that_opens_it(user):
    digits = codes.mint(user, Purpose.INVITATION, made_by=None)
    user.is_active = False
    user.save()
    assert find(digits) is None


def test_who_made_a_code_for_whom_stands_in_the_audit_trail(user):
    codes.mint(user, Purpose.SIGN_IN, made_by=UserFactory(name="The official"))
    (entry,) = LogEntry.objects.get_for_model(OneUseCode)
    assert "user" in entry.changes and "made_by" in entry.changes


def test_digits_in_an_address_open_nothing(user):
    digits = codes.mint(user, Purpose.INVITATION, made_by=None)
    assert codes.find_invitation(digits) is None
    assert codes.find_invitation(localise(digits, "fa")) is None
    token = codes.mint(user, Purpose.INVITATION, made_by=None, spoken=False)
    assert codes.find_invitation(token).user == user


@pytest.mark.parametrize("token", ["nothing", "a" * 32, "[1,2]:x:y", "WzEsMl0:1aaaaa:x", "\x00" * 32])
def test_a_forged_address_opens_nothing(token):
    assert codes.find_invitation(token) is None


def test_the_ticket_of_typed_digits_dies_with_them(user):
    ticket = codes.ticket(code := find(codes.mint(user, Purpose.INVITATION, made_by=None)))
    assert codes.find_invitation(ticket) == code
    codes.claim(code)
    assert codes.find_invitation(ticket) is None


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_many_who_type_it_at_once_one_gets_in(user):
    code = find(codes.mint(user, Purpose.INVITATION, made_by=None))
    claimed, start = [], threading.Barrier(6)

    def enter():
        start.wait()
        claimed.append(codes.claim(code))
        connection.close()

    threads = [threading.Thread(target=enter) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == [False] * 5 + [True]
