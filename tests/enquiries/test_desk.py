"""The desk: which threads it shows, in which order, at what cost, and what leaves it as a workbook."""

import io
import re
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from enquiries import desk, export
from enquiries.models import Enquiry, Thread
from lib.dates import today_in_ilam
from tests.enquiries.test_office import DESK, enquire, listed
from tests.factories import CraftFactory, ExhibitionFactory, ExhibitorFactory, ProductFactory, UserFactory, official

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def thread_of(name, **fields):
    enquiry = enquire(
        name=name, **{key: fields.pop(key) for key in ("exhibition", "works", "country", "came_by") if key in fields}
    )
    thread = enquiry.threads.get()
    Thread.objects.filter(pk=thread.pk).update(**fields)
    thread.refresh_from_db()
    return thread


def ordered(name, value, currency, **fields):
    return thread_of(
        name, state="closed", outcome="ordered", value=Decimal(value), currency=currency, waits_for="nobody", **fields
    )


def names(response):
    return [thread.enquiry.name for thread in response.context["threads"]]


def test_whom_makers_owe_an_answer_come_first_and_then_the_longest_waiting(client):
    thread_of("buyer", waits_for="buyer", waits_since=NOW - timedelta(9))
    thread_of("nobody", waits_for="nobody", waits_since=NOW - timedelta(99))
    thread_of("maker, young", waits_since=NOW)
    thread_of("maker, old", waits_since=NOW - timedelta(3))
    client.force_login(official())

    assert names(client.get(DESK)) == ["maker, old", "maker, young", "buyer", "nobody"]


def test_pages_follow_each_other_without_a_gap_or_a_double(client, monkeypatch):
    monkeypatch.setattr(desk, "PAGE", 3)
    for number in range(8):
        side = ("exhibitor", "buyer", "nobody")[number % 3]
        # Some wait since the very same moment.
        thread_of(f"{number}", waits_for=side, waits_since=NOW - timedelta(number // 4))
    client.force_login(official())

    found, query = [], ""
    while True:
        response = client.get(f"{DESK}?{query}")
        found += names(response)
        query = response.context["next_query"]
        if not query:
            break
        thread_of("late", waits_for="nobody", waits_since=NOW - timedelta(99)) if len(found) == 3 else None

    assert [each for each in found if each != "late"] == [
        each.enquiry.name for each in Thread.objects.by_who_waits() if each.enquiry.name != "late"
    ]


@pytest.fixture
def many():
    kilim, jajim = CraftFactory(slug="kilim"), CraftFactory(slug="jajim")
    own, other = ExhibitionFactory(slug="kut"), ExhibitionFactory(slug="sulaymaniyah")
    makers = ExhibitorFactory(slug="gulnar"), ExhibitorFactory(slug="sepideh")
    me = official(name="Me")
    thread_of("a", exhibition=own, works=[ProductFactory(craft=kilim, exhibitor=makers[0])], country="IQ")
    thread_of(
        "b",
        exhibition=other,
        works=[ProductFactory(craft=jajim, exhibitor=makers[1])],
        waits_for="buyer",
        came_by="stand",
    )
    thread_of("c", assigned_to=me, due_at=timezone.now() - timedelta(1), opened_at=NOW - timedelta(400))
    ordered("d", "5000", "IQD")
    return me


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "abcd"),
        ("exhibition=kut", "a"),
        ("exhibition=kut&exhibition=sulaymaniyah", "ab"),
        ("exhibition=kut&exhibition=nowhere", "a"),
        ("craft=kilim", "a"),
        ("craft=kilim&craft=jajim", "ab"),
        ("craft=kilim&exhibition=sulaymaniyah", ""),
        ("exhibitor=sepideh", "b"),
        ("country=IQ", "a"),
        ("country=XX", "abcd"),
        ("came_by=stand", "b"),
        ("came_by=stand&came_by=site", "abcd"),
        ("came_by=pigeon", "abcd"),
        ("state=closed", "d"),
        ("state=closed&state=nonsense", "d"),
        ("state=nonsense", "abcd"),
        ("waits=buyer", "b"),
        ("waits=buyer&waits=nobody", "bd"),
        ("overdue=1", "c"),
        ("overdue=perhaps", "abcd"),
        ("mine=1", "c"),
        ("until=2026-01-01", "c"),
        ("until=%DB%B1%DB%B4%DB%B0%DB%B4/%DB%B1%DB%B0/%DB%B1", "c"),
        ("since=2026-01-01", "abd"),
        ("since=yesterday%00&until=99999999999999&after=~~~&after=exhibitor~x~1&page=-1", "abcd"),
        ("after=buyer~2020-01-01T00:00:00Z~99999999999999999999", "abcd"),
        ("after=buyer~2020-13-41T00:00:00Z~1", "abcd"),
        ("q=%00", "abcd"),
        ("q=b", "b"),
        ("q=%F0%9F%A7%B5", ""),
        ("unheard=of", "abcd"),
    ],
)
def test_filters_narrow_and_what_is_unknown_is_ignored(client, many, query, expected):
    client.force_login(many)
    assert "".join(sorted(listed(client, f"?{query}"))) == expected


