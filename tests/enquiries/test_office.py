"""Officials read the enquiries of what they look after, and act where their role says so."""

import uuid

import pytest

from enquiries.actions import open_threads, receive_enquiry
from enquiries.models import Line
from tests.factories import (
    EnquiryFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    ParticipationFactory,
    ProductFactory,
    official,
)

pytestmark = pytest.mark.django_db
DESK = "/en/office/enquiries/"


def enquire(**fields):
    """An enquiry as it stands once it was received: with its threads."""
    works = fields.pop("works", ())
    enquiry = EnquiryFactory(**fields)
    for work in works:
        make_line(enquiry, work)
    open_threads(enquiry)
    return enquiry


def listed(client, query=""):
    return {thread.enquiry.name for thread in client.get(f"{DESK}{query}").context["threads"]}


def answers(client, enquiry):
    """What reading it and each button answer."""
    return (
        client.get(f"{DESK}{enquiry.code}/").status_code,
        client.post(f"{DESK}{enquiry.code}/see/").status_code,
        client.post(f"{DESK}{enquiry.code}/release/").status_code,
    )


def state_of(enquiry):
    enquiry.refresh_from_db()
    return enquiry.state


def make_line(enquiry, product):
    Line.objects.create(
        enquiry=enquiry,
        product=product,
        exhibitor=product.exhibitor,
        snapshot={"code": product.code, "title": {"en": product.title_en}},
    )


@pytest.mark.parametrize("kind", ["official", "desk", "viewer"])
def test_an_official_of_one_exhibition_finds_only_what_concerns_it(client, kind):
    # Given
    own = ExhibitionFactory()
    maker = ParticipationFactory(exhibition=own).exhibitor
    stranger = ParticipationFactory().exhibitor
    enquire(name="from here", exhibition=own)
    enquire(name="about our maker", exhibitor=maker)
    enquire(name="about our maker's works", works=[ProductFactory(exhibitor=maker)])
    EnquiryFactory(name="held, from elsewhere", state="spam")
    EnquiryFactory(name="held, from here", state="spam", exhibition=own)
    others = [
        enquire(name="from elsewhere", exhibition=ExhibitionFactory()),
        enquire(name="about another maker", exhibitor=stranger),
        enquire(name="about anything"),
        enquire(name="about another's work", works=[ProductFactory(exhibitor=ExhibitorFactory())]),
    ]
    # When
    client.force_login(official(kind, exhibition=own))
    # Then
    assert listed(client) == {"from here", "about our maker", "about our maker's works"}
    assert {client.get(f"{DESK}{enquiry.code}/").status_code for enquiry in others} == {404}
    held = client.get(f"{DESK}?held=1").context
    assert [letter.name for letter in held["letters"]] == ["held, from here"]
    assert held["held_number"] == 1


def test_of_one_enquiry_an_official_reads_only_the_parts_of_makers_looked_after(client):
    own, other = ParticipationFactory(), ParticipationFactory()
    enquiry = enquire(works=[ProductFactory(exhibitor=own.exhibitor), ProductFactory(exhibitor=other.exhibitor)])
    client.force_login(official(exhibition=own.exhibition))

    page = client.get(f"{DESK}{enquiry.code}/")

    assert [thread.exhibitor for thread in page.context["threads"]] == [own.exhibitor]
    assert other.exhibitor.name_en not in page.content.decode()
    hidden = f"{DESK}{enquiry.code}/{other.exhibitor.code}/note/"
    assert client.post(hidden, {"text": "x", "key": str(uuid.uuid4())}).status_code == 404


def test_another_exhibitions_enquiry_can_neither_be_read_nor_moved(client):
    enquiry = EnquiryFactory(exhibition=ExhibitionFactory())
    client.force_login(official(exhibition=ExhibitionFactory()))

    assert answers(client, enquiry) == (404, 404, 404)
    assert state_of(enquiry) == "new"


@pytest.mark.parametrize("kind", ["official", "desk"])
def test_who_handles_an_enquiry_marks_it_as_seen(client, kind):
    enquiry = EnquiryFactory()
    client.force_login(official(kind))

    assert "Mark as seen" in client.get(f"{DESK}{enquiry.code}/").content.decode()
    client.post(f"{DESK}{enquiry.code}/see/")

    assert state_of(enquiry) == "seen"


