"""A maker lets her own text stand for one that is missing in another language; it is marked until somebody writes it."""

import pytest
from django.urls import reverse
from django.utils import translation

from exhibitors.profile.proposals import stored, wanted
from tests.factories import CraftFactory, ExhibitorFactory, RepresentativeFactory, official

pytestmark = pytest.mark.django_db
TEXTS = "portal:profile_texts"


@pytest.fixture(autouse=True)
def in_persian():
    with translation.override("fa"):
        yield


@pytest.fixture
def maker():
    exhibitor = ExhibitorFactory(slug="sepideh", name_fa="سپیده", name_en="Sepideh", story_fa="از ایوان", story_ar="")
    exhibitor.crafts.add(CraftFactory())
    return exhibitor


@pytest.fixture
def portal(client, maker):
    return enter(client, RepresentativeFactory(exhibitor=maker, user__language="fa").user)


def enter(client, user):
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def texts(exhibitor, **changed):
    now = wanted(exhibitor)
    return {name: now[name] for name in now if name.startswith(("name", "known", "story"))} | changed


def public_page(client, language="ar"):
    client.logout()
    return client.get(f"/{language}/exhibitors/sepideh/").content.decode()


def test_a_copy_waits_for_the_official_as_every_change_and_is_marked_in_public(portal, maker):
    page = portal.get(reverse(TEXTS)).content.decode()
    assert '<button class="btn" type="submit" name="copy" value="ar">' in page
    response = portal.post(reverse(TEXTS), texts(maker) | {"copy": "ar"})
    assert response.url == reverse(TEXTS)
    maker.refresh_from_db()
    assert (maker.proposed["name_ar"], maker.proposed["story_ar"]) == ("سپیده", "از ایوان")
    assert not maker.name_ar
    page = portal.get(reverse(TEXTS)).content.decode()
    assert "pill-copied" in page
    assert 'value="ar"' not in page
    portal.post(reverse("portal:profile_send"))
    maker.refresh_from_db()
    reviewer = enter(portal, official(name="Reviewer"))
    address = reverse("office:profile_review", args=[maker.slug])
    seen = reviewer.get(address).context["seen"]
    reviewer.post(address, {"approve": "1", "seen": seen})
    maker.refresh_from_db()
    assert (maker.name_ar, maker.proposed) == ("سپیده", {})
    assert maker.waiting_texts()["name"]["ar"] == "copied"
    assert '<span lang="fa" dir="rtl">از ایوان</span> <abbr class="other-language"' in public_page(portal)
    assert '"name":"سپیده"' in public_page(portal)


def test_a_copy_that_is_emptied_again_is_no_change(portal, maker):
    portal.post(reverse(TEXTS), texts(maker) | {"copy": "ckb"})
    maker.refresh_from_db()
    assert maker.proposed["name_ckb"] == "سپیده"
    portal.post(reverse(TEXTS), texts(maker, name_ckb="", story_ckb=""))
    maker.refresh_from_db()
    assert maker.proposed == {}


def test_writing_over_a_copy_clears_the_mark(portal, maker):
    portal.post(reverse(TEXTS), texts(maker) | {"copy": "ckb"})
    maker.refresh_from_db()
    portal.post(reverse(TEXTS), texts(maker, name_ckb="سپیدە"))
    maker.refresh_from_db()
    assert set(wanted(maker)["copies"]) == {"story"}


def test_the_copy_of_a_draft_is_kept_at_once(client):
    draft = ExhibitorFactory(slug="gulnar", name_fa="", name_en="", publication="draft", published_at=None)
    portal = enter(client, RepresentativeFactory(exhibitor=draft, user__language="ckb").user)
    portal.post(reverse(TEXTS), texts(draft, name_ckb="گوڵنار") | {"copy": "ar"})
    draft.refresh_from_db()
    assert (draft.name_ar, draft.waiting_texts()["name"]["ar"]) == ("گوڵنار", "copied")
    assert stored(draft)["copies"]["name"]["copied"]["ar"][0] == "ckb"
    portal.post(reverse(TEXTS), texts(draft, name_ar="كلنار"))
    draft.refresh_from_db()
    assert (draft.name_ar, stored(draft)["copies"]) == ("كلنار", {})


@pytest.mark.parametrize("code", ["xx", "", "\x00", "fa"])
def test_no_name_of_a_language_breaks_the_page(portal, maker, code):
    before = stored(maker)
    assert portal.post(reverse(TEXTS), texts(maker) | {"copy": code}).status_code == 302
    maker.refresh_from_db()
    assert stored(maker) == before
    assert maker.proposed == {}
