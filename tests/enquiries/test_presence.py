"""Two officials who have the same enquiry open see each other; makers and buyers see nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import StateChange
from enquiries import presence
from tests.enquiries.test_office import DESK, enquire
from tests.factories import ExhibitionFactory, ProductFactory, RepresentativeFactory, official

pytestmark = pytest.mark.django_db


@pytest.fixture
def enquiry():
    return enquire(works=[ProductFactory()])


def browser(account):
    client = Client()
    client.force_login(account, backend="accounts.backends.Backend")
    return client


@pytest.fixture
def at(monkeypatch):
    """Let it be a time of that day in Universal Time."""

    def be(hour, minute):
        monkeypatch.setattr(presence.timezone, "now", lambda: datetime(2026, 5, 4, hour, minute, tzinfo=UTC))

    return be


def test_the_second_sees_the_first_and_the_first_the_second_when_asked_again(enquiry, at):
    first, second = browser(official(name="Ako")), browser(official("desk", name="Hiwa"))
    page, here = f"{DESK}{enquiry.code}/", f"{DESK}{enquiry.code}/here/"
    at(7, 2)
    assert "Also here" not in first.get(page).content.decode()
    at(7, 3)
    html = second.get(page).content.decode()
    assert 'Also here: Ako, since <bdi dir="ltr">10:32</bdi>' in html
    assert f'data-also-here="{here}"' in html
    # Looked at again, it is still the moment of coming.
    assert 'Also here: Hiwa, since <bdi dir="ltr">10:33</bdi>' in first.get(here).content.decode()
    assert 'since <bdi dir="ltr">10:32</bdi>' in second.get(here).content.decode()
    assert "۱۰:۳۲" in second.get(page.replace("/en/", "/fa/")).content.decode()
    assert "Also here" not in second.get(f"{DESK}{enquire().code}/").content.decode()


def test_three_minutes_after_the_last_look_nobody_is_here(enquiry, monkeypatch):
    kept = {}
    real = cache.set
    monkeypatch.setattr(
        cache, "set", lambda key, value, timeout: (kept.update({key: timeout}), real(key, value, timeout))
    )
    gone, reader = official(name="Ako"), browser(official())
    browser(gone).get(f"{DESK}{enquiry.code}/")
    assert list(kept.values()) == [180]
    cache.set(next(iter(kept)), timezone.now() - timedelta(minutes=5), -1)
    assert "Also here" not in reader.get(f"{DESK}{enquiry.code}/").content.decode()


def test_looking_changes_nothing_of_the_enquiry(enquiry):
    client = browser(official())
    client.get(f"{DESK}{enquiry.code}/here/")
    enquiry.refresh_from_db()
    assert (enquiry.state, StateChange.objects.count()) == ("new", 0)
    assert client.post(f"{DESK}{enquiry.code}/here/").status_code == 405


def test_an_official_in_a_makers_name_is_seen_and_sees_but_the_maker_is_not_shown(enquiry):
    thread = enquiry.threads.get()
    maker = browser(RepresentativeFactory(exhibitor=thread.exhibitor, user__name="Sepideh").user)
    inbox = f"/en/portal/enquiries/{enquiry.code}/"
    desk, acting = browser(official("desk", name="Ako")), browser(official(name="Hiwa"))
    desk.get(f"{DESK}{enquiry.code}/")
    html = maker.get(inbox).content.decode()
    assert not any(words in html for words in ("Also here", "data-also-here", "Ako"))
    acting.post(reverse("office:thread_quote", args=[enquiry.code, thread.exhibitor.code]))
    for page in (inbox, f"{inbox}quotation/"):
        assert "Also here: Ako" in acting.get(page).content.decode()
    here = desk.get(f"{DESK}{enquiry.code}/here/").content.decode()
    assert "Also here: Hiwa" in here
    assert "Sepideh" not in here


def test_who_does_not_oversee_it_is_told_of_nobody(enquiry):
    browser(official(name="Ako")).get(f"{DESK}{enquiry.code}/")
    stranger = browser(official(exhibition=ExhibitionFactory()))
    assert stranger.get(f"{DESK}{enquiry.code}/here/").status_code == 404
    assert browser(official("juror")).get(f"{DESK}{enquiry.code}/here/").status_code == 403