def test_a_code_is_found_in_any_digits_and_grouping(client, many):
    code = Thread.objects.get(enquiry__name="b").enquiry.code
    client.force_login(many)
    typed = f"{code[:4].lower()}-{code[4:]}".translate(str.maketrans("23456789", "۲۳۴۵۶۷۸۹"))
    assert listed(client, f"?q={typed}") == {"b"}


def test_the_desk_costs_at_most_eight_queries_whatever_the_number(client, many, django_assert_max_num_queries):
    client.force_login(many)
    client.get(f"{DESK}?state=closed")
    with django_assert_max_num_queries(8):
        client.get(f"{DESK}?state=closed&state=new")
    for number in range(12):
        thread_of(
            f"more {number}",
            works=[
                ProductFactory(),
            ],
        )
    with django_assert_max_num_queries(8):
        client.get(f"{DESK}?state=closed&state=new")
    client.force_login(official(exhibition=ExhibitionFactory()))
    with django_assert_max_num_queries(8):
        client.get(f"{DESK}?state=closed&state=new")


def test_sums_of_different_currencies_are_never_mixed(client):
    ordered("a", "250000", "IQD")
    ordered("b", "750000", "IQD")
    ordered("c", "120.50", "USD")
    thread_of("lost", state="closed", outcome="lost", lost_because="price", waits_for="nobody")
    client.force_login(official())

    page = client.get(f"{DESK}?state=closed")

    assert page.context["totals"] == [("IQD", 2, Decimal(1_000_000)), ("USD", 1, Decimal("120.5"))]
    assert "IQD 1,000,000" in page.content.decode()
    assert "USD 120.50" in page.content.decode()
    assert client.get(f"{DESK}?state=closed&q=c").context["totals"] == [("USD", 1, Decimal("120.5"))]


def book_of(client, query=""):
    response = client.get(f"{DESK}export.xlsx{query}")
    assert response.status_code == 200
    return load_workbook(io.BytesIO(response.content))


def test_the_workbook_holds_what_the_filter_shows_and_no_formula(client):
    thread_of('=HYPERLINK("http://x")', exhibition=ExhibitionFactory(name_en="+Kut"))
    thread_of("bell \x07")
    ordered("o", "5000.5", "USD", opened_at=NOW)
    client.force_login(official())

    book = book_of(client)
    rows = list(book.worksheets[0].iter_rows())
    found = {row[5].value: row for row in rows[1:]}

    assert {cell.data_type for row in rows for cell in row} <= {"s", "inlineStr", "n", "d"}
    assert set(found) == {'=HYPERLINK("http://x")', "bell", "o"}
    assert found["o"][17].value == 5000.5
    assert found["o"][1].value.date() == today_in_ilam()
    assert [cell.value for cell in list(book.worksheets[1].iter_rows())[1]] == ["USD", 1, 5000.5]
    assert len(list(book_of(client, "?state=closed").worksheets[0].iter_rows())) == 2


