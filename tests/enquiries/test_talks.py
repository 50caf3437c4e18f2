"""A talk that moves to a messenger or the phone: its number is made first and goes along."""

import re
import time
from urllib.parse import unquote

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.test import Client
from post_office.models import Email

from accounts.models import Limit, Message
from enquiries.actions import say
from enquiries.forms.talk import TalkForm
from enquiries.links import make_link
from enquiries.models import Enquiry, PreparedSentence
from enquiries.seed import load_sentences
from exhibitors.models import ContactPoint
from tests.enquiries import asking
from tests.factories import EnquiryFactory, ExhibitionFactory, ExhibitorFactory, ProductFactory, official
from tests.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
MAKER, OFFICE = "989181234567", "9647701234567"


@pytest.fixture
def world():
    world = make_world()
    Enquiry.objects.all().delete()
    Message.objects.all().delete()
    return world


def tapped(**typed):
    return {"key": asking.new_key()} | typed


def begin(client, channel="whatsapp", language="ar", **typed):
    """Tap the button of the page; returns the page it leads to."""
    response = client.post(f"/{language}/enquiry/talk/{channel}/", tapped(**typed))
    assert response.status_code == 302, response.content.decode()
    return client.get(response.url).content.decode()


def big_link(page):
    return unquote(re.search(r'<a class="btn btn-primary" rel="noreferrer" href="([^"]+)"', page)[1])


def test_every_page_leads_to_the_page_of_the_talk_and_to_no_messenger(world, client):
    work = f"/ar/products/{world.product.code}-{world.product.slug}/?exhibition=kut-now"
    found = {}
    pages = {
        "work": work,
        "maker": "/ar/exhibitors/sepideh/",
        "fair": "/ar/exhibitions/kut-now/",
        "about": "/ar/about/",
    }
    for name, path in pages.items():
        page = client.get(path).content.decode()
        assert "wa.me" not in page and "viber:" not in page and 'href="tel:' not in page
        found[name] = re.findall(r'href="/ar/enquiry/talk/([^"]+)"', page)
    code = world.product.code
    assert found == {
        "work": [f"{channel}/?add={code}&amp;exhibition=kut-now" for channel in ("whatsapp", "call")],
        "maker": ["call/?exhibitor=sepideh", "whatsapp/?exhibitor=sepideh"],
        "fair": [f"{channel}/?exhibition=kut-now" for channel in ("whatsapp", "call", "viber")],
        "about": [f"{channel}/?exhibition=kut-now" for channel in ("whatsapp", "call", "viber")],
    }


def test_looking_at_the_page_of_a_talk_stores_nothing(world, client):
    code, stand = world.product.code, world.stand.public_code
    page = client.get(f"/ar/enquiry/talk/whatsapp/?add={code}&exhibition=kut-now&stand={stand}")
    html = page.content.decode()
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert f'name="add" value="{code}"' in html and f'name="stand" value="{stand}"' in html
    # Under "no-referrer" browsers send the form with "Origin: null", which is refused.
    assert page["Referrer-Policy"] != "no-referrer"
    assert "<h1>Ask on واتساب</h1>" in html or "<h1>اسألوا عبر واتساب</h1>" in html
    assert MAKER not in html and '<meta name="robots" content="noindex">' in html
    assert not Enquiry.objects.exists()


def test_one_tap_makes_an_enquiry_with_its_place_and_the_message_carries_its_code(world, client):
    code, stand = world.product.code, world.stand.public_code
    page = begin(client, add=code, exhibition="kut-now", stand=stand)
    enquiry = Enquiry.objects.get()
    assert (enquiry.came_by, enquiry.channel, enquiry.kind, enquiry.language) == ("talk", "whatsapp", "buy_one", "ar")
    assert (enquiry.name, enquiry.phone, enquiry.email) == ("", "", "")
    assert (enquiry.exhibition, enquiry.stand, enquiry.exhibitor) == (world.exhibition, world.stand, None)
    line = enquiry.lines.get()
    assert (line.product, line.quantity, line.snapshot["code"]) == (world.product, 1, code)
    thread = enquiry.threads.get()
    assert (thread.exhibitor, thread.state, thread.waits_for) == (world.maker, "new", "exhibitor")
    link = big_link(page)
    assert link.startswith(f"https://wa.me/{MAKER}?text=")
    # In the buyer's language and in the maker's.
    assert link.count(enquiry.code) == 2 and link.count(code) == 2 and "گلیم سرخ" in link
    assert f'data-code="{enquiry.code}"' in page


