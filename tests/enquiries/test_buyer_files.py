"""Pictures and PDFs with an enquiry or a reply: cleaned when they come, for the parties of the thread alone."""

import io
import os
import time
import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from enquiries.actions import say
from enquiries.files import FOLDER
from enquiries.forms import files as forms_of_files
from enquiries.forms import new_key
from enquiries.links import make_link
from enquiries.models import Attachment, Enquiry, Reply
from products.orphans import remove_orphans
from tests.enquiries.asking import typed
from tests.factories import ProductFactory, official

pytestmark = pytest.mark.django_db
PHONE = "0770 123 4567"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def photo(name="sofa.png", kind="PNG"):
    image = Image.new("RGB", (200, 160), "red")
    exif = image.getexif()
    exif[0x010E] = "Secret place"
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "text/html")


def paper(name="plan.pdf", content=PDF):
    return SimpleUploadedFile(name, content, "application/octet-stream")


def stored():
    """The names of all files that stand in the storage."""
    storage = storages["default"]
    return set(storage.listdir(FOLDER)[1]) if storage.exists(FOLDER) else set()


@pytest.fixture
def address(client):
    client.post("/en/enquiry/", typed(ProductFactory(), files=[photo(), paper()]))
    return "/en/" + make_link(Enquiry.objects.get()).split("/", 4)[4]


def test_files_sent_with_an_enquiry_are_served_as_downloads_that_run_nothing(client, address):
    picture, pdf = Attachment.objects.all()
    assert [(each.name, each.is_picture) for each in (picture, pdf)] == [("sofa.jpg", True), ("plan.pdf", False)]

    html = client.get(address).content.decode()
    answers = [client.get(f"{address}files/{each.pk}/") for each in (picture, pdf)]

    assert "sofa.jpg" in html and "plan.pdf" in html
    assert [answer["Content-Type"] for answer in answers] == ["image/jpeg", "application/pdf"]
    for answer in answers:
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "strict-origin"
    image = Image.open(io.BytesIO(b"".join(answers[0].streaming_content)))
    assert image.format == "JPEG" and not image.getexif()
    assert b"".join(answers[1].streaming_content) == PDF


def test_a_reply_carries_files_too_once_however_often_it_is_sent(client, address):
    form = client.get(address).context["parts"][0]["form"]
    values = {"key": form["key"].value(), "last_read": "0", "text": "Like this"}

    for _time in range(2):
        assert client.post(f"{address}parts/1/reply/", values | {"files": [photo()]}).status_code == 302

    file = Reply.objects.get().attachments.get()
    assert f"{address}files/{file.pk}/" in client.get(address).content.decode()
    assert client.get(f"{address}files/{file.pk}/").status_code == 200


def test_files_of_others_and_of_notes_are_not_found(client, address):
    mine = Attachment.objects.all()[0]
    other = Client()
    other.post("/en/enquiry/", typed(ProductFactory(), files=[photo()]))
    theirs = Enquiry.objects.exclude(pk=mine.enquiry_id).get()
    note = Attachment(name="note.pdf", file=mine.file, size=1)
    thread = Enquiry.objects.get(pk=mine.enquiry_id).threads.get()
    say(
        thread,
        key=uuid.uuid4(),
        side="office",
        language="en",
        text="x",
        is_note=True,
        author=official(),
        attachments=[note],
    )

    their_address = "/en/" + make_link(theirs).split("/", 4)[4]

    assert client.get(f"{their_address}files/{mine.pk}/").status_code == 404
    assert client.get(f"{address}files/{theirs.attachments.get().pk}/").status_code == 404
    assert client.get(f"{address}files/{note.pk}/").status_code == 404
    assert client.get(f"{address}files/{10**30}/").status_code == 404
    assert Client().get(f"/en/enquiry/nothing-of-the-kind/files/{mine.pk}/").status_code == 404


def test_a_file_that_is_gone_is_not_found(client, address):
    picture = Attachment.objects.all()[0]
    storages["default"].delete(picture.file)
    assert client.get(f"{address}files/{picture.pk}/").status_code == 404


