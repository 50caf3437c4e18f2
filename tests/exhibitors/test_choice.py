"""The choice: ranked beside its targets, and decided without anybody noticing before it is announced."""

import io
import re
import threading
import zipfile
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import Message, StateChange
from events.checklist import lines_from_above
from events.models import Exhibition
from exhibitors import search
from exhibitors.actions import choice, move_participation
from exhibitors.actions.choice import decide_participation
from exhibitors.models import ContactPoint, Credential, Participation, Target
from lib.states import MoveNotAllowed
from tests.exhibitors.choosing import applied, call_for, client_of, decided, juror_of, score
from tests.factories import (
    CraftFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    ParticipationFactory,
    PlaceFactory,
    official,
)

pytestmark = pytest.mark.django_db
RANKING = "/en/office/exhibitions/next/ranking/"
DECIDE = "/en/office/applications/decide/"


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


def ranked(client, query=""):
    return [(each.participation.code, each.total_words) for each in client.get(RANKING + query).context["ranked"]]


def decide(client, decision, *applications, **more):
    for each in applications:
        each.refresh_from_db()
    codes = [each.decision_mark for each in applications]
    return client.post(DECIDE, {"code": codes, "decision": decision} | more)


def pending(application):
    application.refresh_from_db()
    return application.state, application.pending, application.pending_reason


# Ranking


def test_the_total_is_the_mean_over_the_jurors_of_weighted_points(call, office):
    first, second, unscored = applied(call), applied(call), applied(call)
    here, there = juror_of(call), juror_of(call)
    score(first, here, 4, 0, note="Coarse")  # (4·3 + 0·1) / 4 = 3
    score(first, there, 5, 2)  # (5·3 + 2·1) / 4 = 4.25
    score(second, here, 4, 3)  # (4·3 + 3·1) / 4 = 3.75
    assert ranked(office) == [(second.code, "3.8"), (first.code, "3.6"), (unscored.code, "")]
    page = office.get(RANKING)
    assert [each.scored_by for each in page.context["ranked"]] == [1, 2, 0]
    assert [each.place for each in page.context["ranked"]] == [1, 2, None]
    assert "Coarse" in page.content.decode()
    persian = office.get(RANKING.replace("/en/", "/fa/")).content.decode()
    assert '<b class="choice-total">۳٫۸</b>' in persian


def test_a_note_without_points_does_not_count(call, office):
    application = applied(call)
    score(application, juror_of(call), note="Only words")
    assert ranked(office) == [(application.code, "")]


def test_the_ranking_is_filtered_by_craft_and_by_what_is_decided(call, office, user):
    kilim, pottery = CraftFactory(slug="kilim"), CraftFactory(slug="pottery")
    woven, thrown = applied(call, craft=kilim), applied(call, craft=pottery)
    decided(thrown, "accepted", user)
    codes = lambda query: [code for code, _total in ranked(office, query)]  # noqa: E731
    assert codes("?craft=kilim") == [woven.code]
    assert codes("?show=waiting") == [woven.code]
    assert codes("?show=pending") == [thrown.code]
    assert codes("?craft=nothing&show=nothing") == [woven.code, thrown.code]


def test_the_best_undecided_ones_are_ticked(call, office, user):
    juror = juror_of(call)
    best, taken, worse, last = (applied(call) for _number in range(4))
    for application, points in ((best, 5), (taken, 4), (worse, 3), (last, 2)):
        score(application, juror, points, points)
    decided(taken, "rejected", user, reason="x")
    for typed in ("2", "۲"):
        rows = office.get(RANKING, {"best": typed}).context["ranked"]
        assert [row.participation.code for row in rows if row.is_chosen] == [best.code, worse.code]
    for typed in ("x", "-1", "99999999999999999999", "²", ""):
        assert office.get(RANKING, {"best": typed}).status_code == 200