def test_a_maker_without_a_number_is_reached_by_the_office(world, client):
    ContactPoint.objects.update(is_shown=False)
    link = big_link(begin(client, add=world.product.code))
    assert link.startswith(f"https://wa.me/{OFFICE}?text=")
    assert Enquiry.objects.get().threads.get().exhibitor == world.maker


def test_the_number_that_was_tapped_is_the_one_that_opens(world, client):
    at = world.maker.contact_points.get().consented_at
    second = {"kind": "phone", "channels": "whatsapp", "is_shown": True, "consented_at": at, "position": 1}
    ContactPoint.objects.create(exhibitor=world.maker, value="+989187654321", **second)
    page = client.get("/fa/exhibitors/sepideh/").content.decode()
    assert "/fa/enquiry/talk/whatsapp/?exhibitor=sepideh&amp;number=2" in page
    assert big_link(begin(client, exhibitor="sepideh", number="2")).startswith("https://wa.me/989187654321?")
    assert big_link(begin(client, exhibitor="sepideh")).startswith(f"https://wa.me/{MAKER}?")


@pytest.mark.parametrize(
    "channel, address", [("call", f"tel:+{OFFICE}"), ("viber", f"viber://chat?number=%2B{OFFICE}")]
)
def test_the_office_of_an_exhibition_is_asked_by_its_channels(world, client, channel, address):
    page = begin(client, channel, exhibition="kut-now")
    enquiry = Enquiry.objects.get()
    assert big_link(page) == unquote(address)
    assert (enquiry.kind, enquiry.channel, enquiry.exhibition) == ("exhibition", channel, world.exhibition)
    assert enquiry.threads.get().exhibitor is None
    # What the link cannot carry stands there to be copied.
    assert ("data-copied-words" in page and page.count(enquiry.code) >= 3) == (channel == "viber")


@pytest.mark.parametrize("path", ["whatsapp/", "telegram/?exhibition=kut-now", "whatsapp/?add=P2222222&exhibitor=x"])
def test_where_nobody_answers_the_form_is_shown(world, client, path):
    ContactPoint.objects.all().delete()
    for answer in (client.get(f"/en/enquiry/talk/{path}"), client.post(f"/en/enquiry/talk/{path}", tapped())):
        assert answer.status_code == 302 and answer.url.startswith("/en/enquiry/")
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("name", ["add", "exhibitor", "exhibition", "stand"])
def test_where_nobody_answers_an_endless_name_is_cut(world, client, name):
    answer = client.post("/en/enquiry/talk/call/", tapped(**{name: "x" * 20_000}))
    assert (answer.status_code, answer.url) == (302, f"/en/enquiry/?{name}={'x' * 100}")


@pytest.mark.parametrize("path", ["eitaa/?exhibition=kut-now", "mail/?exhibition=kut-now", "x/"])
def test_other_channels_are_not_found(world, client, path):
    assert client.get(f"/en/enquiry/talk/{path}").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "\x00", "x", "1001"])
def test_any_number_in_the_address_does(world, client, number):
    answer = client.get("/en/enquiry/talk/call/", {"exhibitor": "sepideh", "number": number})
    assert answer.status_code == 200
    assert big_link(begin(client, "call", exhibitor="sepideh", number=number)) == f"tel:+{MAKER}"


def test_sent_twice_it_is_one(world, client):
    typed = tapped(exhibitor="sepideh")
    first, second = (client.post("/en/enquiry/talk/whatsapp/", typed) for _time in range(2))
    assert first.status_code == second.status_code == 302
    assert Enquiry.objects.count() == 1


