"""Jurors judge what they are given, once for each criterion, without seeing what is private or what others gave."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from exhibitors.models import Answer, ContactPoint, Question, Review, Score
from products.models import Picture
from tests.exhibitors.choosing import applied, call_for, client_of, decided, juror_of, score
from tests.factories import CraftFactory, ParticipationFactory, ProductFactory, official

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def call():
    return call_for(3, 1)


def page_of(application):
    return reverse("office:jury_review", args=[application.code])


def listed(client):
    return [row.code for row in client.get(reverse("office:jury_list")).context["applications"]]


def points(call, *given, note=""):
    return {f"points-{each.pk}": number for each, number in zip(call.criteria.all(), given, strict=True)} | {
        "note": note
    }


def test_a_juror_is_given_only_the_crafts_that_were_given(call):
    kilim, pottery = CraftFactory(slug="kilim"), CraftFactory(slug="pottery")
    of_craft, other = applied(call, craft=kilim), applied(call, craft=pottery)
    by_maker = applied(call)
    by_maker.exhibitor.crafts.add(kilim, pottery)
    without_craft = applied(call)
    # What an application names counts, not what its maker does besides.
    other.exhibitor.crafts.add(kilim)
    client = client_of(juror_of(call, kilim))
    assert listed(client) == [of_craft.code, by_maker.code]
    for application in (other, without_craft):
        assert client.get(page_of(application)).status_code == 404
        assert client.post(page_of(application), points(call, 5, 5)).status_code == 404
    assert set(listed(client_of(juror_of(call)))) == {each.code for each in (of_craft, other, by_maker, without_craft)}


def test_what_is_still_to_score_comes_first(call):
    first, second = applied(call), applied(call)
    juror = juror_of(call)
    score(first, juror, 3, 3)
    client = client_of(juror)
    assert listed(client) == [second.code, first.code]
    assert client.get(reverse("office:jury_list")).context["waiting"] == 1


def test_points_are_given_once_for_each_criterion_and_can_be_changed(call):
    application, following = applied(call), applied(call)
    client = client_of(juror := juror_of(call))
    response = client.post(page_of(application), points(call, 5, 0, note="Fine weave"))
    assert response.url == page_of(following)
    client.post(page_of(application), points(call, 4, 2, note="Fine"))
    review = Review.objects.get(participation=application)
    assert (review.juror, review.note) == (juror, "Fine")
    assert [score.points for score in review.scores.all()] == [4, 2]
    page = client.get(page_of(application)).content.decode()
    assert page.count("checked") == 2
    assert "Fine</textarea>" in page


def test_a_criterion_without_points_is_said_and_what_was_typed_stays(call):
    application = applied(call)
    client = client_of(juror_of(call))
    name = f"points-{call.criteria.first().pk}"
    for wrong in ({}, {name: "6"}, {name: "x"}):
        response = client.post(page_of(application), {"note": "Kept words"} | wrong)
        assert response.status_code == 422
        assert "Give points for this criterion." in response.content.decode()
        assert "Kept words" in response.content.decode()
    assert not Review.objects.exists()


def test_scores_stay_as_they_are_once_the_office_has_decided(call):
    application = applied(call)
    juror = juror_of(call)
    score(application, juror, 1, 1)
    decided(application, "accepted", official())
    client = client_of(juror)
    response = client.post(page_of(application), points(call, 5, 5, note="Too late but kept"))
    assert response.status_code == 409
    assert "Too late but kept" in response.content.decode()
    assert set(Score.objects.values_list("points", flat=True)) == {1}
    page = client.get(page_of(application)).content.decode()
    assert "The office has decided" in page
    assert "accept" not in page.lower()


def test_a_juror_reads_no_personal_answer_no_number_and_nobody_elses_scores(call):
    application = applied(call)
    for is_personal, value in ((True, "K1234567"), (False, "Twelve carpets")):
        question = Question.objects.create(call=call, label_en="Question", is_personal=is_personal)
        Answer.objects.create(participation=application, question=question, value=value)
    ContactPoint.objects.create(exhibitor=application.exhibitor, kind="phone", value="+989181234567")
    application.exhibitor.representatives.get().user.__class__.objects.update(phone=None)
    score(application, juror_of(call, name="Other juror"), 4, 4, note="A secret opinion")
    work = ProductFactory(exhibitor=application.exhibitor, title_en="Red kilim")
    Picture.objects.create(product=work, digest="0123456789abcdef", width=640, height=480)
    ProductFactory(exhibitor=application.exhibitor, title_en="Unfinished thing", state="draft", published_at=None)
    page = client_of(juror_of(call)).get(page_of(application)).content.decode()
    assert "Twelve carpets" in page
    assert "Red kilim" in page
    assert "0123456789abcdef" in page
    for private in (
        "K1234567",
        "9181234567",
        "123 4567",
        "Other juror",
        "A secret opinion",
        "Unfinished thing",
        "checked",
    ):
        assert private not in page
    email = application.exhibitor.representatives.get().user.email
    assert email not in page


def test_whoever_is_not_on_the_jury_has_nothing_to_judge(call):
    application = applied(call)
    assert client_of(official()).get(reverse("office:jury_list")).status_code == 403
    assert client_of(official("viewer")).get(page_of(application)).status_code == 403
    elsewhere = client_of(juror_of(call_for(1, slug="elsewhere")))
    assert elsewhere.get(page_of(application)).status_code == 404
    # A juror of the exhibition whom the call does not name.
    unnamed = client_of(official("juror", exhibition=call.exhibition))
    assert listed(unnamed) == []
    assert unnamed.get(page_of(application)).status_code == 404


def test_a_seat_on_the_jury_without_the_role_opens_nothing(call):
    juror = juror_of(call)
    juror.roles.all().delete()
    application = applied(call)
    assert client_of(juror).get(page_of(application)).status_code == 403


def test_drafts_and_withdrawn_applications_are_not_judged(call):
    client = client_of(juror_of(call))
    for state in ("draft", "withdrawn"):
        assert client.get(page_of(applied(call, state=state))).status_code == 404
    assert listed(client) == []


def test_a_juror_does_not_see_the_ranking(call):
    client = client_of(juror_of(call))
    for name in ("exhibition_ranking", "exhibition_announce"):
        assert client.get(reverse(f"office:{name}", args=["next"])).status_code == 403
    assert client.post(reverse("office:application_decide"), {"decision": "accepted"}).status_code == 403


def test_a_juror_here_who_reads_elsewhere_does_not_read_here(call):
    juror = juror_of(call)
    other = ParticipationFactory().exhibition
    juror.roles.create(kind="viewer", exhibition=other)
    client = client_of(juror)
    assert client.get(reverse("office:exhibition_ranking", args=[other.slug])).status_code == 200
    assert client.get(reverse("office:exhibition_ranking", args=["next"])).status_code == 403


def test_the_list_and_a_page_cost_the_same_for_few_and_many(call):
    client = client_of(juror_of(call))
    application = applied(call)

    def grow():
        applied(call).exhibitor.crafts.add(CraftFactory())
        work = ProductFactory(exhibitor=application.exhibitor)
        Picture.objects.create(product=work, digest="0123456789abcdef", width=640, height=480)
        question = Question.objects.create(call=call, label_en="Question")
        Answer.objects.create(participation=application, question=question, value="x")

    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    grow()
    few = [cost(reverse("office:jury_list")), cost(page_of(application))]
    for _number in range(3):
        grow()
    assert [cost(reverse("office:jury_list")), cost(page_of(application))] == few
    assert max(few) <= 12
