"""The records of the cooperation in the admin: entered, corrected, with papers, and not written over by the second."""

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cooperation.models import Institution, Meeting, Paper, Person, Post, Promise, Record, Step, Tenure
from tests.factories import (
    DelegationFactory,
    ExhibitionFactory,
    InstitutionFactory,
    MeetingFactory,
    MemorandumFactory,
    PersonFactory,
    PostFactory,
    PromiseFactory,
    TourFactory,
    official,
)
from tests.records import errors, typed

pytestmark = pytest.mark.django_db
KINDS = [DelegationFactory, MeetingFactory, PromiseFactory, MemorandumFactory, TourFactory]
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"


@pytest.fixture
def officer(client):
    user = official("governorate")
    client.force_login(user, backend="accounts.backends.Backend")
    return user


def address(model, act, *args):
    return reverse(f"records:cooperation_{model._meta.model_name}_{act}", args=args)


def form_of(client, url):
    page = client.get(url)
    assert page.status_code == 200
    return typed(page.content.decode())


def save(client, url, **changes):
    """The page posted with ``changes``; what is wrong with it, or nothing."""
    answer = client.post(url, form_of(client, url) | changes)
    return [] if answer.status_code == 302 else errors(answer.content.decode())


def test_a_decision_is_entered_with_its_topics_and_its_kind(officer, client):
    keeper = official("governorate", name="Keeper")
    answer = client.post(
        address(Promise, "add"),
        form_of(client, address(Promise, "add"))
        | {"title_fa": "روادید", "what": "commitment", "topics": ["trade", "exports"], "keeper": str(keeper.pk)}
        | {"due_on": "1405/12/10", "state": "agreed"},
    )

    promise = Promise.objects.get()
    assert answer.url == f"/fa/office/cooperation/{promise.slug}/"
    assert (promise.slug, promise.kind, promise.topics) == ("commitment", "commitment", ["trade", "exports"])
    assert (promise.state, promise.keeper, promise.due_on.isoformat()) == ("agreed", keeper, "2027-03-01")
    assert save(client, address(Promise, "add"), title_fa="دوم", what="commitment") == []
    assert Record.objects.filter(slug="commitment-2").exists()


@pytest.mark.parametrize("make", KINDS, ids=lambda make: make._meta.model.__name__)
def test_every_kind_opens_saves_and_keeps_what_it_held(make, officer, client):
    record = make(topics=["trade"], remark="Remark", audience=1, audiences={"summary": 1})
    page = address(type(record), "change", record.pk)

    assert save(client, page, summary_fa="خلاصه") == []

    record.refresh_from_db()
    assert (record.summary_fa, record.topics, record.remark) == ("خلاصه", ["trade"], "Remark")
    assert (record.audience, record.audiences) == (1, {"summary": 1})


@pytest.mark.parametrize("make", KINDS, ids=lambda make: make._meta.model.__name__)
def test_who_may_only_look_reads_it_and_saves_nothing(make, client):
    record = make(topics=["trade"], title_fa="عنوان", **({"languages": ["fa"]} if make is MemorandumFactory else {}))
    client.force_login(official("viewer"), backend="accounts.backends.Backend")
    page = address(type(record), "change", record.pk)

    assert "عنوان" in client.get(page).content.decode()
    assert client.post(page, {"title_fa": "دیگر"}).status_code == 403
    assert client.get(address(type(record), "add")).status_code == 403


def test_the_second_of_two_who_write_is_told_what_changed(officer, client):
    meeting = MeetingFactory(summary_fa="اول", topics=["trade"])
    page = address(Meeting, "change", meeting.pk)
    first = form_of(client, page)
    assert save(client, page, summary_fa="از همکار", topics=["trade", "health"]) == []

    answer = client.post(page, first | {"summary_fa": "از من"})

    told = " ".join(errors(answer.content.decode()))
    assert "از همکار" in told
    meeting.refresh_from_db()
    assert (meeting.summary_fa, meeting.topics) == ("از همکار", ["trade", "health"])
    again = typed(answer.content.decode())
    assert again["summary_fa"] == "از من"
    assert client.post(page, again).status_code == 302


@pytest.mark.parametrize(
    ("fields", "column"),
    [({"slug": "records"}, "slug"), ({"starts_on": "2026-02-02", "ends_on": "2026-02-01"}, "ends_on")],
)
def test_what_cannot_be_is_refused_beside_its_box(fields, column, officer, client):
    assert len(save(client, address(Meeting, "add"), title_fa="جلسه", **fields)) >= 1, column
    assert not Meeting.objects.exists()


