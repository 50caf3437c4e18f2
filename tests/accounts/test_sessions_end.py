"""A session ends the moment it must: by another password, role or factor, a closed account, or because its time is over."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import sessions
from events.models import Role
from tests.factories import RepresentativeFactory, RoleFactory, UserFactory, official

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "rose water 1404", "walnut and saffron"
HOME, OFFICE, PORTAL = "/en/accounts/", "/en/office/", "/en/portal/"


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = sessions.time.time()

        def time(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(sessions, "time", clock)
    return clock


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def signed_in(user):
    client = Client()
    client.force_login(user, backend="accounts.backends.Backend")
    # As allauth notes every sign-in.
    UserSession.objects.create(user=user, ip="192.0.2.1", session_key=client.session.session_key)
    return client


def is_in(client, page=HOME):
    return client.get(page).status_code == 200


def test_a_changed_password_ends_the_session_of_every_other_device():
    user = with_password(UserFactory())
    here, elsewhere = signed_in(user), signed_in(user)
    changed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/en/accounts/password/change/", changed).status_code == 302
    assert is_in(here) and not is_in(elsewhere)
    assert Session.objects.count() == 1


def test_a_password_set_in_the_records_ends_every_session():
    user = with_password(UserFactory())
    device = signed_in(user)
    user.set_password(NEW)
    user.save()
    assert not is_in(device)


def test_a_role_that_is_taken_away_ends_the_session_and_opens_nothing_after():
    role = RoleFactory()
    first, second = signed_in(role.user), signed_in(role.user)
    assert is_in(first, OFFICE) and is_in(second, OFFICE)
    role.delete()
    assert not is_in(first, OFFICE) and not is_in(second, OFFICE)
    assert Session.objects.count() == 0
    assert signed_in(role.user).get(OFFICE).status_code == 403


def test_another_role_ends_the_session_so_that_the_second_factor_is_asked():
    user = UserFactory()
    device = signed_in(user)
    role = RoleFactory(user=user, kind=Role.Kind.VIEWER)
    assert not is_in(device)
    device = signed_in(user)
    role.kind = Role.Kind.OFFICIAL
    role.save()
    assert not is_in(device)


def test_a_representative_who_is_removed_is_refused_at_the_next_request():
    representative = RepresentativeFactory()
    device = signed_in(representative.user)
    assert is_in(device, PORTAL)
    representative.delete()
    assert device.get(PORTAL).status_code == 403


def test_a_closed_account_is_out_on_every_device():
    user = UserFactory()
    devices = [signed_in(user), signed_in(user)]
    user.is_active = False
    user.save()
    assert not any(is_in(device) for device in devices)
    assert Session.objects.count() == 0


def test_a_second_factor_that_is_taken_away_ends_the_session_of_every_other_device():
    user = with_password(official())
    TOTP.activate(user, generate_totp_secret())
    here, elsewhere = signed_in(user), signed_in(user)
    page = "/en/accounts/two-factor/totp/deactivate/"
    # The password is asked again, in the same page.
    asked = here.get(page)
    assert asked.status_code == 302 and "reauthenticate" in asked["Location"]
    assert here.post(asked["Location"], {"password": PASSWORD}).status_code == 302
    assert here.post(page).status_code == 302
    assert not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    assert is_in(here) and not is_in(elsewhere)


@pytest.mark.parametrize(
    ("make", "page", "unused", "in_all"),
    [(official, OFFICE, *sessions.OF_OFFICIALS), (lambda: RepresentativeFactory().user, PORTAL, *sessions.OF_OTHERS)],
)
def test_a_session_ends_unused_and_at_last_though_it_is_used(clock, make, page, unused, in_all, monkeypatch):
    user = make()
    idle, busy = signed_in(user), signed_in(user)

    def later(seconds):
        """The row's last moment is compared with the database's clock, which stands: move it instead."""
        clock.now += seconds
        for row in Session.objects.all():
            row.expire_date -= timedelta(seconds=seconds)
            row.save()

    steps = 0
    while steps * unused * 0.75 < in_all - unused:
        later(unused * 0.75)
        steps += 1
        assert is_in(busy, page)
    assert not is_in(idle, page)
    later(in_all - steps * unused * 0.75)
    assert not is_in(busy, page)


def test_a_used_session_is_written_down_now_and_then_only(clock):
    device = signed_in(RepresentativeFactory().user)
    before = device.session[sessions.SEEN]
    clock.now += sessions.SEEN_EVERY - 1
    device.get(PORTAL)
    assert device.session[sessions.SEEN] == before
    clock.now += 2
    device.get(PORTAL)
    assert device.session[sessions.SEEN] > before


def test_an_official_signs_somebody_out_everywhere():
    maker, colleague = RepresentativeFactory().user, official()
    devices, theirs = [signed_in(maker), signed_in(maker)], signed_in(colleague)
    typed = {"action": "sign_out", "_selected_action": [maker.pk, colleague.pk]}
    response = signed_in(official()).post("/en/office/records/accounts/user/", typed)
    assert response.status_code == 302
    assert not any(is_in(device) for device in devices)
    # Nobody touches the account of another official.
    assert is_in(theirs)


def test_an_eleventh_device_signs_out_the_one_that_signed_in_longest_ago():
    user = with_password(UserFactory())
    other = signed_in(UserFactory())
    devices = [Client() for _number in range(11)]
    for device in devices:
        device.post("/en/accounts/login/", {"login": user.email, "password": PASSWORD})
        assert is_in(device)
    assert [is_in(device) for device in devices] == [False] + [True] * 10
    assert UserSession.objects.filter(user=user).count() == 10
    assert is_in(other)

    # A device that went makes room by itself.
    devices[5].post("/en/accounts/logout/")
    devices[0].post("/en/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert [is_in(device) for device in devices] == [True] * 5 + [False] + [True] * 5
    devices[5].post("/en/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert [is_in(device) for device in devices] == [True, False] + [True] * 9
