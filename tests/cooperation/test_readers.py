"""Who reads a record and which of its parts: chosen by the keepers, looked at first, and nothing else gets out."""

import pytest
from auditlog.models import LogEntry
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import StateChange
from cooperation.models import AgendaItem, Attendance, Paper, Promise, Side, Source, Step, Stop, Topic
from cooperation.states import Audience
from tests.cooperation.marks import MAKERS, marked
from tests.factories import (
    ExhibitionFactory,
    MeetingFactory,
    PersonFactory,
    PostFactory,
    PromiseFactory,
    official,
)

pytestmark = pytest.mark.django_db
OFFICE = "/en/office/cooperation/"
SHARED = f"{OFFICE}shared/"


@pytest.fixture
def officer(client):
    user = official("governorate")
    client.force_login(user, backend="accounts.backends.Backend")
    return user


@pytest.fixture
def host(client):
    user = official("host")
    client.force_login(user, backend="accounts.backends.Backend")
    return user


def words(response):
    return response.content.decode()


def shown_choices(client, slug, **changes):
    form = client.get(f"{OFFICE}{slug}/readers/").context["form"]
    return {name: form[name].value() for name in form.fields} | changes


def meeting_with_a_point():
    meeting = MeetingFactory(slug="meeting", summary_en="SUMMARY", result_en="RESULT")
    AgendaItem.objects.create(meeting=meeting, topic=Topic.TRADE, said_en="SAID", agreed_en="AGREED")
    Paper.objects.create(record=meeting, kind="minutes", name="minutes.pdf", file="cooperation/abc.pdf")
    return meeting


def test_who_reads_what_is_looked_at_before_it_holds(officer, client):
    meeting = meeting_with_a_point()
    chosen = {"audience": 2, "part-summary": 2, "part-result": 1, "item-0-agreed": 2, "paper-0": 1}
    choices = shown_choices(client, "meeting", **chosen)

    look = words(client.post(f"{OFFICE}meeting/readers/", choices | {"look": "1"}))
    visitors, partner = look[look.index('data-preview="public"') :].split('data-preview="partner"')

    assert [mark in visitors for mark in ("SUMMARY", "AGREED", "RESULT", "SAID", "minutes.pdf")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert [mark in partner for mark in ("SUMMARY", "AGREED", "RESULT", "SAID", "minutes.pdf")] == [
        True, True, True, False, True,
    ]  # fmt: skip
    meeting.refresh_from_db()
    assert (meeting.audience, meeting.audiences) == (0, {})

    client.post(f"{OFFICE}meeting/readers/", choices)
    meeting.refresh_from_db()
    assert meeting.audience == Audience.PUBLIC
    assert (meeting.audiences["summary"], meeting.audiences["result"], meeting.audiences["people"]) == (2, 1, 0)
    assert meeting.agenda.get().audiences == {"said": 0, "agreed": 2, "left_open": 0}
    assert meeting.papers.get().audience == Audience.PARTNER


def test_it_is_kept_who_let_whom_read_what(officer, client):
    meeting = meeting_with_a_point()
    client.post(
        f"{OFFICE}meeting/readers/", shown_choices(client, "meeting", audience=1, **{"part-summary": 1, "paper-0": 1})
    )

    change = StateChange.objects.get(field="audience")
    assert (change.record, change.old, change.new, change.actor) == (meeting, "0", "1", officer)
    edits = {name for entry in LogEntry.objects.filter(action=1) for name in entry.changes_dict}
    assert {"audiences", "audience"} <= edits
    assert "the partner too" in words(client.get(f"{OFFICE}meeting/"))


@pytest.mark.parametrize("kind", ["official", "viewer", "desk"])
def test_others_do_not_decide_it(kind, client):
    meeting_with_a_point()
    client.force_login(official(kind), backend="accounts.backends.Backend")
    assert client.get(f"{OFFICE}meeting/readers/").status_code == 403
    assert client.post(f"{OFFICE}meeting/readers/", {"audience": 2}).status_code == 403


def test_an_officer_of_another_exhibition_does_not_decide_it(client):
    PromiseFactory(slug="promise", exhibition=ExhibitionFactory())
    client.force_login(official("governorate", exhibition=ExhibitionFactory()), backend="accounts.backends.Backend")
    assert client.get(f"{OFFICE}promise/readers/").status_code == 404
    assert client.post(f"{OFFICE}promise/readers/", {"audience": 2}).status_code == 404


def test_whoever_saves_over_somebody_elses_choice_is_asked_to_look_again(officer, client):
    meeting = meeting_with_a_point()
    choices = shown_choices(client, "meeting", audience=2)
    client.post(f"{OFFICE}meeting/readers/", shown_choices(client, "meeting", **{"part-result": 1}))

    answer = client.post(f"{OFFICE}meeting/readers/", choices)

    assert answer.status_code == 422
    assert "Somebody else changed who reads this" in words(answer)
    meeting.refresh_from_db()
    assert (meeting.audience, meeting.audiences["result"]) == (0, 1)


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make._meta.model.__name__)
def test_no_internal_text_reaches_the_host_and_every_one_reaches_the_office(make, client):
    record = marked(make, Audience.PARTNER)
    client.force_login(official("host"), backend="accounts.backends.Backend")
    page, rows = words(client.get(f"{SHARED}{record.slug}/")), words(client.get(SHARED))
    assert str(record) in page
    assert str(record) in rows
    assert "mark-" not in page
    assert "mark-" not in rows
    assert "2031" not in page
    assert client.get(f"{SHARED}{record.slug}/mark-{record.pk}.pdf").status_code == 404
    assert client.get(f"{OFFICE}{record.slug}/").status_code == 403

    client.force_login(official("governorate"), backend="accounts.backends.Backend")
    page = words(client.get(f"{OFFICE}{record.slug}/"))
    marks = {f"mark-{name}" for name in record.PARTS if hasattr(record, f"{name}_fa")} | {"mark-remark", "mark-person"}
    assert {mark for mark in marks if mark not in page} == set()


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make._meta.model.__name__)
def test_the_host_reads_exactly_the_parts_that_are_shown(make, host, client):
    record = marked(make, Audience.PARTNER)
    for part in record.PARTS:
        record.audiences = {part: Audience.PARTNER}
        record.save()
        page = words(client.get(f"{SHARED}{record.slug}/"))
        own = {"people": "mark-person", "owners": "mark-person", "stops": "mark-stop", "due": "2031"}
        assert own.get(part, f"mark-{part}") in page, part
        others = {f"mark-{name}" for name in record.PARTS if name != part} - {"mark-people", "mark-stops"}
        assert {mark for mark in others if f"{mark}<" in page} == set(), part
        for never in (
            "mark-remark",
            "mark-gifts",
            "mark-costs",
            "mark-attendance",
            "mark-latin",
            "mark-internal-record",
        ):
            assert never not in page