def test_a_paper_comes_with_its_file_and_a_wrong_one_does_not(officer, client, empty_media):
    meeting = MeetingFactory()
    page = address(Meeting, "change", meeting.pk)
    row = {"papers-0-kind": "minutes", "papers-0-language": "fa", "papers-0-prevails": "on"}

    assert save(client, page, **row) != []
    wrong = SimpleUploadedFile("minutes.pdf", b"MZ no paper at all")
    assert save(client, page, **row, **{"papers-0-upload": wrong}) != []
    assert not Paper.objects.exists()
    assert save(client, page, **row, **{"papers-0-upload": SimpleUploadedFile("C:\\minutes.pdf", PDF)}) == []

    paper = Paper.objects.get()
    assert (paper.name, paper.audience, paper.prevails) == ("minutes.pdf", 0, True)
    assert paper.file.startswith("cooperation/")
    assert storages["default"].open(paper.file).read() == PDF
    # Saved once more without a file, it stays as it is.
    assert save(client, page, summary_fa="خلاصه") == []
    assert Paper.objects.get().file == paper.file


def test_two_texts_change_places_and_never_prevail_together(officer, client):
    memorandum = MemorandumFactory()
    old, new = (
        Paper.objects.create(
            record=memorandum, kind="version", version=number, name="v.pdf", file=f"cooperation/{number}"
        )
        for number in (1, 2)
    )
    Paper.objects.filter(pk=new.pk).update(prevails=True)
    page = address(type(memorandum), "change", memorandum.pk)

    assert save(client, page, **{"papers-0-prevails": "on"}) != []
    form = form_of(client, page) | {"papers-0-prevails": "on"}
    del form["papers-1-prevails"]
    assert client.post(page, form).status_code == 302
    assert list(Paper.objects.filter(prevails=True)) == [old]


def test_what_it_came_out_of_is_chosen_with_how_sure_that_is(officer, client):
    delegation, meeting = DelegationFactory(), MeetingFactory()
    row = {"steps_before-0-earlier": str(delegation.pk), "steps_before-0-certainty": "uncertain"}
    assert save(client, address(Meeting, "change", meeting.pk), **row) == []
    step = Step.objects.get()
    assert (step.earlier_id, step.later_id, step.certainty) == (delegation.pk, meeting.pk, "uncertain")


def test_what_others_depend_on_is_not_deleted(officer, client):
    delegation = DelegationFactory()
    meeting = MeetingFactory()
    Step.objects.create(earlier=delegation, later=meeting)

    assert client.post(address(type(delegation), "delete", delegation.pk), {"post": "yes"}).status_code == 403
    assert client.post(address(Meeting, "delete", meeting.pk), {"post": "yes"}).status_code == 302
    assert client.post(address(type(delegation), "delete", delegation.pk), {"post": "yes"}).status_code == 302
    assert not Record.objects.exists()


def test_a_person_who_holds_a_post_and_an_institution_with_posts_stay(officer, client):
    post, person = PostFactory(), PersonFactory()
    Tenure.objects.create(post=post, person=person)
    assert client.post(address(Person, "delete", person.pk), {"post": "yes"}).status_code == 403
    institution = post.institution
    assert client.post(address(Institution, "delete", institution.pk), {"post": "yes"}).status_code == 403
    assert Person.objects.exists()


def test_people_institutions_and_posts_are_entered(officer, client):
    place = InstitutionFactory().place
    assert (
        save(client, address(Institution, "add"), name_fa="دانشگاه ایلام", slug="university", place=str(place.pk)) == []
    )
    assert save(client, address(Person, "add"), name_fa="علی", phone="0918 111 2233", latin_name="ALI") == []
    institution, person = Institution.objects.get(slug="university"), Person.objects.get()
    row = {"tenures-0-person": str(person.pk), "tenures-0-starts_on": "1403/2/1"}
    assert save(client, address(Post, "add"), title_fa="رئیس", institution=str(institution.pk), **row) == []
    assert Post.objects.get().people.get() == person
    assert person.phone == "+989181112233"


@pytest.mark.parametrize("model", [Institution, Person, Post, Meeting, Promise])
def test_the_lists_of_the_records_open(model, officer, client):
    PromiseFactory(our_post=PostFactory(), our_person=PersonFactory())
    MeetingFactory()
    assert client.get(address(model, "changelist")).status_code == 200


def test_an_officer_of_one_exhibition_changes_its_records_alone(client):
    here = ExhibitionFactory()
    mine, other = MeetingFactory(exhibition=here), MeetingFactory()
    client.force_login(official("governorate", exhibition=here), backend="accounts.backends.Backend")
    assert client.get(address(Meeting, "change", mine.pk)).status_code == 200
    assert client.get(address(Meeting, "change", other.pk)).status_code == 302
    assert client.get(address(Meeting, "add")).status_code == 403
