"""An exhibition made after another one: everything shifted, snapped to the weekday, nothing public."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from events.cloning import clone_exhibition, proposed_first_day, snapped
from events.models import Exhibition, Gate, Organiser, ProgrammeItem, Stand, VisitorCount
from exhibitors.models import Call, Criterion, Participation, Question, Target, Task
from tests.factories import (
    AllocationFactory,
    ClaimFactory,
    CraftFactory,
    ExhibitionFactory,
    HallFactory,
    ParticipationFactory,
    StandFactory,
    UserFactory,
    VenueFactory,
    official,
)

pytestmark = pytest.mark.django_db
FRIDAY = date(2025, 10, 10)


@pytest.fixture
def source():
    """A week from Friday on with one of everything, published, over, with a call and somebody on a stand."""
    exhibition = ExhibitionFactory(
        slug="kut",
        name_en="Kut",
        name_fa="کوت",
        summary_ckb="کووت",
        notice_fa="باران",
        contact_phone="+9647701234567",
        sequence=3,
        shared_with_host=["days"],
        status="closed",
    )
    exhibition.crafts.add(CraftFactory())
    venue = VenueFactory(exhibition=exhibition, name_fa="تالار")
    hall = HallFactory(exhibition=exhibition, venue=venue, name_fa="سالن")
    stands = [
        StandFactory(hall=hall, code="A1", has_power=True, x=4),
        StandFactory(hall=hall, code="A2", state="blocked"),
    ]
    gate = Gate.objects.create(exhibition=exhibition, name_fa="در اصلی", position=2, is_sample=True)
    VisitorCount.objects.create(exhibition=exhibition, gate=gate, day=FRIDAY, hour=17, count=5)
    Organiser.objects.create(exhibition=exhibition, name_fa="اداره", role="host")
    ProgrammeItem.objects.create(exhibition=exhibition, title_fa="پایان", day=date(2025, 10, 16), languages=["ar"])
    ClaimFactory(exhibition=exhibition)
    AllocationFactory(participation=ParticipationFactory(exhibition=exhibition), stand=stands[0])
    return exhibition


def test_everything_of_it_is_copied_and_moves_by_as_many_days(source):
    made = clone_exhibition(source, starts_on=date(2025, 10, 24), actor=UserFactory())

    made.refresh_from_db()
    assert (made.starts_on, made.ends_on) == (date(2025, 10, 24), date(2025, 10, 30))
    assert (made.name_fa, made.summary_ckb, made.contact_phone) == ("کوت", "کووت", "+9647701234567")
    assert made.follows == source
    assert [craft.slug for craft in made.crafts.all()] == ["kilim"]
    [venue], [hall] = made.venues.all(), made.halls.all()
    assert (venue.name_fa, hall.name_fa, hall.venue) == ("تالار", "سالن", venue)
    assert [(each.code, each.has_power, each.x, each.state) for each in hall.stands.order_by("code")] == [
        ("A1", True, 4, "open"),
        ("A2", False, 0, "blocked"),
    ]
    assert [(each.name_fa, each.position, each.is_sample) for each in made.gates.all()] == [("در اصلی", 2, False)]
    assert [(each.name_fa, each.role) for each in made.organisers.all()] == [("اداره", "host")]
    assert [(each.title_fa, each.day, each.languages) for each in made.programme.all()] == [
        ("پایان", date(2025, 10, 30), ["ar"])
    ]
    assert Stand.objects.values("public_code").distinct().count() == 4


def test_what_belongs_to_the_source_alone_stays_there(source):
    made = clone_exhibition(source, starts_on=date(2025, 10, 24), actor=UserFactory())

    assert (made.slug, made.publication, made.published_at, made.status) == ("kut-2025-10", "draft", None, "idea")
    assert (made.notice_fa, made.sequence, made.shared_with_host) == ("", 0, [])
    assert not made.participations.exists()
    assert not made.claims.exists()
    assert not made.visitor_counts.exists()
    source.refresh_from_db()
    assert (source.slug, source.publication, source.notice_fa) == ("kut", "published", "باران")
    assert (source.halls.count(), source.programme.count(), source.crafts.count()) == (1, 1, 1)
    assert Participation.objects.get().exhibition == source


def test_the_call_with_its_questions_and_the_tasks_come_along_without_what_was_done(source):
    call = Call.objects.create(
        exhibition=source, opens_at=datetime(2025, 9, 1, 6, tzinfo=UTC), closes_at=datetime(2025, 9, 20, tzinfo=UTC)
    )
    Question.objects.create(call=call, label_fa="چند اثر؟", kind="number").crafts.add(CraftFactory())
    Criterion.objects.create(call=call, name_fa="کیفیت", weight=3)
    Target.objects.create(call=call, kind="women", number=5)
    Task.objects.create(exhibition=source, title_fa="بنر", whose="office", days=-7, done_at=datetime.now(UTC))

    made = clone_exhibition(source, starts_on=FRIDAY + timedelta(days=14), actor=UserFactory())

    assert made.call.opens_at == datetime(2025, 9, 15, 6, tzinfo=UTC)
    assert made.call.closes_at == datetime(2025, 10, 4, tzinfo=UTC)
    [question] = made.call.questions.all()
    assert (question.label_fa, [craft.slug for craft in question.crafts.all()]) == ("چند اثر؟", ["kilim"])
    assert [(each.name_fa, each.weight) for each in made.call.criteria.all()] == [("کیفیت", 3)]
    assert [(each.kind, each.number) for each in made.call.targets.all()] == [("women", 5)]
    assert [(each.title_fa, each.days, each.done_at) for each in made.tasks.all()] == [("بنر", -7, None)]
    assert Call.objects.get(exhibition=source).questions.get().crafts.count() == 1


@pytest.mark.parametrize(
    ("day", "taken"),
    [
        (date(2025, 10, 24), date(2025, 10, 24)),
        (date(2025, 10, 22), date(2025, 10, 24)),
        (date(2025, 10, 26), date(2025, 10, 24)),
        (date(2025, 10, 27), date(2025, 10, 24)),
        (date(2025, 10, 28), date(2025, 10, 31)),
    ],
)
def test_a_day_is_snapped_to_the_nearest_of_the_weekday(day, taken):
    assert snapped(day, FRIDAY.weekday()) == taken


def test_a_market_is_proposed_for_next_week_and_a_fair_for_next_year_on_the_same_weekday():
    market = ExhibitionFactory.build(kind="weekly_market")
    fair = ExhibitionFactory.build(kind="one_off")
    assert proposed_first_day(market, today=FRIDAY) == date(2025, 10, 17)
    assert proposed_first_day(market, today=date(2025, 12, 1)) == date(2025, 12, 5)
    assert proposed_first_day(market, today=date(2025, 10, 24)) == date(2025, 10, 24)
    assert proposed_first_day(fair, today=FRIDAY) == date(2026, 10, 9)
    assert proposed_first_day(ExhibitionFactory.build(starts_on=None, ends_on=None)) is None


def test_two_in_the_same_month_have_different_addresses(source):
    first = clone_exhibition(source, starts_on=date(2025, 10, 24), actor=UserFactory())
    second = clone_exhibition(source, starts_on=date(2025, 10, 31), actor=UserFactory())
    assert [first.slug, second.slug] == ["kut-2025-10", "kut-2025-10-2"]


def address(source):
    return reverse("office:exhibition_clone", args=[source.slug])


def typed(day, **more):
    return {"starts_on": day, "snap": "on", "name_fa": "کوت ۲", **more}


def test_the_page_shows_the_days_in_both_calendars_before_anything_is_made(source, client):
    client.force_login(official())

    looked = client.post(address(source), typed("2026-05-13"))

    assert looked.status_code == 200
    page = looked.content.decode()
    # Wednesday is typed, Friday taken: in both calendars.
    assert "۲۵ اردیبهشت ۱۴۰۵ – ۱۵ مه ۲۰۲۶" in page
    assert "۳۱ اردیبهشت ۱۴۰۵" in page
    assert Exhibition.objects.count() == 1

    made = client.post(address(source), typed("2026-05-13", shown="2026-05-15"))
    exhibition = Exhibition.objects.get(follows=source)
    assert made.url == reverse("office:exhibition_detail", args=[exhibition.slug])
    assert (exhibition.starts_on, exhibition.name_fa, exhibition.publication) == (date(2026, 5, 15), "کوت ۲", "draft")


def test_without_the_tick_the_very_day_is_taken(source, client):
    client.force_login(official())
    client.post(address(source), {"starts_on": "۱۴۰۵/۲/۲۳", "name_fa": "کوت", "shown": "2026-05-13"})
    assert Exhibition.objects.get(follows=source).starts_on == date(2026, 5, 13)


@pytest.mark.parametrize("text", ["فردا", "", "۱۴۰۴/۱۳/۱"])
def test_a_day_that_is_not_understood_is_said_and_kept(source, client, text):
    client.force_login(official())
    response = client.post(address(source), typed(text, name_en="Typed", shown="2026-05-15"))
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"starts_on"}
    assert 'value="Typed"' in response.content.decode()
    assert Exhibition.objects.count() == 1


def test_it_has_a_name(source, client):
    client.force_login(official())
    response = client.post(address(source), typed("2026-05-13", name_fa=" ", shown="2026-05-15"))
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"name_fa"}
    assert Exhibition.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("admin", 200),
        ("official", 200),
        ("governorate", 200),
        ("viewer", 403),
        ("desk", 403),
        ("juror", 403),
        ("host", 403),
    ],
)
def test_only_organisers_of_all_exhibitions_make_one(source, client, kind, status):
    client.force_login(official(kind))
    assert client.get(address(source)).status_code == status
    client.force_login(official(kind, exhibition=source))
    assert client.get(address(source)).status_code == 403


def test_the_page_asks_as_much_for_a_long_programme(source, client, django_assert_max_num_queries):
    client.force_login(official())
    for day in range(10, 16):
        ProgrammeItem.objects.create(exhibition=source, title_fa="کارگاه", day=date(2025, 10, day))
    with django_assert_max_num_queries(12):
        client.get(address(source))
