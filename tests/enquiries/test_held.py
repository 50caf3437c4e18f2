"""What a robot may have sent is kept apart, never lost, and an official can take it for real."""

import time
import uuid

import pytest

from accounts.models import Message, StateChange
from enquiries.actions import open_threads, say
from enquiries.models import Enquiry
from tests.enquiries.asking import by_mail, new_key
from tests.factories import EnquiryFactory, ExhibitionFactory, ProductFactory, RepresentativeFactory, official

pytestmark = pytest.mark.django_db
DESK = "/en/office/enquiries/"


def codes_listed(client, address=DESK):
    context = client.get(address).context
    return {letter.code for letter in context.get("letters") or [each.enquiry for each in context["threads"]]}


@pytest.fixture
def officer(client):
    account = official(email="office@example.org")
    client.force_login(account)
    return account


@pytest.mark.parametrize("trace", ["filled the hidden box", "was faster than a person"])
def test_what_a_robot_sends_is_stored_whole_and_nobody_is_mailed(client, officer, trace):
    work = ProductFactory()
    robot = {"website": "http://spam.example"} if "hidden" in trace else {"key": new_key(int(time.time()))}

    answer = client.post("/en/enquiry/", by_mail(work, message="A real wish", **robot), follow=True)

    enquiry = Enquiry.objects.get()
    # The page tells a robot nothing about it.
    assert f'data-code="{enquiry.code}"' in answer.content.decode()
    assert (enquiry.state, enquiry.message, enquiry.email) == ("spam", "A real wish", "buyer@example.org")
    assert enquiry.lines.get().product == work
    assert Message.objects.count() == 0


def test_a_person_who_takes_two_seconds_is_believed(client):
    client.post("/en/enquiry/", by_mail(key=new_key(int(time.time()) - 2)))

    assert Enquiry.objects.get().state == "new"


def test_an_official_finds_held_enquiries_apart_and_marked_as_such(client, officer):
    held, real = EnquiryFactory(state="spam", name="Held one"), EnquiryFactory(name="Real one")
    open_threads(real)

    assert codes_listed(client) == {real.code}
    assert codes_listed(client, f"{DESK}?state=spam") == {held.code}
    assert client.get("/en/office/").context["enquiry_count"] == 1
    html = client.get(f"{DESK}{held.code}/").content.decode()
    assert '<span class="pill pill-spam">Spam</span>' in html
    assert "This is a real enquiry" in html


def test_a_released_enquiry_is_new_and_its_mails_go_out_once(client, officer):
    # Given
    client.post("/ar/enquiry/", by_mail(website="x"))
    enquiry = Enquiry.objects.get()
    # When: two officials press the button
    first = client.post(f"{DESK}{enquiry.code}/release/", follow=True)
    second = client.post(f"{DESK}{enquiry.code}/release/", follow=True)
    # Then
    enquiry.refresh_from_db()
    assert enquiry.state == "new"
    assert "Released: it is a new enquiry now." in first.content.decode()
    assert "Somebody else was faster: the enquiry had changed already." in second.content.decode()
    told = Message.objects.order_by("address").values_list("address", "language")
    assert list(told) == [("buyer@example.org", "ar"), ("office@example.org", "en")]
    change = StateChange.objects.get()
    assert (change.record, change.old, change.new, change.actor) == (enquiry, "spam", "new", officer)


def test_a_held_enquiry_cannot_be_marked_as_seen_without_being_released(client, officer):
    held = EnquiryFactory(state="spam")

    client.post(f"{DESK}{held.code}/see/")

    held.refresh_from_db()
    assert held.state == "spam"


def test_an_official_of_another_exhibition_releases_nothing(client):
    held = EnquiryFactory(state="spam", exhibition=ExhibitionFactory(), email="buyer@example.org")
    client.force_login(official(exhibition=ExhibitionFactory()))

    assert client.post(f"{DESK}{held.code}/release/").status_code == 404

    held.refresh_from_db()
    assert held.state == "spam"
    assert Message.objects.count() == 0


def test_a_maker_who_had_answered_is_not_told_again_of_a_new_enquiry(client, officer):
    asked, answered = [RepresentativeFactory(user__email=f"{name}@example.org").exhibitor for name in ("a", "b")]
    works = [ProductFactory(exhibitor=maker) for maker in (asked, answered)]
    client.post("/en/enquiry/", by_mail(*works))
    enquiry = Enquiry.objects.get()
    thread = enquiry.threads.get(exhibitor=answered)
    say(thread, key=uuid.uuid4(), side="exhibitor", language="fa", text="بله")
    client.post(f"{DESK}{enquiry.code}/hold/")
    Message.objects.all().delete()

    client.post(f"{DESK}{enquiry.code}/release/")

    told = Message.objects.values_list("address", flat=True)
    assert sorted(told) == ["a@example.org", "buyer@example.org", "office@example.org"]


def test_a_person_whose_form_was_opened_before_the_clock_was_set_back_is_believed(client):
    client.post("/en/enquiry/", by_mail(key=new_key(int(time.time()) + 86_400)))

    assert Enquiry.objects.get().state == "new"
