import pytest
from django.test import RequestFactory

from accounts import limits
from accounts.models import Limit

PROXIES = ["10.0.0.1", "10.0.0.2"]


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),  # a stranger's claim is not believed
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the visitor wrote the first one
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "nonsense", "0.0.0.0"),
        ("10.0.0.1", "", "0.0.0.0"),
        ("", "", "0.0.0.0"),
        ("::ffff:192.0.2.1", "", "192.0.2.1"),
    ],
)
def test_the_address_is_the_one_no_visitor_can_forge(settings, remote, forwarded, address):
    settings.TRUSTED_PROXIES = PROXIES
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert limits.address_of(request) == address


def test_all_addresses_of_one_ipv6_network_count_as_one():
    first = RequestFactory().get("/", REMOTE_ADDR="2001:db8:1:2::1")
    second = RequestFactory().get("/", REMOTE_ADDR="2001:db8:1:2:ffff::9")
    other = RequestFactory().get("/", REMOTE_ADDR="2001:db8:1:3::1")
    assert limits.network_of(first) == limits.network_of(second) == "2001:db8:1:2::/64"
    assert limits.network_of(other) != limits.network_of(first)


@pytest.fixture
def clock(monkeypatch):
    now = [1_800_000_000.0]
    monkeypatch.setattr(limits.time, "time", lambda: now[0])
    return now


def attempt(key="192.0.2.1"):
    return limits.is_within("enquiry", key, limit=3, seconds=60)


@pytest.mark.django_db
def test_what_exceeds_the_limit_waits_for_the_next_window(clock):
    assert [attempt() for _number in range(5)] == [True, True, True, False, False]
    assert attempt("192.0.2.2")
    clock[0] += 60
    assert attempt()


@pytest.mark.django_db
def test_the_factor_multiplies_every_limit(clock, settings):
    settings.LIMITS_FACTOR = 2
    assert [attempt() for _number in range(7)] == [True] * 6 + [False]


@pytest.mark.django_db
def test_no_address_is_stored(clock):
    attempt()
    assert "192.0.2.1" not in Limit.objects.get().key
