"""Who reads what: marks are planted in every field, and looked for on every page that is not the office's."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import models
from django.test import Client

from cooperation.models import (
    AgendaItem,
    Attendance,
    Delegation,
    Institution,
    Meeting,
    Memorandum,
    Paper,
    Person,
    Post,
    Promise,
    Record,
    Source,
    Step,
    Stop,
    Tour,
)
from cooperation.showing import INTERNAL, shown_record, visible_parts
from cooperation.states import Audience
from lib.languages import CODES
from tests.factories import PlaceFactory

pytestmark = pytest.mark.django_db

KINDS = (Delegation, Meeting, Promise, Memorandum, Tour)
# What says what a record is: read by whoever reads the record at all.
HEAD = {"title", "number"}


def planted(model, mark):
    """{column: text that begins with ``mark``} for every column of ``model`` in which somebody writes words."""
    fields = [field for field in model._meta.concrete_fields if isinstance(field, models.CharField | models.TextField)]
    names = {field.name for field in fields if not field.choices and field.name not in ("slug", "kind", "file")}
    bare = {name for name in names if f"{name}_fa" in names}
    texts = {name: f"{mark}-{model._meta.model_name}-{name}" for name in names - bare}
    return {name: text[: model._meta.get_field(name).max_length] for name, text in texts.items()}


def make(model, audience, audiences=None, mark="secret", **fields):
    place = PlaceFactory(slug=f"p-{model._meta.model_name}-{Record.objects.count()}")
    texts = planted(model, mark)
    if model is Delegation:
        fields["direction"] = "there"
    return model.objects.create(
        **texts
        | {"slug": f"{model._meta.model_name}-{Record.objects.count()}", "place": place}
        | {"starts_on": date(2025, 10, 9), "topics": ["trade"], "audience": audience, "audiences": audiences or {}}
        | fields
    )


def hang(record, mark):
    """Rows of every kind on ``record``, each with marks."""
    place = record.place
    institution = Institution.objects.create(slug=f"i-{record.slug}", place=place, **planted(Institution, mark))
    post = Post.objects.create(institution=institution, **planted(Post, mark))
    person = Person.objects.create(**planted(Person, mark))
    Attendance.objects.create(record=record, person=person, post=post, side="ours", **planted(Attendance, mark))
    Stop.objects.create(record=record, day=date(2025, 10, 9), **planted(Stop, mark))
    name = storages["default"].save("cooperation/secret.pdf", ContentFile(b"%PDF-1.4 x %%EOF"))
    paper = Paper.objects.create(record=record, kind="minutes", name=f"{mark}.pdf", file=name)
    if isinstance(record, Meeting):
        AgendaItem.objects.create(meeting=record, topic="trade", **planted(AgendaItem, mark))
    if isinstance(record, Promise):
        Promise.objects.filter(pk=record.pk).update(our_post=post, our_person=person, their_post=post)
    return paper


def public_pages(record):
    return [
        f"/{code}/{path}"
        for code in CODES
        for path in ("", "cooperation/", f"cooperation/{record.slug}/", "exhibitions/")
    ] + ["/sitemap.xml?part=cooperation-1", "/feeds/exhibitions.xml", "/calendar.ics"]


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_nothing_of_an_internal_record_reaches_a_public_page(model):
    record = make(model, Audience.INTERNAL)
    paper = hang(record, "secret")
    other = make(Meeting, Audience.PUBLIC, mark="open")
    Step.objects.create(earlier=other, later=record, **planted(Step, "secret"))
    Source.objects.create(record=record, **planted(Source, "secret"))
    client = Client()
    for page in [*public_pages(record), *public_pages(other)]:
        response = client.get(page)
        assert b"secret" not in b"".join(response), page
        assert record.slug not in response.content.decode() or response.status_code == 404, page
    assert client.get(f"/fa/cooperation/{record.slug}/").status_code == 404
    assert client.get(f"/fa/cooperation/{record.slug}/papers/{paper.code}").status_code == 404
    assert client.get(f"/fa/cooperation/{other.slug}/papers/{paper.code}").status_code == 404


@pytest.mark.parametrize("audience", [Audience.PARTNER, Audience.PUBLIC])
@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_a_public_record_shows_its_head_alone_until_parts_are_released(model, audience):
    record = (
        make(model, audience, title_fa="دیدار", title_en="Open", title_ar="Open", title_ckb="Open", number="7")
        if model is Promise
        else make(model, audience, title_fa="دیدار", title_en="Open", title_ar="Open", title_ckb="Open")
    )
    hang(record, "secret")
    client = Client()
    for page in public_pages(record):
        assert b"secret" not in b"".join(client.get(page)), page


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_a_released_part_is_shown_and_no_other(model):
    for part in model.PARTS:
        record = make(model, Audience.PUBLIC, {part: Audience.PUBLIC})
        hang(record, "secret")
        row = Record.objects.for_page(Audience.PUBLIC).get(pk=record.pk)
        shown = shown_record(row, Audience.PUBLIC)
        for other in set(model.PARTS) - {part, "people", "stops", "owners", "due"}:
            assert not getattr(shown.record, f"{other}_fa"), (part, other)
        if f"{part}_fa" in planted(model, ""):
            assert getattr(shown.record, f"{part}_fa")
        assert bool(shown.attendances) == (part == "people")
        assert bool(shown.stops) == (part == "stops")
        if model is Promise:
            assert bool(shown.record.our_person) == (part == "owners")


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_what_is_internal_for_good_is_never_shown(model):
    everything = dict.fromkeys([*model.PARTS, *INTERNAL], Audience.PUBLIC)
    record = make(model, Audience.PUBLIC, everything)
    shown = shown_record(Record.objects.for_page(Audience.PUBLIC).get(pk=record.pk), Audience.PUBLIC).record
    for name in INTERNAL:
        assert not getattr(shown, name, "")
    html = Client().get(f"/fa/cooperation/{record.slug}/").content.decode()
    for name in INTERNAL:
        assert f"-{name}" not in html


def test_the_partner_reads_what_is_the_partners_and_the_office_everything():
    record = make(Delegation, Audience.PARTNER, {"purpose": Audience.PARTNER, "summary": Audience.PUBLIC})
    assert visible_parts(record, Audience.PUBLIC) == {"summary"}
    assert visible_parts(record, Audience.PARTNER) == {"summary", "purpose"}
    assert visible_parts(record, Audience.INTERNAL) == set(Delegation.PARTS)


def test_a_released_file_is_downloaded_and_runs_nothing():
    record = make(Meeting, Audience.PUBLIC)
    paper = hang(record, "minutes")
    address = f"/fa/cooperation/{record.slug}/papers/{paper.code}"
    assert Client().get(address).status_code == 404
    Paper.objects.filter(pk=paper.pk).update(audience=Audience.PUBLIC)
    response = Client().get(address)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_page_costs_the_same_for_few_and_for_many(django_assert_max_num_queries):
    records = [make(model, Audience.PUBLIC, dict.fromkeys(model.PARTS, Audience.PUBLIC)) for model in KINDS]
    for record in records:
        hang(record, "x")
    client = Client()
    client.get("/fa/cooperation/")
    for number in range(20):
        later = make(Meeting, Audience.PUBLIC)
        Step.objects.create(earlier=records[number % 5], later=later)
    with django_assert_max_num_queries(5):
        assert client.get("/fa/cooperation/").status_code == 200
    for record in records:
        with django_assert_max_num_queries(12):
            assert client.get(f"/fa/cooperation/{record.slug}/").status_code == 200
