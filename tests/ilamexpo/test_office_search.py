"""One box of the office finds what it works with, each kind only for whoever may open it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enquiries.actions import open_threads
from events.models import Role
from exhibitors import search
from exhibitors.models import ContactPoint
from lib.search import perhaps, says
from tests.factories import (
    AllocationFactory,
    EnquiryFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    HallFactory,
    ParticipationFactory,
    ProductFactory,
    RepresentativeFactory,
    StandFactory,
    official,
)
from vocabulary.models import Place

pytestmark = pytest.mark.django_db
K = Role.Kind
SEARCH = "/en/office/search/"
MOST_QUERIES = 12


@pytest.fixture
def running():
    today = timezone.localdate()
    return ExhibitionFactory(slug="kut-now", name_fa="نمایشگاه کوت ۱۴۰۵", starts_on=today, ends_on=today + timedelta(3))


def maker_of(exhibition, **names):
    maker = ExhibitorFactory(**names)
    search.refresh(maker)
    return ParticipationFactory(exhibition=exhibition, exhibitor=maker)


@pytest.fixture
def filled(running):
    """A maker with a work, a stand, a phone, a representative and an enquiry, all at one exhibition."""
    taking_part = maker_of(running, name_fa="علی کریمی", name_en="Ali Karimi")
    maker = taking_part.exhibitor
    running.work = ProductFactory(exhibitor=maker, title_fa="گلیم سرخ", title_en="Red kilim")
    type(running.work).objects.filter(pk=running.work.pk).update(search_text="گلیم سرخ red kilim")
    running.stand = StandFactory(hall=HallFactory(exhibition=running), code="A12")
    AllocationFactory(participation=taking_part, stand=running.stand)
    ContactPoint.objects.create(exhibitor=maker, kind="phone", value="+989181234567")
    RepresentativeFactory(exhibitor=maker, user__name="Ali Karimi", user__phone="+989181234568")
    running.enquiry = EnquiryFactory(name="ابو علي الكرمي", phone="+9647701234567", exhibition=running, exhibitor=maker)
    open_threads(running.enquiry)
    running.maker, running.taking_part = maker, taking_part
    return running


def found(client, text):
    """{group: what stands first in each of its lines}; the address where it leads to a record at once."""
    response = client.get(SEARCH, {"q": text})
    if response.status_code == 302:
        return response.url
    assert response.status_code == 200
    return {group.key: [row.words for row in group.rows] for group in response.context["groups"]}


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("كريمي", "exhibitors"),  # Arabic letters for a Persian name
        ("karimi", "exhibitors"),
        ("گليم سرخ", "products"),
        ("کوت 1405", "exhibitions"),
        ("a۱۲", "stands"),
        ("A 12", "stands"),
        ("ابوعلی", None),  # two words of a buyer written as one are another name
        ("ابو علی", "enquiries"),
        ("0770 123 4567", "enquiries"),
        ("٠٧٧٠١٢٣٤٥٦٧", "enquiries"),
        ("+98 918 123 4567", "exhibitors"),
        ("۰۹۱۸۱۲۳۴۵۶۸", "people"),
        ("ali karimi", "people"),
    ],
)
def test_it_is_found_however_it_is_written(text, group, filled, client):
    client.force_login(official())
    groups = found(client, text)
    assert (group in groups) if group else groups == {}


def typed_otherwise(code):
    """The same code, in Persian digits, small letters and two groups."""
    from lib.numbers import localise

    return localise(f"{code[:4].lower()} {code[4:].lower()}", "fa")


@pytest.mark.parametrize("kind", ["product", "exhibitor", "stand", "enquiry", "application"])
def test_a_whole_code_leads_straight_to_its_record(kind, filled, client):
    client.force_login(official())
    records = {
        "product": (filled.work.code, f"/records/products/product/{filled.work.pk}/"),
        "exhibitor": (filled.maker.code, f"/records/exhibitors/exhibitor/{filled.maker.pk}/"),
        "stand": (filled.stand.public_code, "/kut-now/"),
        "enquiry": (filled.enquiry.code, f"/office/enquiries/{filled.enquiry.code}/"),
        "application": (filled.taking_part.code, f"/office/applications/{filled.taking_part.code}/"),
    }
    code, address = records[kind]
    assert address in found(client, typed_otherwise(code))


def test_a_work_that_waits_is_opened_where_it_is_decided(running, client):
    client.force_login(official())
    work = ProductFactory(state="sent", published_at=None, sent_at=timezone.now())
    assert found(client, work.code) == f"/en/office/review/{work.code}/"


def test_what_belongs_to_another_exhibition_is_not_found(filled, client):
    client.force_login(official(exhibition=ExhibitionFactory()))
    for text in ("karimi", "Red kilim", "A12", "0770 123 4567", "ابو علی", "کوت", "+989181234567", "+989181234568"):
        assert found(client, text) == {}, text
    for code in (filled.work.code, filled.maker.code, filled.enquiry.code, filled.taking_part.code):
        assert found(client, code) == {}, code


def test_an_official_of_the_exhibition_finds_what_is_there(filled, client):
    client.force_login(official(exhibition=filled))
    assert set(found(client, "karimi")) == {"exhibitors", "people"}
    assert set(found(client, "0770 123 4567")) == {"enquiries"}
    assert set(found(client, "A12")) == {"stands"}


def test_a_juror_finds_makers_and_works_but_no_buyer_no_person_and_nothing_by_phone(filled, client):
    client.force_login(official(K.JUROR))
    assert set(found(client, "karimi")) == {"exhibitors"}
    assert set(found(client, "Red kilim")) == {"products"}
    for text in ("0770 123 4567", "+989181234567", "+989181234568", "ابو علی"):
        assert found(client, text) == {}
    assert found(client, filled.enquiry.code) == {}
    assert "/office/jury/" in found(client, filled.taking_part.code)


@pytest.mark.parametrize("kind", [K.GOVERNORATE, K.DESK, K.VIEWER])
def test_who_reads_finds_those_who_represent_makers_and_no_account_of_an_official(kind, filled, client):
    official(name="Karimi of the office")
    client.force_login(official(kind))
    assert found(client, "karimi")["people"] == ["Ali Karimi"]


def test_officials_of_all_find_every_account(filled, client):
    official(name="Karimi of the office")
    client.force_login(official())
    assert found(client, "karimi")["people"] == ["Ali Karimi", "Karimi of the office"]


def test_a_host_does_not_search_here(client):
    client.force_login(official(K.HOST))
    assert client.get(SEARCH, {"q": "A12"}).status_code == 403


def test_letters_held_back_are_not_found(filled, client):
    client.force_login(official())
    type(filled.enquiry).objects.update(state="spam")
    assert found(client, "0770 123 4567") == {}


def test_the_stands_of_what_is_over_are_not_found_by_their_number(filled, client):
    client.force_login(official())
    StandFactory(hall=HallFactory(exhibition=ExhibitionFactory()), code="A12")
    assert len(found(client, "A12")["stands"]) == 1


def test_more_than_a_group_shows_leads_to_the_list(running, client):
    client.force_login(official())
    for number in range(8):
        maker_of(running, name_en=f"Weaver {number}")
    response = client.get(SEARCH, {"q": "weaver"})
    [group] = response.context["groups"]
    assert len(group.rows) == 6
    assert 'href="/en/office/exhibitors/?q=weaver"' in response.content.decode()
    assert client.get(group.all_url).context["paginator"].count == 8


@pytest.mark.parametrize("text", ["", " ", "ی", "%", "_", "\\", "'", "\x00", "x" * 5000, "((((", "🧵", "َ", "0" * 300])
def test_nothing_that_is_typed_makes_it_fail(text, filled, client):
    client.force_login(official())
    found(client, text)


def test_it_costs_at_most_twelve_queries_and_the_same_for_one_row_and_many(filled, client):
    client.force_login(official())

    def asked(text):
        with CaptureQueriesContext(connection) as queries:
            found(client, text)
        return len(queries)

    texts = ("karimi", "A12", "0770 123 4567", "kut", filled.work.code, typed_otherwise(filled.work.code)[:-1] + "2")
    few = {text: asked(text) for text in texts}
    for number in range(3):
        maker_of(filled, name_en=f"Karimi {number}")
        RepresentativeFactory(user__name=f"Karimi {number}", exhibitor=filled.maker)
        EnquiryFactory(name=f"Karimi {number}", exhibition=filled)
    many = {text: asked(text) for text in texts}
    assert max(many.values()) <= MOST_QUERIES
    assert many["A12"] == few["A12"]
    assert many["0770 123 4567"] == few["0770 123 4567"]


def test_the_box_stands_on_every_page_of_the_office_with_a_label(client):
    client.force_login(official())
    html = client.get("/en/office/health/").content.decode()
    assert '<form class="desk-search" method="get" action="/en/office/search/" role="search">' in html
    assert '<label class="visually-hidden" for="office-search">' in html


@pytest.mark.parametrize(
    ("kept", "typed"),
    [("علی", "علي"), ("كوه", "کوه"), ("أحمد", "احمد"), ("گل‌نار", "گل نار"), ("Ali", "ALI"), ("کوت ۱۲", "12 کوت")],
)
def test_names_are_found_as_they_are_folded_without_a_folded_column(kept, typed):
    place = Place.objects.create(slug="kept", kind="city", name_fa=kept)
    assert says(typed, kept)
    assert list(Place.objects.filter(perhaps(typed, "name_fa"))) == [place]
    assert not Place.objects.filter(perhaps("تهران", "name_fa")).exists()
