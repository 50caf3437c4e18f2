"""The first entry of somebody invited, by an address in a mail or by digits on paper."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext, override

from accounts import codes
from accounts.codes import Purpose
from accounts.models import OneUseCode, User
from lib.numbers import localise
from tests.accounts.signing import LOGIN, is_signed_in
from tests.factories import RepresentativeFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/en/accounts/invitation/"
ENTRY = {"language": "ckb", "name": "گوڵنار"}


@pytest.fixture
def invited():
    """Invited by an official, never here before."""
    user = UserFactory(name="Gulnar", email=None, phone="+989181234567", invited_at=timezone.now(), password="!")
    RepresentativeFactory(user=user, exhibitor__name_en="Gulnar's loom")
    return user


def digits_for(user):
    return codes.mint(user, Purpose.INVITATION, made_by=None)


def address_for(user):
    return f"{PAGE}{codes.mint(user, Purpose.INVITATION, made_by=None, spoken=False)}/"


@pytest.mark.parametrize("language", ["en", "fa", "ar", "ckb"])
def test_the_digits_are_typed_and_lead_to_the_first_page_and_into_the_portal(client, invited, language):
    page = client.post(PAGE, {"code": localise(digits_for(invited), language)})
    assert page.status_code == 302
    first = client.get(page["Location"])
    assert first.status_code == 200
    assert "Gulnar&#x27;s loom" in first.content.decode()
    assert 'value="Gulnar"' in first.content.decode()
    assert not is_signed_in(client)

    entered = client.post(page["Location"], ENTRY, follow=True)
    assert entered.redirect_chain[-1][0] == "/ckb/portal/"
    assert entered.status_code == 200
    invited.refresh_from_db()
    assert (invited.language, invited.name) == ("ckb", "گوڵنار")
    assert not invited.has_usable_password()
    assert OneUseCode.objects.get().used_at


def test_the_address_of_a_mail_asks_before_it_is_used_up(client, invited):
    address = address_for(invited)
    for _look in range(3):  # mail programs open addresses on their own
        assert client.get(address).status_code == 200
    assert OneUseCode.objects.get().used_at is None
    assert client.post(address, ENTRY)["Location"] == "/ckb/accounts/home/"
    assert is_signed_in(client)


def test_an_invitation_is_good_once(client, invited):
    address = address_for(invited)
    client.post(address, ENTRY)
    client.logout()
    assert client.get(address).status_code == 410
    assert client.post(address, ENTRY).status_code == 410
    assert not is_signed_in(client)


def test_coming_in_another_way_ends_the_invitation(client, invited):
    address = address_for(invited)
    code = codes.mint(invited, Purpose.SIGN_IN, made_by=None)
    client.post("/en/accounts/login/phone/", {"phone": "09181234567", "code": code})
    assert is_signed_in(client)
    assert client.get(address).status_code == 410


def test_an_ended_invitation_says_what_to_do(client, invited):
    address = address_for(invited)
    OneUseCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    response = client.get(address)
    assert response.status_code == 410
    assert "another one" in response.content.decode()


def test_a_password_may_be_set_and_opens_the_account_by_phone_number(client, invited):
    client.post(address_for(invited), {**ENTRY, "password": "Straw-Facets-1404"})
    client.logout()
    client.post(LOGIN, {"login": "۰۹۱۸ ۱۲۳ ۴۵۶۷", "password": "Straw-Facets-1404"})
    assert is_signed_in(client)


def test_a_weak_password_is_refused_and_the_invitation_kept(client, invited):
    response = client.post(address := address_for(invited), {**ENTRY, "password": "12345678"})
    assert response.status_code == 422
    assert "گوڵنار" in response.content.decode()
    assert OneUseCode.objects.get().used_at is None
    assert client.post(address, ENTRY).status_code == 302


def test_without_name_or_with_a_language_nobody_speaks_here_nothing_is_used_up(client, invited):
    address = address_for(invited)
    for entry in ({}, {**ENTRY, "name": ""}, {**ENTRY, "language": "de"}, {**ENTRY, "name": "\x00"}):
        assert client.post(address, entry).status_code == 422
    assert not is_signed_in(client)
    assert OneUseCode.objects.get().used_at is None


def test_who_was_signed_in_on_this_telephone_before_is_signed_out(client, invited):
    client.force_login(UserFactory())
    client.post(address_for(invited), ENTRY)
    assert client.session["_auth_user_id"] == str(invited.pk)


def test_the_first_page_and_that_of_the_digits_are_kept_by_nobody(client, invited):
    for address in (PAGE, address_for(invited)):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_wrong_digits_are_told_apart_from_no_digits_and_kept_in_the_box(client):
    response = client.post(PAGE, {"code": "1234"})
    assert response.status_code == 422
    assert "eight digits" in response.content.decode()
    response = client.post(PAGE, {"code": "۱۲۳۴ ۵۶۷۸"})
    assert response.status_code == 422
    assert 'value="۱۲۳۴ ۵۶۷۸"' in response.content.decode()


def test_after_ten_wrong_codes_a_network_waits_and_another_does_not(client, invited):
    digits = digits_for(invited)
    for _attempt in range(10):
        assert client.post(PAGE, {"code": "00000000"}).status_code == 422
    response = client.post(PAGE, {"code": digits})
    assert response.status_code == 429
    assert response["Retry-After"]
    assert "wait" in response.content.decode()
    assert client.post(PAGE, {"code": digits}, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_right_codes_do_not_count_so_a_whole_workshop_enters_from_one_telephone(client):
    for _maker in range(12):
        assert client.post(PAGE, {"code": digits_for(RepresentativeFactory().user)}).status_code == 302


def test_many_networks_together_do_not_guess_for_ever(client, invited):
    digits = digits_for(invited)
    for number in range(200):
        client.post(PAGE, {"code": "00000000"}, REMOTE_ADDR=f"192.0.2.{number + 1}")
    assert client.post(PAGE, {"code": digits}, REMOTE_ADDR="198.51.100.1").status_code == 429


def test_a_sample_account_is_shut_out_over_https(client, settings, invited):
    User.objects.update(is_sample=True)
    invited.refresh_from_db()
    digits, address = digits_for(invited), None
    settings.SECURE = True
    assert client.post(PAGE, {"code": digits}).status_code == 422
    settings.SECURE = False
    address = address_for(invited)
    settings.SECURE = True
    assert client.get(address).status_code == client.post(address, ENTRY).status_code == 410
    with pytest.raises(ValueError, match="local"):
        digits_for(invited)


def test_the_pages_speak_the_language_of_their_address(client):
    with override("fa"):
        assert gettext("Your invitation") in client.get("/fa/accounts/invitation/").content.decode()
