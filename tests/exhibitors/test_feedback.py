"""Those who took part say how it was, with five points and a remark; the office reads it, jurors and hosts do not."""

import io
import json
import zipfile
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from exhibitors.models import Feedback, Participation
from exhibitors.profile.erasing import ask_deletion, erase_exhibitor
from tests.events.test_office_exhibitions import asked, boxes, page_of, parse, said
from tests.factories import ExhibitionFactory, ParticipationFactory, RepresentativeFactory, official
from tests.records import text_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(timezone=ZoneInfo("Asia/Baghdad"))  # where the exhibitions are
ANSWERS = {"sales": 2, "contacts": 5, "stand": 3, "organisation": 1, "again": 4, "remark": "More light, please"}


@pytest.fixture
def participation():
    """Of an exhibition that ended yesterday and is not reported."""
    exhibition = ExhibitionFactory(
        name_en="Kut", starts_on=TODAY - timedelta(5), ends_on=TODAY - timedelta(1), status="closed"
    )
    return ParticipationFactory(exhibition=exhibition, exhibitor__name_en="Shirin")


def client_of(user):
    client = Client()
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def maker_of(participation, **more):
    return client_of(RepresentativeFactory(exhibitor=participation.exhibitor, user__language="en", **more).user)


def own_page(participation):
    return f"/en/portal/exhibitions/{participation.code}/feedback/"


def give(participation, **changes):
    return Feedback.objects.create(participation=participation, **ANSWERS | changes)


def held(participation):
    return Feedback.objects.values(*ANSWERS).get(participation=participation)


@pytest.mark.parametrize("level", ["owner", "answers"])
def test_who_acts_for_the_exhibitor_answers_and_changes_it_until_the_report(participation, level):
    client, address = maker_of(participation, level=level), own_page(participation)
    response = client.post(address, ANSWERS)
    assert response.url == f"/en/portal/exhibitions/{participation.code}/"
    assert held(participation) == ANSWERS

    form = boxes(client.get(address), "feedback-form")
    assert {name: form[name] for name in ANSWERS} == {name: str(value) for name, value in ANSWERS.items()}
    client.post(address, form | {"sales": "5", "remark": ""})
    assert held(participation) == ANSWERS | {"sales": 5, "remark": ""}

    participation.exhibition.status = "reported"
    participation.exhibition.save()
    page = client.post(address, form | {"sales": "1"}, follow=True).content.decode()
    assert "The report of this exhibition is written: answers stay as they are." in page
    assert "Send the answers" not in page
    assert held(participation)["sales"] == 5


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"sales": ""}, "How well did you sell?: Choose one of the five."),
        ({"again": "6"}, "Would you come again?: Select a valid choice. 6 is not one of the available choices."),
        (
            {"stand": "0"},
            "Were you content with your stand and its place?: Select a valid choice. 0 is not one of the available choices.",
        ),
    ],
)
def test_what_is_missing_or_out_of_range_is_said_and_the_rest_stays(participation, wrong, words):
    response = maker_of(participation).post(own_page(participation), ANSWERS | wrong)
    assert (response.status_code, said(response)) == (422, [words])
    assert boxes(response, "feedback-form")["contacts"] == "5"
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"starts_on": TODAY + timedelta(1), "ends_on": TODAY + timedelta(3)},
        {"starts_on": None, "ends_on": None},
        {"status": "cancelled"},
    ],
)
def test_nobody_is_asked_before_the_first_day_or_about_what_was_not_held(participation, change):
    type(participation.exhibition).objects.update(**change)
    client = maker_of(participation)
    assert "You are asked from the first day" in client.get(own_page(participation)).content.decode()
    client.post(own_page(participation), ANSWERS)
    assert not Feedback.objects.exists()
    assert own_page(participation) not in client.get(f"/en/portal/exhibitions/{participation.code}/").content.decode()


@pytest.mark.parametrize("state", ["accepted", "declined", "withdrawn", "submitted"])
def test_who_did_not_come_is_not_asked(participation, state):
    Participation.objects.update(state=state)
    client = maker_of(participation)
    assert client.get(own_page(participation)).status_code == 404
    assert client.post(own_page(participation), ANSWERS).status_code == 404


def test_nobody_answers_for_another_exhibitor(participation):
    stranger = maker_of(ParticipationFactory())
    assert stranger.post(own_page(participation), ANSWERS).status_code == 404
    assert not Feedback.objects.exists()


