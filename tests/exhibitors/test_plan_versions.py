"""The plan everybody sees is the one released last; releasing shows what is new and tells those affected."""

import threading
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils.translation import override

from accounts.models import Message
from events.checklist import lines_from_above
from exhibitors.actions import move_participation, place_participation
from exhibitors.models import PlanVersion
from exhibitors.plans import changes_between, release_now
from tests.factories import (
    ExhibitFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    HallFactory,
    ParticipationFactory,
    RepresentativeFactory,
    StandFactory,
    UserFactory,
    official,
)

pytestmark = pytest.mark.django_db
PLAN, RELEASE = "/en/exhibitions/kut/plan/", "/en/office/stands/kut/release/"


@pytest.fixture
def hall():
    return HallFactory(exhibition=ExhibitionFactory(slug="kut", name_en="Kut"), name_en="North hall")


@pytest.fixture
def officer(client):
    officer = official(name="Officer")
    client.force_login(officer)
    return officer


def comes(hall, name, *codes, **fields):
    exhibitor = ExhibitorFactory(slug=name, name_en=name.title(), name_fa=f"«{name}»")
    participation = ParticipationFactory(exhibition=hall.exhibition, exhibitor=exhibitor, **fields)
    return stand(hall, participation, *codes)


def stand(hall, participation, *codes):
    for code in codes:
        if not hall.stands.filter(code=code).exists():
            StandFactory(hall=hall, code=code, x=8 * hall.stands.count())
    place_participation(participation, dict.fromkeys(codes, Decimal(1)))
    return participation


def release(client):
    context = client.get(RELEASE).context
    return client.post(RELEASE, {"act": "release", "number": context["number"], "mark": context["mark"]})


# Releasing


def test_the_working_plan_shows_nowhere_until_it_is_released(client, officer, hall):
    maker = comes(hall, "sima", "A1")
    work = ExhibitFactory(participation=maker).product
    pages = [PLAN, "/en/exhibitions/kut/exhibitors/", "/en/exhibitions/kut/", "/en/exhibitors/sima/"]
    pages.append(f"/en/products/{work.code}-{work.slug}/")
    public = Client()
    assert "The plan is not published yet." in public.get(PLAN).content.decode()
    assert [page for page in pages if ">A1<" in public.get(page, follow=True).content.decode()] == []
    assert release(client).status_code == 302
    assert [page for page in pages if ">A1<" not in public.get(page, follow=True).content.decode()] == []
    # Moved, and not released yet; no code has a 1 or a 0
    stand(hall, maker, "B10")
    assert [page for page in pages if "B10" in public.get(page, follow=True).content.decode()] == []
    release(client)
    assert [page for page in pages if ">B10<" not in public.get(page, follow=True).content.decode()] == []


def test_versions_are_numbered_and_say_what_changed_against_the_last(client, officer, hall):
    moved, left, stays = comes(hall, "moved", "A1"), comes(hall, "left", "A2"), comes(hall, "stays", "A3")
    release(client)
    stand(hall, moved, "A4", "A5")
    stand(hall, left)
    new = comes(hall, "new", "A1")
    page = client.get(RELEASE).content.decode()
    assert "What is new on plan 2" in page and "A1 → A4, A5" in page
    release(client)
    first, second = PlanVersion.objects.order_by("number")
    numbers = {each.exhibitor_id: each.exhibitor.slug for each in (moved, left, stays, new)}
    assert {(numbers[each["exhibitor"]], *each["old"], "→", *each["new"]) for each in second.changes} == {
        ("moved", "A1", "→", "A4", "A5"),
        ("left", "A2", "→"),
        ("new", "→", "A1"),
    }
    assert (first.number, second.number, second.released_by) == (1, 2, officer)


def test_only_those_affected_are_told_in_their_language_and_as_shown_before(client, officer, hall, mailoutbox):
    moved, stays, withdrawn = comes(hall, "moved", "A1"), comes(hall, "stays", "A2"), comes(hall, "gone", "A3")
    release(client)
    for participation, language in ((moved, "fa"), (stays, "fa"), (withdrawn, "en")):
        user = UserFactory(name=f"{participation.exhibitor.slug} person", language=language)
        RepresentativeFactory(exhibitor=participation.exhibitor, user=user)
    called = comes(hall, "called", "A4")
    RepresentativeFactory(
        exhibitor=called.exhibitor, user=UserFactory(email=None, phone="+989181234567", language="ar")
    )
    alone = comes(hall, "alone", "A5")
    Message.objects.all().delete()
    stand(hall, moved, "B1")
    move_participation(withdrawn, to="withdrawn", actor=officer)
    shown = client.get(RELEASE)
    assert shown.context["unreached"] == [alone.exhibitor]
    letters = shown.context["letters"]
    release(client)
    said = Message.objects.order_by("pk")
    assert [(each.name, each.language, each.channel, each.text) for each in said] == [
        (each.name, each.language, "call" if each.is_told else "mail", each.text) for each in letters
    ]
    assert [(each.name, each.language, each.channel) for each in said] == [
        ("moved person", "fa", "mail"),
        (said[1].name, "ar", "call"),
    ]
    assert "B1" in said[0].text and "«moved»" in said[0].text
    assert "<" not in said[0].text


