"""A maker applies: drafts, resumes, sends, mends, withdraws; only while the call is open."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Message, StateChange
from exhibitors.models import Answer, Participation
from exhibitors.own_answers import own_applications
from tests.exhibitors.applications import close, make_call, sign_in
from tests.factories import (
    CraftFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    ParticipationFactory,
    RepresentativeFactory,
    UserFactory,
    official,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return make_call()


@pytest.fixture
def maker():
    return RepresentativeFactory(user__language="fa", exhibitor__name_fa="سپیده")


@pytest.fixture
def page(call):
    return f"/fa/portal/calls/{call.exhibition.slug}/"


def ask(call, kind="text", **more):
    return call.questions.create(label_fa="پرسش", label_en="Question", kind=kind, **more)


def seen(client, page):
    """What a tab that is opened now is shown, signed."""
    return client.get(page).context["form"]["seen"].value()


def test_an_application_is_drafted_resumed_and_sent(client, call, maker, page, mailoutbox):
    works = ask(call, "number", is_required=True)
    sign_in(client, maker.user)
    assert client.get(page).status_code == 200
    assert not Participation.objects.exists()  # looking begins nothing
    craft = CraftFactory(slug="kilim")
    client.post(page, {"craft": craft.pk, f"q_{works.pk}": "", "note": "تنها می‌آیم", "leave": "1"})
    draft = Participation.objects.get()
    assert (draft.state, draft.craft, draft.note) == ("draft", craft, "تنها می‌آیم")
    assert "تنها می‌آیم" in client.get(page).content.decode()
    response = client.post(page, {"craft": craft.pk, f"q_{works.pk}": "۱۲", "note": "", "send": "1"})
    assert response.url == reverse("portal:participation_detail", args=[draft.code]).replace("/en/", "/fa/")
    draft.refresh_from_db()
    assert (draft.state, draft.answers.get().value) == ("submitted", "12")
    assert draft.submitted_at is not None
    assert client.get(page).status_code == 302
    told = Message.objects.get(about=draft.code)
    assert (told.recipient, told.language) == (maker.user, "fa")
    assert draft.code in told.text
    change = StateChange.objects.get(object_id=draft.pk, field="state")
    assert (change.old, change.new, change.actor) == ("draft", "submitted", maker.user)


def test_what_has_to_be_answered_is_asked_for_and_the_rest_is_kept(client, call, maker, page):
    works, helper = ask(call, "number", is_required=True), ask(call)
    sign_in(client, maker.user)
    response = client.post(page, {"craft": "", f"q_{works.pk}": "many", f"q_{helper.pk}": "Reza", "send": "1"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"craft", f"q_{works.pk}"}
    assert 'value="many"' in response.content.decode()
    draft = Participation.objects.get()
    assert draft.state == "draft"
    assert [answer.value for answer in draft.answers.all()] == ["Reza"]


def test_a_step_saves_itself_as_far_as_it_is_right(client, call, maker, page):
    works, day = ask(call, "number"), ask(call, "day")
    sign_in(client, maker.user)
    response = client.post(page, {f"q_{works.pk}": "7", f"q_{day.pk}": "soon"}, headers={"X-Autosave": "1"})
    assert response.json()["saved_at"]
    assert list(response.json()["errors"]) == [f"q_{day.pk}"]
    assert [answer.value for answer in Answer.objects.all()] == ["7"]


def test_a_tab_left_open_loses_nothing_and_takes_nothing_away(client, call, maker, page):
    works, helper = ask(call, "number"), ask(call)
    sign_in(client, maker.user)
    client.post(page, {f"q_{works.pk}": "3", f"q_{helper.pk}": "Reza", "note": "First"})
    old = {f"q_{works.pk}": "3", f"q_{helper.pk}": "Reza", "note": "First", "seen": seen(client, page)}
    client.post(page, old | {f"q_{works.pk}": "5", "note": "Second"})

    # The older tab left the number alone and writes another note
    response = client.post(page, old | {"note": "Third"})
    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == ["note"]
    assert "Second" in form.errors["note"][0]
    assert "Third" in response.content.decode()
    draft = Participation.objects.get()
    assert (draft.note, draft.answers.get(question=works).value) == ("Second", "5")

    # Saved once more, its words stand, and what it never touched is still that of the other tab
    client.post(page, old | {"note": "Third", "seen": form["seen"].value()})
    draft.refresh_from_db()
    assert (draft.note, draft.answers.get(question=works).value) == ("Third", "5")


def test_what_saves_itself_is_told_once_and_then_goes_on(client, call, maker, page):
    sign_in(client, maker.user)
    client.post(page, {"note": "First"})
    shown = seen(client, page)
    client.post(page, {"note": "Second", "seen": shown})

    def save(note, shown):
        said = client.post(page, {"note": note, "seen": shown}, headers={"X-Autosave": "1"}).json()
        return said["told"], Participation.objects.get().note, said["seen"]

    told, note, shown = save("Third", shown)
    assert (told, note) == (["note"], "Second")
    told, note, shown = save("Third and", shown)
    assert (told, note) == ([], "Third and")
    # Its own words of a moment ago are nobody else's.
    assert save("Third and last", shown)[:2] == ([], "Third and last")


def test_a_craft_chosen_in_another_tab_is_named(client, call, maker, page):
    kilim, felt, wood = (CraftFactory(slug=slug, name_fa=slug) for slug in ("kilim", "felt", "wood"))
    sign_in(client, maker.user)
    client.post(page, {"craft": kilim.pk})
    shown = seen(client, page)
    client.post(page, {"craft": felt.pk, "seen": shown})
    errors = client.post(page, {"craft": wood.pk, "seen": shown}).context["form"].errors
    assert "felt" in errors["craft"][0]
    assert Participation.objects.get().craft == felt
    # A tab that still shows what it was shown sends with what stands there now.
    response = client.post(page, {"craft": kilim.pk, "seen": shown, "send": "1"})
    assert response.status_code == 302
    assert Participation.objects.get().craft == felt


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "read"),
    [
        ("text", "  رضا ", "رضا", "رضا"),
        ("long", "یک\r\nدو", "یک\nدو", "یک"),
        ("yes_no", "yes", "yes", "بله"),
        ("number", "۳٫۵", "3.5", "۳٫۵"),
        ("day", "۱۴۰۵/۱/۱", "2026-03-21", "۱ فروردین ۱۴۰۵"),
        ("choice", "2", "2", "آبی"),
    ],
)
@pytest.mark.sqlite
def test_answers_of_each_kind_are_kept_plain_and_read_in_the_words_of_the_page(
    client, call, maker, page, kind, typed, kept, read
):
    question = ask(call, kind, choices_fa="سرخ\nآبی")
    sign_in(client, maker.user)
    client.post(page, {f"q_{question.pk}": typed})
    assert Answer.objects.get().value == kept
    detail = client.get(f"/fa/portal/exhibitions/{Participation.objects.get().code}/").content.decode()
    if kind != "yes_no":  # its words are translated with the rest
        assert read in detail
    assert client.get(page).context["form"].initial[f"q_{question.pk}"] is not None
    client.post(page, {f"q_{question.pk}": "", "seen": seen(client, page)})
    assert not Answer.objects.exists()


def test_questions_for_other_crafts_need_no_answer_and_leave_none(client, call, maker, page):
    kilim, copper = CraftFactory(slug="kilim"), CraftFactory(slug="copper")
    weight = ask(call, "number", is_required=True)
    weight.crafts.add(copper)
    sign_in(client, maker.user)
    data = {"craft": kilim.pk, f"q_{weight.pk}": "5", "send": "1"}
    assert client.post(page, data).status_code == 302
    assert not Answer.objects.exists()
    Participation.objects.all().delete()
    assert client.post(page, {"craft": copper.pk, "send": "1"}).status_code == 422


def test_nothing_is_sent_before_the_call_opens_or_after_it_has_closed(client, call, maker, page):
    helper = ask(call)
    sign_in(client, maker.user)
    client.post(page, {f"q_{helper.pk}": "Reza"})
    close(call)
    craft = CraftFactory(slug="kilim")
    response = client.post(page, {"craft": craft.pk, f"q_{helper.pk}": "Sara", "send": "1"})
    assert response.status_code == 409
    assert 'value="Sara"' in response.content.decode()  # nothing typed is lost from the page
    assert Participation.objects.get().state == "draft"
    read = client.get(page)
    assert "Reza" in read.content.decode()
    assert 'id="application-form"' not in read.content.decode()
    by_itself = client.post(page, {f"q_{helper.pk}": "Sara"}, headers={"X-Autosave": "1"})
    assert (by_itself.status_code, by_itself.json()["saved_at"]) == (409, "")
    assert Answer.objects.get().value == "Reza"


def test_a_call_that_has_not_opened_or_is_called_off_takes_nothing(client, maker):
    tomorrow = timezone.now() + timezone.timedelta(days=1)
    call = make_call(opens_at=tomorrow, closes_at=tomorrow + timezone.timedelta(days=9))
    sign_in(client, maker.user)
    page = f"/en/portal/calls/{call.exhibition.slug}/"
    assert client.post(page, {"note": "x"}).status_code == 409
    off = make_call(exhibition=ExhibitionFactory(slug="off", status="cancelled"))
    assert client.post(f"/en/portal/calls/{off.exhibition.slug}/", {"note": "x"}).status_code == 409
    assert off.exhibition.name_en not in client.get("/en/portal/exhibitions/").content.decode()
    assert not Participation.objects.exists()


def test_the_call_of_an_exhibition_that_is_not_public_is_not_found(client, maker):
    call = make_call(exhibition=ExhibitionFactory(slug="secret", publication="draft", published_at=None))
    sign_in(client, maker.user)
    assert client.get("/en/portal/calls/secret/").status_code == 404
    assert client.post("/en/portal/calls/secret/", {"note": "x"}).status_code == 404
    assert call.exhibition.name_en not in client.get("/en/portal/exhibitions/").content.decode()
    assert client.get("/en/portal/calls/nothing/").status_code == 404


def test_there_is_one_live_application_and_a_second_is_refused_in_words(client, call, maker, page):
    sign_in(client, maker.user)
    ParticipationFactory(exhibitor=maker.exhibitor, exhibition=call.exhibition, state="submitted")
    response = client.post(page, {"note": "again", "send": "1"})
    assert response.status_code == 409
    assert "again" in response.content.decode()
    assert Participation.objects.count() == 1


@pytest.mark.parametrize("state", ["rejected", "withdrawn", "declined"])
def test_whoever_is_out_may_apply_again_while_the_call_is_open(client, call, maker, page, state):
    sign_in(client, maker.user)
    old = ParticipationFactory(exhibitor=maker.exhibitor, exhibition=call.exhibition, state=state)
    assert "calls/" in client.get(f"/en/portal/exhibitions/{old.code}/").content.decode()
    response = client.post(page, {"craft": CraftFactory(slug="kilim").pk, "send": "1"})
    assert response.status_code == 302
    assert Participation.objects.live().get(exhibitor=maker.exhibitor).state == "submitted"
    close(call)
    assert f'href="{page}"' not in client.get(f"/fa/portal/exhibitions/{old.code}/").content.decode()


def test_what_the_office_gave_back_is_mended_and_sent_again_even_after_the_call_has_closed(client, call, maker, page):
    sign_in(client, maker.user)
    client.post(page, {"craft": CraftFactory(slug="kilim").pk, "send": "1"})
    row = Participation.objects.get()
    Participation.objects.filter(pk=row.pk).update(state="draft", return_reason="عکس بهتر")
    close(call)
    for address in (page, f"/fa/portal/exhibitions/{row.code}/"):
        assert "عکس بهتر" in client.get(address).content.decode()
    assert client.post(page, {"craft": row.craft_id, "note": "new", "send": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.return_reason, row.note) == ("submitted", "", "new")


def test_an_application_is_withdrawn_after_it_was_confirmed(client, call, maker):
    row = ParticipationFactory(
        exhibitor=maker.exhibitor, exhibition=call.exhibition, state="submitted", pending="accepted"
    )
    sign_in(client, maker.user)
    address = f"/en/portal/exhibitions/{row.code}/"
    assert client.post(address).status_code == 404  # without saying so
    assert client.post(address, {"withdraw": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.pending) == ("withdrawn", "")
    client.post(address, {"withdraw": "1"})
    row.refresh_from_db()
    assert row.state == "withdrawn"


@pytest.mark.parametrize(("days", "status"), [(-30, "preparation"), (0, "running"), (9, "closed")])
def test_nobody_withdraws_from_what_has_begun_or_is_closed(client, call, maker, days, status):
    first = timezone.localdate() + timedelta(days=days)
    exhibitions = type(call.exhibition).objects.filter(pk=call.exhibition_id)
    exhibitions.update(starts_on=first, ends_on=first + timedelta(days=1), status=status)
    row = ParticipationFactory(exhibitor=maker.exhibitor, exhibition=call.exhibition, state="confirmed")
    sign_in(client, maker.user)
    address = f"/en/portal/exhibitions/{row.code}/"
    assert 'name="withdraw"' not in client.get(address).content.decode()
    client.post(address, {"withdraw": "1"})
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_a_decision_that_is_not_announced_shows_nowhere(client, call, maker):
    row = ParticipationFactory(
        exhibitor=maker.exhibitor,
        exhibition=call.exhibition,
        state="submitted",
        pending="rejected",
        pending_reason="SECRET",
    )
    plain = ParticipationFactory(
        exhibitor=maker.exhibitor, exhibition=ExhibitionFactory(name_en=row.exhibition.name_en), state="submitted"
    )
    sign_in(client, maker.user)
    pages = [client.get(f"/en/portal/exhibitions/{each.code}/").content.decode() for each in (row, plain)]
    assert "SECRET" not in pages[0]
    assert "rejected" not in pages[0] and "not chosen" not in pages[0]
    assert "SECRET" not in client.get("/en/portal/exhibitions/").content.decode()


def test_anothers_application_is_not_found_by_any_method(client, call, maker):
    row = ParticipationFactory(exhibition=call.exhibition, state="submitted")
    sign_in(client, maker.user)
    for method in ("get", "post", "head"):
        assert getattr(client, method)(f"/en/portal/exhibitions/{row.code}/").status_code == 404
    assert client.post(f"/en/portal/exhibitions/{row.code}/", {"withdraw": "1"}).status_code == 404
    row.refresh_from_db()
    assert row.state == "submitted"


def test_answers_only_people_look_and_do_not_apply(client, call, page):
    helper = RepresentativeFactory(level="answers")
    sign_in(client, helper.user)
    assert client.get("/en/portal/exhibitions/").status_code == 200
    assert client.get(page).status_code == 403
    assert client.post(page, {"note": "x"}).status_code == 403
    row = ParticipationFactory(exhibitor=helper.exhibitor, exhibition=call.exhibition, state="submitted")
    assert client.post(f"/en/portal/exhibitions/{row.code}/", {"withdraw": "1"}).status_code == 404
    assert sign_in(Client(), UserFactory()).get("/en/portal/exhibitions/").status_code == 403


def test_an_official_who_acts_for_a_maker_is_named(client, call, page):
    maker = ExhibitorFactory(name_fa="سپیده")
    someone = official()
    sign_in(client, someone)
    client.post(reverse("office:exhibitor_act", args=[maker.slug]))
    client.post(page, {"craft": CraftFactory(slug="kilim").pk, "send": "1"})
    row = Participation.objects.get(exhibitor=maker)
    assert (row.state, row.entered_by) == ("submitted", someone)
    change = StateChange.objects.get(object_id=row.pk, field="state")
    assert (change.actor, change.on_behalf_of) == (someone, "سپیده")


def test_the_list_costs_the_same_for_one_exhibition_and_for_many(client, call, maker):
    sign_in(client, maker.user)
    ParticipationFactory(exhibitor=maker.exhibitor, state="submitted")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/fa/portal/exhibitions/").status_code == 200
        return len(queries)

    few = asked()
    for number in range(3):
        ParticipationFactory(exhibitor=maker.exhibitor, state="confirmed")
        make_call(slug=f"open-{number}")
    assert asked() == few <= 12


@pytest.mark.sqlite
def test_the_own_data_hold_the_applications_with_their_answers(client, call, maker, page):
    passport = ask(call, is_personal=True)
    sign_in(client, maker.user)
    client.post(page, {f"q_{passport.pk}": "A1234567", "note": "n"})
    [found] = own_applications(maker.exhibitor)
    assert found["note"] == "n"
    assert found["answers"][0]["answer"] == "A1234567"


def test_the_public_page_leads_makers_to_an_open_call(client, call):
    address = f"/en/exhibitions/{call.exhibition.slug}/"
    portal = f"/en/portal/calls/{call.exhibition.slug}/"
    assert portal in client.get(address).content.decode()
    assert client.get(portal).status_code == 302
    close(call)
    assert portal not in client.get(address).content.decode()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_begin_at_the_same_moment_write_on_one_draft():
    call = make_call()
    maker = RepresentativeFactory()
    page = f"/en/portal/calls/{call.exhibition.slug}/"
    start, answers = threading.Barrier(2), []

    def send():
        client = sign_in(Client(), maker.user)
        start.wait()
        answers.append(client.post(page, {"craft": craft.pk, "send": "1"}).status_code)
        connection.close()

    craft = CraftFactory(slug="kilim")
    threads = [threading.Thread(target=send) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409]
    assert Participation.objects.get(exhibitor=maker.exhibitor).state == "submitted"
    assert Message.objects.count() == 1


def test_the_desk_of_a_maker_names_open_calls_and_what_came_back(client, call, maker):
    sign_in(client, maker.user)

    def words():
        return [task.words for task in client.get("/en/portal/").context["tasks"]]

    assert any(each.startswith("Apply: ") for each in words())
    row = ParticipationFactory(exhibitor=maker.exhibitor, exhibition=call.exhibition, state="draft")
    assert any(each.startswith("Send your application") for each in words())
    Participation.objects.filter(pk=row.pk).update(return_reason="A better picture")
    close(call)
    assert any(each.startswith("Your application came back") for each in words())
    Participation.objects.filter(pk=row.pk).update(state="submitted", return_reason="")
    assert not any("pplication" in each or "Apply" in each for each in words())