def test_without_a_contact_the_office_alone_is_told_and_no_address_is_made(world, client):
    page = begin(client, add=world.product.code)
    enquiry = Enquiry.objects.get()
    told = set(Message.objects.filter(about=enquiry.code).values_list("recipient__email", flat=True))
    assert told == {world.official.email, world.exhibitor.email}
    assert "private-address" not in page and not enquiry.links.exists()
    assert "enquiry_address" not in client.cookies


def test_with_name_and_phone_it_is_an_enquiry_like_any_other(world, client):
    page = begin(client, add=world.product.code, name="Ako", contact="٠٧٧٠ ١٢٣ ٤٥٦٧", may_pass_on="on")
    enquiry = Enquiry.objects.get()
    assert (enquiry.name, enquiry.phone, enquiry.may_pass_on) == ("Ako", "+9647701234567", True)
    assert "private-address" in page and enquiry.links.count() == 1


def test_no_name_of_a_talk_turns_the_lines_it_stands_in(world, client):
    begin(client, add=world.product.code, name="\u202eA\u200fko\r\n\x07", contact="07701234567")
    assert Enquiry.objects.get().name == "Ako"
    nothing = tapped(exhibitor="sepideh", name="\u202e\u200f", contact="07701234567")
    answer = client.post("/en/enquiry/talk/whatsapp/", nothing)
    assert answer.status_code == 422 and "tell us your name too" in answer.content.decode()


@pytest.mark.parametrize(
    "typed, words",
    [
        ({"contact": "12", "name": "Ako"}, "This is no phone number"),
        ({"contact": "07701234567"}, "tell us your name too"),
    ],
)
def test_what_is_half_told_is_asked_again_and_nothing_is_stored(world, client, typed, words):
    answer = client.post("/en/enquiry/talk/whatsapp/", tapped(exhibitor="sepideh", **typed))
    html = answer.content.decode()
    assert answer.status_code == 422 and words in html and '<details class="fold" open>' in html
    assert not Enquiry.objects.exists()


def test_a_robot_is_held_back_and_told_nothing(world, client, monkeypatch):
    page = begin(client, exhibitor="sepideh", website="https://spam.example")
    assert "wa.me" in page
    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.held_because) == ("spam", "robot")
    assert not enquiry.threads.exists() and not Message.objects.exists()
    Enquiry.objects.all().delete()
    monkeypatch.setattr(TalkForm, "shortest_seconds", 60)
    begin(client, exhibitor="sepideh", key=asking.new_key(int(time.time())))
    assert Enquiry.objects.get().held_because == "robot"


def test_talks_of_a_network_are_counted_and_leave_the_form_to_others(world, client, settings):
    settings.LIMITS_FACTOR = 1
    begin(client, exhibitor="sepideh")
    Limit.objects.update(count=60)
    answer = client.post("/en/enquiry/talk/whatsapp/", tapped(exhibitor="sepideh"))
    assert answer.status_code == 429
    assert Enquiry.objects.count() == 1
    assert client.post("/en/enquiry/", asking.typed(world.product)).status_code == 302
    assert Enquiry.objects.count() == 2


def test_talks_with_one_telephone_are_counted_with_its_enquiries(world, client, settings):
    settings.LIMITS_FACTOR = 1
    told = {"name": "Ako", "contact": "0770 123 4567"}
    for _number in range(10):
        begin(client, exhibitor="sepideh", **told)
    stranger = Client(REMOTE_ADDR="198.51.100.7")
    assert stranger.post("/en/enquiry/talk/whatsapp/", tapped(exhibitor="sepideh", **told)).status_code == 429
    assert Enquiry.objects.count() == 10


def test_very_many_talks_with_one_maker_are_looked_at_first(world, client, settings):
    settings.LIMITS_FACTOR = 1
    for _number in range(20):
        begin(client, exhibitor="sepideh")
    told = Message.objects.count()
    page = begin(client, exhibitor="sepideh")
    held = Enquiry.objects.order_by("pk").last()
    assert (held.state, held.held_because) == ("spam", "talks")
    assert held.code in page and "wa.me" in page
    assert not held.threads.exists() and Message.objects.count() == told
    begin(client, exhibitor=ExhibitorFactory().slug, exhibition="kut-now")
    assert Enquiry.objects.order_by("pk").last().held_because == ""


