"""An official of one part of an enquiry reads and moves no more than that, and no odd value breaks the desk."""

import uuid
from urllib.parse import quote

import pytest

from enquiries.actions import hold, say
from enquiries.emails import handlers_of_thread
from enquiries.files import keep_files
from enquiries.models import Thread
from tests.enquiries.test_buyer_files import paper
from tests.enquiries.test_office import DESK, enquire, state_of
from tests.factories import ExhibitionFactory, ExhibitorFactory, ParticipationFactory, ProductFactory, official

pytestmark = pytest.mark.django_db


@pytest.fixture
def exhibition():
    return ExhibitionFactory()


@pytest.fixture
def enquiry(exhibition):
    """About a work of somebody at the exhibition, and one of somebody who is not."""
    here, elsewhere = ExhibitorFactory(), ExhibitorFactory()
    ParticipationFactory(exhibition=exhibition, exhibitor=here)
    works = ProductFactory(exhibitor=here), ProductFactory(exhibitor=elsewhere)
    return enquire(works=works, state="new", email="a?bcc=evil&body=hi@b.com")


def say_with_file(thread, name, *, is_note=False):
    (row,) = keep_files([(name, paper(name))])
    say(
        thread,
        key=uuid.uuid4(),
        side="office",
        language="fa",
        text=name,
        is_note=is_note,
        attachments=[row],
    )
    return row


@pytest.mark.parametrize("act", ["address", "hold", "release", "see"])
def test_an_official_of_one_part_does_not_move_the_whole(client, exhibition, enquiry, act):
    if act == "release":
        hold(enquiry, actor=official())
    before = state_of(enquiry)
    client.force_login(official("desk", exhibition=exhibition))

    answer = client.post(f"{DESK}{enquiry.code}/{act}/", {"act": "make"})
    page = client.get(f"{DESK}{enquiry.code}/").content.decode()

    assert answer.status_code == 404 and state_of(enquiry) == before
    assert not any(f"{enquiry.code}/{name}/" in page for name in ("address", "hold", "release", "see"))


def test_the_list_of_held_ones_offers_release_to_who_handles_the_whole(client, exhibition, enquiry):
    hold(enquiry, actor=official())
    address = f"{enquiry.code}/release/"
    client.force_login(official("desk", exhibition=exhibition))
    assert address not in client.get(f"{DESK}?held=1").content.decode()

    client.force_login(official("desk"))
    assert address in client.get(f"{DESK}?held=1").content.decode()


def test_officials_open_the_files_of_what_they_oversee(client, exhibition, enquiry):
    here, elsewhere = enquiry.threads.order_by("pk")
    assert list(Thread.objects.overseen_by(official("viewer", exhibition=exhibition))) == [here]
    files = say_with_file(here, "ours.pdf"), say_with_file(here, "note.pdf", is_note=True)
    files += (say_with_file(elsewhere, "theirs.pdf"),)
    (own,) = keep_files([("asked.pdf", paper("asked.pdf"))])
    own.enquiry = enquiry
    own.save()
    page = f"{DESK}{enquiry.code}/"

    client.force_login(official("viewer", exhibition=exhibition))
    html = client.get(page).content.decode()
    answers = [client.get(f"{page}files/{each.pk}/") for each in (own, *files)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 404]
    assert answers[0]["Content-Disposition"].startswith("attachment;")
    assert [f"/files/{each.pk}/" in html for each in (own, *files)] == [True, True, True, False]
    assert client.get(f"{page}files/{10**30}/").status_code == 404
    assert client.post(f"{page}files/{own.pk}/").status_code == 405
    client.force_login(official("viewer", exhibition=ExhibitionFactory()))
    assert client.get(f"{page}files/{own.pk}/").status_code == 404


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "2025-01-01T00:00:00"])
def test_a_place_beyond_all_days_is_the_first_page(client, enquiry, moment):
    client.force_login(official("desk"))
    answer = client.get(f"{DESK}?after={quote(f'exhibitor~{moment}~1')}")
    assert answer.status_code == 200 and len(answer.context["threads"]) == 2


def test_only_who_may_open_a_part_is_offered_to_care_for_it(client, exhibition, enquiry):
    here, elsewhere = enquiry.threads.order_by("pk")
    everywhere, narrow = official("desk", name="Everywhere"), official("desk", exhibition=exhibition, name="Narrow")
    # Somebody who reads here, and does more only where nothing of this is.
    reader = official("viewer", exhibition=exhibition, name="Reader")
    reader.roles.create(kind="desk", exhibition=ExhibitionFactory())
    client.force_login(everywhere)

    offered = {
        thread: {label for _number, label in thread.forms["assign"].fields["to"].choices[1:]}
        for thread in client.get(f"{DESK}{enquiry.code}/").context["threads"]
    }
    assert offered == {here: {"Everywhere", "Narrow"}, elsewhere: {"Everywhere"}}
    assert offered == {thread: {str(each) for each in handlers_of_thread(thread)} for thread in offered}

    for thread, person, answer in ((elsewhere, narrow, 422), (here, reader, 422), (here, narrow, 302)):
        address = f"{DESK}{enquiry.code}/{thread.exhibitor.code}/assign/"
        assert client.post(address, {"to": person.pk, "was": ""}).status_code == answer
    assert [thread.assigned_to for thread in enquiry.threads.order_by("pk")] == [narrow, None]


def test_a_question_to_the_office_from_no_exhibition_is_cared_for_by_those_of_all(client):
    asked = enquire(exhibition=None)
    everywhere = official("desk", name="Everywhere")
    official("desk", exhibition=ExhibitionFactory(), name="Narrow")
    client.force_login(everywhere)
    (thread,) = client.get(f"{DESK}{asked.code}/").context["threads"]
    assert thread.forms["assign"].fields["to"].choices[1:] == [(everywhere.pk, "Everywhere")]


@pytest.mark.parametrize("was", ["9223372036854775808", "-1", "x"])
def test_no_number_breaks_assigning(client, enquiry, was):
    thread = enquiry.threads.first()
    client.force_login(official("desk"))
    answer = client.post(f"{DESK}{enquiry.code}/{thread.exhibitor.code}/assign/", {"to": "", "was": was})
    assert answer.status_code == 422


def test_an_address_adds_nothing_to_the_mail(client, enquiry):
    client.force_login(official("desk"))
    html = client.get(f"{DESK}{enquiry.code}/").content.decode()
    assert 'href="mailto:a%3Fbcc%3Devil%26body%3Dhi@b.com"' in html
