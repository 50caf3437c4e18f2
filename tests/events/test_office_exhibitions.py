"""The exhibition's own pages in the office: all of them, one made and corrected, its checklist and its status."""

import re
from datetime import date, time, timedelta

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import StateChange
from events.models import Exhibition, ProgrammeItem, Role, Venue
from events.signals import closing
from tests.factories import (
    CraftFactory,
    ExhibitionFactory,
    ParticipationFactory,
    PlaceFactory,
    StandFactory,
    VenueFactory,
    official,
)
from tests.records import text_of, value_of

pytestmark = pytest.mark.django_db
TODAY = date.today()
LIST, NEW = "/en/office/exhibitions/", "/en/office/exhibitions/new/"


def page_of(exhibition, part=""):
    return f"/en/office/exhibitions/{exhibition.slug}/{part}"


def parse(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def boxes(response, form="exhibition-form"):
    """{name: value} of that form, as a browser would send it."""
    found = next(each for each in parse(response).iter("form") if each.get("id") == form)
    values = {}
    for field in found.iter():
        name = field.get("name")
        if field.tag not in {"input", "textarea", "select"} or not name:
            continue
        value = value_of(field)
        if value is not None and field.get("type") == "checkbox":
            values.setdefault(name, []).append(value)
        elif value is not None:
            values[name] = value
    return values


def said(response):
    """The sentences of the summary of what is wrong."""
    summary = next((each for each in parse(response).iter("div") if each.get("id") == "error-summary"), None)
    return [] if summary is None else [text_of(item).strip() for item in summary.iter("li")]


def codes(response):
    return [each.get("data-code") for each in parse(response).iter("li") if each.get("data-code")]


def lines(response):
    """{key: whether it is done} of the checklist, those of this app."""
    own = {"name", "venue", "days", "contact", "texts", "hours", "programme", "halls", "publication", "status"}
    found = {each.get("data-line"): "is-done" in (each.get("class") or "") for each in parse(response).iter("li")}
    return {key: is_done for key, is_done in found.items() if key in own}


@pytest.fixture
def officer(client):
    user = official(language="en", name="Layla")
    client.force_login(user)
    return user


def asked(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# All of them


def test_what_runs_stands_first_then_what_comes_then_what_is_planned_then_what_is_over(client, officer):
    ExhibitionFactory(slug="over")
    ExhibitionFactory(slug="planned", starts_on=None, ends_on=None, status="idea")
    ExhibitionFactory(slug="later", starts_on=TODAY + timedelta(90), ends_on=TODAY + timedelta(95))
    ExhibitionFactory(slug="next", starts_on=TODAY + timedelta(9), ends_on=TODAY + timedelta(12))
    ExhibitionFactory(slug="running", starts_on=TODAY - timedelta(3), ends_on=TODAY + timedelta(3), publication="draft")

    assert codes(client.get(LIST)) == ["running", "next", "later", "planned", "over"]


@pytest.mark.parametrize("phase", ["running", "next", "planned", "over", "cancelled", "moved"])
def test_each_phase_can_be_looked_at_alone_and_says_the_same_as_the_exhibition(client, officer, phase):
    days = [(None, None), (-3, 3), (5, 9), (-9, -5), (0, None), (None, 4)]
    for number, (first, last) in enumerate(days):
        for status in ("agreed", "cancelled", "moved"):
            ExhibitionFactory(
                slug=f"{status}-{number}",
                status=status,
                starts_on=first if first is None else TODAY + timedelta(first),
                ends_on=last if last is None else TODAY + timedelta(last),
            )

    found = codes(client.get(f"{LIST}?phase={phase}"))

    assert set(found) == {each.slug for each in Exhibition.objects.all() if each.phase() == phase}
    assert found


@pytest.mark.parametrize("query", ["كوت", "kut", "کوت  نمایشگاه", "KUT-1404"])
def test_a_name_finds_an_exhibition_in_any_language_and_spelling(client, officer, query):
    ExhibitionFactory(slug="kut-1404", name_fa="نمایشگاه کوت", name_ar="معرض الكوت", name_en="Kut fair")
    ExhibitionFactory(slug="halabja", name_fa="نمایشگاه حلبچه", name_en="Halabja fair")

    assert codes(client.get(LIST, {"q": query})) == ["kut-1404"]


def test_status_and_publication_narrow_the_list_and_unknown_values_are_ignored(client, officer):
    ExhibitionFactory(slug="draft-one", publication="draft", status="agreed")
    ExhibitionFactory(slug="public-one", status="agreed")
    ExhibitionFactory(slug="idea-one", status="idea")

    assert codes(client.get(f"{LIST}?status=agreed&publication=draft")) == ["draft-one"]
    assert len(codes(client.get(f"{LIST}?status=nothing&phase=x&publication=%00&q=%00"))) == 3


def test_a_row_says_how_much_is_missing_only_while_it_can_be_mended(client, officer):
    ExhibitionFactory(slug="over")
    ExhibitionFactory(
        slug="bare", starts_on=TODAY + timedelta(5), ends_on=None, publication="draft", published_at=None, name_ar=""
    )

    missing = {each.slug: each.missing_number for each in client.get(LIST).context["exhibitions"]}

    # Venue, contact, texts, hours, programme, stands and its public page.
    assert missing == {"over": None, "bare": 7}


def test_the_list_costs_the_same_for_one_exhibition_and_for_many(client, officer):
    VenueFactory(exhibition=ExhibitionFactory(starts_on=TODAY + timedelta(5), ends_on=None))
    few = asked(client, f"{LIST}?q=exhibition")
    for number in range(6):
        venue = VenueFactory(exhibition=ExhibitionFactory(), place=PlaceFactory(slug=f"place-{number}"))
        StandFactory(hall__exhibition=venue.exhibition)

    assert asked(client, f"{LIST}?q=exhibition") == few <= 12


def test_more_than_a_page_is_paged_and_keeps_the_filter(client, officer):
    for _number in range(27):
        ExhibitionFactory(status="agreed")

    first = client.get(f"{LIST}?status=agreed")

    assert len(codes(first)) == 25
    assert "?status=agreed&amp;page=2" in first.content.decode()
    assert len(codes(client.get(f"{LIST}?status=agreed&page=2"))) == 2


# Made and corrected


@pytest.fixture
def filled(client, officer):
    return boxes(client.get(NEW)) | {
        "name_fa": "نمایشگاه صنایع دستی ایلام در کوت",
        "kind": "weekly_market",
        "starts_on": "۱۴۰۵/۱۰/۵",
        "ends_on": "2026-12-30",
        "opens_at": "۹",
        "closes_at": "18:30",
        "contact_phone": "۰۹۱۸ ۱۲۳ ۴۵۶۷",
        "crafts": [CraftFactory().pk],
        "venue-new1-place": PlaceFactory().pk,
        "venue-new1-name_fa": "کورنیش دجله",
    }


def test_one_form_makes_an_exhibition_that_nobody_else_sees(client, filled):
    response = client.post(NEW, filled)

    exhibition = Exhibition.objects.get()
    assert response.url == page_of(exhibition)
    assert (exhibition.slug, exhibition.publication, exhibition.status) == ("kut-2026-12", "draft", "idea")
    assert (exhibition.starts_on, exhibition.ends_on) == (date(2026, 12, 26), date(2026, 12, 30))
    assert (exhibition.opens_at, exhibition.closes_at, exhibition.zone) == (time(9), time(18, 30), "Asia/Baghdad")
    assert exhibition.contact_phone == "+989181234567"
    assert exhibition.venues.get().name_fa == "کورنیش دجله"
    assert list(exhibition.crafts.values_list("slug", flat=True)) == ["kilim"]
    assert client.get(reverse("public:exhibition_detail", args=[exhibition.slug])).status_code == 404


def test_two_exhibitions_of_one_place_and_month_get_addresses_of_their_own(client, filled):
    client.post(NEW, filled)
    client.post(NEW, filled)

    assert set(Exhibition.objects.values_list("slug", flat=True)) == {"kut-2026-12", "kut-2026-12-2"}


def test_what_is_wrong_is_said_beside_its_box_and_everything_typed_is_kept(client, filled):
    typed = {"name_fa": "", "starts_on": "۱۴۰۵/۱۳/۵", "contact_email": "x@", "venue-new1-map_url": "no", "slug": "new"}

    response = client.post(NEW, filled | typed | {"venue-new1-place": ""})

    assert response.status_code == 422
    assert said(response) == [
        "Name (فارسی): Write its name, at best in Persian first.",
        "Slug: This address is taken by a page of the office.",
        "First day: This is not a day. Write 1404/7/18 or 2025-10-10.",
        "Office's e-mail: Enter a valid email address.",
        "Place: This field is required.",
        "Link to a map: Enter a valid URL.",
    ]
    kept = boxes(response)
    assert {name: kept[name] for name in typed} == typed
    assert kept["venue-new1-name_fa"] == "کورنیش دجله"
    assert Exhibition.objects.count() == 0


def test_a_venue_is_added_changed_and_taken_away_on_the_page_of_its_exhibition(client, officer):
    venue = VenueFactory(name_fa="پیشین")
    gone = VenueFactory(exhibition=venue.exhibition, name_fa="رفته")
    edit = page_of(venue.exhibition, "edit/")
    values = boxes(client.get(edit))
    before = venue.exhibition.sequence

    response = client.post(
        edit,
        values
        | {
            f"venue-{venue.pk}-name_fa": "کنونی",
            f"venue-{gone.pk}-remove": "on",
            f"venue-{gone.pk}-map_url": "what goes need not be right",
            "venue-new1-place": PlaceFactory(slug="halabja").pk,
        },
    )

    assert response.status_code == 302
    assert list(venue.exhibition.venues.values_list("name_fa", "place__slug")) == [("کنونی", "kut"), (None, "halabja")]
    venue.exhibition.refresh_from_db()
    assert venue.exhibition.sequence == before + 1


def test_the_venues_of_another_exhibition_are_not_touched(client, officer):
    other = VenueFactory(name_fa="دیگری")
    exhibition = ExhibitionFactory()
    edit = page_of(exhibition, "edit/")
    values = boxes(client.get(edit))

    client.post(edit, values | {f"venue-{other.pk}-seen": "x", f"venue-{other.pk}-remove": "on"})

    assert Venue.objects.get().name_fa == "دیگری"


def test_of_two_who_change_the_same_exhibition_the_second_is_told_and_loses_nothing(client, officer):
    exhibition = VenueFactory(exhibition__name_fa="نخست").exhibition
    edit = page_of(exhibition, "edit/")
    values = boxes(client.get(edit))
    client.post(edit, values | {"name_fa": "از یکی"})

    response = client.post(edit, values | {"name_fa": "از دیگری", "summary_fa": "تازه"})

    assert response.status_code == 422
    assert said(response) == [
        "Somebody else changed this record while you had it open. Save again to put your words.",
        "Name (فارسی): Somebody changed this meanwhile. It is now: از یکی",
    ]
    kept = boxes(response)
    assert (kept["name_fa"], kept["summary_fa"]) == ("از دیگری", "تازه")
    exhibition.refresh_from_db()
    assert exhibition.name_fa == "از یکی"
    assert client.post(edit, kept).status_code == 302
    exhibition.refresh_from_db()
    assert (exhibition.name_fa, exhibition.summary_fa) == ("از دیگری", "تازه")


def test_what_no_browser_sends_is_refused_in_words(client, officer):
    exhibition = VenueFactory(exhibition__status="running").exhibition
    item = ProgrammeItem.objects.create(exhibition=exhibition, day=TODAY)
    posts = {
        "edit/": {
            "starts_on": "x",
            "series": "x",
            "venue-9999-seen": "",
            "venue-9999-map_url": "q",
            "venue-x-seen": "",
        },
        "programme/": {
            f"item-{item.pk}-seen": "x",
            "item-new1-seen": "",
            "item-new1-title_fa": "z",
            "item-77-seen": "",
        },
        "status/": {"to": "idea", "seen": "running"},
    }

    for part, values in posts.items():
        response = client.post(page_of(exhibition, part), values)
        assert response.status_code == 422, part
        html5lib.HTMLParser(strict=True).parse(response.content.decode())
    response = client.post(NEW, {"name_fa": "\x00", "venue-new1-seen": "x", "venue-new1-place": "x"})
    assert response.status_code == 422


def test_a_venue_that_somebody_took_away_meanwhile_is_added_anew_on_the_second_saving(client, officer):
    venue = VenueFactory(name_fa="تالار")
    edit = page_of(venue.exhibition, "edit/")
    values = boxes(client.get(edit)) | {f"venue-{venue.pk}-name_fa": "تالار نو"}
    venue.delete()

    response = client.post(edit, values)

    assert response.status_code == 422
    assert said(response) == ["Somebody else took this away meanwhile. Save again to add it anew."]
    assert client.post(edit, boxes(response)).status_code == 302
    assert venue.exhibition.venues.get().name_fa == "تالار نو"


def test_the_address_changes_until_it_was_public_once_and_never_after(client, officer):
    draft = ExhibitionFactory(publication="draft", published_at=None)
    shown = ExhibitionFactory(slug="shown", publication="withdrawn")

    client.post(page_of(draft, "edit/"), boxes(client.get(page_of(draft, "edit/"))) | {"slug": "better"})
    values = boxes(client.get(page_of(shown, "edit/")))
    client.post(page_of(shown, "edit/"), values | {"slug": "other"})

    assert "slug" not in values
    assert set(Exhibition.objects.values_list("slug", flat=True)) == {"better", "shown"}


def test_days_that_everybody_knows_are_not_changed_in_passing(client, officer):
    known = ExhibitionFactory(starts_on=TODAY + timedelta(9), ends_on=TODAY + timedelta(12))
    edit = page_of(known, "edit/")

    response = client.post(edit, boxes(client.get(edit)) | {"starts_on": "2031-01-01", "name_en": "Renamed"})

    assert response.status_code == 302
    known.refresh_from_db()
    assert (known.name_en, known.starts_on) == ("Renamed", TODAY + timedelta(9))


def test_the_form_costs_the_same_for_one_venue_and_for_many(client, officer):
    venue = VenueFactory()
    few = asked(client, page_of(venue.exhibition, "edit/"))
    for number in range(5):
        VenueFactory(exhibition=venue.exhibition, place=PlaceFactory(slug=f"place-{number}"))

    assert asked(client, page_of(venue.exhibition, "edit/")) == few <= 12


# One of them


def test_the_checklist_says_what_is_missing_and_leads_to_where_it_is_mended(client, officer):
    exhibition = ExhibitionFactory(
        publication="draft", published_at=None, starts_on=TODAY + timedelta(5), ends_on=None, name_ckb="", name_ar=""
    )
    before = client.get(page_of(exhibition))
    assert lines(before) == {
        "name": True, "venue": False, "days": True, "contact": False, "texts": False, "hours": False,
        "programme": False, "halls": False, "publication": False, "status": True,
    }  # fmt: skip
    assert "Texts are missing in: Arabic, Sorani Kurdish" in before.content.decode()
    assert f'href="{page_of(exhibition, "edit/")}#venues"' in before.content.decode()

    VenueFactory(exhibition=exhibition)
    StandFactory(hall__exhibition=exhibition)
    ProgrammeItem.objects.create(exhibition=exhibition, title_fa="گشایش", day=exhibition.starts_on)
    Exhibition.objects.update(
        contact_phone="+9647701234567", name_ar="معرض", name_ckb="پێشانگا", opens_at=time(9), publication="published",
        published_at="2026-01-01T00:00Z",
    )  # fmt: skip

    assert set(lines(client.get(page_of(exhibition))).values()) == {True}


@pytest.mark.parametrize(
    ("first", "status", "is_right"),
    [
        (-1, "preparation", False),
        (-1, "running", True),
        (-9, "running", False),
        (-9, "closed", True),
        (9, "closed", False),
    ],
)
def test_the_checklist_says_when_the_status_does_not_go_with_the_days(client, officer, first, status, is_right):
    starts_on = TODAY + timedelta(first)
    exhibition = ExhibitionFactory(starts_on=starts_on, ends_on=starts_on + timedelta(3), status=status)

    assert lines(client.get(page_of(exhibition)))["status"] is is_right


def test_the_page_counts_who_takes_part(client, officer):
    exhibition = ExhibitionFactory()
    ParticipationFactory(exhibition=exhibition, state="confirmed")
    ParticipationFactory(exhibition=exhibition, state="confirmed")
    ParticipationFactory(exhibition=exhibition, state="submitted")
    ParticipationFactory(state="accepted")

    numbers = client.get(page_of(exhibition)).context["numbers"]

    assert [(str(each.words), each.number) for each in numbers] == [("submitted", 1), ("confirmed", 2)]
    assert all(each.url.endswith(("state=submitted", "state=confirmed")) for each in numbers)


def test_publishing_is_refused_with_what_is_missing_and_done_from_the_page(client, officer):
    exhibition = ExhibitionFactory(publication="draft", published_at=None)
    publish = page_of(exhibition, "publish/")

    refused = client.post(publish, {"from": "office"}, follow=True)

    assert [str(each) for each in refused.context["messages"]] == [
        "It has no venue.",
        "It has no phone and no e-mail of the office.",
    ]
    assert "publish-form" not in refused.content.decode()
    VenueFactory(exhibition=exhibition)
    Exhibition.objects.update(contact_email="office@example.org")
    assert "publish-form" in client.get(page_of(exhibition)).content.decode()
    assert client.post(publish, {"from": "office"}).url == f"{page_of(exhibition)}#publication"
    exhibition.refresh_from_db()
    assert exhibition.is_published
    asked_again = client.get(page_of(exhibition, "withdraw/?from=office")).content.decode()
    assert f'href="{page_of(exhibition)}#publication"' in asked_again


def test_the_notice_stands_on_every_public_page_of_it(client):
    exhibition = ExhibitionFactory(notice_en="Postponed because of the flood")

    for part in ("", "programme/"):
        assert (
            "Postponed because of the flood" in client.get(f"/en/exhibitions/{exhibition.slug}/{part}").content.decode()
        )
    assert "Postponed because of the flood" in client.get("/en/exhibitions/").content.decode()


def test_the_page_of_an_exhibition_costs_the_same_whatever_it_holds(client, officer):
    exhibition = VenueFactory(exhibition__publication="draft", exhibition__published_at=None).exhibition
    ParticipationFactory(exhibition=exhibition)
    StandFactory(hall__exhibition=exhibition)
    few = asked(client, page_of(exhibition))
    for number in range(4):
        VenueFactory(exhibition=exhibition, place=PlaceFactory(slug=f"place-{number}"))
        ParticipationFactory(exhibition=exhibition)
        StandFactory(hall__exhibition=exhibition)

    assert asked(client, page_of(exhibition)) == few


# Status


def step(client, exhibition, to, seen=None, **more):
    values = {"to": to, "seen": exhibition.status if seen is None else seen, **more}
    return client.post(page_of(exhibition, "status/"), values)


def test_the_status_moves_step_by_step_with_who_and_why(client, officer):
    exhibition = ExhibitionFactory(status="idea")

    assert step(client, exhibition, "agreed", reason="Letter of the governor").url == f"{page_of(exhibition)}#status"

    exhibition.refresh_from_db()
    assert (exhibition.status, exhibition.sequence) == ("agreed", 1)
    change = StateChange.objects.get()
    assert (change.field, change.old, change.new, change.actor, change.reason) == (
        "status", "idea", "agreed", officer, "Letter of the governor",
    )  # fmt: skip
    assert "Letter of the governor" in client.get(page_of(exhibition)).content.decode()


@pytest.mark.parametrize("to", ["reported", "cancelled", "moved", "nonsense", "", "idea"])
def test_a_step_that_cannot_follow_changes_nothing(client, officer, to):
    exhibition = ExhibitionFactory(status="idea")

    response = step(client, exhibition, to, reason="Because")

    assert response.status_code == 422
    assert len(said(response)) == 1
    assert boxes(response, "status-form")["reason"] == "Because"
    exhibition.refresh_from_db()
    assert exhibition.status == "idea"


def test_of_two_who_move_the_status_the_second_is_told_what_it_is_now(client, officer):
    exhibition = ExhibitionFactory(status="preparation")
    step(client, exhibition, "running")

    response = step(client, exhibition, "selection", seen="preparation")

    assert said(response) == ["Somebody else changed the status meanwhile. It is now: running"]
    assert boxes(response, "status-form")["seen"] == "running"
    exhibition.refresh_from_db()
    assert exhibition.status == "running"


def test_closing_is_refused_while_something_is_open_and_says_what(client, officer):
    exhibition = ExhibitionFactory(status="running")
    open_matters = ["Three works of Sepideh are not counted."]

    def object_to_it(sender, exhibition, **kwargs):
        return open_matters

    closing.connect(object_to_it)
    try:
        refused = step(client, exhibition, "closed", reason="Over")
        exhibition.refresh_from_db()
        assert (refused.status_code, exhibition.status) == (422, "running")
        assert "Three works of Sepideh are not counted." in said(refused)
        open_matters.clear()
        assert step(client, exhibition, "closed").status_code == 302
    finally:
        closing.disconnect(object_to_it)
    exhibition.refresh_from_db()
    assert exhibition.status == "closed"


# Who may


LOOKERS = [Role.Kind.JUROR, Role.Kind.DESK, Role.Kind.VIEWER]
PAGES = ["", "edit/", "programme/"]


@pytest.mark.parametrize("kind", LOOKERS)
def test_who_only_looks_sees_everything_and_changes_nothing(client, kind):
    exhibition = ExhibitionFactory(status="idea", publication="draft", published_at=None)
    client.force_login(official(kind))

    assert [client.get(page_of(exhibition, part)).status_code for part in PAGES] == [200, 403, 200]
    assert client.get(LIST).status_code == 200
    assert "new/" not in client.get(LIST).content.decode()
    page = client.get(page_of(exhibition)).content.decode()
    assert all(form not in page for form in ("status-form", "publish-form", '/edit/"'))
    assert "programme-form" not in client.get(page_of(exhibition, "programme/")).content.decode()
    for part in ("edit/", "programme/", "status/", "publish/", "withdraw/"):
        assert client.post(page_of(exhibition, part), {"to": "agreed", "seen": "idea"}).status_code == 403, part
    assert client.get(NEW).status_code == client.post(NEW, {}).status_code == 403
    exhibition.refresh_from_db()
    assert (exhibition.status, exhibition.publication) == ("idea", "draft")


@pytest.mark.parametrize("kind", ["viewer", "juror", "desk"])
def test_no_link_of_the_page_leads_to_a_refusal(client, kind):
    exhibition = ExhibitionFactory()
    client.force_login(official(kind))
    main = client.get(page_of(exhibition)).content.decode().partition("<main")[2]
    links = set(re.findall(r'href="(/en/[^"#?]*)', main))
    assert len(links) > 3
    assert [link for link in links if client.get(link).status_code == 403] == []


def test_an_officer_of_the_governorate_sets_up_and_publishes(client, filled):
    client.force_login(official(Role.Kind.GOVERNORATE))

    client.post(NEW, filled)

    exhibition = Exhibition.objects.get()
    assert step(client, exhibition, "agreed").status_code == 302
    client.post(page_of(exhibition, "publish/"), {"from": "office"})
    exhibition.refresh_from_db()
    assert (exhibition.status, exhibition.is_published) == ("agreed", True)


def test_the_host_in_iraq_is_refused_everywhere(client):
    exhibition = ExhibitionFactory()
    client.force_login(official(Role.Kind.HOST))

    for address in (LIST, NEW, *(page_of(exhibition, part) for part in [*PAGES, "status/"])):
        assert client.get(address).status_code == 403, address


def test_an_official_of_one_exhibition_who_reads_all_changes_only_that_one(client):
    own, other = ExhibitionFactory(status="idea"), ExhibitionFactory(status="idea")
    user = official(exhibition=own)
    Role.objects.create(user=user, kind=Role.Kind.VIEWER)
    client.force_login(user)

    assert step(client, own, "agreed").status_code == 302
    assert client.get(page_of(other)).status_code == 200
    assert client.get(page_of(other, "edit/")).status_code == 403
    assert step(client, other, "agreed").status_code == 403
    assert client.post(page_of(other, "programme/"), {}).status_code == 403


def test_an_official_of_one_exhibition_does_not_find_another(client):
    own, other = ExhibitionFactory(), ExhibitionFactory()
    client.force_login(official(exhibition=own))

    assert codes(client.get(LIST)) == [own.slug]
    assert {client.get(page_of(other, part)).status_code for part in PAGES} == {404}
    assert client.post(page_of(other, "programme/"), {}).status_code == 404
    assert Client().get(page_of(own)).status_code == 302