def test_each_thread_is_a_row_with_everything_the_desk_knows_of_it(client, django_assert_num_queries):
    maker, fair = ExhibitorFactory(name_en="Gulnar & daughters"), ExhibitionFactory(name_en="Kut <2026>")
    works = [ProductFactory(exhibitor=maker, title_en=title) for title in ("Kilim", "Jajim")]
    # Who cares for it has no name yet, and no role any more.
    person = UserFactory(name="", email="desk@example.org")
    moments = {"opened_at": NOW, "waits_since": NOW, "due_at": NOW, "answered_at": NOW}
    gone = {"state": "closed", "outcome": "lost", "lost_because": "price", "waits_for": "nobody"}
    thread = thread_of("Ako", exhibition=fair, works=works, country="IQ", assigned_to=person, **gone, **moments)
    Enquiry.objects.update(created_at=NOW, city="Kut", kind="wholesale", came_by="phone")
    client.force_login(official())

    (row,) = list(book_of(client).worksheets[0].iter_rows(values_only=True))[1:]
    here = datetime(2026, 5, 4, 15, 30)
    assert row == (
        thread.enquiry.code, here, "Kut <2026>", "Gulnar & daughters", "Kilim × 1, Jajim × 1", "Ako", "Kut", "Iraq",
        "wholesale", "a phone call", "closed", "nobody", here, here, here, "desk@example.org", "no order", None, None,
        "price",
    )  # fmt: skip
    with CaptureQueriesContext(connection) as first:
        book_of(client)
    for number in range(3):
        thread_of(f"{number}", exhibition=ExhibitionFactory(), works=[ProductFactory()])
    with django_assert_num_queries(len(first)):
        assert book_of(client).worksheets[0].max_row == 5


def test_a_workbook_of_more_threads_than_are_read_at_once_leaves_out_none(client, monkeypatch):
    monkeypatch.setattr(export, "CHUNK", 2)
    for number in range(5):
        thread_of(f"{number}", opened_at=NOW + timedelta(number), works=[ProductFactory(title_en=f"Work {number}")])
    client.force_login(official())
    rows = list(book_of(client).worksheets[0].iter_rows(values_only=True))[1:]
    assert [(row[5], row[4]) for row in rows] == [(f"{number}", f"Work {number} × 1") for number in range(5)]


def test_a_workbook_in_persian_reads_from_the_right_and_holds_no_contact(client):
    thread_of("Ako", works=[ProductFactory(title_en="Kilim")], country="IQ")
    client.force_login(official(), backend="accounts.backends.Backend")
    response = client.get("/fa/office/enquiries/export.xlsx")
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    assert sheet.sheet_view.rightToLeft
    assert (sheet["E2"].value, sheet["H2"].value) == ("Kilim × ۱", "عراق")
    assert not [cell for row in sheet.iter_rows() for cell in row if "1234567" in re.sub(r"\D", "", str(cell.value))]


def test_another_officials_threads_are_not_in_the_workbook(client):
    own = ExhibitionFactory()
    thread_of("own", exhibition=own)
    thread_of("other", exhibition=ExhibitionFactory())
    client.force_login(official(exhibition=own))
    assert [row[5].value for row in list(book_of(client).worksheets[0].iter_rows())[1:]] == ["own"]


def test_names_of_other_exhibitions_are_not_offered_as_filters(client):
    own, other = ExhibitionFactory(name_en="Own fair"), ExhibitionFactory(name_en="Hidden fair")
    thread_of("x", exhibition=other, works=[ProductFactory(exhibitor=ExhibitorFactory(name_en="Hidden maker"))])
    client.force_login(official("desk", exhibition=own))
    html = client.get(DESK).content.decode()
    assert "Own fair" in html
    assert "Hidden" not in html


def test_keys_are_no_part_of_addresses(client):
    thread = thread_of("x", works=[ProductFactory()])
    client.force_login(official())
    html = client.get(DESK).content.decode()
    assert f"{thread.enquiry.code}/#thread-{thread.exhibitor.code}" in html
    assert uuid.UUID(str(thread.enquiry.request_key)).hex not in html
