"""An enquiry told at a stand, by phone, on paper or by messenger is entered by an official and behaves the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enquiries.forms import new_key
from enquiries.models import Enquiry
from lib.dates import ILAM
from tests.factories import ExhibitionFactory, ExhibitorFactory, ProductFactory, official

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NEW = "/en/office/enquiries/new/"


def typed(**fields):
    given = {"came_by": "stand", "name": "Umm Hassan", "contact": "٠٧٧٠ ١٢٣ ٤٥٦٧", "language": "ar", "country": "IQ"}
    return given | {"message": "Two kilims", "key": new_key("entry")} | fields


@pytest.fixture
def desk(client):
    account = official("desk")
    client.force_login(account)
    return account


def test_it_is_stored_with_how_it_came_and_who_took_it(client, desk):
    fair = ExhibitionFactory()
    work, other = ProductFactory(), ProductFactory()
    codes = f"{work.code[:4].lower()} {work.code[4:]} × ۳\r\n\r\n{other.code}"
    response = client.post(NEW, typed(exhibition=fair.slug, works=codes, message="", may_pass_on="on"))

    enquiry = Enquiry.objects.get()
    assert response.url == f"/en/office/enquiries/{enquiry.code}/"
    assert (enquiry.came_by, enquiry.taken_by, enquiry.exhibition) == ("stand", desk, fair)
    assert (enquiry.phone, enquiry.channel, enquiry.may_pass_on) == ("+9647701234567", "call", True)
    assert {line.product: line.quantity for line in enquiry.lines.all()} == {work: 3, other: 1}
    assert {thread.exhibitor for thread in enquiry.threads.all()} == {work.exhibitor, other.exhibitor}


def test_a_maker_alone_is_enough(client, desk):
    maker = ExhibitorFactory()
    client.post(NEW, typed(exhibitor=maker.slug, message="", contact="a@example.org", came_by="chat"))
    enquiry = Enquiry.objects.get()
    assert [thread.exhibitor for thread in enquiry.threads.all()] == [maker]
    assert (enquiry.channel, enquiry.email, enquiry.came_by) == ("mail", "a@example.org", "chat")


def test_the_running_exhibition_is_chosen_beforehand(client, desk):
    today = timezone.localdate()
    ExhibitionFactory(slug="past")
    ExhibitionFactory(slug="now", starts_on=today - timedelta(1), ends_on=today + timedelta(1))
    html = client.get(NEW).content.decode()
    assert '<option value="now" selected' in html


def test_sent_twice_it_is_one(client, desk):
    once = typed()
    assert client.post(NEW, once).url == client.post(NEW, once).url
    assert Enquiry.objects.count() == 1


def test_a_talk_entered_later_carries_its_moment(client, desk):
    client.post(NEW, typed(day="1404/7/20", time="۱۶:۳۰"))
    enquiry = Enquiry.objects.get()
    assert enquiry.created_at.astimezone(ILAM).isoformat() == "2025-10-12T16:30:00+03:30"
    assert enquiry.threads.get().opened_at == enquiry.created_at


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"contact": "12"},
        {"contact": ""},
        {"message": ""},
        {"works": "nonsense"},
        {"works": "P2222222"},
        {"works": "\x00"},
        {"works": "P" * 900},
        {"came_by": "site"},
        {"language": "de"},
        {"channel": "mail"},
        {"exhibition": "nowhere"},
        {"exhibitor": "nobody"},
        {"day": "3000-01-01"},
        {"day": "1300-01-01"},
        {"time": "25:99"},
        {"key": ""},
        {"key": "x"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(client, desk, wrong):
    response = client.post(NEW, typed(**wrong))
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not Enquiry.objects.exists()


def test_a_work_that_nobody_sees_is_not_asked_about(client, desk):
    hidden = ProductFactory(state="draft", published_at=None)
    assert client.post(NEW, typed(works=hidden.code)).status_code == 422


def test_an_official_of_one_exhibition_enters_for_that_one_alone(client):
    own, other = ExhibitionFactory(), ExhibitionFactory()
    client.force_login(official("desk", exhibition=own))
    assert client.post(NEW, typed(exhibition=other.slug)).status_code == 422
    assert client.post(NEW, typed()).status_code == 422
    response = client.post(NEW, typed(exhibition=own.slug), follow=True)
    assert response.status_code == 200
    assert Enquiry.objects.get().exhibition == own


@pytest.mark.parametrize("kind", ["viewer", "juror"])
def test_who_only_reads_enters_nothing(client, kind):
    client.force_login(official(kind))
    assert (client.get(NEW).status_code, client.post(NEW, typed()).status_code) == (403, 403)
    assert not Enquiry.objects.exists()


def test_names_that_were_pasted_turn_no_lines(client, desk):
    client.post(NEW, typed(name="\u202eAbu\u202c Ali", city="\u2066Kut\u2069"))
    assert Enquiry.objects.values_list("name", "city").get() == ("Abu Ali", "Kut")
