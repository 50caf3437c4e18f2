"""What was decided is announced together, can be taken back for ten minutes, and is answered until a deadline."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from post_office.models import Email

from accounts.jobs import do_minutely_chores
from accounts.models import Message, StateChange
from accounts.undoing import UNDO_TIME
from exhibitors.actions import move_participation
from exhibitors.actions.choice import announce_decisions, confirm_participation, mark_of, pending_of
from exhibitors.actions.offering import deadline
from exhibitors.decision_letters import said
from exhibitors.models import ContactPoint, Participation
from lib.states import MoveNotAllowed
from tests.exhibitors.choosing import applied, call_for, client_of, decided
from tests.exhibitors.test_choice import at_once
from tests.factories import AllocationFactory, HallFactory, StandFactory, UserFactory, official

pytestmark = pytest.mark.django_db
ANNOUNCE = "/en/office/exhibitions/next/announce/"
UNDO = f"{ANNOUNCE}undo/"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def call():
    return call_for(3, 1)


@pytest.fixture
def user():
    return official(name="Officer Sara")


@pytest.fixture
def office(user):
    return client_of(user)


def announce(client, **more):
    mark = client.get(ANNOUNCE).context["announcement"].mark
    return client.post(ANNOUNCE, {"mark": mark} | more)


def state(application):
    application.refresh_from_db()
    return application.state


def waiting(call, rank, **more):
    row = applied(call, state="reserve", **more)
    Participation.objects.filter(pk=row.pk).update(reserve_rank=rank)
    return row


def reader(language, **fields):
    return UserFactory(language=language, **fields)


# Before it goes, and announcing


def test_every_message_is_shown_in_its_language_before_it_goes(call, office, user):
    accepted = applied(call, user=reader("fa", name="سیما"), name_fa="کارگاه سیما")
    reserve = applied(call, user=reader("ar", name="Kazem"))
    rejected = applied(call, user=reader("en", email=None, phone="+9647701234567"))
    unknown = applied(call, user=False)
    ContactPoint.objects.create(exhibitor=unknown.exhibitor, kind="phone", value="+989181234567")
    nobody = applied(call, user=False)
    decided(accepted, "accepted", user)
    decided(reserve, "reserve", user)
    for each in (rejected, unknown, nobody):
        decided(each, "rejected", user, reason="Too many of this craft")
    page = office.get(ANNOUNCE)
    assert page.context["mails"] == 2
    assert page.context["calls"] == 2
    assert page.context["announcement"].unreached == [nobody]
    letters = {letter.participation.pk: letter for letter in page.context["announcement"].all_letters}
    assert {pk: letter.language for pk, letter in letters.items()} == {
        accepted.pk: "fa",
        reserve.pk: "ar",
        rejected.pk: "en",
        unknown.pk: "fa",
    }
    assert "سیما" in letters[accepted.pk].text
    assert "Too many of this craft" in letters[rejected.pk].text
    assert f"/fa/portal/exhibitions/{accepted.code}/" in letters[accepted.pk].text
    html = page.content.decode()
    for letter in letters.values():
        assert letter.subject in html
    assert not Message.objects.exists()
    assert state(accepted) == "submitted"


def test_letter_and_portal_name_the_same_deadline_by_both_clocks(call, client, office, user):
    applied_for = applied(call, user=(maker := reader("en", name="Sima")))
    decided(applied_for, "accepted", user)
    announce(office)
    moment = datetime(2026, 12, 5, 11, 0, tzinfo=UTC)
    Participation.objects.filter(pk=applied_for.pk).update(confirm_by=moment)
    applied_for.refresh_from_db()
    words = "5 December 2026, 14:00 (in Ilam 14:30)"
    assert said(moment, applied_for.exhibition, "en") == words
    client.force_login(maker, backend="accounts.backends.Backend")
    assert f"until {words} that you come" in client.get(f"/en/portal/exhibitions/{applied_for.code}/").content.decode()


def test_all_is_announced_in_one_act(call, office, user):
    accepted, reserve, rejected, undecided = (applied(call) for _number in range(4))
    decided(accepted, "accepted", user)
    decided(reserve, "reserve", user)
    decided(rejected, "rejected", user, reason="Too many")
    before = timezone.now()
    assert announce(office).url == ANNOUNCE
    assert [state(each) for each in (accepted, reserve, rejected, undecided)] == [
        "accepted",
        "reserve",
        "rejected",
        "submitted",
    ]
    assert not Participation.objects.exclude(pending="").exists()
    wanted = before + timedelta(days=5)
    assert wanted <= accepted.confirm_by <= wanted + timedelta(hours=1)
    assert reserve.reserve_rank == 1
    assert (rejected.confirm_by, rejected.reserve_rank) == (None, None)
    changes = StateChange.objects.filter(field="state").order_by("pk")
    assert [(change.new, change.actor, change.reason) for change in changes] == [
        ("accepted", user, ""),
        ("reserve", user, ""),
        ("rejected", user, "Too many"),
    ]
    messages = Message.objects.order_by("pk")
    assert [message.about for message in messages] == [accepted.code, reserve.code, rejected.code]
    mails = Email.objects.all()
    assert {mail.scheduled_time > timezone.now() + timedelta(minutes=9) for mail in mails} == {True}
    # Nothing is left to announce.
    assert office.get(ANNOUNCE).context["parts"] == []
    assert office.post(ANNOUNCE, {"mark": mark_of([])}).status_code == 409


def test_what_was_decided_after_the_page_was_opened_is_not_announced_unseen(call, office, user):
    first, second = applied(call), applied(call)
    decided(first, "accepted", user)
    mark = office.get(ANNOUNCE).context["announcement"].mark
    decided(second, "rejected", official(), reason="x")
    answer = office.post(ANNOUNCE, {"mark": mark})
    assert answer.status_code == 409
    assert "Nothing was announced" in answer.content.decode()
    assert str(second.exhibitor) in answer.content.decode()
    assert (state(first), state(second)) == ("submitted", "submitted")
    assert not Message.objects.exists()


def test_a_withdrawn_application_is_not_announced(call, office, user):
    first, second = applied(call), applied(call)
    decided(first, "accepted", user)
    decided(second, "accepted", user)
    move_participation(second, to="withdrawn", actor=None)
    announce(office)
    assert (state(first), state(second)) == ("accepted", "withdrawn")


def test_readers_look_and_do_not_announce(call, user):
    application = decided(applied(call), "accepted", user)
    reading = client_of(official("viewer"))
    page = reading.get(ANNOUNCE)
    assert page.status_code == 200
    assert "announce-form" not in page.content.decode()
    assert reading.post(ANNOUNCE, {"mark": page.context["announcement"].mark}).status_code == 403
    assert reading.post(UNDO).status_code == 403
    elsewhere = client_of(official(exhibition=call_for(1, slug="elsewhere").exhibition))
    assert elsewhere.get(ANNOUNCE).status_code == 404
    assert elsewhere.post(ANNOUNCE, {"mark": "x"}).status_code == 404
    assert state(application) == "submitted"


def test_places_on_the_waiting_list_are_one_line_without_gaps(call, office, user):
    old = [waiting(call, rank) for rank in (1, 2, 3)]
    behind, before_second = applied(call), applied(call)
    decided(behind, "reserve", user)
    decided(before_second, "reserve", user, rank=2)
    decided(old[0], "accepted", user)
    page = office.get(ANNOUNCE).content.decode()
    assert "at place 1." in page
    assert "at place 4." in page
    announce(office)
    line = Participation.objects.filter(state="reserve").order_by("reserve_rank")
    # The first one left; the new one stands before the one whose place it was given.
    assert [row.pk for row in line] == [before_second.pk, old[1].pk, old[2].pk, behind.pk]
    assert [row.reserve_rank for row in line] == [1, 2, 3, 4]


def test_the_page_costs_the_same_for_few_and_many(call, office, user):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert office.get(ANNOUNCE).status_code == 200
        return len(queries)

    for decision in ("accepted", "reserve", "rejected"):
        decided(applied(call), decision, user, reason="x")
    few = cost()
    for decision in ("accepted", "reserve", "rejected") * 2:
        decided(applied(call), decision, user, reason="x")
    assert cost() == few <= 12
    announce(office)
    assert cost() <= 12


def test_the_deadline_is_a_full_hour_and_not_after_the_opening(call):
    exhibition, zone = call.exhibition, call.exhibition.timezone
    now = datetime(2026, 12, 1, 10, 20, tzinfo=zone)
    exhibition.starts_on = now.date() + timedelta(days=30)
    assert deadline(exhibition, call, now) == datetime(2026, 12, 6, 11, 0, tzinfo=zone)
    assert deadline(exhibition, None, now.replace(minute=0)) == datetime(2026, 12, 6, 10, 0, tzinfo=zone)
    exhibition.starts_on = now.date() + timedelta(days=2)
    assert deadline(exhibition, call, now) == datetime(2026, 12, 3, 0, 0, tzinfo=zone)
    exhibition.starts_on = now.date() - timedelta(days=2)
    assert deadline(exhibition, call, now) == datetime(2026, 12, 6, 11, 0, tzinfo=zone)


# Taking it back


def test_all_of_it_is_taken_back_with_its_messages(call, office, user):
    accepted, reserve = applied(call), applied(call)
    decided(accepted, "accepted", user)
    decided(reserve, "reserve", user, rank=4)
    rejected = decided(waiting(call, 2), "rejected", user, reason="Too many")
    announce(office)
    answer = office.post(UNDO, follow=True)
    assert "3 decisions are not announced any more" in answer.content.decode()
    assert (state(accepted), accepted.pending, accepted.confirm_by) == ("submitted", "accepted", None)
    assert (state(reserve), reserve.pending, reserve.reserve_rank) == ("submitted", "reserve", 4)
    assert (state(rejected), rejected.pending, rejected.pending_reason) == ("reserve", "rejected", "Too many")
    assert rejected.reserve_rank == 2
    assert set(Message.objects.values_list("state", flat=True)) == {"cancelled"}
    assert not Email.objects.exists()
    # They are announced again as they were.
    announce(office)
    assert state(accepted) == "accepted"


def test_what_is_told_by_phone_waits_too(call, office, user, monkeypatch):
    decided(applied(call, user=reader("en", email=None, phone="+9647701234567")), "accepted", user)
    announce(office)

    def calls():
        return office.get(reverse("office:message_list")).context["to_tell"]

    assert calls() == [] and Message.objects.get().state == "waiting"
    later = timezone.now() + UNDO_TIME
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert calls() == [Message.objects.get()]


def test_one_is_taken_back_and_the_others_stay(call, office, user):
    first, second, third = (decided(applied(call), "accepted", user) for _number in range(3))
    announce(office)
    office.post(UNDO, {"code": second.code})
    assert [state(each) for each in (first, second, third)] == ["accepted", "submitted", "accepted"]
    assert second.pending == "accepted"
    said = dict(Message.objects.values_list("about", "state"))
    assert said == {first.code: "handed_over", second.code: "cancelled", third.code: "handed_over"}
    office.post(UNDO, {"code": first.code})
    assert state(first) == "submitted"
    assert office.post(UNDO, {"code": first.code}).status_code == 404
    office.post(UNDO)
    assert state(third) == "submitted"


def test_who_has_answered_is_not_taken_back_but_the_others_are(call, office, user):
    first, second = (decided(applied(call), "accepted", user) for _number in range(2))
    announce(office)
    confirm_participation(Participation.objects.get(pk=first.pk), actor=None)
    answer = office.post(UNDO, follow=True)
    assert "It cannot be undone any more" in answer.content.decode()
    assert (state(first), state(second)) == ("confirmed", "accepted")
    office.post(UNDO, {"code": second.code})
    assert (state(first), state(second)) == ("confirmed", "submitted")


def test_after_ten_minutes_or_by_somebody_else_nothing_is_taken_back(call, office, user, monkeypatch):
    application = decided(applied(call), "accepted", user)
    announce(office)
    client_of(official()).post(UNDO)
    assert state(application) == "accepted"
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert "too late" in office.post(UNDO, follow=True).content.decode()
    assert state(application) == "accepted"


def test_a_rejection_is_not_taken_back_once_its_maker_applied_again(call, office, user):
    application = decided(applied(call), "rejected", user, reason="x")
    announce(office)
    applied(call, exhibitor=application.exhibitor, user=False)
    answer = office.post(UNDO, follow=True)
    assert "It cannot be undone any more" in answer.content.decode()
    assert state(application) == "rejected"


# Answering


def accepted(call, **more):
    row = applied(call, state="accepted", **more)
    Participation.objects.filter(pk=row.pk).update(confirm_by=timezone.now() + timedelta(days=2))
    row.refresh_from_db()
    return row


def portal_of(application):
    return client_of(application.exhibitor.representatives.get().user)


def answer(application, how, client=None):
    address = reverse(f"portal:participation_{how}", args=[application.code])
    return (client or portal_of(application)).post(address, {"reason": "No time"}, follow=True)


def test_an_accepted_exhibitor_confirms_in_the_portal(call):
    application = accepted(call)
    page = portal_of(application).get(reverse("portal:participation_detail", args=[application.code]))
    assert "confirm-form" in page.content.decode()
    assert "You come" in answer(application, "confirm").content.decode()
    assert state(application) == "confirmed"
    # Once more changes nothing, and a confirmed place is not declined by this button.
    answer(application, "confirm")
    answer(application, "decline")
    assert state(application) == "confirmed"


def test_a_declined_place_is_offered_to_the_next_on_the_waiting_list(call):
    application = accepted(call)
    AllocationFactory(participation=application, stand=StandFactory(hall=HallFactory(exhibition=call.exhibition)))
    second, first = waiting(call, 2), waiting(call, 1)
    answer(application, "decline")
    assert state(application) == "declined"
    assert not application.allocations.exists()
    assert (state(first), state(second)) == ("accepted", "reserve")
    assert first.confirm_by > timezone.now() + timedelta(days=4)
    message = Message.objects.get()
    assert message.about == first.code
    assert message.subject == "A place became free for you: Next"
    assert Email.objects.get().scheduled_time is None
    change = StateChange.objects.filter(object_id=first.pk, field="state").first()
    assert (change.actor, change.reason) == (None, "A place became free.")
    assert StateChange.objects.filter(object_id=application.pk, field="state").first().reason == "No time"


def test_somebody_elses_place_is_not_found(call):
    application, other = accepted(call), accepted(call)
    for how in ("confirm", "decline"):
        assert answer(application, how, portal_of(other)).status_code == 404
    assert state(application) == "accepted"


def test_after_the_deadline_nobody_confirms(call):
    application = accepted(call)
    Participation.objects.filter(pk=application.pk).update(confirm_by=timezone.now() - timedelta(seconds=1))
    assert "The deadline has passed" in answer(application, "confirm").content.decode()
    assert state(application) == "accepted"


def test_the_clock_declines_what_nobody_confirmed_and_offers_the_place(call):
    late, in_time, endless = accepted(call), accepted(call), applied(call, state="accepted")
    following = waiting(call, 1)
    Participation.objects.filter(pk=late.pk).update(confirm_by=timezone.now() - timedelta(seconds=1))
    do_minutely_chores()
    do_minutely_chores()
    assert [state(each) for each in (late, in_time, endless, following)] == [
        "declined",
        "accepted",
        "accepted",
        "accepted",
    ]
    change = StateChange.objects.filter(object_id=late.pk).first()
    assert (change.actor, change.reason) == (None, "Nobody confirmed in time.")
    assert sorted(Message.objects.values_list("about", "subject")) == sorted(
        [
            (late.code, "Your place was given on: Next"),
            (following.code, "A place became free for you: Next"),
        ]
    )


def test_a_confirmed_exhibitor_who_withdraws_frees_the_stand_and_the_place(call):
    application, following = applied(call, state="confirmed"), waiting(call, 1)
    AllocationFactory(participation=application, stand=StandFactory(hall=HallFactory(exhibition=call.exhibition)))
    move_participation(application, to="withdrawn", actor=None)
    assert not application.allocations.exists()
    assert state(following) == "accepted"


def test_a_place_is_not_offered_where_there_is_none_or_where_that_would_tell_something(call, user):
    first, second = waiting(call, 1), waiting(call, 2)
    call.places = 1
    call.save()
    leaving, staying = accepted(call), accepted(call)
    answer(leaving, "decline")
    # Two had one place: it is taken.
    assert (state(first), state(second)) == ("reserve", "reserve")
    decided(first, "rejected", user, reason="Not announced yet")
    answer(staying, "decline")
    assert (state(first), state(second)) == ("reserve", "accepted")


@pytest.mark.parametrize("change", [{"status": "cancelled"}, {"starts_on": timezone.now().date() - timedelta(days=1)}])
def test_a_place_at_an_exhibition_that_runs_or_is_cancelled_is_not_offered(change, call):
    application, following = accepted(call), waiting(call, 1)
    for name, value in change.items():
        setattr(call.exhibition, name, value)
    call.exhibition.save()
    move_participation(application, to="withdrawn", actor=None)
    assert state(following) == "reserve"


def test_an_officer_answers_for_whoever_calls(call, office, user):
    coming, staying_away, following = accepted(call), accepted(call), waiting(call, 1)
    office.post(f"/en/office/applications/{coming.code}/confirm/")
    office.post(f"/en/office/applications/{staying_away.code}/decline/", {"reason": "Ill"})
    assert [state(each) for each in (coming, staying_away, following)] == ["confirmed", "declined", "accepted"]
    change = StateChange.objects.filter(object_id=staying_away.pk, field="state").first()
    assert (change.actor, change.on_behalf_of, change.reason) == (user, str(staying_away.exhibitor), "Ill")
    # A confirmed place is not declined by that button.
    office.post(f"/en/office/applications/{coming.code}/decline/")
    assert state(coming) == "confirmed"


def test_only_officers_of_that_exhibition_answer_by_phone(call):
    application = accepted(call)
    for how in ("confirm", "decline"):
        address = f"/en/office/applications/{application.code}/{how}/"
        assert client_of(official("viewer")).post(address).status_code == 403
        elsewhere = official(exhibition=call_for(1, slug=f"elsewhere-{how}").exhibition)
        assert client_of(elsewhere).post(address).status_code == 404
    assert state(application) == "accepted"


def test_buttons_stand_where_they_are_of_use(call, office, user):
    page = lambda row: office.get(f"/en/office/applications/{row.code}/").content.decode()  # noqa: E731
    assert "decide-form" in page(applied(call))
    assert "confirm-form" in page(accepted(call))
    done = page(applied(call, state="confirmed"))
    assert "decide-form" not in done
    assert "confirm-form" not in done


@pytest.mark.parametrize("start", ["draft", "submitted", "reserve", "rejected", "declined", "withdrawn"])
def test_only_an_accepted_place_is_confirmed(start, call):
    application = applied(call, state=start)
    with pytest.raises(MoveNotAllowed):
        confirm_participation(application, actor=None)
    assert state(application) == start


def test_the_database_knows_no_other_decision(call):
    application = applied(call)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(exhibitor=application.exhibitor, exhibition=call.exhibition, state="accepted")


def test_the_announcement_kept_for_undoing_can_be_kept_in_a_session(call, user):
    decided(applied(call), "accepted", user)
    done = announce_decisions(call.exhibition, mark=mark_of(list(pending_of(call.exhibition))), actor=user)
    assert json.loads(json.dumps(list(done.values())))


# At the very same moment


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_announce_at_once_one_does_it():
    call, user = call_for(1), official()
    for _number in range(3):
        decided(applied(call), "accepted", user)
    mark = mark_of(list(pending_of(call.exhibition)))

    def posting():
        client = client_of(official())
        return lambda: client.post(ANNOUNCE, {"mark": mark}).status_code

    assert sorted(at_once(posting(), posting())) == [302, 409]
    assert Message.objects.count() == 3
    assert Participation.objects.filter(state="accepted").count() == 3


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_announcing_and_deciding_at_once_never_announces_what_was_not_seen():
    call, user = call_for(1), official()
    application = decided(applied(call), "accepted", user)
    mark, seen = mark_of(list(pending_of(call.exhibition))), application.decision_mark
    announcing, deciding = client_of(official()), client_of(official())
    again = {"code": seen, "decision": "rejected", "asked": "1", "reason": "No"}
    answers = at_once(
        lambda: announcing.post(ANNOUNCE, {"mark": mark}).status_code,
        lambda: deciding.post("/en/office/applications/decide/", again).status_code,
    )
    # Who came first: announced, and the other is told; or decided anew, and nothing is announced.
    if answers[0] == 302:
        assert state(application) == "accepted"
    else:
        assert answers == [409, 302]
        assert (state(application), application.pending) == ("submitted", "rejected")
        assert not Message.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_confirming_and_declining_at_once_ends_in_one_of_them():
    call = call_for(1)
    application, following = accepted(call), waiting(call, 1)
    office, portal = client_of(official()), portal_of(application)
    at_once(
        lambda: office.post(f"/en/office/applications/{application.code}/confirm/").status_code,
        lambda: portal.post(reverse("portal:participation_decline", args=[application.code])).status_code,
    )
    assert (state(application), state(following)) in [("confirmed", "reserve"), ("declined", "accepted")]
    assert StateChange.objects.filter(object_id=application.pk, field="state").count() == 1