def test_a_plan_that_changed_since_it_was_read_is_shown_again(client, officer, hall):
    maker = comes(hall, "sima", "A1")
    context = client.get(RELEASE).context
    stand(hall, maker, "A2")
    answer = client.post(RELEASE, {"act": "release", "number": context["number"], "mark": context["mark"]})
    assert (answer.status_code, PlanVersion.objects.count(), Message.objects.count()) == (409, 0, 0)
    assert "Somebody changed the plan meanwhile. Please read the changes again." in answer.content.decode()
    release(client)
    late = client.post(RELEASE, {"act": "release", "number": "1", "mark": "x"})
    assert "Somebody else released plan 1 meanwhile." in late.content.decode()
    for wrong in ("", "x", "99999999999999999999"):
        assert client.post(RELEASE, {"act": "release", "number": wrong}).status_code == 409


@pytest.mark.parametrize(("kind", "look"), [("viewer", 200), ("governorate", 200), ("desk", 200), ("juror", 403)])
def test_others_look_at_the_release_and_do_not_release(client, hall, kind, look):
    comes(hall, "sima", "A1")
    client.force_login(official(kind=kind))
    assert client.get(RELEASE).status_code == look
    assert client.post(RELEASE, {"act": "release", "number": "1"}).status_code == 403
    assert PlanVersion.objects.count() == 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_releases_at_once_one_wins_and_each_is_told_once(hall):
    assert connection.vendor == "postgresql"
    RepresentativeFactory(exhibitor=comes(hall, "sima", "A1").exhibitor)
    gate, answers = threading.Barrier(2), []

    def act():
        try:
            client = Client()
            client.force_login(official(), backend="accounts.backends.Backend")
            context = client.get(RELEASE).context
            gate.wait(20)
            told = {"act": "release", "number": context["number"], "mark": context["mark"]}
            answers.append(client.post(RELEASE, told).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _number in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(40)
    assert sorted(answers) == [302, 409]
    assert (PlanVersion.objects.count(), Message.objects.count()) == (1, 1)


# What everybody sees


def test_whoever_is_not_public_any_more_vanishes_from_a_released_plan(client, hall):
    maker, hidden, held = (
        comes(hall, "sima", "A1"),
        comes(hall, "vanished", "A2"),
        comes(hall, "waits", "A3", state="reserve"),
    )
    release_now(hall.exhibition)
    assert "vanished" in client.get(PLAN).content.decode()
    hidden.exhibitor.publication = "withdrawn"
    hidden.exhibitor.save()
    page = client.get(PLAN).content.decode()
    assert "sima" in page and "vanished" not in page.lower() and held.exhibitor.slug not in page
    move_participation(maker, to="withdrawn", actor=None)
    assert "sima" not in client.get(PLAN).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=sima", ["A1"]),
        ("q=SIMA", ["A1"]),
        ("q=«sima»", ["A1"]),
        ("q=b۲", ["B2"]),
        ("q=nobody", []),
        ("exhibitor=laleh", ["B2"]),
    ],
)
def test_the_plan_is_searched_by_folded_names_and_stand_numbers(client, hall, query, found):
    comes(hall, "sima", "A1")
    comes(hall, "laleh", "B2")
    release_now(hall.exhibition)
    response = client.get(f"{PLAN}?{query}")
    assert [stand.code for _hall, stand in response.context["found"]] == found
    assert response.content.decode().count('class="stand-chosen"') == len(found)
    assert f'data-count="{len(found)}"' in response.content.decode()


def test_the_plan_is_the_same_for_everybody_and_survives_odd_questions(client, hall):
    comes(hall, "sima", "A1")
    release_now(hall.exhibition)
    signed_in = Client()
    signed_in.force_login(official())
    for query in ("", "?q=%00&exhibitor=%00", "?q=" + "x" * 3000, "?exhibitor=' or 1", "?q=<script>"):
        answer = client.get(PLAN + query)
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)
        assert answer.content == signed_in.get(PLAN + query).content
    assert "<script>" not in client.get(PLAN + "?q=<script>alert").content.decode().replace('<script type="module"', "")


def test_a_plan_costs_the_same_for_few_and_many(client, hall, django_assert_max_num_queries):
    comes(hall, "sima", "A1")
    release_now(hall.exhibition)
    with django_assert_max_num_queries(12) as few:
        client.get(PLAN)
    for number in range(5):
        comes(hall, f"maker-{number}", f"B{number}")
    PlanVersion.objects.all().delete()
    release_now(hall.exhibition)
    with django_assert_max_num_queries(12) as many:
        client.get(PLAN)
    assert len(few) == len(many)


def test_changes_are_found_whatever_their_order():
    old = [{"hall": 1, "stands": [{"code": "A1", "exhibitors": [7]}, {"code": "A2", "exhibitors": [7]}]}]
    new = [{"hall": 1, "stands": [{"code": "A2", "exhibitors": [7]}, {"code": "A1", "exhibitors": [7]}]}]
    assert changes_between(old, new) == []


# The checklist


def lines(exhibition, user):
    exhibition = type(exhibition).objects.get(pk=exhibition.pk)
    return {
        each.key: (str(each.words), each.is_done)
        for each in lines_from_above(exhibition, user)
        if each.key in ("stands", "plan")
    }


@override("en")
def test_the_checklist_says_who_has_no_stand_and_whether_the_public_sees_the_plan(hall, officer):
    exhibition = hall.exhibition
    maker = comes(hall, "sima")
    assert lines(exhibition, officer) == {
        "stands": ("1 of those who come has no stand.", False),
        "plan": ("The plan of the stands is not released.", False),
    }
    stand(hall, maker, "A1")
    release_now(exhibition)
    assert lines(exhibition, officer) == {
        "stands": ("Everybody who comes has a stand.", True),
        "plan": ("The public sees the plan of the stands as it is.", True),
    }
    hall.stands.update(x=30)
    assert lines(exhibition, officer)["plan"] == ("The plan of the stands has changed since it was released.", False)
