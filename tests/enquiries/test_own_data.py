"""A buyer takes away what the site keeps of them, and has it deleted; an address that was forwarded does neither."""

import io
import json
import uuid
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.utils import translation

from accounts.models import Message
from enquiries.actions import accept_quotation, say
from enquiries.models import Attachment, Enquiry, Quotation, QuotationLine, Reply
from tests.enquiries.asking import by_mail
from tests.enquiries.test_buyer import ask, path_of, proved, quote, sent
from tests.factories import ProductFactory, RepresentativeFactory, official
from tests.test_pages import check_html

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fa", "ar", "ckb")
OF_OTHERS = ("Call her mother", "The office knows better", "We dye it tomorrow", "Only between us", "secret draft")


@pytest.fixture
def maker():
    with translation.override("en"):
        yield RepresentativeFactory(exhibitor__name_en="Sepideh", user__email="maker@example.org").exhibitor


def attach(content, name, **owner):
    stored = storages["default"].save(f"attachments/{uuid.uuid4().hex}.jpg", ContentFile(content))
    return Attachment.objects.create(name=name, file=stored, is_picture=True, size=len(content), **owner)


@pytest.fixture
def enquiry(maker):
    works = ProductFactory(exhibitor=maker, title_en="Red kilim"), ProductFactory(title_en="Copper bowl")
    enquiry = ask(*works, message="Two for my mother", city="Najaf", email="buyer@example.org")
    enquiry.lines.filter(product=works[0]).update(note="blue, please")
    first, second = enquiry.threads.order_by("pk")
    attach(b"with the enquiry", "خانه.jpg", enquiry=enquiry)
    attach(b"with a reply", "wall.jpg", reply=say(first, key=uuid.uuid4(), side="buyer", language="en", text="When?"))
    attach(
        b"of the maker",
        "loom.jpg",
        reply=say(first, key=uuid.uuid4(), side="exhibitor", language="en", text="We dye it tomorrow"),
    )
    note = {"side": "office", "language": "fa", "is_note": True, "author": official("desk")}
    attach(b"of the office", "note.jpg", reply=say(first, key=uuid.uuid4(), text="Call her mother", **note))
    say(second, key=uuid.uuid4(), side="office", language="en", text="The office knows better")
    with translation.override("en"):
        sent(first, remarks="Only between us")
    quote(second, remarks="secret draft")
    return enquiry


def unpacked(answer):
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    return json.loads(archive.read("data.json")), {name: archive.read(name) for name in archive.namelist()}


def test_the_download_holds_what_the_buyer_told_wrote_and_sent_and_nothing_of_others(enquiry):
    address = path_of(enquiry)
    answer = proved(address).get(f"{address}data.zip")
    assert answer["Content-Type"] == "application/zip"
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")
    data, files = unpacked(answer)
    told = {name: data["enquiry"][name] for name in ("code", "name", "phone", "email", "city", "message")}
    assert told == {
        "code": enquiry.code, "name": "Abu Ali", "phone": "+9647701234567", "email": "buyer@example.org", "city": "Najaf",
        "message": "Two for my mother",
    }  # fmt: skip
    assert [line["note"] for line in data["asked"]] == ["blue, please", ""]
    assert [[said["text"] for said in part["written"]] for part in data["parts"]] == [["When?"], []]
    (offer,) = data["parts"][0]["quotations"]
    assert (offer["total"], offer["currency"], offer["state"]) == ("50000.00", "IQD", "sent")
    assert data["parts"][1]["quotations"] == []
    assert data["files"] == ["خانه.jpg", "wall.jpg"]
    assert sorted(content for name, content in files.items() if name.startswith("files/")) == [
        b"with a reply",
        b"with the enquiry",
    ]
    everything = b"".join(files.values()).decode()
    assert [words for words in (*OF_OTHERS, "of the maker", "of the office") if words in everything] == []


def test_a_file_that_is_lost_is_named_and_the_rest_comes(enquiry):
    storages["default"].delete(enquiry.attachments.get().file)
    address = path_of(enquiry)
    data, files = unpacked(proved(address).get(f"{address}data.zip"))
    assert data["files_left_out"] == ["files/1-خانه.jpg"]
    assert len(files) == 2


