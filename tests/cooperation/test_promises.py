"""Open promises: by lateness, narrowed, checked with one tap, moved and given another day with a reason."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import StateChange
from cooperation.actions import STATES, move_record, next_states, note_checked, set_due
from cooperation.models import Promise, Record, Step
from cooperation.states import PROMISE_MOVES, PromiseState
from lib.dates import today_in_ilam
from lib.states import MoveNotAllowed
from tests.factories import (
    DelegationFactory,
    ExhibitionFactory,
    InstitutionFactory,
    MeetingFactory,
    MemorandumFactory,
    PersonFactory,
    PostFactory,
    PromiseFactory,
    TourFactory,
    official,
)

pytestmark = pytest.mark.django_db
LIST = "/en/office/cooperation/"


@pytest.fixture
def officer(client):
    user = official("governorate", name="Governorate officer")
    client.force_login(user, backend="accounts.backends.Backend")
    return user


def due_in(days, slug, **fields):
    return PromiseFactory(slug=slug, due_on=today_in_ilam() + timedelta(days=days), **fields)


def listed(response):
    return [promise.slug for promise in response.context["promises"]]


def test_the_longest_overdue_come_first_and_what_is_settled_is_gone(officer, client):
    due_in(3, "soon")
    due_in(-2, "late")
    due_in(-40, "latest")
    PromiseFactory(slug="dayless")
    due_in(-90, "done", state="done")
    due_in(-91, "dropped", state="dropped")

    page = client.get(LIST)

    assert listed(page) == ["latest", "late", "soon", "dayless"]
    text = page.content.decode()
    assert "40 days late" in text
    assert "due in 3 days" in text
    assert 'data-late="2"' in text


def test_a_line_says_who_owes_who_follows_and_what_it_came_out_of(officer, client):
    meeting = MeetingFactory(slug="meeting", title_en="Meeting in Kut")
    promise = due_in(
        -1,
        "visas",
        our_post=PostFactory(title_en="Deputy for economy"),
        our_person=PersonFactory(name_en="Ali Rezaei"),
        their_person=PersonFactory(name_en="Hassan"),
        keeper=officer,
    )
    Step.objects.create(earlier=meeting, later=promise)

    text = client.get(LIST).content.decode()

    for said in ("Deputy for economy", "Ali Rezaei", "Hassan", "Governorate officer", "Meeting in Kut"):
        assert said in text


def test_the_list_is_narrowed_by_partner_topic_owner_side_and_lateness(officer, client):
    basra = InstitutionFactory(slug="basra")
    due_in(1, "mine", keeper=officer, promised_by="ours")
    due_in(2, "theirs", promised_by="theirs", topics=["tourism"])
    due_in(3, "of-basra", partner=basra, promised_by="both", topics=["trade", "exports"])
    due_in(-4, "late", promised_by="theirs")

    def narrowed(query):
        return listed(client.get(f"{LIST}?{query}"))

    assert narrowed("partner=basra") == ["of-basra"]
    assert narrowed("topic=exports") == ["of-basra"]
    assert narrowed(f"owner={officer.pk}") == ["mine"]
    assert narrowed("side=theirs") == ["late", "theirs", "of-basra"]
    assert narrowed("side=ours") == ["mine", "of-basra"]
    assert narrowed("late=1") == ["late"]
    # What is no choice is not asked for.
    assert len(narrowed("partner=nowhere&topic=x&owner=abc&side=1%00")) == 4


def test_an_officer_of_one_exhibition_sees_its_promises_alone(client):
    here = ExhibitionFactory(slug="here")
    PromiseFactory(slug="of-here", exhibition=here)
    PromiseFactory(slug="of-elsewhere", exhibition=ExhibitionFactory(slug="elsewhere"))
    PromiseFactory(slug="of-none")
    client.force_login(official("governorate", exhibition=here), backend="accounts.backends.Backend")

    assert listed(client.get(LIST)) == ["of-here"]
    assert client.post(f"{LIST}of-elsewhere/checked/").status_code == 404
    assert client.post(f"{LIST}of-none/checked/").status_code == 404


def test_one_tap_notes_that_it_was_checked_and_leads_back_to_the_narrowed_list(officer, client):
    promise = due_in(-1, "visas")

    answer = client.post(f"{LIST}visas/checked/", {"from": "list", "query": "side=ours&page=2"})

    assert answer.url == f"{LIST}?side=ours&page=2"
    promise.refresh_from_db()
    assert promise.checked_on == today_in_ilam()
    assert not note_checked(promise)


def test_a_viewer_looks_and_takes_no_step(client):
    promise = due_in(-1, "visas")
    client.force_login(official("viewer"), backend="accounts.backends.Backend")

    assert "Checked today" not in client.get(LIST).content.decode()
    for step in ("checked", "state", "due"):
        assert client.post(f"{LIST}visas/{step}/", {"to": "done", "seen": "agreed"}).status_code == 403
    promise.refresh_from_db()
    assert (promise.checked_on, promise.state) == (None, "agreed")


def test_a_state_follows_another_with_who_and_why(officer, client):
    promise = due_in(5, "visas")
    client.post(f"{LIST}visas/state/", {"seen": "agreed", "to": "blocked", "reason": "No visa officer"})

    promise.refresh_from_db()
    assert promise.state == "blocked"
    change = StateChange.objects.get(field="state", object_id=promise.pk)
    assert (change.old, change.new, change.actor, change.reason) == ("agreed", "blocked", officer, "No visa officer")
    assert "No visa officer" in client.get(f"{LIST}visas/").content.decode()


@pytest.mark.parametrize("to", ["blocked", "dropped"])
def test_what_is_blocked_or_dropped_needs_a_reason(to, officer, client):
    promise = due_in(5, "visas")

    answer = client.post(f"{LIST}visas/state/", {"seen": "agreed", "to": to, "reason": " \x00"})

    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    promise.refresh_from_db()
    assert promise.state == "agreed"


def test_a_second_tab_is_told_what_the_state_is_now(officer, client):
    promise = due_in(5, "visas", state="in_progress")

    answer = client.post(f"{LIST}visas/state/", {"seen": "agreed", "to": "blocked", "reason": "No visa officer"})

    assert answer.status_code == 422
    assert "It is now: in progress" in answer.content.decode()
    assert 'value="No visa officer"' in answer.content.decode()
    promise.refresh_from_db()
    assert promise.state == "in_progress"


def test_a_new_day_needs_a_reason_and_forgets_what_was_reminded(officer, client):
    promise = due_in(-1, "visas", reminded_before_at="2026-01-01T00:00Z", reminded_due_at="2026-01-08T00:00Z")
    seen = promise.due_on.isoformat()

    refused = client.post(f"{LIST}visas/due/", {"seen": seen, "due_on": "2027-03-01", "reason": ""})
    assert refused.status_code == 422
    assert 'value="2027-03-01"' in refused.content.decode()
    client.post(f"{LIST}visas/due/", {"seen": seen, "due_on": "۱۴۰۵/۱۲/۱۰", "reason": "After the holidays"})

    promise.refresh_from_db()
    assert promise.due_on == date(2027, 3, 1)
    assert (promise.reminded_before_at, promise.reminded_due_at) == (None, None)
    change = StateChange.objects.get(field="due_on", object_id=promise.pk)
    assert (change.old, change.new, change.reason) == (seen, "2027-03-01", "After the holidays")


def test_a_day_somebody_else_gave_meanwhile_stays(officer, client):
    promise = due_in(-1, "visas")
    answer = client.post(f"{LIST}visas/due/", {"seen": "2025-01-01", "due_on": "2027-03-01", "reason": "Late"})
    assert answer.status_code == 422
    assert "Somebody else gave it another day" in answer.content.decode()
    with pytest.raises(MoveNotAllowed):
        set_due(promise, due_on=promise.due_on, seen=promise.due_on, actor=officer, reason="The same")


def test_what_is_no_day_is_refused(officer, client):
    due_in(-1, "visas")
    answer = client.post(f"{LIST}visas/due/", {"seen": "", "due_on": "soon", "reason": "Late"})
    assert answer.status_code == 422
    assert "This is not a day" in answer.content.decode()


@pytest.mark.parametrize(
    "make", [DelegationFactory, MeetingFactory, PromiseFactory, MemorandumFactory, TourFactory], ids=str
)
def test_every_kind_moves_along_its_own_table_and_no_other_way(make):
    actor = official("governorate")
    states, moves = STATES[make().kind]
    for old in states:
        for new in states:
            record = make(state=old, **({"signed_on": date(2025, 12, 16)} if make is MemorandumFactory else {}))
            if new in moves[old]:
                move_record(record, to=new, seen=old, actor=actor, reason="Because")
                assert type(record).objects.get(pk=record.pk).state == new
            else:
                with pytest.raises(MoveNotAllowed):
                    move_record(record, to=new, seen=old, actor=actor, reason="Because")


def test_a_memorandum_is_signed_on_a_day():
    memorandum = MemorandumFactory(state="ready")
    with pytest.raises(ValidationError):
        move_record(memorandum, to="signed", seen="ready", actor=None)
    memorandum.refresh_from_db()
    assert memorandum.state == "ready"


def test_only_states_that_may_follow_are_offered():
    assert set(next_states(PromiseFactory(state="blocked"))) == PROMISE_MOVES[PromiseState.BLOCKED]


def test_the_list_costs_the_same_for_few_and_many(officer, client):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    def add(number):
        meeting = MeetingFactory(slug=f"meeting-{number}")
        post, person = PostFactory(), PersonFactory()
        promise = due_in(
            number, f"promise-{number}", keeper=officer, our_post=post, our_person=person, their_post=post,
            their_person=person,
        )  # fmt: skip
        Step.objects.create(earlier=meeting, later=promise)

    add(1)
    client.get(LIST)
    few = asked()
    for number in range(2, 5):
        add(number)
    assert asked() == few <= 12


def test_whoever_holds_the_governorate_alone_finds_it_first_on_todays_page(officer, client):
    due_in(-3, "late", title_en="Visas for makers")
    PromiseFactory(slug="dayless")

    page = client.get("/en/office/")

    text = page.content.decode()
    assert page.context["promise_count"] == 2
    assert "Visas for makers" in text
    assert "3 days late" in text
    assert text.index('id="promises"') < text.index('id="exhibitions"')
    assert 'data-heap="late-promises" data-number="1"' in text
    client.force_login(official(), backend="accounts.backends.Backend")
    assert 'id="promises"' not in client.get("/en/office/").content.decode()


def test_the_office_finds_a_record_and_a_person_however_they_are_spelt(officer, client):
    MeetingFactory(slug="meeting-in-kut", title_fa="جلسه با مسئولین کوت")
    person = PersonFactory(name_fa="علی کریمی", latin_name="ALI KARIMI")

    found = client.get("/en/office/search/", {"q": "مسئولين كوت"}).content.decode()
    assert "/en/office/cooperation/meeting-in-kut/" in found
    for spelt in ("كريمي", "karimi"):
        found = client.get("/en/office/search/", {"q": spelt}).content.decode()
        assert f"/en/office/records/cooperation/person/{person.pk}/change/" in found


def test_all_that_is_promised_is_a_record_too():
    promise = PromiseFactory(slug="visas")
    assert Record.objects.get(slug="visas").concrete == promise
    assert Promise.objects.open().get() == promise
