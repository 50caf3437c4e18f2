"""Whom a person acts for: makers for their own, one at a time; officials in anybody's name, on record."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from exhibitors.acting import find_acting
from tests.factories import ExhibitorFactory, ParticipationFactory, RepresentativeFactory, UserFactory, official

pytestmark = pytest.mark.django_db


def sign_in(client, user):
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def test_one_tap_switches_between_the_exhibitors_of_a_representative(client):
    first = RepresentativeFactory(exhibitor__name_fa="سپیده")
    RepresentativeFactory(user=first.user, exhibitor=(other := ExhibitorFactory(name_fa="گلنار")))
    sign_in(client, first.user)
    assert "سپیده" in client.get(reverse("portal:home")).context["acting"].exhibitor.name_fa
    response = client.post(reverse("portal:switch"), {"exhibitor": other.code}, follow=True)
    assert response.context["acting"].exhibitor == other


def test_nobody_switches_to_an_exhibitor_of_somebody_else(client):
    sign_in(client, RepresentativeFactory().user)
    stranger = RepresentativeFactory().exhibitor
    assert client.post(reverse("portal:switch"), {"exhibitor": stranger.code}).status_code == 404
    assert client.post(reverse("portal:switch"), {"exhibitor": "\x00"}).status_code == 404
    assert client.post(reverse("portal:switch")).status_code == 404


def test_whoever_represents_nobody_stays_outside(client):
    assert sign_in(client, UserFactory()).get(reverse("portal:home")).status_code == 403


def test_an_official_acts_in_the_name_of_a_maker_and_goes_back(client):
    maker = ExhibitorFactory(name_fa="سپیده", name_en="")
    sign_in(client, official())
    assert client.get(reverse("portal:home")).status_code == 403
    client.post(reverse("office:exhibitor_act", args=[maker.slug]))
    page = client.get(reverse("portal:home"))
    assert page.context["acting"].is_official
    assert page.context["acting"].on_behalf_of == "سپیده"
    assert client.post(reverse("portal:switch"), {"exhibitor": ""}).url == reverse("office:today")
    assert client.get(reverse("portal:home")).status_code == 403


def test_an_official_of_one_exhibition_acts_for_its_makers_only(client):
    mine, other = ParticipationFactory(), ParticipationFactory()
    sign_in(client, official(exhibition=mine.exhibition))
    address = "office:exhibitor_act"
    assert client.post(reverse(address, args=[other.exhibitor.slug])).status_code == 404
    assert client.post(reverse(address, args=[mine.exhibitor.slug])).status_code == 302


def test_a_role_that_was_taken_away_ends_the_acting():
    maker, user = ExhibitorFactory(), official()
    session = {"acting_for": maker.pk}
    assert find_acting(user, session).exhibitor == maker
    user.roles.all().delete()
    del user.role_list
    assert find_acting(user, session) is None


def test_for_answers_only_works_are_not_to_be_changed():
    representative = RepresentativeFactory(level="answers")
    assert not find_acting(representative.user, {}).may_keep


def test_a_page_opened_for_one_exhibitor_writes_nothing_to_another():
    first = RepresentativeFactory()
    other = RepresentativeFactory(user=first.user).exhibitor
    client = sign_in(Client(enforce_csrf_checks=True), first.user)
    with translation.override("en"):
        page = client.get(reverse("portal:product_new"))
        old = page.context["csrf_token"]
        client.post(reverse("portal:switch"), {"exhibitor": other.code, "csrfmiddlewaretoken": str(old)})
        answer = client.post(reverse("portal:product_new"), {"title": "Mine", "csrfmiddlewaretoken": str(old)})
        assert answer.status_code == 403
        assert not other.products.exists()
        new = client.get(reverse("portal:product_new")).context["csrf_token"]
        client.post(reverse("portal:product_new"), {"title": "Hers", "csrfmiddlewaretoken": str(new)})
    assert other.products.count() == 1