def test_talks_of_nobody_do_not_count_as_one_buyer(world, client):
    for _number in range(17):
        begin(client, exhibitor=ExhibitorFactory().slug, exhibition="kut-now")
    assert not Enquiry.objects.exclude(held_because="").exists()
    assert Enquiry.objects.count() == 17


@pytest.mark.parametrize(
    "came_by, name, phone", [("site", "Ako", ""), ("site", "", "+9647701234567"), ("talk", "", "+9647701234567")]
)
def test_only_a_talk_may_be_without_a_contact_and_a_contact_has_a_name(came_by, name, phone):
    EnquiryFactory(came_by="talk", name="", phone="")
    with pytest.raises(IntegrityError), transaction.atomic():
        EnquiryFactory(came_by=came_by, name=name, phone=phone)


def sign_in(client, user):
    client.force_login(user, backend="accounts.backends.Backend")


def test_a_nameless_talk_reads_well_on_every_desk(world, client):
    begin(client, add=world.product.code)
    enquiry = Enquiry.objects.get()
    sign_in(client, world.official)
    for path in (
        "",
        "enquiries/",
        f"enquiries/{enquiry.code}/",
        "messages/",
        f"records/enquiries/enquiry/{enquiry.pk}/change/",
    ):
        page = client.get(f"/en/office/{path}")
        assert (page.status_code == 200 and enquiry.code in page.content.decode()) or path == "messages/"
        assert "<bdi></bdi>" not in page.content.decode(), path
    page = client.get(f"/en/office/enquiries/{enquiry.code}/").content.decode()
    assert "No name yet" in page and "Talk on" in page and 'id="contact-form"' in page
    assert 'id="address-form"' not in page
    assert client.post(f"/en/office/enquiries/{enquiry.code}/address/", {"act": "make"}).status_code == 404
    assert client.get("/en/office/enquiries/export.xlsx").status_code == 200
    sign_in(client, world.exhibitor)
    home = client.get("/en/portal/").content.decode()
    assert f"Answer {enquiry.code}" in home
    for path in ("enquiries/", f"enquiries/{enquiry.code}/"):
        page = client.get(f"/en/portal/{path}").content.decode()
        assert "No name yet" in page and "<bdi></bdi>" not in page
    assert "The buyer left no contact here." in page and "did not agree" not in page


def test_answers_to_a_nameless_talk_are_kept_and_written_to_nobody(world, client):
    load_sentences()
    begin(client, add=world.product.code)
    enquiry = Enquiry.objects.get()
    before = (Message.objects.count(), Email.objects.count())
    sign_in(client, world.exhibitor)
    page = client.get(f"/en/portal/enquiries/{enquiry.code}/").content.decode()
    form = re.search(r'<form method="post" id="spoken-form">.*?</form>', page, re.DOTALL)[0]
    typed = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert typed["sentences"] == "spoken"
    told = client.post(f"/en/portal/enquiries/{enquiry.code}/", typed, follow=True).content.decode()
    assert "Kept. The buyer left no contact here: tell them in the talk." in told and "on its way" not in told
    thread = enquiry.threads.get()
    assert (thread.state, thread.waits_for) == ("answered", "buyer") and thread.answered_at
    assert thread.replies.get().sentences[0]["en"] == "We have spoken about it by phone or in a messenger."
    assert (Message.objects.count(), Email.objects.count()) == before
    assert not enquiry.links.exists()
    assert 'id="spoken-form"' not in client.get(f"/en/portal/enquiries/{enquiry.code}/").content.decode()


def test_a_prepared_sentence_with_a_name_is_whole_without_one(world, client):
    load_sentences()
    begin(client, add=world.product.code)
    enquiry = Enquiry.objects.get()
    thanks = PreparedSentence.objects.get(slug="thanks")
    reply = say(enquiry.threads.get(), key=enquiry.request_key, side="office", language="en", sentences=[thanks])
    assert reply.sentences[0]["en"] == f"Thank you for your enquiry {enquiry.code}, dear buyer."


TOLD = {"name": "Abu Ali", "contact": "0770 123 4567", "may_pass_on": "on"}