def test_what_is_internal_is_not_found_by_a_host(host, client):
    MeetingFactory(slug="internal", title_en="INTERNAL")
    assert client.get(f"{SHARED}internal/").status_code == 404
    assert "INTERNAL" not in words(client.get(SHARED))


def test_a_host_of_one_exhibition_reads_its_records_alone(client):
    here, elsewhere = ExhibitionFactory(slug="here"), ExhibitionFactory(slug="elsewhere")
    of_here = MeetingFactory(slug="of-here", exhibition=here, audience=1)
    of_elsewhere = MeetingFactory(slug="of-elsewhere", title_en="ELSEWHERE", exhibition=elsewhere, audience=1)
    MeetingFactory(slug="of-none", title_en="OF NONE", audience=2)
    Step.objects.create(earlier=of_elsewhere, later=of_here)
    client.force_login(official("host", exhibition=here), backend="accounts.backends.Backend")

    assert [record.slug for record in client.get(SHARED).context["records"]] == ["of-here"]
    assert "ELSEWHERE" not in words(client.get(f"{SHARED}of-here/"))
    assert client.get(f"{SHARED}of-elsewhere/").status_code == 404
    assert client.get(f"{SHARED}of-none/").status_code == 404


def test_a_paper_opens_for_whoever_may_read_it(client, empty_media):
    meeting = MeetingFactory(slug="meeting", audience=1)
    name = storages["default"].save("cooperation/abc.pdf", ContentFile(b"%PDF-1.4"))
    paper = Paper.objects.create(record=meeting, kind="minutes", name="minutes.pdf", file=name)
    inside, outside = f"{OFFICE}meeting/{paper.code}", f"{SHARED}meeting/{paper.code}"
    client.force_login(official("viewer"), backend="accounts.backends.Backend")
    answer = client.get(inside)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "attachment" in answer["Content-Disposition"]

    client.force_login(official("host"), backend="accounts.backends.Backend")
    assert client.get(inside).status_code == 403
    assert client.get(outside).status_code == 404
    paper.audience = Audience.PARTNER
    paper.save()
    assert client.get(outside).status_code == 200
    meeting.audience = Audience.INTERNAL
    meeting.save()
    assert client.get(outside).status_code == 404


