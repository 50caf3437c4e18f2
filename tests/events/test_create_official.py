"""The first real official comes in by a command."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import links
from accounts.models import User
from events.models import Role
from tests.factories import RepresentativeFactory, UserFactory, official

pytestmark = pytest.mark.django_db


def create(email, capsys):
    """The address that the command prints last."""
    call_command("create_official", email)
    return capsys.readouterr().out.strip().splitlines()[-1]


def test_the_first_official_comes_in_once_and_sets_up_a_second_factor(client, capsys):
    # When
    address = create(" Leila@Ilam.example ", capsys)
    # Then
    user = User.objects.get()
    assert (user.email, user.is_sample, user.has_usable_password()) == ("leila@ilam.example", False, False)
    assert user.overseen_exhibitions() is None and user.is_official
    # When
    path = address.removeprefix("http://127.0.0.1:8000")
    assert client.get(path).status_code == 200
    answer = client.post(path, follow=True)
    # Then
    assert answer.redirect_chain[-1][0].endswith("/accounts/two-factor/totp/activate/")
    client.logout()
    assert client.post(path).status_code == 410


def test_repeated_it_prints_a_fresh_address_of_the_same_account(capsys):
    first, second = create("leila@ilam.example", capsys), create("LEILA@ilam.example", capsys)
    assert User.objects.count() == Role.objects.count() == 1
    for address in (first, second):
        assert links.user_of(address.rstrip("/").rpartition("/")[2]) == User.objects.get()


def test_an_account_that_is_there_becomes_one_of_an_official_and_keeps_what_it_has(capsys):
    maker = RepresentativeFactory(user=UserFactory(email="leila@ilam.example", name="Leila"))
    create("leila@ilam.example", capsys)
    user = User.objects.get(email="leila@ilam.example")
    assert (user.pk, user.name, user.is_official) == (maker.user_id, "Leila", True)


def test_on_a_public_address_it_is_the_same(capsys, settings):
    settings.SECURE, settings.SITE_URL = True, "https://expo.example.org"
    assert create("leila@ilam.example", capsys).startswith("https://expo.example.org/fa/accounts/link/")


@pytest.mark.parametrize(
    "email", ["leila", "leila@", "@ilam.example", "", "07701234567", "a b@ilam.example", "a@b\nc.de"]
)
def test_nonsense_is_refused_in_a_sentence_and_makes_nothing(email):
    with pytest.raises(CommandError, match="is no e-mail address"):
        call_command("create_official", email)
    assert not User.objects.exists()


def test_accounts_of_the_sample_and_closed_ones_are_refused():
    official(email="official@example.org")
    UserFactory(email="gone@ilam.example", is_active=False)
    for email, reason in (("official@example.org", "sample"), ("gone@ilam.example", "closed")):
        with pytest.raises(CommandError, match=reason):
            call_command("create_official", email)
    assert Role.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_official():
    start, failed = threading.Barrier(2), []

    def run():
        start.wait(10)
        try:
            call_command("create_official", "leila@ilam.example")
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert User.objects.count() == Role.objects.count() == 1
