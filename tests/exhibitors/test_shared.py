"""What the host in Iraq sees: only what is shared, of its own exhibitions, and no personal numbers."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import ProgrammeItem, Role
from exhibitors.models import Allocation, ContactPoint, PlanVersion
from exhibitors.plans import release_now
from tests.factories import (
    AllocationFactory,
    CraftFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    HallFactory,
    ParticipationFactory,
    RepresentativeFactory,
    RoleFactory,
    StandFactory,
    VenueFactory,
    official,
)

pytestmark = pytest.mark.django_db
PARTS = ["days", "programme", "exhibitors", "plan", "contact"]


@pytest.fixture
def exhibition():
    """One with a part of every kind, and numbers that must not be seen."""
    exhibition = ExhibitionFactory(
        slug="kut", name_fa="نمایشگاه کوت", contact_phone="+9647701234567", contact_email="office@example.org"
    )
    venue = VenueFactory(exhibition=exhibition, name_fa="تالار شهر")
    ProgrammeItem.objects.create(exhibition=exhibition, title_fa="آیین گشایش", day=date(2025, 10, 10))
    maker = ExhibitorFactory(slug="sara", name_fa="سارا")
    maker.crafts.add(CraftFactory(slug="kilim", name_fa="گلیم"))
    ContactPoint.objects.create(exhibitor=maker, kind="phone", value="+989181112233")
    RepresentativeFactory(exhibitor=maker, user__name="نماینده", user__phone="+989184445566")
    stand = StandFactory(hall=HallFactory(exhibition=exhibition, venue=venue), code="A7")
    AllocationFactory(participation=ParticipationFactory(exhibition=exhibition, exhibitor=maker), stand=stand)
    ParticipationFactory(exhibition=exhibition, exhibitor__name_fa="ردشده", state="rejected")
    ParticipationFactory(exhibition=exhibition, exhibitor__name_fa="پنهان", exhibitor__publication="withdrawn")
    release_now(exhibition, number=2)
    return exhibition


@pytest.fixture
def host(exhibition):
    return official("host", exhibition=exhibition, name="میزبان")


def share(exhibition, *parts):
    exhibition.shared_with_host = list(parts)
    exhibition.save()


def address(exhibition):
    return reverse("office:exhibition_shared", args=[exhibition.slug])


def page_for(client, user, exhibition):
    client.force_login(user)
    response = client.get(address(exhibition))
    assert response.status_code == 200
    return response.content.decode()


WORDS = {
    "days": "تالار شهر",
    "programme": "آیین گشایش",
    "exhibitors": "سارا",
    "plan": "/exhibitions/kut/plan/",
    "contact": "office@example.org",
}


@pytest.mark.parametrize("part", PARTS)
def test_the_host_sees_what_is_ticked_and_nothing_else(exhibition, host, client, part):
    share(exhibition, part)
    page = page_for(client, host, exhibition)
    assert {each for each, words in WORDS.items() if words in page} == {part}


def test_of_those_who_come_names_crafts_and_stands_and_no_numbers(exhibition, host, client):
    share(exhibition, *PARTS)
    page = page_for(client, host, exhibition)
    for words in ("سارا", "گلیم", "A7"):
        assert words in page
    for words in ("1112233", "4445566", "۱۱۱", "نماینده", "ردشده", "پنهان", "shared-form"):
        assert words not in page


def test_stands_are_those_of_the_released_plan(exhibition, host, client):
    share(exhibition, "exhibitors")
    Allocation.objects.update(stand=StandFactory(hall=exhibition.halls.get(), code="C10"))
    page = page_for(client, host, exhibition)
    assert "A7" in page
    assert "C10" not in page


def test_a_plan_that_is_not_public_is_not_linked(exhibition, host, client):
    share(exhibition, "plan")
    PlanVersion.objects.all().delete()
    assert "/plan/" not in page_for(client, host, exhibition)


def test_a_host_finds_no_other_exhibition_and_none_that_shares_nothing(exhibition, host, client):
    other = ExhibitionFactory(shared_with_host=PARTS)
    client.force_login(host)
    assert client.get(address(other)).status_code == 404
    assert client.get(address(exhibition)).status_code == 404
    share(exhibition, "days")
    assert client.get(address(exhibition)).status_code == 200
    listed = client.get(reverse("office:shared_list")).context["exhibitions"]
    assert [each.slug for each in listed] == ["kut"]


def test_a_host_of_all_sees_each_that_shares_something(exhibition, client):
    share(exhibition, "days")
    ExhibitionFactory()
    client.force_login(official("host"))
    assert [each.slug for each in client.get(reverse("office:shared_list")).context["exhibitions"]] == ["kut"]


def test_who_is_host_of_one_and_official_of_another_sees_of_each_what_the_role_gives(exhibition, client):
    share(exhibition, "days")
    own = ExhibitionFactory(slug="own")
    user = official("official", exhibition=own)
    RoleFactory(user=user, kind=Role.Kind.HOST, exhibition=exhibition)
    assert "shared-form" not in page_for(client, user, exhibition)
    assert "shared-form" in page_for(client, user, own)
    assert client.post(address(exhibition), {"parts": PARTS}).status_code == 403


def test_the_office_leads_a_host_to_what_is_shared_and_to_nothing_else(exhibition, host, client):
    share(exhibition, *PARTS)
    client.force_login(host)
    response = client.get(reverse("office:today"))
    assert response.url == reverse("office:shared_list")
    page = client.get(response.url).content.decode()
    assert address(exhibition) in page
    for name in ("exhibition_list", "exhibitor_list", "enquiry_list", "review", "audit"):
        assert client.get(reverse(f"office:{name}")).status_code == 403, name
        assert f'"{reverse(f"office:{name}")}"' not in page, name
    assert client.get(reverse("office:exhibition_detail", args=["kut"])).status_code == 403
    assert client.get(reverse("records:events_exhibition_changelist")).status_code == 403


def test_a_host_changes_nothing(exhibition, host, client):
    share(exhibition, "days")
    client.force_login(host)
    assert client.post(address(exhibition), {"parts": PARTS}).status_code == 403
    exhibition.refresh_from_db()
    assert exhibition.shared_with_host == ["days"]


@pytest.mark.parametrize(
    ("kind", "sees", "changes"),
    [
        ("admin", 200, 302),
        ("official", 200, 302),
        ("governorate", 200, 302),
        ("desk", 200, 403),
        ("viewer", 200, 403),
        ("juror", 403, 403),
    ],
)
def test_organisers_tick_and_the_others_of_the_office_look(exhibition, client, kind, sees, changes):
    client.force_login(official(kind, exhibition=exhibition))
    assert client.get(address(exhibition)).status_code == sees
    assert client.post(address(exhibition), {"parts": ["plan", "days"]}).status_code == changes
    exhibition.refresh_from_db()
    assert exhibition.shared_with_host == (["days", "plan"] if changes == 302 else [])


def test_an_unknown_part_is_refused_and_nothing_is_shared(exhibition, client):
    client.force_login(official())
    response = client.post(address(exhibition), {"parts": ["days", "phones"]})
    assert response.status_code == 422
    assert "shared-form" in response.content.decode()
    exhibition.refresh_from_db()
    assert exhibition.shared_with_host == []


def test_to_untick_all_shares_nothing_any_more(exhibition, host, client):
    share(exhibition, *PARTS)
    client.force_login(official())
    client.post(address(exhibition), {})
    client.force_login(host)
    assert client.get(address(exhibition)).status_code == 404


def test_many_cost_as_much_as_one(exhibition, host, client):
    share(exhibition, *PARTS)
    client.force_login(host)

    def asked(path):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    few = asked(address(exhibition))
    hall = exhibition.halls.get()
    for number in range(3):
        participation = ParticipationFactory(exhibition=exhibition)
        participation.exhibitor.crafts.add(CraftFactory())
        AllocationFactory(participation=participation, stand=StandFactory(hall=hall, code=f"B{number}"))
    assert asked(address(exhibition)) == few <= 12
    few = asked(reverse("office:shared_list"))
    for _number in range(3):
        RoleFactory(user=host, kind=Role.Kind.HOST, exhibition=ExhibitionFactory(shared_with_host=["days"]))
    assert asked(reverse("office:shared_list")) == few <= 12
