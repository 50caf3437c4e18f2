"""Officials read the enquiries of what they look after, and act where their role says so."""

import pytest

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


def listed(client):
    return {enquiry.name for enquiry in client.get(DESK).context["enquiries"]}


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
    Line.objects.create(enquiry=enquiry, product=product, exhibitor=product.exhibitor, snapshot={"code": product.code})


@pytest.mark.parametrize("kind", ["official", "desk", "viewer"])
def test_an_official_of_one_exhibition_finds_only_what_concerns_it(client, kind):
    # Given
    own = ExhibitionFactory()
    maker = ParticipationFactory(exhibition=own).exhibitor
    stranger = ParticipationFactory().exhibitor
    EnquiryFactory(name="from here", exhibition=own)
    EnquiryFactory(name="about our maker", exhibitor=maker)
    make_line(EnquiryFactory(name="about our maker's works"), ProductFactory(exhibitor=maker))
    others = [
        EnquiryFactory(name="from elsewhere", exhibition=ExhibitionFactory()),
        EnquiryFactory(name="about another maker", exhibitor=stranger),
        EnquiryFactory(name="about anything"),
        EnquiryFactory(name="about another's work"),
    ]
    make_line(others[-1], ProductFactory(exhibitor=ExhibitorFactory()))
    # When
    client.force_login(official(kind, exhibition=own))
    # Then
    assert listed(client) == {"from here", "about our maker", "about our maker's works"}
    assert {client.get(f"{DESK}{enquiry.code}/").status_code for enquiry in others} == {404}
    assert {client.get(f"{DESK}?state={state}").context["paginator"].count for state in ("new", "spam")} == {3, 0}


def test_an_enquiry_about_several_works_stands_once_in_the_list(client):
    own = ExhibitionFactory()
    enquiry = EnquiryFactory(exhibition=own)
    for _number in range(3):
        make_line(enquiry, ProductFactory(exhibitor=ParticipationFactory(exhibition=own).exhibitor))
    client.force_login(official(exhibition=own))

    assert [found.code for found in client.get(DESK).context["enquiries"]] == [enquiry.code]


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
    assert answers(client, enquiry) == (403, 403, 403)
    assert "Abu Ali" not in client.get("/en/office/").content.decode()


@pytest.mark.parametrize("for_all", [True, False])
def test_who_judges_one_exhibition_and_reads_another_finds_the_other_alone(client, for_all):
    judged, read = ExhibitionFactory(), ExhibitionFactory()
    hidden = EnquiryFactory(name="Judged", exhibition=judged)
    EnquiryFactory(name="Read", exhibition=read)
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