def test_the_ranking_has_pages_and_the_best_are_chosen_on_all_of_them(call, office, monkeypatch):
    monkeypatch.setattr("exhibitors.views.choice.PAGE", 2)
    juror = juror_of(call)
    rows = [applied(call) for _number in range(5)]
    for points, application in zip((5, 4, 3, 2, 1), rows, strict=True):
        score(application, juror, points, points)
    twin = ExhibitorFactory(name_en=rows[2].exhibitor.name_en)
    last = applied(call, exhibitor=twin)
    for each in (twin, rows[2].exhibitor):
        search.refresh(each)

    page = office.get(RANKING, {"best": "4", "page": "2"})
    assert [each.place for each in page.context["ranked"]] == [3, 4]
    assert [each.is_chosen for each in page.context["ranked"]] == [True, True]
    assert [each.participation for each in page.context["chosen_elsewhere"]] == rows[:2]
    assert [double.participation for double in page.context["ranked"][0].doubles] == [last]
    html = page.content.decode()
    assert "perhaps twice" in html
    assert 'data-count="6"' in html
    assert 'rel="prev"' in html
    # Filters and what is chosen stay while one pages.
    assert "best=4&amp;page=3" in html
    marks = re.findall(r'name="code" value="([^"]+)"[^>]* checked', html)
    assert len(marks) == 4
    office.post(DECIDE, {"code": marks, "decision": "accepted", "doubles_seen": "1", "next": RANKING})
    assert [pending(each)[1] for each in [*rows, last]] == ["accepted"] * 4 + ["", ""]
    assert len(office.get(RANKING, {"page": "99"}).context["ranked"]) == 2


def test_targets_count_those_who_have_a_place_or_are_decided_to_get_one(call, office, user):
    kilim = CraftFactory(slug="kilim")
    ilam = PlaceFactory(slug="ilam", kind="county")
    call.places = 7
    call.save()
    for kind, more in (
        ("craft", {"craft": kilim}),
        ("place", {"place": ilam}),
        ("women", {}),
        ("men", {}),
        ("new", {}),
    ):
        Target.objects.create(call=call, kind=kind, number=2, **more)
    woman = applied(call, craft=kilim, gender="woman", place=ilam)
    man = applied(call, state="accepted", gender="man")
    man.exhibitor.crafts.add(kilim)
    earlier = ExhibitionFactory(starts_on=date.today() - timedelta(days=300), ends_on=None)
    ParticipationFactory(exhibitor=man.exhibitor, exhibition=earlier, state="confirmed")
    # Neither an earlier rejection nor a later exhibition makes somebody known.
    ParticipationFactory(exhibitor=woman.exhibitor, exhibition=earlier, state="rejected")
    later = ExhibitionFactory(starts_on=call.exhibition.starts_on + timedelta(days=9), ends_on=None)
    ParticipationFactory(exhibitor=woman.exhibitor, exhibition=later, state="confirmed")
    applied(call, craft=kilim, gender="woman", place=ilam)

    def reached():
        page = office.get(RANKING)
        return {each.target.kind: each.number for each in page.context["targets"]}, page.context["taken"]

    assert reached() == ({"craft": 1, "place": 0, "women": 0, "men": 1, "new": 0}, 1)
    decided(woman, "accepted", user)
    assert reached() == ({"craft": 2, "place": 1, "women": 1, "men": 1, "new": 1}, 2)
    # Filtered, the figures stay those of the whole choice.
    assert office.get(RANKING, {"craft": "nothing"}).context["taken"] == 2


def test_suspected_doubles_are_listed_before_a_decision(call, office):
    one, two, other = applied(call, name_en="Sima Ranjbar"), applied(call, name_en="Sima  Ranjbar"), applied(call)
    for each in (one, two, other):
        search.refresh(each.exhibitor)
    rows = office.get(RANKING).context["ranked"]
    found = {row.participation.code: [double.exhibitor for double in row.doubles] for row in rows}
    assert found == {one.code: [two.exhibitor], two.code: [one.exhibitor], other.code: []}
    # Decided from a page that did not list them, they are shown first.
    response = decide(office, "accepted", one, other)
    assert response.status_code == 200
    assert two.code in response.content.decode()
    assert pending(one)[1] == ""
    assert decide(office, "accepted", one, other, doubles_seen="1").status_code == 302
    assert pending(one)[1] == pending(other)[1] == "accepted"


def test_doubles_of_a_page_share_a_phone_or_a_licence_number_in_any_writing(call, office):
    one, two, three, four = (applied(call) for _number in range(4))
    for each in (one, two):
        ContactPoint.objects.create(exhibitor=each.exhibitor, kind="phone", value="+989181112233")
    for each, number in ((two, "ab 12"), (three, "AB-12"), (four, "AB 12")):
        Credential.objects.create(exhibitor=each.exhibitor, kind="artisan_card", number=number)
    found = {row.participation: row.doubles for row in office.get(RANKING).context["ranked"]}
    assert {
        each: {(double.participation, double.reasons) for double in doubles} for each, doubles in found.items()
    } == {
        one: {(two, ("phone",))},
        two: {(one, ("phone",)), (four, ("licence",))},
        three: set(),
        four: {(two, ("licence",))},
    }


