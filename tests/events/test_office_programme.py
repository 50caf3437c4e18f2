"""The programme is written in the office, shown to visitors, machines and calendars in both times, and overlaps are said."""

import json
import threading
from datetime import date, time, timedelta

import html5lib
import pytest
from django.db import connections
from django.test import Client
from icalendar import Calendar

from events.models import Exhibition, ProgrammeItem
from events.programme import overlaps
from tests.events.test_office_exhibitions import asked, boxes, page_of, said
from tests.factories import ExhibitionFactory, VenueFactory, official
from tests.records import text_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 26)


@pytest.fixture
def exhibition():
    return ExhibitionFactory(starts_on=DAY, ends_on=DAY + timedelta(4))


@pytest.fixture
def officer(client):
    client.force_login(official(language="en"))


def make_item(exhibition, begins="17:00", until="18:00", **more):
    ends_at = time.fromisoformat(until) if until else None
    values = {"title_en": "Opening", "day": DAY, "starts_at": time.fromisoformat(begins), "ends_at": ends_at} | more
    return ProgrammeItem.objects.create(exhibition=exhibition, **values)


def editor(client, exhibition):
    address = page_of(exhibition, "programme/")
    return address, boxes(client.get(address), "programme-form")


def test_items_are_added_changed_and_taken_away_together(client, officer, exhibition):
    kept, gone = make_item(exhibition), make_item(exhibition, title_en="Gone")
    address, values = editor(client, exhibition)

    response = client.post(
        address,
        values
        | {
            f"item-{kept.pk}-starts_at": "۱۶",
            f"item-{gone.pk}-remove": "on",
            "item-new1-day": "۶ دی ۱۴۰۵",
            "item-new1-starts_at": "10.30",
            "item-new1-ends_at": "11:00",
            "item-new1-title_fa": "کارگاه گلیم",
            "item-new1-location_fa": "سالن یک",
            "item-new1-host_ckb": "مامۆستا",
            "item-new1-languages": ["fa", "ckb"],
        },
    )

    assert response.url == address
    rows = exhibition.programme.values_list("day", "starts_at", "ends_at", "title_en", "title_fa", "languages")
    assert list(rows) == [
        (DAY, time(16), time(18), "Opening", None, []),
        (DAY + timedelta(1), time(10, 30), time(11), None, "کارگاه گلیم", ["fa", "ckb"]),
    ]
    exhibition.refresh_from_db()
    assert exhibition.sequence == 1


def test_saving_what_nobody_changed_changes_nothing(client, officer, exhibition):
    make_item(exhibition)
    address, values = editor(client, exhibition)

    assert client.post(address, values).status_code == 302

    exhibition.refresh_from_db()
    assert (exhibition.programme.count(), exhibition.sequence) == (1, 0)


def test_what_is_wrong_is_said_and_nothing_of_the_page_is_saved(client, officer, exhibition):
    item = make_item(exhibition)
    address, values = editor(client, exhibition)
    typed = {
        f"item-{item.pk}-day": "yesterday",
        f"item-{item.pk}-title_en": "",
        "item-new1-title_en": "Talk",
        "item-new1-ends_at": "10:00",
        "item-new2-title_en": "Dance",
        "item-new2-starts_at": "23:00",
        "item-new2-ends_at": "0:30",
    }

    response = client.post(address, values | typed)

    assert response.status_code == 422
    assert said(response) == [
        "Day: This is not a day. Write 1404/7/18 or 2025-10-10.",
        "Title (فارسی): Write what it is, at best in Persian first.",
        "From: Say also when it begins.",
        "Until: It ends before it begins. What goes on after midnight is an item of the next day.",
    ]
    kept = boxes(response, "programme-form")
    assert {name: kept[name] for name in typed} == typed
    item.refresh_from_db()
    assert (item.title_en, exhibition.programme.count()) == ("Opening", 1)


def test_of_two_who_change_an_item_the_second_is_told_and_loses_nothing(client, officer, exhibition):
    item = make_item(exhibition, languages=["fa"])
    address, values = editor(client, exhibition)
    client.post(address, values | {f"item-{item.pk}-languages": ["fa", "ar"]})

    response = client.post(address, values | {f"item-{item.pk}-title_en": "Grand opening"})

    assert said(response) == [
        "Somebody else changed this record while you had it open. Save again to put your words.",
        "Languages spoken: Somebody changed this meanwhile. It is now: فارسی, العربية",
    ]
    kept = boxes(response, "programme-form")
    assert kept[f"item-{item.pk}-title_en"] == "Grand opening"
    assert client.post(address, kept).status_code == 302
    item.refresh_from_db()
    assert (item.title_en, item.languages) == ("Grand opening", ["fa"])


def test_what_somebody_added_meanwhile_stays_and_what_was_taken_away_is_offered_anew(client, officer, exhibition):
    item = make_item(exhibition)
    address, values = editor(client, exhibition)
    make_item(exhibition, title_en="Added meanwhile")
    values |= {f"item-{item.pk}-title_en": "Grand opening"}
    item.delete()

    response = client.post(address, values)

    assert said(response) == ["Somebody else took this away meanwhile. Save again to add it anew."]
    assert client.post(address, boxes(response, "programme-form")).status_code == 302
    assert set(exhibition.programme.values_list("title_en", flat=True)) == {"Added meanwhile", "Grand opening"}


def test_items_of_another_exhibition_are_not_touched(client, officer, exhibition):
    other = make_item(ExhibitionFactory())
    address, values = editor(client, exhibition)

    client.post(address, values | {f"item-{other.pk}-seen": "x", f"item-{other.pk}-remove": "on"})

    assert ProgrammeItem.objects.get() == other


