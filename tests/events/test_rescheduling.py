"""Cancelling, postponing and moving: what depends on the old days or place is settled, and everybody can read it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.messages import send
from accounts.models import Message, StateChange
from enquiries.actions import accept_quotation
from enquiries.models import Quotation
from events.models import Exhibition, ProgrammeItem
from events.rescheduling import Change, ChangedMeanwhile, Unsettled, dependents, mark_of, proposed_notice, reschedule
from events.signals import rescheduled
from exhibitors.models import Allocation, Call, ContactPoint, PlanVersion, Task
from tests.enquiries.papers import sent
from tests.factories import (
    AllocationFactory,
    ExhibitionFactory,
    HallFactory,
    ParticipationFactory,
    PlaceFactory,
    ProductFactory,
    RepresentativeFactory,
    StandFactory,
    UserFactory,
    VenueFactory,
    official,
)

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2027, 1, 8), date(2027, 1, 14)
WEEK = timedelta(days=7)
NOTICE = {"fa": "اعلان", "en": "Notice", "ar": "", "ckb": ""}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def exhibition():
    return ExhibitionFactory(
        slug="kut", name_fa="کوت", name_en="Kut", status="preparation", starts_on=FIRST, ends_on=LAST
    )


@pytest.fixture
def stand(exhibition):
    return StandFactory(hall=HallFactory(exhibition=exhibition, venue=VenueFactory(exhibition=exhibition)), code="A1")


def postponed(exhibition, days=WEEK, **more):
    return Change(exhibition, "postponed", exhibition.starts_on + days, exhibition.ends_on + days, **more)


def cancelled(exhibition, **more):
    return Change(exhibition, "cancelled", exhibition.starts_on, exhibition.ends_on, **more)


def to_place(exhibition, **more):
    values = {"starts_on": exhibition.starts_on, "ends_on": exhibition.ends_on, "venue": exhibition.venues.first()}
    values |= {
        "place": PlaceFactory(slug="al-hay", name_fa="الحی"),
        "texts": {"name_fa": "پارک", "address_fa": "خیابان"},
    }
    return Change(exhibition, "moved", **(values | more))


def settle(change, actor=None, reason="Rain", **answers):
    """Do it with the answers proposed, but for those given here by the beginning of their key."""
    chosen = {}
    for row in dependents(change):
        kind = row.key.partition("-")[0]
        chosen[row.key] = answers.get(kind, row.default)
    return reschedule(change, chosen, notice=NOTICE, actor=actor or UserFactory(), reason=reason)


def rows(change):
    """{kind of row: [(answers, default)]}"""
    found = {}
    for row in dependents(change):
        values = [value for value, _words in row.answers]
        found.setdefault(row.key.partition("-")[0], []).append((values, row.default))
    return found


# What becomes of the exhibition itself


def test_a_cancelled_one_says_so_with_who_and_why_and_stays_at_its_address(exhibition, client):
    actor = UserFactory(name="Official")
    settle(cancelled(exhibition), actor=actor)

    exhibition.refresh_from_db()
    assert (exhibition.status, exhibition.publication, exhibition.sequence) == ("cancelled", "published", 1)
    assert (exhibition.notice_fa, exhibition.notice_en) == ("اعلان", "Notice")
    assert (exhibition.starts_on, exhibition.ends_on) == (FIRST, LAST)
    change = StateChange.objects.get(field="status")
    assert (change.old, change.new, change.actor_name, change.reason) == (
        "preparation",
        "cancelled",
        "Official",
        "Rain",
    )
    assert client.get("/fa/exhibitions/kut/").status_code == 200


def test_a_postponed_one_keeps_its_status_and_the_history_knows_both_days(exhibition):
    settle(postponed(exhibition))

    exhibition.refresh_from_db()
    assert (exhibition.status, exhibition.sequence) == ("preparation", 1)
    assert (exhibition.starts_on, exhibition.ends_on) == (FIRST + WEEK, LAST + WEEK)
    change = StateChange.objects.get(field="days")
    assert (change.old, change.new, change.reason) == ("2027-01-08 – 2027-01-14", "2027-01-15 – 2027-01-21", "Rain")


def test_one_that_moves_is_held_elsewhere_and_the_old_landmark_leads_nobody_astray(exhibition):
    venue = VenueFactory(
        exhibition=exhibition, name_fa="تالار", name_ckb="هۆڵ", landmark_fa="پل", map_url="https://maps.example.org/"
    )
    settle(to_place(exhibition))

    exhibition.refresh_from_db()
    venue.refresh_from_db()
    assert (exhibition.status, exhibition.sequence, exhibition.starts_on) == ("moved", 1, FIRST)
    assert (venue.place.slug, venue.name_fa, venue.name_ckb, venue.address_fa) == ("al-hay", "پارک", "", "خیابان")
    assert (venue.landmark_fa, venue.map_url) == ("", "")
    assert not StateChange.objects.filter(field="days").exists()


def test_one_may_move_and_get_new_days_at_once_and_later_move_again(exhibition):
    settle(to_place(exhibition, starts_on=FIRST + WEEK, ends_on=LAST + WEEK))
    exhibition.refresh_from_db()
    assert (exhibition.status, exhibition.starts_on, exhibition.sequence) == ("moved", FIRST + WEEK, 1)
    settle(to_place(exhibition, place=PlaceFactory(slug="badra")))
    exhibition.refresh_from_db()
    assert (exhibition.sequence, exhibition.venues.get().place.slug) == (2, "badra")


def test_those_above_are_told_in_the_same_transaction(exhibition):
    heard = []

    def hear(sender, exhibition, change, actor, **kwargs):
        heard.append((exhibition.starts_on, change.kind))

    rescheduled.connect(hear)
    try:
        settle(postponed(exhibition))
    finally:
        rescheduled.disconnect(hear)
    assert heard == [(FIRST + WEEK, "postponed")]


@pytest.mark.parametrize("status", ["closed", "reported", "cancelled"])
def test_what_is_over_is_not_moved_any_more(exhibition, status):
    Exhibition.objects.filter(pk=exhibition.pk).update(status=status)
    for change in (cancelled(exhibition), postponed(exhibition)):
        with pytest.raises(ChangedMeanwhile):
            settle(change)
    exhibition.refresh_from_db()
    assert (exhibition.status, exhibition.sequence) == (status, 0)


def test_whoever_was_shown_something_older_changes_nothing(exhibition):
    seen = mark_of(exhibition)
    settle(postponed(exhibition))
    with pytest.raises(ChangedMeanwhile):
        reschedule(cancelled(exhibition), {}, notice=NOTICE, actor=UserFactory(), reason="", seen=seen)
    exhibition.refresh_from_db()
    assert exhibition.status == "preparation"


def test_nothing_happens_before_all_is_answered(exhibition):
    item = ProgrammeItem.objects.create(exhibition=exhibition, title_fa="گشایش", day=FIRST)
    with pytest.raises(Unsettled) as refusal:
        reschedule(postponed(exhibition), {"calendars": "known"}, notice=NOTICE, actor=UserFactory(), reason="")
    assert refusal.value.keys == [f"programme-{item.pk}"]
    with pytest.raises(Unsettled):
        reschedule(
            postponed(exhibition), {f"programme-{item.pk}": "burn"}, notice=NOTICE, actor=UserFactory(), reason=""
        )
    exhibition.refresh_from_db()
    assert (exhibition.starts_on, exhibition.sequence) == (FIRST, 0)


# Programme


@pytest.mark.parametrize(("answer", "days"), [("shift", [FIRST + WEEK]), ("keep", [FIRST]), ("remove", [])])
def test_an_item_of_the_programme_moves_stays_or_goes(exhibition, answer, days):
    ProgrammeItem.objects.create(exhibition=exhibition, title_fa="گشایش", day=FIRST)
    settle(postponed(exhibition), programme=answer)
    assert list(exhibition.programme.values_list("day", flat=True)) == days


def test_what_is_asked_of_an_item_depends_on_what_happens(exhibition):
    VenueFactory(exhibition=exhibition)
    ProgrammeItem.objects.create(exhibition=exhibition, title_fa="گشایش", day=FIRST)
    assert rows(postponed(exhibition))["programme"] == [(["shift", "keep", "remove"], "shift")]
    assert rows(cancelled(exhibition))["programme"] == [(["keep", "remove"], "keep")]
    assert "programme" not in rows(to_place(exhibition))
    ProgrammeItem.objects.update(location_fa="میدان")
    assert rows(to_place(exhibition))["programme"] == [(["keep", "no_place", "remove"], "keep")]
    settle(to_place(exhibition), programme="no_place")
    assert ProgrammeItem.objects.get().location_fa == ""


# Stands, call, tasks


def test_stands_for_some_days_move_one_after_the_other_though_they_touch(exhibition, stand):
    for start, end in ((FIRST, FIRST + timedelta(2)), (FIRST + timedelta(3), LAST)):
        AllocationFactory(
            participation=ParticipationFactory(exhibition=exhibition), stand=stand, starts_on=start, ends_on=end
        )
    for days in (timedelta(3), timedelta(-3)):
        settle(postponed(exhibition, days), allocation="shift")
        exhibition.refresh_from_db()
    found = Allocation.objects.order_by("starts_on").values_list("starts_on", "ends_on")
    assert list(found) == [(FIRST, FIRST + timedelta(2)), (FIRST + timedelta(3), LAST)]


def test_stands_for_some_days_are_cut_left_or_taken_back(exhibition, stand):
    participation = ParticipationFactory(exhibition=exhibition)
    allocation = AllocationFactory(
        participation=participation, stand=stand, starts_on=FIRST, ends_on=FIRST + timedelta(4)
    )
    late = postponed(exhibition, timedelta(2))
    assert rows(late)["allocation"] == [(["shift", "cut", "keep", "remove"], "shift")]
    assert rows(postponed(exhibition))["allocation"] == [(["shift", "keep", "remove"], "shift")]
    settle(late, allocation="cut")
    allocation.refresh_from_db()
    assert (allocation.starts_on, allocation.ends_on) == (FIRST + timedelta(2), FIRST + timedelta(4))
    exhibition.refresh_from_db()
    settle(postponed(exhibition), allocation="remove")
    assert not participation.allocations.exists()
    taken = StateChange.objects.get(field="stands")
    assert (taken.old, taken.new) == ("A1", "")


def test_stands_for_all_days_ask_nothing_when_only_days_change(exhibition, stand):
    AllocationFactory(participation=ParticipationFactory(exhibition=exhibition), stand=stand)
    assert "allocation" not in rows(postponed(exhibition))
    assert "hall" not in rows(postponed(exhibition))


@pytest.mark.parametrize(("answer", "left"), [("keep", 1), ("free", 0)])
def test_at_another_place_the_stands_of_a_hall_stay_or_are_taken_back(exhibition, stand, answer, left):
    AllocationFactory(participation=ParticipationFactory(exhibition=exhibition), stand=stand)
    settle(to_place(exhibition), hall=answer)
    assert Allocation.objects.count() == left


def test_what_is_only_held_is_held_on_or_released(exhibition, stand):
    until = datetime(2027, 1, 1, tzinfo=UTC)
    held = AllocationFactory(
        participation=ParticipationFactory(exhibition=exhibition, state="accepted"),
        stand=stand,
        is_firm=False,
        held_until=until,
    )
    assert rows(postponed(exhibition))["hold"] == [(["keep", "shift", "release"], "keep")]
    settle(postponed(exhibition), hold="shift")
    held.refresh_from_db()
    assert held.held_until == until + WEEK
    exhibition.refresh_from_db()
    settle(cancelled(exhibition))
    assert not Allocation.objects.exists()


def make_call(exhibition, opens_in, closes_in):
    now = datetime.now(UTC)
    return Call.objects.create(
        exhibition=exhibition, opens_at=now + timedelta(days=opens_in), closes_at=now + timedelta(days=closes_in)
    )


def test_a_call_to_come_moves_an_open_one_closes_later_a_closed_one_stays(exhibition):
    call = make_call(exhibition, 5, 15)
    opens, closes = call.opens_at, call.closes_at
    assert rows(postponed(exhibition))["call"] == [(["shift", "keep"], "shift")]
    settle(postponed(exhibition))
    call.refresh_from_db()
    assert (call.opens_at, call.closes_at) == (opens + WEEK, closes + WEEK)

    Call.objects.update(opens_at=opens - 2 * WEEK)
    exhibition.refresh_from_db()
    assert rows(postponed(exhibition))["call"] == [(["closing", "keep"], "closing")]
    settle(postponed(exhibition))
    call.refresh_from_db()
    assert (call.opens_at, call.closes_at) == (opens - 2 * WEEK, closes + 2 * WEEK)

    Call.objects.update(closes_at=datetime.now(UTC))
    assert rows(postponed(exhibition))["call"] == [(["known"], "known")]


@pytest.mark.parametrize("opens_in", [-5, 5])
def test_with_the_exhibition_its_call_ends(exhibition, opens_in):
    call = make_call(exhibition, opens_in, 15)
    settle(cancelled(exhibition))
    call.refresh_from_db()
    assert not call.is_open()
    assert call.closes_at <= datetime.now(UTC)


def test_the_time_to_confirm_stays_as_it_was_told_unless_it_is_moved(exhibition):
    until = datetime.now(UTC) + timedelta(days=3)
    waiting = ParticipationFactory(exhibition=exhibition, state="accepted", confirm_by=until)
    settle(postponed(exhibition))
    waiting.refresh_from_db()
    assert waiting.confirm_by == until
    exhibition.refresh_from_db()
    settle(postponed(exhibition), confirmations="shift")
    waiting.refresh_from_db()
    assert waiting.confirm_by == until + WEEK


def test_tasks_plan_and_calendars_are_told_and_ask_nothing(exhibition):
    Task.objects.create(exhibition=exhibition, title_fa="بنر", whose="office")
    PlanVersion.objects.create(exhibition=exhibition, number=1, plan=[])
    found = rows(postponed(exhibition))
    assert [found[kind] for kind in ("tasks", "plan", "calendars")] == [[(["known"], "known")]] * 3


def test_what_is_handed_over_at_a_stand_waits_for_its_maker_or_stays(exhibition):
    kilim = ProductFactory()
    taking = ParticipationFactory(exhibition=exhibition, exhibitor=kilim.exhibitor, state="confirmed")
    quotation = sent(kilim)
    sent(kilim, handover="kut")
    sent(ProductFactory())  # whose maker does not come
    assert quotation.thread.waits_for == "buyer"
    assert rows(postponed(exhibition))["quotation"] == [(["ask", "keep"], "ask")]

    settle(postponed(exhibition), quotation="keep")
    quotation.thread.refresh_from_db()
    assert quotation.thread.waits_for == "buyer"
    exhibition.refresh_from_db()
    settle(cancelled(exhibition))
    quotation.thread.refresh_from_db()
    assert quotation.thread.waits_for == "exhibitor"

    # The next exhibition of that maker is another one, or the order is promised, or over.
    exhibition = Exhibition.objects.create(slug="later", name_en="Later", starts_on=LAST + WEEK, ends_on=LAST + WEEK)
    ParticipationFactory(exhibition=exhibition, exhibitor=kilim.exhibitor, state="confirmed")
    assert "quotation" not in rows(cancelled(exhibition))
    taking.delete()
    accept_quotation(quotation)
    assert len(rows(cancelled(exhibition))["quotation"]) == 1
    Quotation.objects.update(state="declined")
    assert "quotation" not in rows(cancelled(exhibition))


# What is said


def test_messages_that_have_not_gone_are_taken_back_or_left(exhibition):
    participation = ParticipationFactory(exhibition=exhibition, state="rejected")
    other = ParticipationFactory()
    words = {"subject": "Come on Friday", "text": "…", "language": "fa"}
    mail = send(**words, email="sara@example.org", about=participation.code)
    call = send(**words, phone="+989181234567", about=exhibition.slug)
    elsewhere = send(**words, phone="+989181234567", about=other.code)
    gone = send(**words, phone="+989181234567", about=participation.code)
    Message.objects.filter(pk=gone.pk).update(state="done")

    assert rows(postponed(exhibition))["message"] == [(["leave", "take_back"], "leave")]
    settle(postponed(exhibition))
    assert set(Message.objects.values_list("state", flat=True)) == {"handed_over", "waiting", "done"}

    exhibition.refresh_from_db()
    settle(cancelled(exhibition))
    states = dict(Message.objects.values_list("pk", "state"))
    assert [states[each.pk] for each in (mail, call, elsewhere, gone)] == ["cancelled", "cancelled", "waiting", "done"]


def test_those_who_take_part_hear_of_it_in_their_language_and_stay_in_the_history(exhibition):
    sara = ParticipationFactory(exhibition=exhibition, state="confirmed")
    RepresentativeFactory(exhibitor=sara.exhibitor, user__language="ckb", user__email="sara@example.org")
    reza = ParticipationFactory(exhibition=exhibition, state="submitted")
    ContactPoint.objects.create(exhibitor=reza.exhibitor, kind="phone", value="+989181234567")
    ParticipationFactory(exhibition=exhibition, state="withdrawn")
    change = cancelled(exhibition, reason="باران")
    assert rows(change)["people"] == [(["tell", "silent"], "tell")]

    settle(change)

    said = {message.address: message for message in Message.objects.all()}
    assert said.keys() == {"sara@example.org", "+989181234567"}
    assert said["sara@example.org"].language == "ckb"
    assert (said["+989181234567"].channel, said["+989181234567"].about) == ("call", reza.code)
    assert all("باران" in message.text for message in said.values())
    assert set(exhibition.participations.values_list("state", flat=True)) == {"confirmed", "submitted", "withdrawn"}


def test_nobody_is_told_when_that_is_the_answer(exhibition):
    RepresentativeFactory(exhibitor=ParticipationFactory(exhibition=exhibition).exhibitor)
    settle(cancelled(exhibition), people="silent")
    assert not Message.objects.exists()


def test_the_notice_proposed_says_the_new_days_in_the_calendars_of_the_language(exhibition):
    assert proposed_notice(postponed(exhibition), "en") == (
        "This exhibition has new days: 15–21 January 2027 / 25 Dey – 1 Bahman 1405."
    )
    assert "۲۵ دی – ۱ بهمن ۱۴۰۵ / ۱۵–۲۱ ژانویه ۲۰۲۷" in proposed_notice(postponed(exhibition), "fa")
    assert "پارک، الحی" in proposed_notice(to_place(exhibition), "fa")


# Calendar files


def event_of(client, uid):
    text = client.get("/fa/exhibitions/kut/exhibition.ics").content.decode().replace("\r\n ", "")
    return next(part for part in text.split("BEGIN:VEVENT") if f"UID:{uid}@" in part).splitlines()


def test_calendar_files_follow_with_a_higher_number_under_the_same_name(exhibition, client):
    item = ProgrammeItem.objects.create(exhibition=exhibition, title_fa="گشایش", day=FIRST)
    before = event_of(client, "kut")
    assert {"SEQUENCE:0", "DTSTART;VALUE=DATE:20270108"} <= set(before)
    settle(postponed(exhibition))
    after = event_of(client, "kut")
    assert {"SEQUENCE:1", "DTSTART;VALUE=DATE:20270115", "DTEND;VALUE=DATE:20270122"} <= set(after)
    assert not [line for line in after if line.startswith("STATUS")]
    assert {"SEQUENCE:1", "DTSTART;VALUE=DATE:20270115"} <= set(event_of(client, f"kut-{item.pk}"))

    exhibition.refresh_from_db()
    settle(cancelled(exhibition))
    for uid in ("kut", f"kut-{item.pk}"):
        assert {"SEQUENCE:2", "STATUS:CANCELLED"} <= set(event_of(client, uid))


# The page


def address(exhibition):
    return reverse("office:exhibition_reschedule", args=[exhibition.slug])


POSTPONE = {"kind": "postponed", "starts_on": "2027-01-15", "reason": "Rain"}


def answered(response, **more):
    """What the second step posts when its proposals are taken."""
    context = response.context
    data = dict(context["typed_values"]) | {"seen": context["seen"], "do": "1"}
    data |= {name: answer for row, name, answer, _missing in [*context["questions"], *context["information"]]}
    data |= {name: field.initial or "x" for name, field in context["form"].fields.items()}
    return data | more


def test_first_it_is_said_then_everything_that_depends_on_it_is_shown_and_then_done(exhibition, client):
    item = ProgrammeItem.objects.create(exhibition=exhibition, title_fa="گشایش", day=FIRST)
    client.force_login(official())
    shown = client.post(address(exhibition), POSTPONE)
    assert shown.status_code == 200
    assert [row.key for row, *_rest in shown.context["questions"]] == [f"programme-{item.pk}"]
    exhibition.refresh_from_db()
    assert exhibition.starts_on == FIRST

    done = client.post(address(exhibition), answered(shown, notice_fa="به تعویق افتاد"))
    assert done.url == reverse("office:exhibition_detail", args=["kut"])
    exhibition.refresh_from_db()
    item.refresh_from_db()
    # As many days as before.
    assert (exhibition.starts_on, exhibition.ends_on, item.day) == (FIRST + WEEK, LAST + WEEK, FIRST + WEEK)
    assert exhibition.notice_fa == "به تعویق افتاد"
    assert "به تعویق افتاد" in client.get("/fa/exhibitions/kut/").content.decode()


def test_what_came_up_since_is_asked_before_anything_is_done(exhibition, client):
    client.force_login(official())
    shown = client.post(address(exhibition), POSTPONE)
    item = ProgrammeItem.objects.create(exhibition=exhibition, title_fa="گشایش", day=FIRST)
    again = client.post(address(exhibition), answered(shown, notice_fa="متن من"))
    assert again.status_code == 422
    page = again.content.decode()
    assert f'href="#answer-programme-{item.pk}"' in page
    assert "متن من" in page
    exhibition.refresh_from_db()
    assert exhibition.starts_on == FIRST


def test_stands_that_would_meet_are_said_and_nothing_is_done(exhibition, stand, client):
    for start in (FIRST, FIRST + timedelta(3)):
        AllocationFactory(
            participation=ParticipationFactory(exhibition=exhibition), stand=stand, starts_on=start, ends_on=start
        )
    client.force_login(official())
    shown = client.post(address(exhibition), POSTPONE | {"starts_on": "2027-01-11"})
    early, late = Allocation.objects.order_by("starts_on")
    answers = {f"answer-allocation-{early.pk}": "shift", f"answer-allocation-{late.pk}": "keep"}
    response = client.post(address(exhibition), answered(shown, **answers))
    assert response.status_code == 422
    assert "Stand A1 has no place left." in str(response.context["problems"])
    exhibition.refresh_from_db()
    assert (exhibition.starts_on, exhibition.sequence) == (FIRST, 0)


def test_somebody_who_was_faster_is_not_undone(exhibition, client):
    client.force_login(official())
    shown = client.post(address(exhibition), POSTPONE)
    settle(cancelled(exhibition))
    response = client.post(address(exhibition), answered(shown), follow=True)
    assert "It has changed" in str(next(iter(response.context["messages"])))
    exhibition.refresh_from_db()
    assert (exhibition.status, exhibition.starts_on) == ("cancelled", FIRST)


def test_back_shows_what_was_typed(exhibition, client):
    client.force_login(official())
    response = client.post(address(exhibition), POSTPONE | {"back": "1"})
    assert response.status_code == 200
    assert 'value="2027-01-15"' in response.content.decode()
    assert not response.context["form"].errors


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "kind"),
        ({"kind": "postponed"}, "starts_on"),
        ({"kind": "postponed", "starts_on": "soon"}, "starts_on"),
        ({"kind": "postponed", "starts_on": "2027-01-08"}, "starts_on"),
        ({"kind": "postponed", "starts_on": "2027-01-15", "ends_on": "2027-01-10"}, "ends_on"),
        ({"kind": "moved"}, "place"),
        ({"kind": "moved", "ends_on": "2027-01-20", "place": "1"}, "starts_on"),
        ({"kind": "burnt"}, "kind"),
        ({"kind": "cancelled", "reason": " "}, "reason"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_box(exhibition, client, typed, field):
    client.force_login(official())
    response = client.post(address(exhibition), {"reason": "Rain", "name_fa": "پارک"} | typed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "پارک" in response.content.decode()


def test_of_several_venues_it_is_said_which_moves(exhibition, client):
    client.force_login(official())
    VenueFactory(exhibition=exhibition, name_fa="یک")
    second = VenueFactory(exhibition=exhibition, name_fa="دو")
    place = PlaceFactory(slug="al-hay")
    typed = {"kind": "moved", "place": place.pk, "reason": "Rain", "name_fa": "پارک"}
    assert "venue" in client.post(address(exhibition), typed).context["form"].errors
    other = VenueFactory()
    assert "venue" in client.post(address(exhibition), typed | {"venue": other.pk}).context["form"].errors
    shown = client.post(address(exhibition), typed | {"venue": second.pk})
    client.post(address(exhibition), answered(shown))
    assert sorted(exhibition.venues.values_list("name_fa", flat=True)) == ["پارک", "یک"]


def test_what_is_over_offers_nothing(exhibition, client):
    Exhibition.objects.filter(pk=exhibition.pk).update(status="closed")
    client.force_login(official())
    page = client.get(address(exhibition)).content.decode()
    assert "reschedule-form" not in page
    assert "empty-state" in page
    assert client.post(address(exhibition), POSTPONE).status_code == 422


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
def test_organisers_of_the_exhibition_alone(exhibition, client, kind, status):
    client.force_login(official(kind, exhibition=exhibition))
    assert client.get(address(exhibition)).status_code == status
    client.force_login(official(kind, exhibition=ExhibitionFactory()))
    assert client.get(address(exhibition)).status_code in {403, 404}


def test_the_page_asks_little(exhibition, client, django_assert_max_num_queries):
    client.force_login(official())
    with django_assert_max_num_queries(12):
        client.get(address(exhibition))