# Deciding


def test_many_are_decided_at_once_and_kept_back(call, office, user):
    applications = [applied(call) for _number in range(3)]
    response = decide(office, "accepted", *applications)
    assert response.url == RANKING
    assert {pending(each) for each in applications} == {("submitted", "accepted", "")}
    changes = StateChange.objects.filter(field="pending")
    assert {(change.old, change.new, change.actor) for change in changes} == {("", "accepted", user)}
    assert changes.count() == 3
    assert not Message.objects.exists()


def test_a_rejection_asks_for_its_reason(call, office):
    application = applied(call)
    first = decide(office, "rejected", application)
    assert first.status_code == 200
    assert "Write the reason" not in first.content.decode()
    again = decide(office, "rejected", application, asked="1", reason="  ")
    assert again.status_code == 422
    assert "Write the reason" in again.content.decode()
    assert pending(application)[1] == ""
    decide(office, "rejected", application, asked="1", reason="Too many potters")
    assert pending(application) == ("submitted", "rejected", "Too many potters")


def test_those_for_the_waiting_list_get_places_one_after_the_other(call, office):
    first, second = applied(call), applied(call)
    decide(office, "reserve", first, second, rank="۴")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.reserve_rank, second.reserve_rank) == (4, 5)
    wrong = decide(office, "reserve", first, rank="fourth")
    assert wrong.status_code == 422
    assert "This is not a number." in wrong.content.decode()
    assert 'value="fourth"' in wrong.content.decode()


def test_a_decision_can_be_changed_and_taken_back_before_it_is_announced(call, office):
    application = applied(call)
    decide(office, "rejected", application, reason="No")
    decide(office, "accepted", application)
    assert pending(application) == ("submitted", "accepted", "")
    decide(office, "none", application)
    assert pending(application) == ("submitted", "", "")
    news = StateChange.objects.filter(field="pending").order_by("pk").values_list("new", flat=True)
    assert list(news) == ["rejected", "accepted", ""]


@pytest.mark.parametrize("state", ["draft", "accepted", "confirmed", "rejected", "withdrawn", "declined"])
def test_what_is_not_waiting_cannot_be_decided(state, call, office, user):
    application = applied(call, state=state)
    with pytest.raises(MoveNotAllowed):
        decide_participation(application, mark=application.decision_mark, decision="accepted", actor=user)
    decide(office, "accepted", application)
    assert pending(application) == (state, "", "")


def test_who_waits_already_is_not_put_onto_the_waiting_list(call, office):
    waiting = applied(call, state="reserve")
    Participation.objects.filter(pk=waiting.pk).update(reserve_rank=3)
    decide(office, "reserve", waiting)
    assert pending(waiting)[1] == ""
    decide(office, "accepted", waiting)
    assert pending(waiting) == ("reserve", "accepted", "")
    assert waiting.reserve_rank == 3


def test_the_code_alone_decides_only_what_nobody_decided(call, office):
    application = applied(call)
    assert office.post(DECIDE, {"code": application.code, "decision": "accepted"}).status_code == 302
    assert pending(application)[1] == "accepted"
    answer = office.post(DECIDE, {"code": application.code, "decision": "reserve"}, follow=True)
    assert pending(application)[1] == "accepted"
    assert "Officer Sara has decided meanwhile: accept." in answer.content.decode()


