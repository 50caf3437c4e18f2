"""The office reads applications, writes some down, and gives them back with a request."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Message, StateChange
from events.models import Exhibition
from exhibitors.actions.applying import mark_of, return_application
from exhibitors.doubles import suspected_in, suspected_of
from exhibitors.models import Answer, ContactPoint, Credential, Exhibitor, Participation
from exhibitors.profile.erasing import erase_exhibitor
from exhibitors.search import refresh
from lib.states import MoveNotAllowed
from tests.exhibitors.applications import make_call, make_sent, sign_in
from tests.factories import (
    CraftFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    ParticipationFactory,
    PlaceFactory,
    official,
)

pytestmark = pytest.mark.django_db

LIST = "/en/office/applications/"
RETURN = f"{LIST}return/"


@pytest.fixture
def call():
    return make_call()


@pytest.fixture
def officer(client):
    return sign_in(client, official(name="Officer"))


def codes(response):
    return [row.code for row in response.context["rows"]]


def page_of(application):
    return f"{LIST}{application.code}/"


def test_what_waits_longest_comes_first_and_all_states_can_be_asked_for(officer, call):
    second, first = make_sent(call, ago=2), make_sent(call, ago=5)
    rejected = ParticipationFactory(exhibition=call.exhibition, state="rejected")
    assert codes(officer.get(LIST)) == [first.code, second.code]
    assert codes(officer.get(LIST, {"state": "rejected"})) == [rejected.code]
    assert set(codes(officer.get(LIST, {"state": "all"}))) == {first.code, second.code, rejected.code}


def test_the_list_is_narrowed_by_each_of_its_facets(officer, call):
    kilim, eyvan = CraftFactory(slug="kilim"), PlaceFactory(slug="eyvan", kind="county")
    dehloran = PlaceFactory(slug="dehloran", kind="county")
    one = make_sent(call, craft=kilim, exhibitor__place=eyvan, exhibitor__name_fa="سپیده کریمی")
    two = make_sent(make_call(slug="other"), exhibitor__place=dehloran, entered_by=official())
    ContactPoint.objects.create(exhibitor=one.exhibitor, kind="phone", value="+989181234567")
    for each in (one, two):
        refresh(each.exhibitor)
    for query, found in [
        ({"exhibition": "other"}, two),
        ({"craft": "kilim"}, one),
        ({"county": "dehloran"}, two),
        ({"entered": "1"}, two),
        ({"q": "سپيده"}, one),  # an Arabic ي
        ({"q": "۰۹۱۸ ۱۲۳ ۴۵۶۷"}, one),
        ({"q": two.code.lower()}, two),
    ]:
        assert codes(officer.get(LIST, query)) == [found.code], query
    assert codes(officer.get(LIST, {"q": "nobody"})) == []


ODD = [
    "state=x",
    "after=x",
    "after=2025_9",
    "after=%00_5",
    "after=_3",
    "q=%00",
    "exhibition=%00",
    "craft=گلیم",
    "double=1",
]


@pytest.mark.parametrize("query", ODD)
def test_no_query_string_breaks_the_list(officer, call, query):
    make_sent(call)
    assert officer.get(f"{LIST}?{query}").status_code == 200


def test_pages_follow_each_other_without_losing_a_row(officer, call, monkeypatch):
    monkeypatch.setattr("exhibitors.applications.PAGE", 2)
    moment = timezone.now()
    sent = [make_sent(call, ago=number) for number in range(4, 0, -1)]
    Participation.objects.filter(pk__in=[sent[1].pk, sent[2].pk]).update(submitted_at=moment - timedelta(days=3))
    unsaid = ParticipationFactory(exhibition=call.exhibition, state="submitted")  # entered before moments were kept
    for state, expected in (("submitted", 5), ("all", 5)):
        seen, query = [], f"state={state}"
        while query:
            response = officer.get(f"{LIST}?{query}")
            seen += codes(response)
            query = response.context["next_query"]
        assert len(seen) == expected
        assert set(seen) == {each.code for each in [*sent, unsaid]}


def test_the_list_and_a_page_cost_the_same_for_few_and_for_many(officer, call):
    addresses = [LIST, f"{LIST}?exhibition={call.exhibition.slug}&double=1", f"{LIST}?state=all&q=maker"]

    def asked(address):
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(address).status_code == 200
        return len(queries)

    def grow():
        application = make_sent(call, craft=CraftFactory(slug="kilim"))
        ContactPoint.objects.create(exhibitor=application.exhibitor, kind="phone", value="+989181234567")
        question = call.questions.create(label_en="Question")
        Answer.objects.create(participation=application, question=question, value="x")
        return application

    one, _other = grow(), grow()
    few = [asked(address) for address in [*addresses, page_of(one)]]
    for _number in range(3):
        grow()
    for _number in range(2):
        ParticipationFactory(exhibitor=one.exhibitor)
        Answer.objects.create(participation=one, question=call.questions.create(label_en="More"), value="x")
    assert [asked(address) for address in [*addresses, page_of(one)]] == few
    assert max(few) <= 12


def test_one_page_shows_everything_that_was_sent(officer, call):
    application = make_sent(call, craft=CraftFactory(slug="kilim"), note="Two tables", exhibitor__name_en="Sepideh")
    passport = call.questions.create(label_en="Passport", is_personal=True)
    Answer.objects.create(participation=application, question=passport, value="A1234567")
    expired = date.today() - timedelta(days=1)
    Credential.objects.create(exhibitor=application.exhibitor, kind="artisan_card", number="77", expires_on=expired)
    before = ParticipationFactory(exhibitor=application.exhibitor, exhibition__name_en="The one before")
    page = officer.get(page_of(application)).content.decode()
    for words in ("Sepideh", "Two tables", "A1234567", "77", "expired", str(before.exhibition)):
        assert words in page


def test_a_draft_that_was_never_sent_keeps_its_answers_to_its_maker(officer, call):
    draft = ParticipationFactory(exhibition=call.exhibition, state="draft", note="half a thought")
    assert "half a thought" not in officer.get(page_of(draft)).content.decode()


@pytest.mark.parametrize(
    ("kind", "reads", "enters"),
    [
        ("admin", 200, 200),
        ("official", 200, 200),
        ("governorate", 200, 403),
        ("desk", 200, 403),
        ("viewer", 200, 403),
        ("juror", 403, 403),
        ("host", 403, 403),
    ],
)
def test_each_role_reads_enters_and_gives_back_what_it_may(call, kind, reads, enters):
    application = make_sent(call)
    client = sign_in(Client(), official(kind))
    assert client.get(LIST).status_code == reads
    assert client.get(page_of(application)).status_code == reads
    assert client.get(f"{LIST}new/").status_code == enters
    may = enters == 200
    response = client.post(
        RETURN, {"code": application.code, "seen": mark_of(application), "reason_ckb": "x", "confirmed": "1"}
    )
    assert response.status_code == (302 if may else 403)
    application.refresh_from_db()
    assert application.state == ("draft" if may else "submitted")


def test_a_juror_who_reads_another_exhibition_reads_no_application_of_the_judged_one(call):
    application = make_sent(call)
    person = official("juror", exhibition=call.exhibition)
    person.roles.create(kind="viewer", exhibition=ExhibitionFactory())
    client = sign_in(Client(), person)
    assert codes(client.get(LIST)) == []
    assert client.get(page_of(application)).status_code == 404


def test_an_official_of_another_exhibition_finds_and_changes_nothing(call):
    application = make_sent(call)
    client = sign_in(Client(), official(exhibition=ExhibitionFactory()))
    assert codes(client.get(LIST)) == []
    assert client.get(page_of(application)).status_code == 404
    client.post(RETURN, {"code": application.code, "seen": mark_of(application), "reason_ckb": "x", "confirmed": "1"})
    application.refresh_from_db()
    assert application.state == "submitted"


def test_a_prepared_request_is_shown_in_the_language_of_the_maker_and_goes_in_ten_minutes(officer, call):
    application = make_sent(call)
    base = {"code": application.code, "seen": mark_of(application)}
    asked = officer.post(RETURN, base | {"request": "picture"})
    assert asked.status_code == 200
    [(language, _direction, text, _wrong)] = asked.context["boxes"]
    assert (language, bool(text)) == ("ckb", True)
    assert text in asked.context["letters"][0].text
    assert not Message.objects.exists()
    done = officer.post(RETURN, base | {"reason_ckb": "وێنەیەکی باشتر", "confirmed": "1"})
    assert done.status_code == 302
    application.refresh_from_db()
    assert (application.state, application.return_reason) == ("draft", "وێنەیەکی باشتر")
    message = Message.objects.get()
    assert "وێنەیەکی باشتر" in message.text and message.mail.scheduled_time > timezone.now() + timedelta(minutes=9)
    change = StateChange.objects.get(object_id=application.pk, field="state")
    assert change.reason == "وێنەیەکی باشتر"
    page = officer.get(page_of(application)).content.decode()
    assert "وێنەیەکی باشتر" in page and "Officer" in page


def test_a_return_is_undone_with_its_message_unless_the_maker_has_gone_on(officer, call):
    application = make_sent(call)
    sent_at = application.submitted_at

    def give_back():
        application.refresh_from_db()
        base = {"code": application.code, "seen": mark_of(application)}
        officer.post(RETURN, base | {"reason_ckb": "x", "confirmed": "1"})

    give_back()
    officer.post(f"{LIST}undo/")
    application.refresh_from_db()
    assert (application.state, application.return_reason, application.submitted_at) == ("submitted", "", sent_at)
    assert Message.objects.get().state == "cancelled"
    give_back()
    maker = sign_in(Client(), application.exhibitor.representatives.get().user)
    maker.post(f"/en/portal/calls/{call.exhibition.slug}/", {"note": "mended"})
    officer.post(f"{LIST}undo/")
    application.refresh_from_db()
    assert (application.state, application.note) == ("draft", "mended")


def test_an_empty_request_is_refused_beside_its_box(officer, call):
    application = make_sent(call)
    data = {"code": application.code, "seen": mark_of(application), "reason_ckb": " ", "confirmed": "1"}
    response = officer.post(RETURN, data)
    assert response.status_code == 422
    assert 'href="#reason-ckb"' in response.content.decode()


def test_many_are_given_back_at_once_each_in_its_language(officer, call):
    one, two = make_sent(call), make_sent(call)
    user = two.exhibitor.representatives.get().user
    user.language = "ar"
    user.save()
    chosen = {"code": [one.decision_mark, two.decision_mark], "seen": [mark_of(one), mark_of(two)]}
    asked = officer.post(RETURN, chosen | {"request": "picture"})
    assert [box[0] for box in asked.context["boxes"]] == ["ar", "ckb"]
    officer.post(RETURN, chosen | {"reason_ar": "صورة", "reason_ckb": "وێنە", "confirmed": "1"})
    one.refresh_from_db(), two.refresh_from_db()
    assert (one.return_reason, two.return_reason) == ("وێنە", "صورة")
    assert Message.objects.count() == 2


def test_who_is_told_by_phone_comes_onto_the_call_list(officer, call):
    application = ParticipationFactory(exhibition=call.exhibition, state="submitted", submitted_at=timezone.now())
    ContactPoint.objects.create(exhibitor=application.exhibitor, kind="phone", value="+989181234567")
    officer.post(RETURN, {"code": application.code, "seen": mark_of(application), "reason_fa": "عکس", "confirmed": "1"})
    message = Message.objects.get()
    assert (message.channel, message.address, message.language) == ("call", "+989181234567", "fa")


def test_of_two_officials_the_second_is_told_and_keeps_what_was_typed(officer, call):
    application = make_sent(call)
    stale = mark_of(application)
    return_application(application, seen=stale, reasons={"ckb": "first"}, actor=official())
    response = officer.post(
        RETURN, {"code": application.code, "seen": stale, "reason_ckb": "second, carefully typed", "confirmed": "1"}
    )
    assert response.status_code == 409
    assert "second, carefully typed" in response.content.decode()
    application.refresh_from_db()
    assert application.return_reason == "first"


def test_what_was_decided_meanwhile_is_not_given_back_unseen(officer, call):
    application = make_sent(call)
    stale = mark_of(application)
    Participation.objects.filter(pk=application.pk).update(pending="accepted")
    data = {"code": application.code, "seen": stale, "reason_ckb": "typed", "confirmed": "1"}
    refused = officer.post(RETURN, data)
    assert refused.status_code == 409
    # Read again, it may be: what was decided is void then.
    application.refresh_from_db()
    assert officer.post(RETURN, data | {"seen": mark_of(application)}).status_code == 302
    application.refresh_from_db()
    assert (application.state, application.pending) == ("draft", "")


def test_doubles_are_found_by_folded_name_phone_and_licence(officer, call):
    one = make_sent(call, exhibitor__name_fa="سپیده کریمی")
    same_name = make_sent(call, exhibitor__name_fa="سپيده كريمي")
    same_phone, same_licence, other = (make_sent(call) for _number in range(3))
    for each in (one, same_phone):
        ContactPoint.objects.create(exhibitor=each.exhibitor, kind="phone", value="+989181234567")
    for each in (one, same_licence):
        Credential.objects.create(exhibitor=each.exhibitor, kind="artisan_card", number="AB-77")
    unapplied = ExhibitorFactory(name_fa="سپیده‌کریمی")
    for exhibitor in Exhibitor.objects.all():
        refresh(exhibitor)
    found = {double.participation.pk: double.reasons for double in suspected_in(call.exhibition)[one.pk]}
    assert found == {same_name.pk: ("name",), same_phone.pk: ("phone",), same_licence.pk: ("licence",)}
    assert other.pk not in suspected_in(call.exhibition)
    everybody = {double.exhibitor for double in suspected_of(one.exhibitor, call.exhibition)}
    assert everybody == {same_name.exhibitor, same_phone.exhibitor, same_licence.exhibitor, unapplied}
    assert same_phone.code in officer.get(page_of(one)).content.decode()
    listed = codes(officer.get(LIST, {"exhibition": call.exhibition.slug, "double": "1"}))
    assert set(listed) == {one.code, same_name.code, same_phone.code, same_licence.code}


def test_doubles_are_marked_in_the_list_of_all_exhibitions_each_within_its_own(officer, call):
    here, elsewhere = make_sent(call), make_sent(make_call(slug="other"))
    same_here, ended = make_sent(call), ParticipationFactory(exhibition=call.exhibition, state="withdrawn")
    again = ParticipationFactory(exhibition=elsewhere.exhibition, exhibitor=here.exhibitor, state="submitted")
    alone = make_sent(make_call(slug="third"))
    for each in (here, same_here, ended, elsewhere, alone):
        ContactPoint.objects.create(exhibitor=each.exhibitor, kind="phone", value="+989181234567")

    def marked(query):
        rows = officer.get(f"{LIST}?{query}").context["rows"]
        return {row.code: {double.participation.code for double in row.doubles} for row in rows if row.doubles}

    assert marked("state=all") == {
        here.code: {same_here.code},
        same_here.code: {here.code},
        elsewhere.code: {again.code},
        again.code: {elsewhere.code},
    }
    # Whoever is not on the page is compared with as well.
    assert marked(f"state=all&q={here.code}") == {here.code: {same_here.code}}
    assert "suspected double" in officer.get(LIST).content.decode()


NEW = f"{LIST}new/"


def test_nobody_is_entered_for_an_exhibition_that_is_called_off(officer, call):
    Exhibition.objects.filter(pk=call.exhibition_id).update(status="cancelled")
    page = officer.get(NEW, {"exhibition": call.exhibition.slug, "q": "Sara", "new": "1"})
    assert page.context["exhibition"] is None and call.exhibition not in page.context["exhibitions"]
    data = {"exhibition": call.exhibition.slug, "new-name": "Sara", "new-phone": "09181234567", "new-kind": "artist"}
    assert officer.post(NEW, data).status_code == 404
    assert not Participation.objects.exists()


def test_an_official_enters_an_application_for_somebody_new(officer, call):
    kilim, eyvan = CraftFactory(slug="kilim"), PlaceFactory(slug="eyvan", kind="county")
    works = call.questions.create(label_en="How many?", kind="number", is_required=True)
    page = officer.get(NEW, {"exhibition": call.exhibition.slug, "q": "Sara", "new": "1"})
    assert page.context["applicant"].initial["name"] == "Sara"
    data = {
        "exhibition": call.exhibition.slug, "new-name": "Sara", "new-phone": "۰۹۱۸ ۱۲۳ ۴۵۶۷", "new-place": eyvan.pk,
        "new-kind": "artist", "craft": kilim.pk, f"q_{works.pk}": "۹",
    }  # fmt: skip
    response = officer.post(NEW, data)
    application = Participation.objects.get()
    assert response.url == page_of(application)
    assert (application.state, application.entered_by.name, application.craft) == ("submitted", "Officer", kilim)
    assert application.submitted_at is not None
    assert application.answers.get().value == "9"
    exhibitor = application.exhibitor
    assert (exhibitor.name_en, exhibitor.place, exhibitor.publication) == ("Sara", eyvan, "draft")
    assert exhibitor.contact_points.get().value == "+989181234567"
    assert Message.objects.get().channel == "call"
    assert "Officer" in officer.get(page_of(application)).content.decode()


def test_who_is_entered_already_is_offered_before_a_second_one_is_made(officer, call):
    eyvan = PlaceFactory(slug="eyvan", kind="county")
    there = ExhibitorFactory(name_en="Sara")
    ContactPoint.objects.create(exhibitor=there, kind="phone", value="+989181234567")
    data = {
        "exhibition": call.exhibition.slug, "new-name": "Another", "new-phone": "09181234567", "new-place": eyvan.pk,
        "note": "typed",
    }  # fmt: skip
    response = officer.post(NEW, data)
    assert response.status_code == 422
    assert there.code in response.content.decode() and "typed" in response.content.decode()
    assert not Participation.objects.exists()
    assert officer.post(NEW, data | {"exhibitor": there.code}).status_code == 302
    assert Participation.objects.get().exhibitor == there
    assert officer.post(NEW, data | {"anew": "1"}).status_code == 302
    assert Exhibitor.objects.filter(name_en="Another").exists()


def test_an_official_cannot_enter_a_second_live_application(officer, call):
    there = make_sent(call)
    response = officer.post(
        NEW, {"exhibition": call.exhibition.slug, "exhibitor": there.exhibitor.code, "note": "typed"}
    )
    assert response.status_code == 422
    assert "typed" in response.content.decode()
    assert Participation.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"new-phone": "x"}, {"new-phone": ""}, {"new-name": ""}, {"new-place": ""}, {"craft": "x"}]
)
def test_what_is_wrong_is_said_and_nobody_is_made(officer, call, wrong):
    eyvan = PlaceFactory(slug="eyvan", kind="county")
    data = {"exhibition": call.exhibition.slug, "new-name": "Sara", "new-phone": "09181234567", "new-place": eyvan.pk}
    assert officer.post(NEW, data | wrong).status_code == 422
    assert not Exhibitor.objects.exists()


def test_applications_are_entered_for_the_own_exhibitions_only(call):
    client = sign_in(Client(), official(exhibition=ExhibitionFactory(starts_on=date.today(), ends_on=date.today())))
    data = {"exhibition": call.exhibition.slug, "exhibitor": ExhibitorFactory().code}
    assert client.post(NEW, data).status_code == 404
    assert not Participation.objects.exists()


def test_erasing_an_exhibitor_takes_answers_notes_and_words_along(call):
    application = make_sent(call, note="note", pending_reason="thought", return_reason="asked")
    Answer.objects.create(participation=application, question=call.questions.create(label_en="Q"), value="A1234567")
    review = application.reviews.create(juror=official("juror"), note="about her")
    actor = official()
    return_application(application, seen=mark_of(application), reasons={"ckb": "asked"}, actor=actor)
    exhibitor = application.exhibitor
    exhibitor.deletion_asked_at = timezone.now()
    exhibitor.save()
    erase_exhibitor(exhibitor, actor=actor)
    application.refresh_from_db(), review.refresh_from_db()
    assert (application.note, application.pending_reason, application.return_reason, review.note) == ("", "", "", "")
    assert not Answer.objects.exists()
    message = Message.objects.get(about=application.code)
    assert (message.text, message.recipient) == ("", None)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_officials_at_the_same_moment_one_gives_it_back():
    application = make_sent(make_call())
    start, done = threading.Barrier(2), []
    officers = [official(), official()]

    def give_back(actor):
        row = Participation.objects.get(pk=application.pk)
        start.wait()
        try:
            return_application(row, seen=mark_of(row), reasons={"ckb": actor.name}, actor=actor)
            done.append(actor.name)
        except MoveNotAllowed:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=give_back, args=[each]) for each in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    application.refresh_from_db()
    assert done == [application.return_reason]
    assert Message.objects.count() == 1
