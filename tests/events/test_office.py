"""The office makes an exhibition on one page of the records, previews, publishes and withdraws it."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import StateChange
from events.models import Exhibition, Role, Stand
from exhibitors.models import Allocation, Participation
from tests.factories import (
    AllocationFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    HallFactory,
    ParticipationFactory,
    PlaceFactory,
    StandFactory,
    UserFactory,
    VenueFactory,
    official,
)
from tests.records import errors, typed

pytestmark = pytest.mark.django_db

ADD = "/fa/office/records/events/exhibition/add/"


def change_page(exhibition, language="fa"):
    return f"/{language}/office/records/events/exhibition/{exhibition.pk}/change/"


@pytest.fixture
def officer(client):
    user = official(language="fa")
    client.force_login(user)
    return user


@pytest.fixture
def filled(client, officer):
    """The new page as an official fills it in: Jalali and Gregorian days, Persian digits, stands in ranges."""
    values = typed(client.get(ADD).content.decode())
    return values | {
        "name_fa": "نمایشگاه صنایع دستی ایلام در کوت",
        "starts_on": "۱۴۰۵/۱۰/۵",
        "ends_on": "2026-12-30",
        "opens_at": "۹",
        "closes_at": "18:30",
        "contact_phone": "۰۹۱۸ ۱۲۳ ۴۵۶۷",
        "venues-0-place": PlaceFactory().pk,
        "venues-0-name_fa": "کورنیش دجله",
        "halls-0-name_fa": "سالن یک",
        "halls-0-stand_numbers": "A1-A4، B۳",
        "organisers-0-name_fa": "استانداری ایلام",
        "programme-0-day": "۵ دی ۱۴۰۵",
        "programme-0-title_fa": "گشایش",
        "participations-0-exhibitor": ExhibitorFactory(slug="first").pk,
        "participations-0-stand_numbers": "A1",
        "participations-1-exhibitor": ExhibitorFactory(slug="second").pk,
        "participations-1-stand_numbers": "a2, b3",
        "participations-1-state": "accepted",
    }


def test_one_page_makes_a_whole_exhibition(client, officer, filled):
    # When
    response = client.post(ADD, filled)
    # Then
    assert errors(response.content.decode()) == []
    exhibition = Exhibition.objects.get()
    assert response.url == change_page(exhibition)
    assert (exhibition.slug, exhibition.publication) == ("kut-2026-12", "draft")
    assert (exhibition.starts_on, exhibition.ends_on) == (date(2026, 12, 26), date(2026, 12, 30))
    assert (exhibition.opens_at, exhibition.closes_at) == (time(9), time(18, 30))
    assert exhibition.contact_phone == "+989181234567"
    hall = exhibition.halls.get()
    assert hall.venue == exhibition.venues.get()
    assert [(stand.code, stand.x, stand.y) for stand in hall.stands.all()] == [
        ("A1", 2, 2), ("A2", 10, 2), ("A3", 18, 2), ("A4", 26, 2), ("B3", 2, 12),
    ]  # fmt: skip
    assert exhibition.programme.get().day == date(2026, 12, 26)
    assert exhibition.organisers.get().name_fa == "استانداری ایلام"
    rows = Allocation.objects.order_by("pk").values_list("participation__exhibitor__slug", "stand__code", "share")
    assert list(rows) == [("first", "A1", 1), ("second", "A2", 1), ("second", "B3", 1)]
    assert dict(Participation.objects.values_list("exhibitor__slug", "state")) == {
        "first": "confirmed",
        "second": "accepted",
    }
    assert set(StateChange.objects.values_list("field", "new", "actor")) == {
        ("state", "confirmed", officer.pk), ("state", "accepted", officer.pk),
        ("stands", "A1", officer.pk), ("stands", "A2, B3", officer.pk),
    }  # fmt: skip


def test_when_anything_is_wrong_nothing_is_saved_and_everything_typed_is_kept(client, filled):
    # Given
    filled |= {
        "starts_on": "۱۴۰۵/۱۳/۵",
        "participations-0-stand_numbers": "A9",
        "participations-1-stand_numbers": "A1 (3/2)",
    }
    # When
    page = client.post("/en" + ADD[3:], filled).content.decode()
    # Then
    assert errors(page) == [
        "This is not a day. Write 1404/7/18 or 2025-10-10.",
        "There is no stand A9 in the halls of this page.",
        "“3/2” is not a share of a stand. Write A3 (1/2).",
    ]
    kept = typed(page)
    assert {name: kept[name] for name in ("starts_on", "halls-0-stand_numbers", "participations-0-stand_numbers")} == {
        "starts_on": "۱۴۰۵/۱۳/۵", "halls-0-stand_numbers": "A1-A4، B۳", "participations-0-stand_numbers": "A9",
    }  # fmt: skip
    assert Exhibition.objects.count() == Stand.objects.count() == Participation.objects.count() == 0


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        ("A1", "A1", "Stand A1 is given to Maker 0 already. If they share it, write A1 (1/2) for both."),
        ("A1 (۱/۲)", "A1 (1/2)", None),
        ("A1 (2/3)", "A1 (0.5)", "Stand A1 is given to Maker 0 already. If they share it, write A1 (1/2) for both."),
    ],
)
def test_a_stand_is_given_once_unless_it_is_shared(client, filled, first, second, problem):
    ExhibitorFactory._meta.model.objects.filter(slug="first").update(name_en="Maker 0")
    filled |= {"participations-0-stand_numbers": first, "participations-1-stand_numbers": second}
    response = client.post("/en" + ADD[3:], filled)
    assert errors(response.content.decode()) == ([problem] if problem else [])
    assert Allocation.objects.count() == (0 if problem else 2)


def test_days_are_shown_in_the_calendar_of_the_language(client, officer):
    exhibition = ExhibitionFactory(starts_on=date(2026, 12, 26), ends_on=None, ends_certainty="unknown")
    assert typed(client.get(change_page(exhibition, "fa")).content.decode())["starts_on"] == "۱۴۰۵/۱۰/۰۵"
    assert typed(client.get(change_page(exhibition, "ar")).content.decode())["starts_on"] == "2026-12-26"


def test_saving_an_unchanged_page_changes_nothing(client, officer):
    # Given
    exhibition = ExhibitionFactory(contact_phone="+9647701234567", opens_at=time(9))
    stand = StandFactory(code="A1", hall__exhibition=exhibition, hall__name_fa="سالن")
    venue = VenueFactory(exhibition=exhibition)
    stand.hall.venue = venue
    stand.hall.save()
    AllocationFactory(stand=stand, share="0.333", participation__exhibition=exhibition)
    before = list(Exhibition.objects.values()), list(Stand.objects.values()), list(Allocation.objects.values())
    # When
    response = client.post(change_page(exhibition), typed(client.get(change_page(exhibition)).content.decode()))
    # Then
    assert response.status_code == 302
    assert (
        list(Exhibition.objects.values()),
        list(Stand.objects.values()),
        list(Allocation.objects.values()),
    ) == before
    assert StateChange.objects.count() == 0


def test_a_stand_somebody_has_is_not_removed(client, officer):
    # Given
    hall = HallFactory(name_fa="سالن")
    given = StandFactory(hall=hall, code="A1")
    StandFactory(hall=hall, code="A2")
    AllocationFactory(stand=given, participation__exhibition=hall.exhibition)
    url = change_page(hall.exhibition, "en")
    values = typed(client.get(url).content.decode())
    assert values["halls-0-stand_numbers"] == "A1, A2"
    # When
    refused = client.post(url, values | {"halls-0-stand_numbers": "A3"})
    # Then
    assert errors(refused.content.decode()) == ["These stands are given to somebody and cannot be removed: A1."]
    # When
    client.post(url, values | {"halls-0-stand_numbers": "A1, A3"})
    # Then
    assert sorted(hall.stands.values_list("code", flat=True)) == ["A1", "A3"]


def test_two_exhibitors_swap_their_stands_in_one_go(client, officer):
    hall = HallFactory(name_fa="سالن")
    for number in (1, 2):
        stand = StandFactory(hall=hall, code=f"A{number}")
        AllocationFactory(
            stand=stand, participation__exhibition=hall.exhibition, participation__exhibitor__slug=f"x{number}"
        )
    url = change_page(hall.exhibition)
    values = typed(client.get(url).content.decode())
    swapped = {
        "participations-0-stand_numbers": values["participations-1-stand_numbers"],
        "participations-1-stand_numbers": values["participations-0-stand_numbers"],
    }
    client.post(url, values | swapped)
    rows = Allocation.objects.values_list("participation__exhibitor__slug", "stand__code")
    assert dict(rows) == {"x1": "A2", "x2": "A1"}
    assert set(StateChange.objects.values_list("field", "old", "new")) == {
        ("stands", "A1", "A2"),
        ("stands", "A2", "A1"),
    }


def test_a_withdrawn_participation_gives_its_stand_back_and_says_who_did_it(client, officer):
    # Given
    stand = StandFactory(code="A1", hall__name_fa="سالن")
    participation = AllocationFactory(stand=stand, participation__exhibition=stand.hall.exhibition).participation
    url = change_page(stand.hall.exhibition)
    page = client.get(url).content.decode()
    # When
    client.post(url, typed(page) | {"participations-0-state": "withdrawn"})
    # Then
    participation.refresh_from_db()
    assert (participation.state, Allocation.objects.count()) == ("withdrawn", 0)
    assert list(StateChange.objects.order_by("pk").values_list("old", "new", "actor")) == [
        ("confirmed", "withdrawn", officer.pk),
        ("A1", "", officer.pk),
    ]


def test_a_state_that_does_not_follow_is_not_offered(client, officer):
    participation = ParticipationFactory(state="confirmed", exhibition=ExhibitionFactory())
    url = change_page(participation.exhibition)
    values = typed(client.get(url).content.decode()) | {"participations-0-state": "submitted"}
    assert client.post(url, values).status_code == 200
    participation.refresh_from_db()
    assert participation.state == "confirmed"


def test_publishing_says_what_is_missing_and_then_opens_the_page(client, officer):
    # Given
    exhibition = ExhibitionFactory(publication="draft", published_at=None, name_fa="")
    publish = reverse("office:exhibition_publish", args=[exhibition.slug])
    public = reverse("public:exhibition_detail", args=[exhibition.slug])
    # When
    page = client.post(publish, follow=True, headers={"accept-language": "en"})
    # Then
    assert len(page.context["publication"]["missing"]) == 3
    assert client.get(public).status_code == 404
    # When
    Exhibition.objects.update(name_fa="نمایشگاه", contact_phone="+9647701234567")
    VenueFactory(exhibition=exhibition)
    client.post(publish)
    # Then
    assert client.get(public).status_code == 200
    # When
    client.post(reverse("office:exhibition_withdraw", args=[exhibition.slug]))
    # Then
    assert client.get(public).status_code == 404
    assert list(StateChange.objects.order_by("pk").values_list("new", flat=True)) == ["published", "withdrawn"]


def test_a_preview_shows_what_visitors_will_see_and_publishes_nothing(client, officer):
    # Given
    exhibition = ExhibitionFactory(publication="draft", published_at=None)
    ParticipationFactory(exhibition=exhibition, exhibitor__name_fa="بافندهٔ پیدا")
    ParticipationFactory(exhibition=exhibition, exhibitor__name_fa="بافندهٔ پنهان", exhibitor__publication="draft")
    # When
    page = client.get(reverse("office:exhibition_preview", args=[exhibition.slug])).content.decode()
    # Then
    assert 'id="preview-band"' in page
    assert "بافندهٔ پیدا" in page
    assert "بافندهٔ پنهان" not in page
    exhibition.refresh_from_db()
    assert (exhibition.publication, exhibition.published_at) == ("draft", None)


def test_a_read_only_official_sees_the_page_and_changes_nothing(client):
    # Given
    stand = StandFactory(code="A1", hall__name_fa="سالن")
    exhibition = stand.hall.exhibition
    AllocationFactory(stand=stand, participation__exhibition=exhibition)
    client.force_login(official(kind=Role.Kind.VIEWER))
    # When
    page = client.get(change_page(exhibition))
    # Then
    assert page.status_code == 200
    assert "A1" in page.content.decode()
    assert 'name="_save"' not in page.content.decode()
    assert client.post(change_page(exhibition), {"name_fa": "دیگر"}).status_code == 403
    assert client.get(ADD).status_code == 403
    for step in ("publish", "withdraw"):
        assert client.post(reverse(f"office:exhibition_{step}", args=[exhibition.slug])).status_code == 403


def test_an_official_of_one_exhibition_sees_only_that_one(client):
    # Given
    own, other = ExhibitionFactory(name_fa="نمایشگاه خودی"), ExhibitionFactory(name_fa="نمایشگاه دیگر")
    mine = ParticipationFactory(exhibition=own, exhibitor__name_fa="هنرمند خودی")
    theirs = ParticipationFactory(exhibition=other, exhibitor__name_fa="هنرمند دیگری")
    client.force_login(official(exhibition=own))
    # Then
    for model in ("events/exhibition", "exhibitors/participation", "exhibitors/exhibitor", "events/stand"):
        page = client.get(f"/fa/office/records/{model}/").content.decode()
        assert "نمایشگاه دیگر" not in page
        assert "هنرمند دیگری" not in page
    assert client.get(change_page(own)).status_code == 200
    assert client.get(change_page(other)).status_code == 302
    assert client.get(f"/fa/office/records/exhibitors/exhibitor/{mine.exhibitor_id}/change/").status_code == 200
    assert client.get(f"/fa/office/records/exhibitors/exhibitor/{theirs.exhibitor_id}/change/").status_code == 302
    assert client.get(ADD).status_code == 403
    for route in ("preview", "publish", "withdraw"):
        assert client.get(reverse(f"office:exhibition_{route}", args=[other.slug])).status_code == 404


def test_the_records_are_closed_to_everybody_else(client):
    asked, _status = client.get("/fa/office/records/", follow=True).redirect_chain[-1]
    assert asked == "/fa/accounts/login/?next=/fa/office/records/"
    client.force_login(UserFactory())
    assert client.get("/fa/office/records/", follow=True).status_code == 403


def test_an_official_without_a_second_factor_sets_one_up_first(client):
    user = official()
    user.is_sample = False
    user.save()
    client.force_login(user)
    assert client.get("/fa/office/records/").url == reverse("mfa_activate_totp")


def test_the_records_are_never_kept(client, officer):
    kept = client.get("/fa/office/records/")["Cache-Control"]
    assert "private" in kept
    assert "no-store" in kept


def test_an_exhibitor_more_on_the_page_costs_one_query(client, officer):
    """Django asks for the chosen exhibitor of each row; nothing else may grow."""

    def queries(exhibition):
        with CaptureQueriesContext(connection) as captured:
            client.get(change_page(exhibition))
        return len(captured)

    def make(number):
        hall = HallFactory(name_fa="سالن")
        for each in range(number):
            stand = StandFactory(hall=hall, code=f"A{each}")
            AllocationFactory(stand=stand, participation__exhibition=hall.exhibition)
        return hall.exhibition

    small, large = make(1), make(6)
    queries(small)
    assert queries(large) - queries(small) == 5
