"""What was done on the site, as one page that nobody can change."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from auditlog.context import set_actor
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import StateChange
from events.models import Exhibition, Role
from ilamexpo import audit
from lib.states import move
from products.goods.models import Sale
from tests.factories import (
    ExhibitionFactory,
    ExhibitorFactory,
    ParticipationFactory,
    ProductFactory,
    UserFactory,
    official,
)

pytestmark = pytest.mark.django_db
AUDIT = "/en/office/audit/"
MOST_QUERIES = 12


@pytest.fixture
def reader(client):
    user = official("viewer", name="Reader")
    client.force_login(user)
    return user


def made(exhibition, *, at, new="agreed", actor=None, **fields):
    return StateChange.objects.create(
        content_type=ContentType.objects.get_for_model(Exhibition),
        object_id=exhibition.pk,
        label=fields.pop("label", str(exhibition)),
        field="status",
        old="idea",
        new=new,
        actor=actor,
        actor_name=str(actor or ""),
        at=at,
        **fields,
    )


def logged(exhibition, *, at, action=LogEntry.Action.UPDATE, actor=None, **fields):
    return LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(Exhibition),
        object_pk=str(exhibition.pk),
        object_id=exhibition.pk,
        object_repr=fields.pop("label", str(exhibition)),
        action=action,
        timestamp=at,
        actor=actor,
        **fields,
    )


def shown(client, query=""):
    """(act, label) of the rows, in their order."""
    response = client.get(f"{AUDIT}?{query}")
    assert response.status_code == 200
    return [(row["act"], row["label"]) for row in response.context["rows"]]


def test_both_trails_are_one_list_with_who_when_what_and_why(client, reader):
    officer = UserFactory(name="Mina")
    with set_actor(officer):
        exhibition = ExhibitionFactory(name_fa="Kut fair", name_en="Kut fair", status="idea")
        exhibition.occasion_en = "Spring"
        exhibition.save()
    move(
        exhibition,
        to="agreed",
        actor=officer,
        moves={"idea": {"agreed"}},
        field="status",
        reason="The governor wrote",
        on_behalf_of="Abu Ali",
    )

    html = client.get(f"{AUDIT}?q=Kut+fair").content.decode()
    text = " ".join(re.sub(r"<[^>]*>", " ", html).split())

    assert shown(client, "q=Kut+fair") == [("state", "Kut fair"), ("edit", "Kut fair"), ("made", "Kut fair")]
    assert text.count("Mina") >= 3
    for words in ("on behalf of Abu Ali", "The governor wrote", "idea → agreed", "occasion (English) Spring"):
        assert words in text
    assert reverse("records:events_exhibition_change", args=[exhibition.pk]).replace("/fa/", "/en/") in html
    assert f"/en/office/records/events/exhibition/{exhibition.pk}/history/" in html


def test_a_sale_says_whose_it_is_and_no_key_of_its_form(client, reader):
    participation = ParticipationFactory(exhibitor__name_en="Sepideh", exhibition__name_en="Kut fair")
    Sale.objects.create(
        participation=participation, title={}, amount=60, currency="USD", price_unit="USD", request_key=uuid4()
    )

    [row] = [row for row in client.get(f"{AUDIT}?kind=products.sale").context["rows"] if row["act"] == "made"]

    said = {str(name): new for name, _old, new in row["changes"]}
    assert said["participation"] == "Sepideh · Kut fair" and "request key" not in said


def test_a_maker_in_whose_name_something_was_written_is_called_by_name(client, reader):
    maker = ExhibitorFactory(name_en="Sepideh")
    logged(ExhibitionFactory(), at=timezone.now(), additional_data={"on_behalf_of": maker.code})
    assert "on behalf of Sepideh" in client.get(AUDIT).content.decode()


@override("en")
def test_the_list_is_narrowed_by_person_kind_act_name_and_day(client, reader):
    now, mina, omid = timezone.now(), UserFactory(name="Mina"), UserFactory(name="Omid", email="omid@example.org")
    one, other = ExhibitionFactory(name_en="One"), ExhibitionFactory(name_en="Other")
    made(one, at=now, actor=mina, label="One")
    logged(other, at=now - timedelta(minutes=1), actor=omid, label="Other")
    logged(other, at=now - timedelta(days=40), action=LogEntry.Action.ACCESS, actor=omid, label="Other long ago")
    with set_actor(mina):
        ProductFactory(title_en="A kilim")
    day = (now - timedelta(days=40)).date()

    assert shown(client, "who=mina&q=One") == [("state", "One")]
    assert shown(client, "who=OMID@example.org") == [("edit", "Other"), ("read", "Other long ago")]
    assert shown(client, "act=read") == [("read", "Other long ago")]
    assert shown(client, "act=state") == [("state", "One")]
    assert {label for _act, label in shown(client, "kind=products.product")} == {"A kilim"}
    assert shown(client, "q=ago") == [("read", "Other long ago")]
    assert shown(client, f"until={day + timedelta(days=1)}") == [("read", "Other long ago")]
    assert ("read", "Other long ago") not in shown(client, f"since={day + timedelta(days=2)}")
    assert shown(client, "act=deleted&q=One") == []


def test_a_day_is_read_in_both_calendars_and_any_digits(client, reader):
    from lib.dates import jalali
    from lib.numbers import localise

    long_ago = timezone.now() - timedelta(days=40)
    made(ExhibitionFactory(), at=long_ago, label="Long ago")
    typed = localise("{}/{}/{}".format(*jalali((long_ago + timedelta(days=1)).date())), "fa")
    assert shown(client, f"until={typed}") == [("state", "Long ago")]


def test_what_is_no_day_is_said_beside_the_box_and_stays_there(client, reader):
    html = client.get(f"{AUDIT}?since=someday").content.decode()
    assert 'value="someday"' in html
    assert "This is not a day." in html


@pytest.mark.parametrize(
    "query",
    [
        "kind=nothing.here&act=nothing&after=nothing",
        "after=0001-01-01T00:00:00%2B14:00~s~1",
        "after=2026-01-01T00:00:00Z~s~99999999999999999999",
        "after=2026-01-01T00:00:00Z~x~1",
        "who=%00&q=%00",
        "since=9999-99-99&until=%F0%9F",
    ],
)
def test_no_address_of_it_fails(client, reader, query):
    assert client.get(f"{AUDIT}?{query}").status_code == 200


def test_the_next_page_goes_on_where_this_one_ended_and_repeats_nothing(client, reader, monkeypatch):
    monkeypatch.setattr("ilamexpo.audit.PAGE", 3)
    exhibition, now = ExhibitionFactory(), timezone.now() + timedelta(days=1)
    for number in range(8):
        # Two of each trail at one moment: neither may be lost between two pages.
        moment = now - timedelta(minutes=number // 4)
        (made if number % 2 else logged)(exhibition, at=moment, label=f"Step {number}")

    seen, query = [], "q=Step"
    while query:
        response = client.get(f"{AUDIT}?{query}")
        seen += [row["label"] for row in response.context["rows"]]
        query = response.context["next_query"]

    assert len(seen) == 8
    assert seen == ["Step 3", "Step 1", "Step 2", "Step 0", "Step 7", "Step 5", "Step 6", "Step 4"]


def test_it_costs_the_same_for_one_entry_and_many(client, reader):
    exhibition, now = ExhibitionFactory(), timezone.now()

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{AUDIT}?kind=events.exhibition")
        return len(queries)

    made(exhibition, at=now, on_behalf_of="Abu Ali"), logged(exhibition, at=now)
    client.get(AUDIT)
    few = asked()
    for number in range(20):
        actor = UserFactory()
        made(exhibition, at=now, actor=actor, on_behalf_of=f"B{number}"), logged(exhibition, at=now, actor=actor)
    assert asked() == few <= MOST_QUERIES


@pytest.mark.parametrize("kind", Role.Kind.values)
def test_who_oversees_everything_reads_it_and_nobody_else(client, kind):
    reads = {"admin", "official", "governorate", "viewer"}
    client.force_login(official(kind))
    assert client.get(AUDIT).status_code == (200 if kind in reads else 403)
    client.force_login(official(kind, exhibition=ExhibitionFactory()))
    assert client.get(AUDIT).status_code == 403


def test_a_record_this_official_may_not_open_is_named_and_not_linked(client, reader):
    with set_actor(UserFactory()):
        account = UserFactory(name="Somebody")
    html = client.get(f"{AUDIT}?q=Somebody").content.decode()
    assert "Somebody" in html
    assert f"/user/{account.pk}/" not in html


@override("en")
def test_the_page_offers_no_act_and_the_database_refuses_to_change_what_it_shows(client, reader):
    exhibition = ExhibitionFactory()
    change, entry = made(exhibition, at=timezone.now()), logged(exhibition, at=timezone.now())
    html = client.get(AUDIT).content.decode().partition("<main")[2].partition("</main>")[0]
    assert not re.search(r'method="post"|<button(?![^>]*type="submit")', html)
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(AUDIT).status_code in {403, 405}
    for record, field in ((change, "label"), (entry, "object_repr")):
        rows = type(record).objects.filter(pk=record.pk)
        for attempt in (lambda rows=rows, field=field: rows.update(**{field: "forged"}), rows.delete):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                attempt()
    assert [label for _act, label in shown(client, "kind=events.exhibition")][:2] == [str(exhibition)] * 2


def test_the_history_of_a_record_leads_to_the_same_among_all_that_was_done(client):
    client.force_login(official())
    exhibition = ExhibitionFactory(name_fa="Kut fair", name_en="Kut fair")
    html = client.get(f"/en/office/records/events/exhibition/{exhibition.pk}/history/").content.decode()
    assert f"{AUDIT}?kind=events.exhibition&amp;q=Kut%20fair" in html


def test_entries_of_one_kind_are_walked_in_their_order(db):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # So few rows are sorted at once; of many it is asked what the index can do.
            cursor.execute("SET LOCAL enable_sort = off")
    asked = audit.Asked(kind="events.exhibition", act="edit")
    rows = audit.narrowed(
        LogEntry.objects.filter(action=LogEntry.Action.UPDATE), asked, "l", "timestamp", "object_repr"
    )
    plan = rows.explain()
    assert "auditlog_entries_by_kind" in plan
    assert "ORDER BY" not in plan
    assert "Sort" not in plan