def test_the_browser_that_sent_takes_it_away_without_proving_anything(client):
    client.post("/en/enquiry/", by_mail(ProductFactory()))
    address = path_of(Enquiry.objects.get())
    assert client.get(f"{address}data.zip").status_code == 200
    assert client.get(f"{address}delete/").status_code == 200


@pytest.mark.parametrize(("step", "method"), [("data.zip", "get"), ("delete/", "get"), ("delete/", "post")])
def test_a_forwarded_address_takes_nothing_and_deletes_nothing(enquiry, step, method):
    address = path_of(enquiry)
    forwarded = Client()
    html = forwarded.get(address).content.decode()
    assert "data.zip" not in html and "delete/" not in html
    answer = getattr(forwarded, method)(address + step)
    assert (answer.status_code, answer["Location"]) == (302, f"{address}#proof")
    assert "type the phone or e-mail of the enquiry first" in forwarded.get(address).content.decode()
    assert Enquiry.objects.get(pk=enquiry.pk).name == "Abu Ali"
    assert Reply.objects.count() == 4


def test_who_may_act_for_one_enquiry_does_not_for_another(enquiry, maker):
    other = ask(ProductFactory(exhibitor=maker), phone="+9647700000000")
    client = proved(path_of(enquiry))
    for step in ("data.zip", "delete/"):
        assert client.get(path_of(other) + step).status_code == 302
    assert client.post(path_of(other) + "delete/").status_code == 302
    assert Enquiry.objects.get(pk=other.pk).name == "Abu Ali"


def test_looking_at_the_question_deletes_nothing_and_the_answer_deletes_it(enquiry):
    address = path_of(enquiry)
    client = proved(address)
    page = client.get(f"{address}delete/").content.decode()
    assert "This cannot be undone." in page
    assert Enquiry.objects.get(pk=enquiry.pk).name == "Abu Ali"

    answer = client.post(f"{address}delete/")

    assert "The enquiry is deleted" in answer.content.decode()
    enquiry.refresh_from_db()
    assert (enquiry.name, enquiry.phone, enquiry.email, enquiry.message) == ("", "", "", "")
    assert not Attachment.objects.exists() and not Reply.objects.exists()
    assert Message.objects.filter(address="maker@example.org", text__contains="withdrawn").count() == 1
    # Sent again, or opened from the history of the browser, it is an address that opens nothing, and says why.
    for method, step in (("post", "delete/"), ("get", ""), ("get", "data.zip")):
        again = getattr(client, method)(address + step)
        assert again.status_code == 404
        assert "The enquiry is deleted" in again.content.decode()
    stranger = Client().get(address)
    assert stranger.status_code == 404
    assert "The enquiry is deleted" not in stranger.content.decode()


def test_an_address_that_ended_does_not_take_what_was_posted_to_it_for_its_own_form(enquiry):
    address = path_of(enquiry)
    client = proved(address)
    enquiry.links.all().delete()
    answer = client.post(f"{address}delete/")
    assert answer.status_code == 404
    assert "Please correct this" not in answer.content.decode()


def test_while_an_order_is_open_the_office_is_told_and_the_page_says_so(enquiry):
    desk = official("desk", email="desk@example.org")
    accept_quotation(Quotation.objects.get(state="sent"))
    address = path_of(enquiry)
    client = proved(address)
    assert "An order is open" in client.get(f"{address}delete/").content.decode()

    answer = client.post(f"{address}delete/", follow=True)

    html = answer.content.decode()
    assert answer.redirect_chain == [(address, 302)]
    assert "The office has been told." in html and "You asked for deletion." in html
    assert f"{address}delete/" not in html and f"{address}data.zip" in html
    assert Enquiry.objects.get(pk=enquiry.pk).name == "Abu Ali"
    assert Message.objects.filter(recipient=desk, subject__contains="asks for deletion").count() == 1
    assert not Reply.objects.filter(thread__state="closed").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_pages_are_valid_in_every_language(enquiry, language):
    address = path_of(enquiry, language)
    client = proved(address)
    check_html(client.get(address), language)
    check_html(client.get(f"{address}delete/"), language)
    check_html(client.post(f"{address}delete/"), language)


def test_no_form_of_another_site_deletes_anything(enquiry):
    address = path_of(enquiry)
    client = Client(enforce_csrf_checks=True)
    client.get(address)
    assert client.post(f"{address}delete/").status_code == 403
    assert QuotationLine.objects.exists() and Enquiry.objects.get(pk=enquiry.pk).name == "Abu Ali"