def test_the_desk_adds_who_it_is_once_and_it_stays_in_the_trail(world, client):
    begin(client, add=world.product.code)
    enquiry = Enquiry.objects.get()
    sign_in(client, world.official)
    address = f"/en/office/enquiries/{enquiry.code}/"
    assert client.post(f"{address}contact/", TOLD).url == address
    enquiry.refresh_from_db()
    assert (enquiry.name, enquiry.phone, enquiry.may_pass_on) == ("Abu Ali", "+9647701234567", True)
    entry = LogEntry.objects.filter(object_repr=enquiry.code).latest("pk")
    assert (entry.changes, entry.actor) == ({"contact": ["", "told"]}, world.official)
    client.post(f"{address}contact/", TOLD | {"name": "Somebody else"})
    enquiry.refresh_from_db()
    assert enquiry.name == "Abu Ali"
    page = client.get(address).content.decode()
    assert 'id="contact-form"' not in page and 'id="address-form"' in page
    assert client.post(f"{address}address/", {"act": "make"}).status_code == 200


def test_a_contact_by_mail_gets_its_private_address_at_once(world, client):
    begin(client, add=world.product.code)
    enquiry = Enquiry.objects.get()
    sign_in(client, world.official)
    told = TOLD | {"contact": "buyer@example.org", "name": "\u202eAbu Ali"}
    client.post(f"/en/office/enquiries/{enquiry.code}/contact/", told)
    assert Enquiry.objects.get().name == "Abu Ali"
    mail = Message.objects.get(address="buyer@example.org")
    assert "/ar/enquiry/" in mail.text and enquiry.links.count() == 1


def test_a_wrong_contact_is_asked_again_and_an_enquiry_of_the_site_is_not_written_over(world, client):
    begin(client, add=world.product.code)
    enquiry, other = Enquiry.objects.get(), EnquiryFactory()
    sign_in(client, world.official)
    answer = client.post(f"/en/office/enquiries/{enquiry.code}/contact/", TOLD | {"contact": "12"})
    assert answer.status_code == 422 and "neither a phone number" in answer.content.decode()
    client.post(f"/en/office/enquiries/{other.code}/contact/", TOLD | {"name": "Written over"})
    other.refresh_from_db()
    assert other.name == "Abu Ali"
    sign_in(client, world.viewer)
    assert client.post(f"/en/office/enquiries/{enquiry.code}/contact/", TOLD).status_code in (403, 404)
    sign_in(client, official("desk", exhibition=ExhibitionFactory()))
    assert client.post(f"/en/office/enquiries/{enquiry.code}/contact/", TOLD).status_code == 404
    enquiry.refresh_from_db()
    assert enquiry.name == ""


def test_what_the_address_of_a_nameless_talk_opens_only_reads(world, client):
    begin(client, add=world.product.code)
    address = make_link(Enquiry.objects.get()).replace("http://127.0.0.1:8000", "")
    page = client.get(address).content.decode()
    assert 'id="proof-form"' in page and "reply-form" not in page
    assert client.post(f"{address}proof/", {"contact": ""}).status_code == 422


def test_a_maker_who_shows_no_number_any_more_is_not_told_by_the_page_of_the_talk(world, client):
    response = client.post("/en/enquiry/talk/whatsapp/", tapped(exhibitor="sepideh"))
    assert MAKER in client.get(response.url).content.decode()
    ContactPoint.objects.update(is_shown=False)
    page = client.get(response.url).content.decode()
    assert MAKER not in page and f"wa.me/{OFFICE}" in page
    type(world.exhibition).objects.update(contact_phone="")
    page = client.get(response.url).content.decode()
    assert "Nobody answers there any more" in page and "wa.me" not in page


def test_a_work_offers_the_channels_of_the_office_when_its_maker_shows_none(client):
    product = ProductFactory()
    address = f"/en/products/{product.code}-{product.slug}/"
    assert "/enquiry/talk/" not in client.get(address).content.decode()
    ExhibitionFactory(contact_phone="+9647701234567", contact_channels="whatsapp")
    page = client.get(address).content.decode()
    assert re.findall(r'data-talk="(\w+)"', page) == ["whatsapp", "call"]