def test_whoever_decides_second_is_told_and_keeps_the_typed_reason(call, office):
    application = applied(call)
    seen = application.decision_mark
    other = client_of(official(name="Officer Ali"))
    other.post(DECIDE, {"code": seen, "decision": "accepted"})
    answer = office.post(DECIDE, {"code": seen, "decision": "rejected", "asked": "1", "reason": "Long careful words"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Officer Ali has decided meanwhile: accept." in page
    assert "Long careful words" in page
    assert pending(application)[1] == "accepted"
    # Having read it, the officer may insist.
    application.refresh_from_db()
    office.post(
        DECIDE,
        {"code": application.decision_mark, "decision": "rejected", "asked": "1", "reason": "Long careful words"},
    )
    assert pending(application) == ("submitted", "rejected", "Long careful words")


def test_an_application_that_went_meanwhile_is_said_to_be_gone(call, office, user):
    application = applied(call)
    seen = application.decision_mark
    move_participation(application, to="withdrawn", actor=None)
    answer = office.post(DECIDE, {"code": seen, "decision": "accepted"}, follow=True)
    assert "is now: withdrawn" in answer.content.decode()
    assert pending(application) == ("withdrawn", "", "")


def test_what_was_decided_is_void_once_the_applicant_withdraws(call, user):
    application = decided(applied(call), "rejected", user, reason="No")
    move_participation(application, to="withdrawn", actor=None)
    assert pending(application) == ("withdrawn", "", "")


def test_strange_posts_are_refused_with_words_and_never_fail(call, office):
    application = applied(call)
    assert office.post(DECIDE, {"code": application.code, "decision": "loved"}).status_code == 404
    for code in ("", "\x00", "D0000000", "x" * 500, "."):
        answer = office.post(DECIDE, {"code": code, "decision": "accepted"})
        assert answer.status_code == 302
    answer = office.post(
        DECIDE, {"code": application.code, "decision": "rejected", "reason": "a\x00b", "next": "https://evil.example/"}
    )
    assert answer.url == RANKING
    assert pending(application) == ("submitted", "rejected", "ab")


def test_only_those_who_decide_there_decide(call):
    application = applied(call)
    elsewhere = official(exhibition=ExhibitionFactory())
    for who in (official("viewer"), official("governorate"), official("desk"), official("juror")):
        assert client_of(who).post(DECIDE, {"code": application.code, "decision": "accepted"}).status_code == 403
    client_of(elsewhere).post(DECIDE, {"code": application.code, "decision": "accepted"})
    assert pending(application)[1] == ""
    assert client_of(elsewhere).get(RANKING).status_code == 404
    page = client_of(official("viewer")).get(RANKING)
    assert page.status_code == 200
    assert 'name="code"' not in page.content.decode()
    client_of(official(exhibition=call.exhibition)).post(DECIDE, {"code": application.code, "decision": "accepted"})
    assert pending(application)[1] == "accepted"


def test_nobody_notices_a_decision_before_it_is_announced(call, user):
    application = applied(call, name_en="Sima Unnoticed")
    maker = application.exhibitor.representatives.get().user
    ContactPoint.objects.create(exhibitor=application.exhibitor, kind="phone", value="+989181234567")
    portal, visitor = client_of(maker), Client()
    exhibition, exhibitor = call.exhibition.slug, application.exhibitor.slug
    pages = {
        portal: [
            "/en/portal/",
            "/en/portal/history/",
            "/en/portal/exhibitions/",
            f"/en/portal/exhibitions/{application.code}/",
            reverse("portal:own_data"),
        ],
        visitor: [
            "/en/",
            f"/en/exhibitions/{exhibition}/",
            f"/en/exhibitions/{exhibition}/exhibitors/",
            f"/en/exhibitors/{exhibitor}/",
            "/en/exhibitors/",
            "/feeds/exhibitions.xml",
            "/feeds/products.xml",
            "/calendar.ics",
            "/sitemap.xml",
            f"/q/{application.exhibitor.code}",
        ],
    }

    def look():
        seen = {}
        for client, addresses in pages.items():
            for address in addresses:
                response = client.get(address)
                assert response.status_code in (200, 302), address
                body = b"".join(response.streaming_content) if response.streaming else response.content
                if address.endswith(".zip"):
                    body = zipfile.ZipFile(io.BytesIO(body)).read("data.json")
                seen[address] = without_tokens(body.decode())
        return seen

    before = look()
    decided(application, "rejected", user, reason="Because of the colours")
    assert look() == before
    decided(application, "reserve", user, rank=17)
    assert look() == before
    decided(application, "accepted", user)
    assert look() == before
    assert not Message.objects.exists()


def without_tokens(text):
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    # Feeds and calendars say when they were made.
    return re.sub(
        r"(DTSTAMP|LAST-MODIFIED)[^\r\n]*|<lastBuildDate>[^<]*|<updated>[^<]*|\"made_at\": \"[^\"]*\"", "", text
    )


def test_the_ranking_costs_the_same_for_few_and_many(call, office, user):
    kilim, juror = CraftFactory(), juror_of(call)

    def grow():
        application = applied(call)
        application.exhibitor.crafts.add(kilim, CraftFactory(slug=f"craft-{application.pk}"))
        score(application, juror, 3, 3, note="x")
        Target.objects.create(call=call, kind="women", number=1)
        ContactPoint.objects.create(exhibitor=application.exhibitor, kind="phone", value="+989181234567")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert office.get(RANKING).status_code == 200
        return len(queries)

    # Two that may be one: from there on nothing costs more.
    grow()
    grow()
    few = cost()
    for _number in range(3):
        grow()
    decided(applied(call), "accepted", user)
    assert cost() == few <= 12


def test_the_checklist_says_what_is_still_to_announce_and_to_confirm(call, user):
    mine = lambda: {  # noqa: E731
        item.key: (str(item.words), item.is_done)
        for item in lines_from_above(Exhibition.objects.get(), user)
        if item.key in ("decisions_announced", "accepted_confirmed")
    }
    assert mine() == {}
    decided(applied(call), "accepted", user)
    assert mine() == {
        "decisions_announced": ("1 decision is not announced.", False),
        "accepted_confirmed": ("All who are accepted have confirmed.", True),
    }
    applied(call, state="accepted")
    applied(call, state="accepted")
    Participation.objects.update(pending="")
    assert mine() == {
        "decisions_announced": ("All decisions are announced.", True),
        "accepted_confirmed": ("2 accepted exhibitors have not confirmed.", False),
    }


# At the very same moment


def at_once(*steps):
    """What each step returned, all begun at the same moment."""
    gate, answers = threading.Barrier(len(steps)), [None] * len(steps)

    def run(number, step):
        try:
            gate.wait(10)
            answers[number] = step()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    return answers


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_decide_at_once_one_wins_and_the_other_is_told():
    application = applied(call_for(1))
    seen = application.decision_mark

    def posting(decision):
        client = client_of(official())
        fields = {"code": seen, "decision": decision, "asked": "1", "reason": f"{decision} it"}
        return lambda: client.post(DECIDE, fields).status_code

    assert sorted(at_once(posting("accepted"), posting("rejected"), posting("reserve"))) == [302, 409, 409]
    assert StateChange.objects.filter(field="pending").count() == 1
    assert pending(application)[2] == f"{application.pending} it"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_place_given_back_twice_at_once_is_offered_to_two():
    call = call_for(1)
    leaving = [applied(call, state="accepted") for _number in range(2)]
    waiting = [applied(call, state="reserve") for _number in range(3)]
    for number, each in enumerate(waiting, 1):
        Participation.objects.filter(pk=each.pk).update(reserve_rank=number)
    steps = [lambda each=each: choice.decline_participation(each, actor=None) for each in leaving]
    at_once(*steps)
    states = list(
        Participation.objects.filter(pk__in=[each.pk for each in waiting]).order_by("pk").values_list("state")
    )
    assert states == [("accepted",), ("accepted",), ("reserve",)]


# What a reviewer found


@pytest.mark.parametrize("status", ["cancelled", "closed", "reported"])
def test_nobody_is_chosen_for_what_does_not_take_place_any_more(office, user, call, status):
    first, second = decided(applied(call), "accepted", user), applied(call)
    Exhibition.objects.update(status=status)
    decide(office, "accepted", second)
    assert pending(second) == ("submitted", "", "")
    with pytest.raises(MoveNotAllowed):
        choice.announce_decisions(Exhibition.objects.get(), mark=choice.mark_of([first]), actor=user)
    accepted = applied(call)
    Participation.objects.filter(pk=accepted.pk).update(state="accepted", confirm_by="2020-01-01T00:00Z")
    assert choice.let_places_lapse() == 0
    assert not Message.objects.exists()


def test_a_juror_reads_neither_decisions_nor_notes_in_the_records(call, user):
    application = decided(applied(call), "rejected", user, reason="SECRET")
    Participation.objects.filter(pk=application.pk).update(note="PRIVATE")
    juror = client_of(juror_of(call))
    for page in ("change", "history"):
        address = reverse(f"records:exhibitors_participation_{page}", args=[application.pk])
        assert juror.get(address).status_code in (302, 403)
    answer = juror.get(reverse("records:events_exhibition_change", args=[call.exhibition_id])).content.decode()
    assert "PRIVATE" not in answer and "SECRET" not in answer


@pytest.mark.parametrize("back", ["Infinity", "https://elsewhere.example/", "//elsewhere.example/"])
def test_whoever_decides_comes_back_within_the_office(office, call, back):
    answer = office.post(DECIDE, {"code": [applied(call).decision_mark], "decision": "accepted", "next": back})
    assert (answer.status_code, answer.url) == (302, RANKING)