@pytest.mark.parametrize(
    "files",
    [
        [paper("page.pdf", b"<html><script>alert(1)</script></html>")],
        [paper("picture.png", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>")],
        [paper("long.pdf", PDF + b" " * 10_000_001)],
        [paper("program.pdf", PDF + b"/JavaScript %%EOF")],
        [photo(f"{number}.png") for number in range(6)],
        [paper("empty.pdf", b"")],
    ],
    ids=["html", "svg", "long", "program", "six", "empty"],
)
def test_what_is_no_picture_or_pdf_or_too_much_is_refused_in_words(client, files):
    answer = client.post("/en/enquiry/", typed(ProductFactory(), files=files))

    assert answer.status_code == 422
    assert "files" in answer.context["form"].errors
    assert (Enquiry.objects.count(), Attachment.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("sent_as", "shown"),
    [("../../etc/\u202epasswd.png", "passwd.jpg"), ("  .png", "file.jpg"), ("گلیم.png", "گلیم.jpg")],
)
def test_a_name_is_kept_without_what_could_mislead(client, sent_as, shown):
    client.post("/en/enquiry/", typed(ProductFactory(), files=[photo(sent_as)]))
    assert Attachment.objects.get().name == shown


def reply(client, thread, **sent):
    """What the desk sends in the name of the office."""
    said = {"said_by": "office", "text": "", "language": "fa", "last_read": "0", "key": new_key(f"answer/{thread.pk}")}
    return client.post(f"/en/office/enquiries/{thread.enquiry.code}/{thread.exhibitor.code}/reply/", said | sent)


def test_an_official_sends_files_with_an_answer_and_the_buyer_reads_them(client, address):
    thread = Enquiry.objects.get().threads.get()
    Attachment.objects.all().delete()
    client.force_login(official())
    assert reply(client, thread, files=[photo(), paper()]).status_code == 302
    picture, pdf = Attachment.objects.filter(reply__thread=thread)
    assert [(each.name, each.is_picture) for each in (picture, pdf)] == [("sofa.jpg", True), ("plan.pdf", False)]
    assert b"Secret place" not in storages["default"].open(picture.file).read()

    page = f"/en/office/enquiries/{thread.enquiry.code}/"
    desk = client.get(page).content.decode()
    assert 'enctype="multipart/form-data"' in desk
    assert [f'href="{page}files/{each.pk}/"' in desk for each in (picture, pdf)] == [True, True]
    client.logout()
    assert [client.get(f"{address}files/{each.pk}/").status_code for each in (picture, pdf)] == [200, 200]


def test_what_is_no_picture_is_refused_at_the_desk_and_leaves_no_file(client, address):
    thread, before = Enquiry.objects.get().threads.get(), stored()
    client.force_login(official())
    for files in ([paper("virus.pdf", b"MZ")], [paper(f"{number}.pdf") for number in range(6)]):
        answer = reply(client, thread, files=files, text="Mine")
        assert answer.status_code == 422
        assert "Mine" in answer.content.decode() and 'role="alert"' in answer.content.decode()
    say(thread, key=uuid.uuid4(), side="buyer", language="ar", text="And?")
    assert reply(client, thread, files=[paper()]).status_code == 409
    assert (thread.replies.count(), stored()) == (1, before)


def test_a_sheet_of_paper_is_kept_with_the_enquiry_entered_from_it(client):
    client.force_login(official())
    before = stored()
    told = {"came_by": "paper", "name": "A", "contact": "0770 123 4567", "language": "ar", "message": "See the sheet"}
    once = told | {"key": new_key("entry")}
    answers = [client.post("/en/office/enquiries/new/", once | {"files": [photo("sheet.png")]}) for _ in range(2)]
    enquiry = Enquiry.objects.get()
    assert [each.url for each in answers] == [f"/en/office/enquiries/{enquiry.code}/"] * 2
    (sheet,) = Attachment.objects.all()
    assert (sheet.enquiry, sheet.name) == (enquiry, "sheet.jpg")
    assert stored() - before == {sheet.file.rpartition("/")[2]}
    refused = client.post("/en/office/enquiries/new/", told | {"key": new_key("entry"), "files": [paper("x", b"MZ")]})
    assert refused.status_code == 422
    assert Enquiry.objects.count() == 1


# What it costs


@pytest.fixture
def opened(monkeypatch):
    """The files that were opened to be encoded anew."""
    names, clean = [], forms_of_files.cleaned_paper
    monkeypatch.setattr(forms_of_files, "cleaned_paper", lambda upload: names.append(upload.name) or clean(upload))
    return names


def test_no_file_is_opened_where_one_of_them_is_too_large(client, opened, monkeypatch):
    monkeypatch.setattr(forms_of_files, "BYTES_LIMIT", 2000)
    small, large = photo("small.png"), paper("large.pdf", PDF + b" " * 2000)

    answer = client.post("/en/enquiry/", typed(ProductFactory(), files=[small, large]))

    assert answer.status_code == 422
    assert "large.pdf: The file is larger than" in answer.content.decode()
    assert opened == []


def test_who_sends_very_often_has_no_file_opened_and_keeps_what_was_typed(client, opened, settings):
    settings.LIMITS_FACTOR = 1 / 60
    for _time in range(2):
        answer = client.post("/en/enquiry/", typed(ProductFactory(), message="My wish", files=[photo()]))

    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "My wish" in answer.content.decode()
    assert opened == ["sofa.png"]


def test_replies_that_come_very_often_have_no_file_opened(client, address, opened, settings):
    settings.LIMITS_FACTOR = 1 / 30
    opened.clear()
    for text in ("One", "Two"):
        form = client.get(address).context["parts"][0]["form"]
        values = {"key": form["key"].value(), "last_read": "0", "text": text, "files": [photo()]}
        answer = client.post(f"{address}parts/1/reply/", values)

    assert answer.status_code == 429
    assert "Two" in answer.content.decode()
    assert (opened, Reply.objects.count()) == (["sofa.png"], 1)


def test_a_file_in_use_is_kept_for_ever_and_one_that_nothing_names_for_a_day(client, address):
    form = client.get(address).context["parts"][0]["form"]
    values = {"key": form["key"].value(), "last_read": "0", "text": "Like this", "files": [photo()]}
    client.post(f"{address}parts/1/reply/", values)
    storage = storages["default"]
    lost, young = (storage.save(f"attachments/{name}.pdf", ContentFile(PDF)) for name in ("lost", "young"))
    used = list(Attachment.objects.values_list("file", flat=True))
    assert len(used) == 3
    for name in (*used, lost):
        os.utime(storage.path(name), (time.time() - 2 * 86_400,) * 2)

    remove_orphans()

    assert [storage.exists(name) for name in (*used, young, lost)] == [True] * 4 + [False]


def test_what_is_too_large_is_said_in_the_digits_of_the_page(client):
    typed_in = typed(ProductFactory(), files=[paper("plan 2.pdf", PDF + b"\0" * 10_000_001)])
    errors = client.post("/ckb/enquiry/", typed_in).context["form"].errors["files"]
    assert errors[0].startswith("plan 2.pdf: ") and "١٠" in errors[0] and "10" not in errors[0]