def test_an_official_enters_it_by_phone_in_the_name_of_the_exhibitor(participation):
    user = official(language="en")
    client = client_of(user)
    client.post(f"/en/office/exhibitors/{participation.exhibitor.slug}/act/")
    client.post(own_page(participation), ANSWERS)
    assert held(participation) == ANSWERS
    entry = LogEntry.objects.get(content_type__model="feedback")
    assert (entry.actor, entry.additional_data["on_behalf_of"]) == (user, participation.exhibitor.code)


WAITS = "Say how it was: Kut"


def test_after_the_last_day_it_waits_on_the_home_of_the_portal_until_it_is_given(participation):
    client = maker_of(participation, level="answers")
    assert WAITS in client.get("/en/portal/").content.decode()
    give(participation)
    assert WAITS not in client.get("/en/portal/").content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"ends_on": TODAY + timedelta(1)},
        {"status": "reported"},
        {"starts_on": TODAY - timedelta(90), "ends_on": TODAY - timedelta(80)},
    ],
)
def test_it_waits_neither_before_the_last_day_nor_after_the_report_nor_for_ever(participation, change):
    type(participation.exhibition).objects.update(**change)
    assert WAITS not in maker_of(participation).get("/en/portal/").content.decode()


def test_the_database_itself_knows_five_points(participation):
    for wrong in ({"sales": 0}, {"again": 6}):
        with pytest.raises(IntegrityError), transaction.atomic():
            give(participation, **wrong)


@pytest.fixture
def others(participation):
    """Two more who came, one of them answered; one who did not come, and one of elsewhere."""
    here = participation.exhibition
    give(participation)
    give(ParticipationFactory(exhibition=here, exhibitor__name_en="Copper"), sales=5, remark="")
    silent = ParticipationFactory(exhibition=here, exhibitor__name_en="Silent")
    give(ParticipationFactory(exhibition=here, state="withdrawn"), sales=1, remark="Withdrawn")
    give(ParticipationFactory(), sales=1, remark="Elsewhere")
    return silent


def test_the_office_reads_averages_how_many_answered_and_remarks(participation, others):
    response = client_of(official(language="en")).get(page_of(participation.exhibition, "feedback/"))
    page = response.content.decode()
    rows = {
        each.get("data-question"): [text_of(cell) for cell in each.iter("td")]
        for each in parse(response).iter("tr")
        if each.get("data-question")
    }
    assert rows["sales"] == ["3.5", "0", "1", "0", "0", "1"]
    assert rows["again"] == ["4.0", "0", "0", "0", "2", "0"]
    assert "2 of 3 exhibitors have answered" in page
    remarks = [text_of(each) for each in parse(response).iter("li") if each.get("data-remark") is not None]
    assert len(remarks) == 1
    assert "Shirin" in remarks[0] and "More light, please" in remarks[0]
    assert f'data-code="{others.code}"' in page
    assert "Withdrawn" not in page and "Elsewhere" not in page


SEEN = {
    "admin": (200, True), "official": (200, True), "governorate": (200, False), "desk": (200, False),
    "viewer": (200, False), "juror": (403, False), "host": (403, False),
}  # fmt: skip


@pytest.mark.parametrize("kind", SEEN)
def test_names_are_for_officials_and_nothing_for_jurors_and_hosts(participation, others, kind):
    response = client_of(official(kind)).get(page_of(participation.exhibition, "feedback/"))
    page = response.content.decode()
    status, is_named = SEEN[kind]
    assert response.status_code == status
    assert ("More light, please" in page) == (status == 200)
    assert ("Shirin" in page) == is_named
    assert ("Silent" in page) == is_named


def test_pages_of_feedback_cost_the_same_for_few_and_many(participation, others):
    maker, office = maker_of(participation), client_of(official())
    pages = [(office, page_of(participation.exhibition, "feedback/")), (maker, own_page(participation))]
    few = [asked(*page) for page in pages]
    for _number in range(4):
        give(ParticipationFactory(exhibition=participation.exhibition))
        ParticipationFactory(exhibition=participation.exhibition)
    assert [asked(*page) for page in pages] == few
    assert max(few) <= 12, few


def test_it_is_among_the_own_data(participation):
    give(participation)
    ParticipationFactory(exhibitor=participation.exhibitor)
    answer = maker_of(participation).get("/en/portal/profile/data.zip")
    data = json.loads(zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).read("data.json"))
    said_of_each = [each["how_it_was"] for each in data["participations"]]
    assert {name: said_of_each[0][name] for name in ANSWERS} == ANSWERS
    assert said_of_each[1] is None


def test_when_a_maker_is_erased_the_remark_goes_and_the_points_stay(participation):
    give(participation)
    ask_deletion(participation.exhibitor, reason="")
    erase_exhibitor(participation.exhibitor, actor=official())
    assert held(participation) == ANSWERS | {"remark": ""}
