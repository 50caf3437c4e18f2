"""An official sets up the call of an exhibition: times in its zone, words, questions, criteria, targets, jury."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from events.checklist import lines_from_above
from events.models import Exhibition
from exhibitors.actions.selection import usual
from exhibitors.models import Answer, Call, Score
from lib.languages import CODES
from tests.exhibitors.applications import make_call, sign_in
from tests.factories import CraftFactory, ExhibitionFactory, ParticipationFactory, PlaceFactory, official

pytestmark = pytest.mark.django_db


@pytest.fixture
def exhibition():
    return ExhibitionFactory(slug="kut-next")


@pytest.fixture
def call(exhibition):
    return make_call(exhibition=exhibition)


@pytest.fixture
def officer(client):
    return sign_in(client, official(name="Officer"))


ADDRESS = "/en/office/exhibitions/kut-next/call/"
TIMES = {
    "opens_at_0": "1404/7/1", "opens_at_1": "۸:۳۰", "closes_at_0": "2025-10-10", "closes_at_1": "18",
    "days_to_confirm": "۵", "places": "20",
}  # fmt: skip


def seen(response):
    return response.context["call_form"].initial["seen"]


def test_a_call_opens_and_closes_by_the_clocks_of_its_exhibition(officer, exhibition):
    assert officer.get(ADDRESS).status_code == 200
    response = officer.post(ADDRESS, TIMES | {"text_fa": "فراخوان", "text_en": "A call"})
    assert response.status_code == 302
    call = Call.objects.get(exhibition=exhibition)
    # Half past eight and six in the evening in Iraq.
    assert call.opens_at == datetime(2025, 9, 23, 5, 30, tzinfo=UTC)
    assert call.closes_at == datetime(2025, 10, 10, 15, 0, tzinfo=UTC)
    assert (call.days_to_confirm, call.places, call.text_en) == (5, 20, "A call")
    page = officer.get(ADDRESS).content.decode()
    assert 'value="08:30"' in page and 'value="2025-09-23"' in page
    assert "18:30" in page  # the same moment in Ilam
    persian = officer.get(ADDRESS.replace("/en/", "/fa/")).content.decode()
    assert 'value="۱۴۰۴/۰۷/۰۱"' in persian and 'value="۰۸:۳۰"' in persian


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"opens_at_0": "tomorrow"}, "opens_at"),
        ({"opens_at_1": "25:00"}, "opens_at"),
        ({"opens_at_1": ""}, "opens_at"),
        ({"closes_at_0": "2025-09-01"}, "closes_at"),
        ({"closes_at_0": "", "closes_at_1": ""}, "closes_at"),
        ({"days_to_confirm": "0"}, "days_to_confirm"),
        ({"places": "many"}, "places"),
    ],
)
def test_what_cannot_be_read_is_said_beside_it_and_kept(officer, exhibition, wrong, field):
    response = officer.post(ADDRESS, TIMES | wrong | {"text_en": "Typed"})
    assert response.status_code == 422
    assert list(response.context["call_form"].errors) == [field]
    assert "Typed" in response.content.decode()
    for value in filter(None, wrong.values()):
        assert f'value="{value}"' in response.content.decode()
    assert not Call.objects.exists()


def test_somebody_elses_change_is_shown_and_not_written_over(officer, call):
    page = officer.get(ADDRESS)
    other = sign_in(Client(), official())
    mine = TIMES | {"seen": seen(page), "text_en": "Mine"}
    assert other.post(ADDRESS, TIMES | {"seen": seen(page), "text_en": "Theirs"}).status_code == 302
    refused = officer.post(ADDRESS, mine)
    assert refused.status_code == 422
    assert "Theirs" in refused.content.decode() and "Mine" in refused.content.decode()
    call.refresh_from_db()
    assert call.text_en == "Theirs"
    again = refused.context["call_form"].data["seen"]
    assert officer.post(ADDRESS, mine | {"seen": again}).status_code == 302
    call.refresh_from_db()
    assert call.text_en == "Mine"


def add_question(client, **more):
    return client.post(
        ADDRESS, {"part": "question", "question-kind": "text"} | {f"question-{k}": v for k, v in more.items()}
    )


def test_questions_are_added_changed_put_in_order_and_removed(officer, call):
    craft = CraftFactory(slug="kilim")
    assert add_question(officer, label_fa="نخست", label_en="First").status_code == 302
    assert (
        add_question(officer, label_en="Second", is_required="on", is_personal="on", crafts=craft.pk).status_code == 302
    )
    first, second = call.questions.all()
    assert (second.is_required, second.is_personal, list(second.crafts.all())) == (True, True, [craft])
    officer.post(ADDRESS, {"part": "question", "row": second.pk, "act": "up"})
    assert [each.pk for each in call.questions.all()] == [second.pk, first.pk]
    officer.post(ADDRESS, {"part": "question", "row": second.pk, "act": "up"})  # it is the first already
    officer.post(ADDRESS, {"part": "question", "row": second.pk, "act": "down"})
    assert [each.pk for each in call.questions.all()] == [first.pk, second.pk]
    edit = officer.get(f"{ADDRESS}?edit=question-2").context["parts"]["question"]["rows"][1].form
    data = {"part": "question", "row": second.pk, "question-kind": "number", "question-label_en": "How many?"}
    officer.post(ADDRESS, data | {"question-seen": edit.initial["seen"]})
    second.refresh_from_db()
    assert (second.kind, second.label_en, second.is_personal) == ("number", "How many?", False)
    officer.post(ADDRESS, {"part": "question", "row": first.pk, "act": "remove"})
    assert list(call.questions.all()) == [second]


def test_a_question_with_answers_is_not_removed_and_keeps_its_kind(officer, call):
    question = call.questions.create(label_en="Colour", kind="choice", choices_en="red\nblue")
    Answer.objects.create(participation=ParticipationFactory(exhibition=call.exhibition), question=question, value="2")
    response = officer.post(ADDRESS, {"part": "question", "row": question.pk, "act": "remove"}, follow=True)
    assert "has answers" in response.content.decode()
    form = officer.get(f"{ADDRESS}?edit=question-1").context["parts"]["question"]["rows"][0].form
    base = {
        "part": "question",
        "row": question.pk,
        "question-seen": form.initial["seen"],
        "question-label_en": "Colour",
    }
    assert officer.post(ADDRESS, base | {"question-kind": "text"}).status_code == 422
    shorter = base | {"question-kind": "choice", "question-choices_en": "red"}
    assert officer.post(ADDRESS, shorter).status_code == 422
    longer = base | {"question-kind": "choice", "question-choices_en": "red\nblue\ngreen"}
    assert officer.post(ADDRESS, longer).status_code == 302
    question.refresh_from_db()
    assert question.choices_en == "red\nblue\ngreen"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"label_en": " "}, "label_en"),
        ({"label_en": "Q", "kind": "choice", "choices_en": "one"}, "choices_en"),
        ({"label_en": "Q", "kind": "choice", "choices_en": "one\ntwo", "choices_fa": "یک"}, "choices_en"),
        ({"label_en": "Q", "kind": "nonsense"}, "kind"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(officer, call, typed, field):
    response = add_question(officer, **typed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not call.questions.exists()


def test_the_usual_questions_and_criteria_come_in_four_languages_and_once(officer, call):
    for _time in range(2):
        for part in ("question", "criterion"):
            officer.post(ADDRESS, {"part": part, "act": "usual"})
    questions, criteria = list(call.questions.all()), list(call.criteria.all())
    assert (len(questions), len(criteria)) == (len(usual()["question"]), 5)
    assert all(getattr(each, f"label_{code}") for each in questions for code in CODES)
    assert all(getattr(each, f"name_{code}") for each in criteria for code in CODES)
    assert [each.is_personal for each in questions if "Passport" in each.label_en] == [True]
    assert [each.position for each in questions] == list(range(len(questions)))


def test_criteria_have_weights_and_stay_once_they_were_scored(officer, call):
    data = {"part": "criterion", "criterion-name_en": "Quality", "criterion-weight": "۳"}
    officer.post(ADDRESS, data)
    criterion = call.criteria.get()
    assert (criterion.name_en, criterion.weight) == ("Quality", 3)
    assert officer.post(ADDRESS, data | {"criterion-weight": "0"}).status_code == 422
    review = ParticipationFactory(exhibition=call.exhibition).reviews.create(juror=official("juror"))
    Score.objects.create(review=review, criterion=criterion, points=4)
    response = officer.post(ADDRESS, {"part": "criterion", "row": criterion.pk, "act": "remove"}, follow=True)
    assert "has scores" in response.content.decode()
    assert call.criteria.exists()


def test_a_target_says_what_it_is_about(officer, call):
    craft, place = CraftFactory(slug="kilim"), PlaceFactory(slug="eyvan", kind="county")

    def add(kind, **more):
        data = {"part": "target", "target-kind": kind, "target-number": "4"}
        return officer.post(ADDRESS, data | {f"target-{name}": value for name, value in more.items()})

    assert add("craft").status_code == 422
    assert add("place").status_code == 422
    assert add("craft", craft=craft.pk, place=place.pk).status_code == 302
    assert add("place", place=place.pk).status_code == 302
    assert add("women", craft=craft.pk).status_code == 302
    found = [(each.kind, each.craft, each.place) for each in call.targets.all()]
    assert found == [("craft", craft, None), ("place", None, place), ("women", None, None)]


def test_only_those_with_the_role_of_a_juror_come_onto_the_jury_once(officer, call):
    craft = CraftFactory(slug="kilim")
    juror, elsewhere = official("juror"), official("juror", exhibition=ExhibitionFactory())
    viewer = official("viewer")
    for person in (elsewhere, viewer):
        assert officer.post(ADDRESS, {"part": "panellist", "panellist-juror": person.pk}).status_code == 422
    data = {"part": "panellist", "panellist-juror": juror.pk, "panellist-crafts": craft.pk}
    assert officer.post(ADDRESS, data).status_code == 302
    assert officer.post(ADDRESS, data).status_code == 422
    seat = call.panel.get()
    assert (seat.juror, list(seat.crafts.all())) == (juror, [craft])
    officer.post(ADDRESS, {"part": "panellist", "row": seat.pk})
    assert not seat.crafts.exists()
    officer.post(ADDRESS, {"part": "panellist", "row": seat.pk, "act": "remove"})
    assert not call.panel.exists()


def test_rows_of_another_call_are_not_found(officer, call):
    foreign = make_call(slug="other").questions.create(label_en="Foreign")
    for act in ("save", "up", "remove"):
        assert officer.post(ADDRESS, {"part": "question", "row": foreign.pk, "act": act}).status_code == 404
    for row in ("x", "9" * 30, "0"):
        assert officer.post(ADDRESS, {"part": "question", "row": row, "act": "remove"}).status_code == 404
    assert officer.post(ADDRESS, {"part": "nothing"}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "gets", "posts"),
    [
        ("admin", 200, 302),
        ("official", 200, 302),
        ("governorate", 200, 403),
        ("desk", 200, 403),
        ("viewer", 200, 403),
        ("juror", 403, 403),
        ("host", 403, 403),
    ],
)
def test_each_role_sees_and_changes_what_is_its_own(call, kind, gets, posts):
    client = sign_in(Client(), official(kind))
    assert client.get(ADDRESS).status_code == gets
    assert client.post(ADDRESS, {"part": "question", "act": "usual"}).status_code == posts
    assert call.questions.exists() == (posts == 302)
    if gets == 200 and posts == 403:
        assert 'id="call-form"' not in client.get(ADDRESS).content.decode()


def test_an_official_of_another_exhibition_does_not_find_it(call):
    client = sign_in(Client(), official(exhibition=ExhibitionFactory()))
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, {"part": "question", "act": "usual"}).status_code == 404


def test_the_page_costs_the_same_for_one_row_and_for_many(officer, call):
    def asked():
        counts = []
        for opened in ("", "?new=question", "?new=target", "?new=panellist", "?edit=question-1", "?edit=panellist-1"):
            with CaptureQueriesContext(connection) as queries:
                assert officer.get(ADDRESS + opened).status_code == 200
            counts.append(len(queries))
        return counts

    craft = CraftFactory(slug="kilim")
    call.targets.create(kind="craft", craft=craft, number=1)
    call.questions.create(label_en="A").crafts.add(craft)
    call.criteria.create(name_en="A")
    call.panel.create(juror=official("juror")).crafts.add(craft)
    few = asked()
    for number in range(3):
        call.targets.create(kind="craft", craft=craft, number=1)
        call.questions.create(label_en=f"B{number}").crafts.add(craft)
        call.criteria.create(name_en=f"B{number}")
        call.panel.create(juror=official("juror")).crafts.add(craft)
    assert asked() == few
    assert max(few) <= 12


def test_the_checklist_names_what_the_call_lacks(exhibition):
    def lines():
        with translation.override("en"):
            fresh = Exhibition.objects.get(pk=exhibition.pk)
            return {item.key: item.is_done for item in lines_from_above(fresh, someone) if item.key in KEYS}

    someone = official()
    assert lines() == {"call": False}
    call = make_call(exhibition=exhibition, text_fa="فراخوان")
    ParticipationFactory(exhibition=exhibition, state="submitted")
    assert lines() == {"call": True, "call_text": False, "applications_decided": False}
    Call.objects.filter(pk=call.pk).update(**{f"text_{code}": "x" for code in CODES})
    exhibition.participations.update(state="accepted")
    assert lines() == {"call": True, "call_text": True, "applications_decided": True}


KEYS = ("call", "call_text", "applications_decided")
