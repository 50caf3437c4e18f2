"""The first page of an official: what waits, is late, is nobody's and is missing; every number leads to its list."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email

from accounts.models import Message
from enquiries.actions import open_threads, withdraw
from events.models import Role
from exhibitors.models import Call, Criterion, Panellist, Task
from products.models import Picture
from tests.factories import (
    AllocationFactory,
    CraftFactory,
    EnquiryFactory,
    ExhibitFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    HallFactory,
    ParticipationFactory,
    ProductFactory,
    RoleFactory,
    StandFactory,
    official,
)

pytestmark = pytest.mark.django_db
K = Role.Kind
TODAY = "/en/office/"
TILE = re.compile(r'href="([^"]*)" data-heap="([^"]*)" data-number="(\d+)"')
MOST_QUERIES = 12


def next_exhibition(**fields):
    today = timezone.localdate()
    return ExhibitionFactory(starts_on=today + timedelta(9), ends_on=today + timedelta(15), **fields)


def tiles(client):
    """{heap: (number, address)} of the page."""
    html = client.get(TODAY).content.decode()
    return {heap: (int(number), unescape(url)) for url, heap, number in TILE.findall(html)}


def enquiry_to(maker, exhibition, **fields):
    enquiry = EnquiryFactory(exhibition=exhibition, exhibitor=maker, **fields)
    return open_threads(enquiry)[0]


def full_house(user, exhibition):
    """Something in every heap, and beside each what must not be counted."""
    now, craft = timezone.now(), CraftFactory()
    taking_part = ParticipationFactory(exhibition=exhibition)
    call = Call.objects.create(exhibition=exhibition, opens_at=now - timedelta(9), closes_at=now - timedelta(1))
    Criterion.objects.create(call=call, name_en="Skill")
    Panellist.objects.create(call=call, juror=user).crafts.add(craft)
    alone = next_exhibition(status="call_open")
    Call.objects.create(exhibition=alone, opens_at=now - timedelta(9), closes_at=now + timedelta(1))

    def applied(**fields):
        return ParticipationFactory(exhibition=exhibition, state="submitted", submitted_at=now, **fields)

    applied(craft=craft), applied(), applied(pending="accepted")
    ParticipationFactory(exhibition=exhibition, state="reserve", pending="rejected")
    ParticipationFactory(exhibition=exhibition, state="accepted", confirm_by=now - timedelta(hours=1))
    ParticipationFactory(exhibition=exhibition, state="accepted", confirm_by=now + timedelta(hours=1))
    hall = HallFactory(exhibition=exhibition)
    AllocationFactory(participation=taking_part, stand=StandFactory(hall=hall, code="A1"))
    StandFactory(hall=hall, code="A2"), StandFactory(hall=hall, code="A3", state="blocked")
    ExhibitFactory(participation=taking_part, product__waits_since=now)
    ProductFactory(state="sent", published_at=None, sent_at=now)
    ProductFactory(state="draft", published_at=None)
    Picture.objects.create(product=ProductFactory(state="withdrawn"), state="set_aside")
    ExhibitorFactory(review="sent", sent_at=now, publication="draft", published_at=None)
    ExhibitorFactory(deletion_asked_at=now)
    late = enquiry_to(taking_part.exhibitor, exhibition)
    type(late).objects.filter(pk=late.pk).update(due_at=now - timedelta(1))
    cared = enquiry_to(taking_part.exhibitor, exhibition)
    type(cared).objects.filter(pk=cared.pk).update(
        assigned_to=user, state="answered", answered_at=now, waits_for="buyer"
    )
    enquiry_to(taking_part.exhibitor, exhibition, state="spam")
    said = {"language": "en", "subject": "S", "text": "T", "about": late.enquiry.code}
    Message.objects.create(name="Abu Ali", address="+9647701234567", channel="call", **said)
    Message.objects.create(name="Told", address="+9647701234567", channel="call", state="done", **said)
    mail = Email.objects.create(from_email="a@example.org", to="b@example.org", status=STATUS.failed)
    Message.objects.create(
        name="Buyer", address="b@example.org", channel="mail", state="handed_over", mail=mail, **said
    )
    Task.objects.create(exhibition=exhibition, title_en="Book", whose="office", official=user, days=-30)
    Task.objects.create(exhibition=exhibition, title_en="Thank", whose="office", official=user, days=3)
    Task.objects.create(exhibition=exhibition, title_en="Sweep", whose="office", days=-30)
    Task.objects.create(exhibition=exhibition, title_en="Pack", days=-30)
    Task.objects.create(exhibition=exhibition, title_en="Done", whose="office", official=user, done_at=now)


def listed(client, url):
    """How many rows the page behind a number lists."""
    response = client.get(url)
    assert response.status_code == 200, url
    if "cl" in (response.context or {}):
        return response.context["cl"].result_count
    html = response.content.decode()
    if url.endswith("#failed"):
        return len(response.context["failed"])
    return int(re.search(r'data-count="(\d+)"', html)[1])


def test_every_number_is_that_of_the_list_it_leads_to(client):
    exhibition = next_exhibition(status="selection")
    user = official(K.OFFICIAL)
    RoleFactory(user=user, kind=K.JUROR)
    full_house(user, exhibition)
    client.force_login(user)

    found = tiles(client)

    expected = {
        "works": 1,
        "profiles": 1,
        "deletions": 1,
        "undecided": 2,
        "unannounced": 2,
        "jury": 1,
        "new-enquiries": 1,
        "calls": 1,
        "translations": 1,
        "tasks": 2,
        "overdue": 1,
        "late-tasks": 1,
        "unconfirmed": 1,
        "failed-mails": 1,
        "nobodys-enquiries": 1,
        "nobodys-tasks": 1,
        "no-jury": 1,
        "drafts": 1,
        "pictures-set-aside": 1,
        "not-public": 1,
    }
    assert {heap: number for heap, (number, _url) in found.items() if heap in expected} == expected
    for heap, (number, url) in found.items():
        assert listed(client, url) == number, heap


def test_what_the_next_exhibition_lacks_is_counted_for_it_alone(client):
    exhibition, now = next_exhibition(status="preparation"), timezone.now()
    user = official()
    full_house(user, exhibition)
    client.force_login(user)

    html = client.get(TODAY).content.decode()
    panel = html.partition(f'data-exhibition="{exhibition.slug}"')[2].partition("data-exhibition")[0]
    found = {heap: int(number) for _url, heap, number in TILE.findall(panel)}

    assert now and found == {
        "taking-part": 3,
        "applying": 2,
        "unplaced": 2,
        "free": 1,
        "goods": 2,
        "licence": 3,
        "texts": 3,
        "portrait": 3,
        "pictures": 1,
        "work-texts": 1,
    }
    for url, heap, number in TILE.findall(panel):
        assert listed(client, unescape(url)) == int(number), heap


def test_an_official_of_one_exhibition_counts_nothing_of_another(client):
    own = next_exhibition(name_en="Own one")
    full_house(official(), next_exhibition(name_en="Other one"))
    client.force_login(official(exhibition=own))

    html = client.get(TODAY).content.decode()

    assert "Own one" in html
    assert "Other one" not in html
    assert "All is done: nothing waits for you and nothing is late." in html
    assert {number for number, _url in tiles(client).values()} == {0}


SEES = {
    K.ADMINISTRATOR: {"works", "profiles", "undecided", "calls", "overdue", "failed-mails", "taking-part", "public"},
    K.OFFICIAL: {"works", "profiles", "undecided", "calls", "overdue", "failed-mails", "taking-part", "public"},
    K.GOVERNORATE: {"overdue", "new-enquiries", "nobodys-tasks", "taking-part", "public"},
    K.JUROR: {"jury"},
    K.DESK: {"new-enquiries", "overdue", "calls", "failed-mails", "nobodys-enquiries", "taking-part", "public"},
    K.VIEWER: {"new-enquiries", "overdue", "taking-part", "public"},
}
NOT_FOR = {
    K.GOVERNORATE: {"works", "profiles", "deletions", "undecided", "unannounced", "jury", "translations", "calls"},
    K.JUROR: {"works", "undecided", "overdue", "calls", "taking-part", "public", "nobodys-enquiries"},
    K.DESK: {"works", "profiles", "undecided", "unannounced", "jury", "translations", "nobodys-tasks"},
    K.VIEWER: {"works", "profiles", "undecided", "calls", "failed-mails", "nobodys-enquiries", "nobodys-tasks"},
}


@pytest.mark.parametrize("kind", SEES)
def test_each_role_sees_what_it_may_open_and_nothing_else(kind, client):
    user = official(kind)
    full_house(user, next_exhibition(status="selection"))
    client.force_login(user)

    found = tiles(client)

    assert SEES[kind] <= set(found)
    assert not NOT_FOR.get(kind, set()) & set(found)
    for number, url in found.values():
        assert listed(client, url) == number


def test_a_host_has_no_first_page_here(client):
    client.force_login(official(K.HOST))
    assert client.get(TODAY).status_code in {302, 403}
    assert client.get(reverse("office:today_list", args=["undecided"])).status_code == 403


@pytest.mark.parametrize("what", ["works", "nothing", "taking-part", "taking-part?exhibition=nothing"])
def test_a_list_that_is_none_or_has_a_page_of_its_own_is_not_found(what, client):
    client.force_login(official())
    name, _mark, query = what.partition("?")
    assert client.get(f"{reverse('office:today_list', args=[name])}?{query}").status_code == 404


def test_a_list_of_another_exhibition_is_not_found(client):
    other = next_exhibition()
    client.force_login(official(exhibition=next_exhibition()))
    assert client.get(reverse("office:today_list", args=["unplaced"]), {"exhibition": other.slug}).status_code == 404


@pytest.mark.parametrize("rows", [1, 4])
def test_today_costs_at_most_twelve_queries_whatever_there_is(rows, client):
    user = official()
    for _number in range(rows):
        full_house(user, next_exhibition())
    client.force_login(user)
    client.get(TODAY)

    with CaptureQueriesContext(connection) as queries:
        client.get(TODAY)

    assert len(queries) <= MOST_QUERIES, [query["sql"][:90] for query in queries]


@pytest.mark.parametrize(
    "what", ["undecided", "tasks", "unplaced", "pictures", "free", "pictures-set-aside", "no-jury"]
)
def test_a_list_costs_the_same_for_one_row_and_three(what, client):
    user, exhibition = official(), next_exhibition(status="selection")
    client.force_login(user)
    url = f"{reverse('office:today_list', args=[what])}?exhibition={exhibition.slug}"

    def asked():
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url)
        return len(queries), len(page.context["rows"])

    def add():
        ParticipationFactory(exhibition=exhibition, state="submitted")
        given = ParticipationFactory(exhibition=exhibition)
        ExhibitFactory(participation=given)
        StandFactory(hall=HallFactory(exhibition=exhibition))
        Picture.objects.create(product=ProductFactory(), state="set_aside")
        Task.objects.create(exhibition=exhibition, title_en="Book", whose="office", official=user)
        now = timezone.now()
        other = next_exhibition(status="call_open")
        Call.objects.create(exhibition=other, opens_at=now - timedelta(9), closes_at=now + timedelta(1))

    add()
    client.get(url)
    few, one = asked()
    add(), add()
    many, three = asked()
    assert (one, three) == (1, 3)
    assert few == many <= MOST_QUERIES


def test_new_enquiries_come_before_the_exhibitions(client):
    client.force_login(official())
    EnquiryFactory(name="Zaynab", state="new")
    EnquiryFactory(name="Answered already", state="seen")

    response = client.get(TODAY)

    html = response.content.decode()
    assert response.context["enquiry_count"] == 1
    assert "Zaynab" in html
    assert "Answered already" not in html


def test_an_enquiry_that_its_buyer_had_deleted_is_no_work_for_anybody(client):
    client.force_login(official())
    withdraw(EnquiryFactory(name="Zaynab", state="new"))
    response = client.get(TODAY)
    assert response.context["enquiry_count"] == 0
    assert "A buyer whose data were deleted" not in response.content.decode()


def test_what_the_page_of_the_next_exhibition_lacks_is_said_with_its_remedy(client):
    client.force_login(official())
    exhibition = next_exhibition(name_en="Next one", publication="draft", published_at=None, contact_phone="")
    StandFactory(hall=HallFactory(exhibition=exhibition))

    html = client.get(TODAY).content.decode()

    assert "Next one" in html
    for sentence in ("It has no venue.", "Its programme is empty.", "Its plan of stands is not released."):
        assert sentence in html


@pytest.mark.parametrize(
    ("language", "count", "sentence"),
    [
        ("en", 1, "<b>1</b> work is public"),
        ("en", 3, "<b>3</b> works are public"),
        ("fa", 1, "<b>۱</b> اثر منتشر شده است"),
        ("ar", 0, "لا أعمال منشورة"),
        ("ar", 1, "عمل واحد منشور"),
        ("ar", 2, "عملان منشوران"),
        ("ar", 3, "<b>٣</b> أعمال منشورة"),
        ("ckb", 1, "<b>١</b> بەرهەم بڵاوکراوەتەوە"),
    ],
)
def test_a_number_stands_in_a_sentence_that_agrees_with_it(client, language, count, sentence):
    client.force_login(official())
    ProductFactory.create_batch(count)

    html = client.get(f"/{language}/office/").content.decode()

    assert f'data-heap="public" data-number="{count}">{sentence}</a>' in html