@pytest.mark.parametrize(
    ("second", "shares"),
    [
        ({"begins": "17:30", "until": "19:00", "location_en": "Hall 1"}, ["place"]),
        ({"begins": "17:00", "until": "", "location_fa": "سالن ١"}, ["place"]),
        ({"begins": "17:30", "host_fa": "على كريمى"}, ["host"]),
        ({"begins": "17:30", "location_en": "hall 1", "host_fa": "علی کریمی"}, ["place", "host"]),
        ({"begins": "18:00", "until": "19:00", "location_en": "Hall 1"}, []),
        ({"begins": "17:30", "location_en": "Hall 2"}, []),
        ({"begins": "17:30", "location_en": "Hall 1", "day": DAY + timedelta(1)}, []),
        ({"begins": "17:30", "location_en": ""}, []),
    ],
)
def test_two_items_overlap_when_they_share_place_or_host_at_the_same_time(exhibition, second, shares):
    first = make_item(exhibition, location_en="Hall 1", location_fa="سالن 1", host_fa="علی کریمی")
    other = make_item(exhibition, **second)

    found = overlaps(exhibition.programme.all())

    assert [each.shares for each in found] == shares
    assert all((each.first, each.second) == (first, other) for each in found)


def test_overlaps_and_days_outside_are_said_with_both_items_and_not_refused(client, officer, exhibition):
    make_item(exhibition, title_en="Opening", location_en="Hall 1")
    make_item(exhibition, "17:30", "19:00", title_en="Concert", location_en="Hall 1")
    make_item(exhibition, title_en="Assembly", day=DAY - timedelta(1))

    page = html5lib.parse(client.get(page_of(exhibition, "programme/")).content.decode(), namespaceHTMLElements=False)

    section = next(each for each in page.iter("section") if each.get("id") == "overlaps")
    assert [text_of(each).strip() for each in section.iter("li")] == [
        "At the same time at the same place (Hall 1), 26 December 2026: Opening (17:00–18:00) and Concert (17:30–19:00).",
        "The exhibition is not open on 25 December 2026: Assembly.",
    ]


def test_what_nobody_leads_says_nothing_of_it(client, exhibition):
    make_item(exhibition)
    for language in ("en", "fa", "ar", "ckb"):
        page = client.get(f"/{language}/exhibitions/{exhibition.slug}/programme/").content.decode()
        assert "programme-time" in page and "programme-host" not in page


@pytest.mark.parametrize(
    ("zone", "begins", "in_ilam"),
    [("Asia/Baghdad", "2026-12-26T17:00:00+03:00", "17:30–18:30"), ("Asia/Tehran", "2026-12-26T17:00:00+03:30", "")],
)
def test_visitors_machines_and_calendars_learn_host_languages_and_both_times(client, exhibition, zone, begins, in_ilam):
    Exhibition.objects.update(zone=zone)
    VenueFactory(exhibition=exhibition, name_en="City hall")
    make_item(exhibition, location_en="Hall 1", host_en="Ali Karimi", languages=["fa", "ar"])
    address = f"/en/exhibitions/{exhibition.slug}/"

    page = client.get(f"{address}programme/").content.decode()
    assert "led by Ali Karimi" in page
    assert "فارسی, العربية" in page
    assert ("in Ilam" in page) is bool(in_ilam)
    assert in_ilam in page
    data = next(json.loads(part.split("</script>")[0]) for part in page.split('ld+json">')[1:] if "subEvent" in part)
    assert data["subEvent"] == [
        {
            "@type": "Event",
            "name": "Opening",
            "startDate": begins,
            "endDate": begins.replace("T17", "T18"),
            "location": {"@type": "Place", "name": "Hall 1"},
            "performer": {"@type": "Person", "name": "Ali Karimi"},
            "inLanguage": ["fa", "ar"],
        }
    ]
    file = Calendar.from_ical(client.get(f"{address}exhibition.ics").content)
    event = next(each for each in file.walk("VEVENT") if str(each["summary"]).startswith("Opening"))
    assert event["dtstart"].dt.isoformat() == begins
    assert str(event["location"]) == "Hall 1, City hall, Kut"
    assert str(event["description"]).split("\n") == [
        "Led by Ali Karimi",
        "Languages: فارسی, العربية",
        *([f"In Ilam: {in_ilam}"] if in_ilam else []),
    ]


def test_hours_of_an_exhibition_in_iran_are_not_told_twice(client):
    there = ExhibitionFactory(opens_at=time(16), zone="Asia/Baghdad")
    here = ExhibitionFactory(opens_at=time(16), zone="Asia/Tehran")

    assert "Iraqi time" in client.get(f"/en/exhibitions/{there.slug}/").content.decode()
    assert "Iraqi time" not in client.get(f"/en/exhibitions/{here.slug}/").content.decode()


def test_the_editor_costs_the_same_for_one_item_and_for_many(client, officer, exhibition):
    make_item(exhibition)
    few = asked(client, page_of(exhibition, "programme/"))
    for _number in range(5):
        make_item(exhibition)

    assert asked(client, page_of(exhibition, "programme/")) == few <= 12


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_officials_who_save_an_item_at_once_one_is_told(exhibition):
    item = make_item(exhibition)
    gate, answers = threading.Barrier(2), {}

    def save(title):
        client = Client()
        try:
            client.force_login(official(), backend="accounts.backends.Backend")
            address, values = editor(client, exhibition)
            gate.wait(20)
            answers[title] = client.post(address, values | {f"item-{item.pk}-title_en": title}).status_code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=[title]) for title in ("First", "Second")]
    for each in threads:
        each.start()
    for each in threads:
        each.join(40)

    assert sorted(answers.values()) == [302, 422]
    item.refresh_from_db()
    assert answers[item.title_en] == 302