def test_who_may_only_read_finds_no_button_and_moves_nothing(client):
    new, held = EnquiryFactory(), EnquiryFactory(state="spam")
    client.force_login(official("viewer"))

    for enquiry in (new, held):
        html = client.get(f"{DESK}{enquiry.code}/").content.decode()
        assert "Abu Ali" in html
        assert "Mark as seen" not in html
        assert "This is a real enquiry" not in html
        assert answers(client, enquiry) == (200, 403, 403)
    assert "This is a real enquiry" not in client.get(f"{DESK}?held=1").content.decode()
    assert (state_of(new), state_of(held)) == ("new", "spam")


@pytest.mark.parametrize("about", ["exhibition", "exhibitor"])
def test_who_reads_one_exhibition_and_handles_another_acts_on_the_other_alone(client, about):
    # Given
    read, handled = ParticipationFactory(), ParticipationFactory()
    enquiry = EnquiryFactory(**{about: getattr(read, about)})
    own = EnquiryFactory(**{about: getattr(handled, about)})
    account = official("viewer", exhibition=read.exhibition)
    account.roles.create(kind="desk", exhibition=handled.exhibition)
    client.force_login(account)
    # Then
    assert "Mark as seen" not in client.get(f"{DESK}{enquiry.code}/").content.decode()
    assert answers(client, enquiry) == (200, 404, 404)
    assert state_of(enquiry) == "new"
    assert answers(client, own) == (200, 302, 302)
    assert state_of(own) == "seen"


def test_a_juror_reads_no_enquiry(client):
    enquiry = EnquiryFactory()
    client.force_login(official("juror"))

    assert client.get(DESK).status_code == 403
    assert client.get(f"{DESK}export.xlsx").status_code == 403
    assert answers(client, enquiry) == (403, 403, 403)
    assert "Abu Ali" not in client.get("/en/office/").content.decode()


@pytest.mark.parametrize("for_all", [True, False])
def test_who_judges_one_exhibition_and_reads_another_finds_the_other_alone(client, for_all):
    judged, read = ExhibitionFactory(), ExhibitionFactory()
    hidden = enquire(name="Judged", exhibition=judged)
    enquire(name="Read", exhibition=read)
    account = official("juror", exhibition=None if for_all else judged)
    account.roles.create(kind="viewer", exhibition=read)
    client.force_login(account)

    assert listed(client) == {"Read"}
    assert client.get(f"{DESK}{hidden.code}/").status_code == 404
    assert client.get("/en/office/").context["enquiry_count"] == 1


def test_the_way_to_answer_is_written_in_the_letters_of_the_page(client):
    EnquiryFactory(channel="whatsapp")
    EnquiryFactory(channel="viber")
    client.force_login(official(), backend="accounts.backends.Backend")
    for language, words in (("fa", ("واتساپ", "وایبر")), ("ar", ("واتساب", "فايبر")), ("ckb", ("واتساپ", "ڤایبەر"))):
        page = client.get(f"/{language}/office/").content.decode()
        for each in words:
            assert f'<span class="pill">{each}</span>' in page


def test_holding_back_takes_an_enquiry_from_the_desk_and_releasing_brings_it_back(client):
    work = ProductFactory()
    enquiry = receive_enquiry(
        key=uuid.uuid4(), quantities={work: 1}, name="Ako", phone="+9647701234567", channel="call", language="ckb",
        kind="other",
    )  # fmt: skip
    client.force_login(official())

    client.post(f"{DESK}{enquiry.code}/hold/")
    assert (state_of(enquiry), listed(client)) == ("spam", set())
    act = f"{DESK}{enquiry.code}/{work.exhibitor.code}/close/"
    assert client.post(act, {"seen": "new", "outcome": "lost", "lost_because": "price"}).status_code == 404

    page = client.post(f"{DESK}{enquiry.code}/release/", follow=True)
    assert "Released" in page.content.decode()
    assert (state_of(enquiry), listed(client)) == ("new", {"Ako"})
