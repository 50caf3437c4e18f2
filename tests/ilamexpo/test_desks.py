"""The first page of an official and of an exhibitor."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enquiries.actions import withdraw
from exhibitors.plans import release_now
from tests.factories import (
    AllocationFactory,
    EnquiryFactory,
    ExhibitionFactory,
    ParticipationFactory,
    ProductFactory,
    RepresentativeFactory,
    StandFactory,
    official,
)

pytestmark = pytest.mark.django_db


def next_exhibition(**fields):
    today = timezone.localdate()
    return ExhibitionFactory(starts_on=today + timedelta(9), ends_on=today + timedelta(15), **fields)


def test_new_enquiries_come_first(client):
    client.force_login(official())
    EnquiryFactory(name="Zaynab", state="new")
    EnquiryFactory(name="Answered already", state="seen")

    response = client.get(reverse("office:today"))

    html = response.content.decode()
    assert response.context["enquiry_count"] == 1
    assert "Zaynab" in html
    assert "Answered already" not in html


def test_an_enquiry_that_its_buyer_had_deleted_is_no_work_for_anybody(client):
    client.force_login(official())
    withdraw(EnquiryFactory(name="Zaynab", state="new"))
    response = client.get(reverse("office:today"))
    assert response.context["enquiry_count"] == 0
    assert "A buyer whose data were deleted" not in response.content.decode()


def test_what_the_next_exhibition_lacks_is_said(client):
    client.force_login(official())
    next_exhibition(name_en="Next one", publication="draft", published_at=None, contact_phone="")

    html = client.get("/en/office/").content.decode()

    assert "Next one" in html
    for sentence in (
        "It has no venue.",
        "It is not published.",
        "It has no programme.",
        "Its name is not in all four languages.",
    ):
        assert sentence in html


def test_an_official_of_one_exhibition_sees_only_what_belongs_to_it(client):
    own = next_exhibition(name_en="Own one")
    next_exhibition(name_en="Other one")
    client.force_login(official(exhibition=own))
    EnquiryFactory(name="From another", state="new")

    html = client.get("/en/office/").content.decode()

    assert "Own one" in html
    assert "Other one" not in html
    assert "From another" not in html


@pytest.mark.parametrize(
    ("language", "count", "sentence"),
    [
        ("en", 1, "<b>1</b> work is public"),
        ("en", 3, "<b>3</b> works are public"),
        ("fa", 1, "<b>۱</b> اثر منتشر شده است"),
        ("ar", 0, "لا أعمال منشورة"),
        ("ar", 1, "عمل واحد منشور"),
        ("ar", 2, "عملان منشوران"),
        ("ar", 3, "<b>٣</b> أعمال منشورة"),
        ("ckb", 1, "<b>١</b> بەرهەم بڵاوکراوەتەوە"),
    ],
)
def test_a_number_stands_in_a_sentence_that_agrees_with_it(client, language, count, sentence):
    client.force_login(official())
    ProductFactory.create_batch(count)

    html = client.get(f"/{language}/office/").content.decode()

    assert f'state__exact=published">{sentence}</a>' in html


@pytest.mark.parametrize("count", [1, 4])
def test_today_costs_the_same_for_one_enquiry_and_four(client, django_assert_max_num_queries, count):
    client.force_login(official())
    next_exhibition()
    for _ in range(count):
        EnquiryFactory(state="new")
    client.get("/en/office/")

    with django_assert_max_num_queries(20):
        client.get("/en/office/")


def test_an_exhibitor_finds_the_own_exhibitions_and_what_waits(client):
    representative = RepresentativeFactory()
    exhibitor = representative.exhibitor
    stand = StandFactory()
    participation = ParticipationFactory(exhibitor=exhibitor, exhibition=stand.hall.exhibition)
    AllocationFactory(participation=participation, stand=stand)
    release_now(participation.exhibition)
    ProductFactory(exhibitor=exhibitor, title_en="Own kilim", state="returned", published_at=None)
    ProductFactory(title_en="Somebody else's kilim")
    client.force_login(representative.user)

    html = client.get("/en/portal/").content.decode()

    assert "Own kilim came back to you" in html
    assert f">{stand.code}<" in html
    assert "Somebody else" not in html


def test_the_portal_is_closed_to_who_represents_nobody(client):
    client.force_login(official())

    assert client.get("/en/portal/").status_code == 403