def test_the_menu_of_a_host_leads_to_the_shared_records(host, client):
    assert f'href="{SHARED}"' in words(client.get(SHARED))
    assert f'href="{OFFICE}"' not in words(client.get(SHARED))


def fill(record, number):
    for _each in range(number):
        person, post = PersonFactory(), PostFactory()
        Attendance.objects.create(record=record, person=person, post=post, side=Side.OURS)
        Stop.objects.create(record=record, title_en="Kut")
        Source.objects.create(record=record, said_by_en="Agency")
        AgendaItem.objects.create(meeting=record, topic=Topic.TRADE, said_en="SAID", audiences={"said": 1})
        other = PromiseFactory(audience=1)
        Step.objects.create(earlier=record, later=other)
        Paper.objects.create(record=record, kind="annex", name="a.pdf", file=f"cooperation/{other.pk}.pdf", audience=1)


@pytest.mark.parametrize(
    "page", ["meeting/", "meeting/readers/", "shared/meeting/", "records/", "chain/", "shared/", "extract/"]
)
def test_a_page_costs_the_same_for_few_and_many(page, officer, client):
    parts = {"people": 1, "stops": 1, "owners": 1, "due": 1}
    record = MeetingFactory(slug="meeting", audience=1, audiences=parts, exhibition=ExhibitionFactory())

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(OFFICE + page).status_code == 200
        return len(queries)

    fill(record, 1)
    client.get(OFFICE + page)
    few = asked()
    fill(record, 3)
    assert asked() == few
    assert few <= 12


@pytest.mark.parametrize("languages", ["fa,ar", "fa,ckb"])
def test_the_sheet_for_the_meeting_names_what_is_shown_and_nothing_internal(languages, officer, client):
    seen = marked(MAKERS[2], Audience.PARTNER, promised_by="ours")
    Promise.objects.filter(pk=seen.pk).update(text_fa="متن", text_ar="نص", text_ckb="دەق", audiences={"text": 1})
    PromiseFactory(slug="internal", title_fa="mark-hidden")

    page = client.get(f"{OFFICE}extract/", {"languages": languages})
    text = words(page)
    sheet = text[text.index('<article class="extract"') :]
    assert seen.title_fa in sheet
    assert "متن" in sheet
    assert ("نص" if languages == "fa,ar" else "دەق") in sheet
    assert "mark-" not in sheet
    assert "2031" not in sheet
    # Due and owners, once they are shown: in both calendars.
    Promise.objects.filter(pk=seen.pk).update(audiences={"text": 1, "due": 1, "owners": 1})
    text = words(client.get(f"{OFFICE}extract/", {"languages": languages}))
    assert "مارس ۲۰۳۱" in text
    assert "۱۴۰۹" in text
    assert "mark-person" in text
    assert "mark-person-remark" not in text


def test_the_sheet_is_divided_by_who_promised_and_says_what_was_done_since(officer, client):
    for slug, side in (("one", "ours"), ("two", "theirs"), ("three", "both")):
        PromiseFactory(slug=slug, promised_by=side, audience=1)
    MeetingFactory(state="held", starts_on="2026-01-01")
    done = PromiseFactory(slug="done", audience=2)
    PromiseFactory(slug="done-before", state="done", audience=2)
    client.post(f"{OFFICE}done/state/", {"seen": "agreed", "to": "done"})
    PromiseFactory(slug="dropped", state="dropped", audience=2)

    halves = client.get(f"{OFFICE}extract/?partner={done.partner.slug}").context["halves"]

    assert [[line["slug"] for line in each["lines"]] for each in halves[0]["sections"]] == [
        ["one"], ["two"], ["three"], ["done"],
    ]  # fmt: skip
    assert [half["lang"] for half in halves] == ["fa", "ar"]


def test_the_sheet_is_a_paper_too(officer, client):
    PromiseFactory(audience=1, audiences={"text": 1}, text_en="http://example.org and +964 770 123 4567")
    answer = client.get(f"{OFFICE}extract.pdf?languages=fa,ckb")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
