"""The profile: what a maker says of itself, how it becomes public, and how it goes."""

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from PIL import Image

from accounts.jobs import run_one
from accounts.models import Job, Message, StateChange, User
from enquiries.models import Line
from exhibitors.models import ContactPoint, Credential, Exhibitor, PortraitUpload
from exhibitors.profile.proposals import propose, stored, wanted
from exhibitors.profile.reviewing import missing_for_sending
from ilamexpo import own_data
from lib.pictures import BYTES_LIMIT, REASONS
from lib.text import fold
from products.models import NGram, Picture, Product
from products.search import refresh
from tests.factories import (
    CraftFactory,
    EnquiryFactory,
    ExhibitorFactory,
    ParticipationFactory,
    PlaceFactory,
    ProductFactory,
    RepresentativeFactory,
    RoleFactory,
    official,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
AUTOSAVE = {"X-Autosave": "1"}
PART = {"X-Part": "list"}
TEXTS = "portal:profile_texts"


@pytest.fixture(autouse=True)
def in_persian():
    """Whatever language a test before left active."""
    with translation.override("fa"):
        yield


def sign_in(client, user):
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def photo(size=(640, 480), colour=(150, 40, 30), kind="JPEG", name="portrait.jpg", **options):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def texts(exhibitor, **changed):
    """What the page of texts sends."""
    now = stored(exhibitor) | exhibitor.proposed
    return {name: now[name] for name in now if name.startswith(("name", "known", "story"))} | changed


@pytest.fixture
def maker():
    exhibitor = ExhibitorFactory(slug="sepideh", name_fa="سپیده", name_en="Sepideh", story_fa="از ایوان")
    exhibitor.crafts.add(CraftFactory())
    return exhibitor


@pytest.fixture
def draft():
    return ExhibitorFactory(slug="gulnar", name_fa="", name_en="", place=None, publication="draft", published_at=None)


@pytest.fixture
def person(maker):
    return RepresentativeFactory(exhibitor=maker, user__name="Sepideh", user__language="fa").user


@pytest.fixture
def reviewer():
    return official(name="Reviewer")


def public_page(client, exhibitor):
    client.logout()
    return client.get(f"/fa/exhibitors/{exhibitor.slug}/")


# Saving


def test_a_draft_is_changed_at_once(client, draft):
    sign_in(client, RepresentativeFactory(exhibitor=draft).user)
    response = client.post(reverse(TEXTS), texts(draft, name_ckb="گوڵنار"))
    assert response.url == reverse("portal:profile_crafts")
    draft.refresh_from_db()
    assert (draft.name_ckb, draft.proposed) == ("گوڵنار", {})
    assert draft.search_text


def test_a_public_page_stays_as_it_was_until_an_official_agrees(client, maker, person):
    sign_in(client, person)
    client.post(reverse(TEXTS), texts(maker, name_fa="سپیده ایوانی"))
    maker.refresh_from_db()
    assert maker.name_fa == "سپیده"
    assert maker.proposed == {"name_fa": "سپیده ایوانی"}
    assert "سپیده ایوانی" not in public_page(client, maker).content.decode()


def test_what_is_changed_back_is_no_change_any_more(client, maker, person):
    sign_in(client, person)
    client.post(reverse(TEXTS), texts(maker, name_fa="سپیده ایوانی"))
    client.post(reverse(TEXTS), texts(maker, name_fa="سپیده"))
    maker.refresh_from_db()
    assert maker.proposed == {}


def test_saving_by_itself_keeps_what_is_valid_and_says_what_is_not(client, maker, person):
    sign_in(client, person)
    data = texts(maker, known_as_fa="بافنده", name_fa="س" * 151)
    response = client.post(reverse(TEXTS), data, headers=AUTOSAVE)
    assert set(response.json()) == {"saved_at", "errors"}
    assert list(response.json()["errors"]) == ["name_fa"]
    maker.refresh_from_db()
    assert maker.proposed == {"known_as_fa": "بافنده"}


def test_what_a_page_says_on_leaving_is_saved_too(client, draft):
    sign_in(client, RepresentativeFactory(exhibitor=draft).user)
    client.post(reverse(TEXTS), texts(draft, story_en="She weaves.") | {"autosave": "1"})
    draft.refresh_from_db()
    assert draft.story_en == "She weaves."


def test_a_wrong_text_is_shown_again_and_nothing_is_saved(client, maker, person):
    sign_in(client, person)
    response = client.post(reverse(TEXTS), texts(maker, name_fa="س" * 151, known_as_fa="بافنده"))
    assert response.status_code == 422
    assert "س" * 151 in response.content.decode()
    maker.refresh_from_db()
    assert maker.proposed == {}


def test_her_own_language_comes_first(client, maker):
    kurd = RepresentativeFactory(exhibitor=maker, user__language="ckb").user
    form = sign_in(client, kurd).get(reverse(TEXTS)).context["form"]
    assert [code for code, *_more in form.by_language()] == ["ckb", "en", "fa", "ar"]


def test_crafts_and_county_wait_too_on_a_public_page(client, maker, person):
    CraftFactory(slug="jajim")
    PlaceFactory(slug="dehloran", kind="county")
    sign_in(client, person)
    client.post(reverse("portal:profile_crafts"), {"crafts": ["kilim", "jajim"], "place": "dehloran"})
    maker.refresh_from_db()
    assert maker.proposed == {"crafts": ["jajim", "kilim"], "place": "dehloran"}
    assert [craft.slug for craft in maker.crafts.all()] == ["kilim"]


@pytest.mark.parametrize("data", [{"crafts": ["nothing"]}, {"place": "kut\x00"}, {"crafts": ["\x00"]}])
def test_unknown_crafts_and_counties_are_refused(client, maker, person, data):
    sign_in(client, person)
    assert client.post(reverse("portal:profile_crafts"), data).status_code == 422


def test_for_answers_only_the_profile_is_closed(client, maker):
    sign_in(client, RepresentativeFactory(exhibitor=maker, level="answers").user)
    assert client.get(reverse("portal:profile")).status_code == 403
    assert client.post(reverse(TEXTS), texts(maker, name_fa="x")).status_code == 403


# Portrait


PORTRAIT = "portal:profile_portrait"


def send_portrait(client, upload=None, *, prepared=True, **headers):
    response = client.post(reverse(PORTRAIT), {"files": upload or photo()}, **headers)
    while prepared and run_one(apart=False):
        pass
    return response


def test_a_portrait_is_cleaned_and_its_original_is_private(client, draft):
    sign_in(client, RepresentativeFactory(exhibitor=draft).user)
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    send_portrait(client, photo(exif=exif))
    draft.refresh_from_db()
    assert (draft.portrait_width, draft.portrait_height) == (640, 480)
    public = storages["public"].open(f"pictures/{draft.portrait_digest}-640.webp").read()
    assert b"SECRETCAMERA" not in public
    assert b"SECRETCAMERA" in storages["default"].open(draft.portrait_original.name).read()


def test_a_portrait_is_prepared_after_the_answer_and_the_page_says_so(client, draft):
    sign_in(client, RepresentativeFactory(exhibitor=draft).user)
    page = client.post(reverse(PORTRAIT), {"files": photo()}, follow=True).content.decode()
    draft.refresh_from_db()
    assert draft.portrait_digest == ""
    assert "data-waiting" in page.partition("data-picture-list")[2][:20]
    assert client.get(reverse("portal:profile")).context["parts"][2]["said"] == "در حال آماده‌سازی"
    while run_one(apart=False):
        pass
    draft.refresh_from_db()
    page = client.get(reverse(PORTRAIT), headers=PART).content.decode()
    assert draft.portrait_digest in page and "data-waiting" not in page
    assert "<h1" not in page
    assert not PortraitUpload.objects.exists()


def test_a_portrait_that_becomes_ready_while_its_page_is_made_is_on_it_or_still_waited_for(client, draft, monkeypatch):
    sign_in(client, RepresentativeFactory(exhibitor=draft).user)
    client.post(reverse(PORTRAIT), {"files": photo()})

    def wanted_just_before_the_job_ends(exhibitor):
        values = wanted(exhibitor)
        assert run_one(apart=False)
        return values

    monkeypatch.setattr("exhibitors.views.profile_parts.wanted", wanted_just_before_the_job_ends)
    page = client.get(reverse(PORTRAIT), headers=PART).content.decode()
    monkeypatch.undo()
    draft.refresh_from_db()
    assert draft.portrait_digest in page or "data-waiting" in page
    page = client.get(reverse(PORTRAIT), headers=PART).content.decode()
    assert draft.portrait_digest in page and "data-waiting" not in page


def test_the_script_that_made_it_small_is_told_what_became_of_it(client, draft):
    sign_in(client, RepresentativeFactory(exhibitor=draft).user)
    answer = client.post(reverse(PORTRAIT), {"files": photo(name="من.jpg")}, headers=PART).json()
    assert [(each["name"], each["state"]) for each in answer["files"]] == [("من.jpg", "waiting")]
    assert "data-waiting" in answer["list"]


@pytest.mark.parametrize("headers", [{}, PART])
def test_what_is_no_picture_is_refused_with_words(client, draft, headers):
    sign_in(client, RepresentativeFactory(exhibitor=draft).user)
    upload = SimpleUploadedFile("portrait.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/jpeg")
    response = client.post(reverse(PORTRAIT), {"files": upload}, headers=headers, follow=True)
    said = response.json()["files"][0]["reason"] if headers else response.content.decode()
    assert str(REASONS["svg"]) in said
    assert not PortraitUpload.objects.exists()


def test_a_file_larger_than_a_picture_may_be_is_refused_with_words(client, draft):
    sign_in(client, RepresentativeFactory(exhibitor=draft).user)
    upload = SimpleUploadedFile("portrait.jpg", b"x" * (BYTES_LIMIT + 1), "image/jpeg")
    page = client.post(reverse(PORTRAIT), {"files": upload}, follow=True).content.decode()
    assert str(REASONS["too_many_bytes"]) in page
    assert not PortraitUpload.objects.exists()


def test_what_only_the_job_finds_is_said_on_the_page_and_leaves_no_file(
    client, draft, django_capture_on_commit_callbacks
):
    sign_in(client, RepresentativeFactory(exhibitor=draft).user)
    broken = photo().read()[:2000]
    with django_capture_on_commit_callbacks(execute=True):
        send_portrait(client, SimpleUploadedFile("portrait.jpg", broken))
    upload = PortraitUpload.objects.get()
    assert (upload.problem, upload.original.name) == ("damaged", "")
    assert str(REASONS["damaged"]) in client.get(reverse(PORTRAIT)).content.decode()
    assert not storages["default"].listdir(f"originals/{draft.code}")[1]
    send_portrait(client)
    assert not PortraitUpload.objects.exists()


def test_a_form_without_a_file_or_a_token_keeps_nothing(client, draft):
    user = RepresentativeFactory(exhibitor=draft).user
    assert sign_in(client, user).post(reverse(PORTRAIT)).status_code == 302
    strict = sign_in(Client(enforce_csrf_checks=True), user)
    assert strict.post(reverse(PORTRAIT), {"files": photo()}).status_code == 403
    assert not PortraitUpload.objects.exists()


def test_the_last_of_two_pictures_sent_is_the_portrait(client, draft, django_capture_on_commit_callbacks):
    sign_in(client, RepresentativeFactory(exhibitor=draft).user)
    send_portrait(client, photo(), prepared=False)
    first = PortraitUpload.objects.get().original.name
    with django_capture_on_commit_callbacks(execute=True):
        send_portrait(client, photo(size=(800, 600)))
    draft.refresh_from_db()
    assert draft.portrait_width == 800
    assert not storages["default"].exists(first)


def test_a_portrait_removed_while_it_is_prepared_does_not_come_back(client, draft, django_capture_on_commit_callbacks):
    sign_in(client, RepresentativeFactory(exhibitor=draft).user)
    send_portrait(client, prepared=False)
    name = PortraitUpload.objects.get().original.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse(PORTRAIT), {"remove": "1"})
        assert run_one(apart=False)
    draft.refresh_from_db()
    assert draft.portrait_digest == ""
    assert not storages["default"].exists(name)


def test_a_replaced_portrait_leaves_no_files(client, draft, django_capture_on_commit_callbacks):
    sign_in(client, RepresentativeFactory(exhibitor=draft).user)
    send_portrait(client)
    draft.refresh_from_db()
    old, original = draft.portrait_digest, draft.portrait_original.name
    with django_capture_on_commit_callbacks(execute=True):
        send_portrait(client, photo(colour=(30, 60, 90)))
    assert not storages["public"].exists(f"pictures/{old}-640.webp")
    assert not storages["default"].exists(original)


def test_the_same_portrait_sent_twice_stays(client, draft, django_capture_on_commit_callbacks):
    sign_in(client, RepresentativeFactory(exhibitor=draft).user)
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            send_portrait(client)
    draft.refresh_from_db()
    assert storages["public"].exists(f"pictures/{draft.portrait_digest}-640.webp")
    assert storages["default"].exists(draft.portrait_original.name)


def test_an_agreed_portrait_stands_on_the_public_page(client, maker, person, reviewer):
    sign_in(client, person)
    send_portrait(client)
    client.post(reverse("portal:profile_send"))
    digest = Exhibitor.objects.get(pk=maker.pk).proposed["portrait"]["digest"]
    assert digest not in public_page(client, maker).content.decode()
    approve(client, reviewer, maker)
    assert digest in public_page(client, maker).content.decode()


def test_a_portrait_that_is_still_prepared_is_not_agreed_to_unseen(client, maker, person, reviewer):
    sign_in(client, person)
    send_portrait(client, prepared=False)
    client.post(reverse("portal:profile_send"))
    address = reverse("office:profile_review", args=[maker.slug])
    seen = sign_in(client, reviewer).get(address).context["seen"]
    client.post(address, {"approve": "1", "seen": seen})
    maker.refresh_from_db()
    assert maker.review == "sent"
    while run_one(apart=False):
        pass
    client.post(address, {"approve": "1", "seen": seen})
    maker.refresh_from_db()
    assert (maker.review, maker.portrait_digest) == ("sent", "")
    approve(client, reviewer, maker)
    maker.refresh_from_db()
    assert maker.portrait_digest


def test_a_portrait_is_recorded_as_sent_by_whoever_sent_it(client, maker, reviewer, person):
    sign_in(client, reviewer).post(reverse("office:exhibitor_act", args=[maker.slug]))
    send_portrait(client)
    rows = sign_in(client, person).get(reverse("portal:history")).context["page"].object_list
    assert (rows[0]["who"], rows[0]["on_behalf"]) == ("Reviewer", True)


# Contacts


def contact(**changed):
    return {"kind": "phone", "value": "0918 123 4567", "channels": ["call", "eitaa"], "is_shown": "on"} | changed


def test_a_shown_contact_keeps_the_moment_of_consent_and_is_public_at_once(client, maker, person):
    sign_in(client, person)
    client.post(reverse("portal:profile_contacts"), contact())
    point = maker.contact_points.get()
    assert (point.value, point.channels, point.is_shown) == ("+989181234567", "eitaa", True)
    assert point.consented_at is not None
    page = public_page(client, maker).content.decode()
    assert f'/enquiry/talk/call/?exhibitor={maker.slug}"' in page and "+98 918 123 4567" in page
    assert "data-copy" in page


def test_consent_is_taken_back_by_itself_when_the_box_is_emptied(client, maker, person):
    point = ContactPoint.objects.create(
        exhibitor=maker, kind="phone", value="+989181234567", is_shown=True, consented_at=timezone.now()
    )
    sign_in(client, person)
    data = contact(row=point.pk)
    del data["is_shown"]
    client.post(reverse("portal:profile_contacts"), data, headers=AUTOSAVE)
    point.refresh_from_db()
    assert (point.is_shown, point.consented_at) == (False, None)
    assert "+98918" not in public_page(client, maker).content.decode()


def test_a_number_that_is_written_to_only_is_no_link_for_calling(client, maker, person):
    sign_in(client, person)
    client.post(reverse("portal:profile_contacts"), contact(channels=["whatsapp"]))
    page = public_page(client, maker).content.decode()
    assert "/enquiry/talk/call/" not in page
    assert f'/enquiry/talk/whatsapp/?exhibitor={maker.slug}"' in page and "+98 918 123 4567" in page
    assert "data-copy" not in page


def test_a_number_entered_before_the_portal_can_still_be_called(client, maker, person):
    moment = timezone.now()
    ContactPoint.objects.create(
        exhibitor=maker, kind="phone", value="+989181234567", channels="whatsapp", is_shown=True, consented_at=moment
    )
    assert f'/enquiry/talk/call/?exhibitor={maker.slug}"' in public_page(client, maker).content.decode()
    form = sign_in(client, person).get(reverse("portal:profile_contacts")).context["rows"][0][1]
    assert form.initial["channels"] == ["call", "whatsapp"]


def test_a_wrong_number_is_not_kept_and_the_rest_of_its_row_is(client, maker, person):
    point = ContactPoint.objects.create(exhibitor=maker, kind="phone", value="+989181234567", channels="call")
    sign_in(client, person)
    data = contact(row=point.pk, value="12", channels=["bale"])
    answer = client.post(reverse("portal:profile_contacts"), data, headers=AUTOSAVE).json()
    point.refresh_from_db()
    assert list(answer["errors"]) == ["value"]
    assert (point.value, point.channels) == ("+989181234567", "no-call,bale")
    assert client.post(reverse("portal:profile_contacts"), data).status_code == 422


@pytest.mark.parametrize("row", ["x", "9" * 30, "-1", "٣", "\x00"])
def test_a_row_that_is_none_is_not_found(client, maker, person, row):
    sign_in(client, person)
    assert client.post(reverse("portal:profile_contacts"), contact(row=row)).status_code == 404


def test_rows_of_others_are_not_found(client, maker, person):
    other = ExhibitorFactory()
    point = ContactPoint.objects.create(exhibitor=other, kind="phone", value="+989181234567")
    paper = Credential.objects.create(exhibitor=other, kind="register")
    sign_in(client, person)
    for address, row in (("contacts", point), ("credentials", paper)):
        for extra in ({}, {"remove": "1"}):
            response = client.post(reverse(f"portal:profile_{address}"), {"row": row.pk, "kind": "phone"} | extra)
            assert response.status_code == 404
    assert ContactPoint.objects.filter(pk=point.pk).exists()


def test_a_new_contact_waits_for_its_button(client, maker, person):
    sign_in(client, person)
    client.post(reverse("portal:profile_contacts"), contact(), headers=AUTOSAVE)
    assert not maker.contact_points.exists()


def test_a_contact_is_removed(client, maker, person):
    sign_in(client, person)
    client.post(reverse("portal:profile_contacts"), contact())
    client.post(reverse("portal:profile_contacts"), {"row": maker.contact_points.get().pk, "remove": "1"})
    assert not maker.contact_points.exists()


# Licences and honours

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def paper(**changed):
    return {"kind": "workshop_licence", "number": "۱۲۳", "expires_on": "1410/01/01"} | changed


def test_a_paper_is_kept_private_and_comes_back_as_an_attachment(client, maker, person, reviewer):
    sign_in(client, person)
    client.post(reverse("portal:profile_credentials"), paper(upload=SimpleUploadedFile("x.exe", PDF, "text/html")))
    credential = maker.credentials.get()
    assert (credential.number, credential.expires_on) == ("123", date(2031, 3, 21))
    addresses = [
        (person, reverse("portal:profile_file", args=[credential.file_key])),
        (reviewer, reverse("office:profile_paper", args=[maker.slug, credential.file_key])),
    ]
    for user, address in addresses:
        response = sign_in(client, user).get(address)
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response.headers["Cache-Control"]
        assert b"".join(response.streaming_content) == PDF
    client.logout()
    assert client.get(f"/media/{credential.file.name}").status_code == 404
    stranger = RepresentativeFactory().user
    assert sign_in(client, stranger).get(addresses[0][1]).status_code == 404


def test_a_juror_does_not_open_papers(client, maker):
    credential = Credential.objects.create(exhibitor=maker, kind="register")
    credential.file.save("a.pdf", ContentFile(PDF))
    sign_in(client, official("juror"))
    assert client.get(reverse("office:profile_paper", args=[maker.slug, credential.file_key])).status_code == 403


def test_a_photographed_paper_is_encoded_anew(client, maker, person):
    sign_in(client, person)
    upload = photo()
    upload.file = io.BytesIO(upload.read() + b"<?php evil() ?>")
    client.post(reverse("portal:profile_credentials"), paper(upload=upload))
    content = maker.credentials.get().file.read()
    assert content.startswith(b"\xff\xd8")
    assert b"evil" not in content


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4 without an end",
        PDF.replace(b"/Type", b"/JavaScript (app.alert(1)) /Type"),
        PDF.replace(b"/Type", b"/Launch /Type"),
        b"%PDF-1.4" + bytes(10_000_001) + b"%%EOF",
        b"MZ" + PDF,
        b"<html><script>alert(1)</script>",
        b"",
    ],
    ids=["cut", "script", "launch", "large", "program first", "page", "empty"],
)
def test_what_is_no_harmless_paper_is_refused_with_words(client, maker, person, content):
    sign_in(client, person)
    upload = SimpleUploadedFile("paper.pdf", content, "application/pdf")
    response = client.post(reverse("portal:profile_credentials"), paper(upload=upload))
    assert response.status_code == 422
    assert response.context["form"].errors["upload"]
    assert not maker.credentials.exists()


def test_a_lapsed_licence_leaves_the_public_page_at_midnight_in_ilam(client, maker, monkeypatch):
    Credential.objects.create(exhibitor=maker, kind="register", number="LAPSING", expires_on=date(2026, 3, 20))
    # The clocks of Ilam are three and a half hours ahead of UTC.
    for moment, is_there in (("20:29", True), ("20:30", False)):
        hour, minute = map(int, moment.split(":"))
        now = datetime(2026, 3, 20, hour, minute, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        assert ("LAPSING" in public_page(client, maker).content.decode()) is is_there, moment


def test_days_the_wrong_way_round_are_refused(client, maker, person):
    sign_in(client, person)
    response = client.post(reverse("portal:profile_credentials"), paper(issued_on="1411/01/01"))
    assert response.status_code == 422


def test_a_removed_paper_leaves_no_file(client, maker, person, django_capture_on_commit_callbacks):
    sign_in(client, person)
    client.post(reverse("portal:profile_credentials"), paper(upload=SimpleUploadedFile("x.pdf", PDF)))
    credential = maker.credentials.get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("portal:profile_credentials"), {"row": credential.pk, "remove": "1"})
    assert not storages["default"].exists(credential.file.name)


# Members of a group


@pytest.fixture
def group(person):
    group = ExhibitorFactory(kind="group", story_fa="گروه")
    group.crafts.add(CraftFactory())
    return group


def test_a_group_proposes_members_by_code_and_takes_them_out(client, group, maker):
    sign_in(client, RepresentativeFactory(exhibitor=group).user)
    client.post(reverse("portal:profile_members"), {"code": f" {maker.code.lower()} "})
    group.refresh_from_db()
    assert group.proposed == {"members": [maker.code]}
    assert not group.members.exists()
    assert "سپیده" in client.get("/fa/portal/profile/members/").content.decode()
    client.post(reverse("portal:profile_members"), {"remove": maker.code})
    group.refresh_from_db()
    assert group.proposed == {}


def test_a_code_does_not_tell_who_is_not_public(client, group):
    hidden = ExhibitorFactory(publication="draft", published_at=None, name_fa="پنهان")
    sign_in(client, RepresentativeFactory(exhibitor=group).user)
    for code in (hidden.code, group.code, "X2222222", "\x00", ""):
        response = client.post(reverse("portal:profile_members"), {"code": code})
        assert response.status_code == 422
        assert "پنهان" not in response.content.decode()
    assert client.post(reverse("portal:profile_members"), {"remove": hidden.code}).status_code == 404


def test_a_new_member_is_told_seen_on_both_pages_and_takes_its_name_off(client, group, maker, reviewer, person):
    weaver = RepresentativeFactory(exhibitor=group).user
    sign_in(client, weaver).post(reverse("portal:profile_members"), {"code": maker.code})
    client.post(reverse("portal:profile_send"))
    address = reverse("office:profile_review", args=[group.slug])
    page = sign_in(client, reviewer).get(address)
    told = [(draft.recipient, draft.subject) for draft in page.context["drafts"]]
    with translation.override(person.language):
        assert told[1:] == [(person, gettext("You are shown as a member of a group"))]
    client.post(address, {"approve": "1", "seen": page.context["seen"]})
    assert Message.objects.filter(recipient=person, about=maker.code).count() == 1
    public = {each: f"/fa/exhibitors/{each.slug}/" for each in (group, maker)}
    assert f'href="{public[maker]}"' in client.get(public[group]).content.decode()
    assert f'href="{public[group]}"' in client.get(public[maker]).content.decode()
    # Its people may not, and an exhibitor of no such group neither.
    sign_in(client, weaver)
    assert client.post(reverse("portal:profile_leave"), {"group": group.code}).status_code == 404
    sign_in(client, RepresentativeFactory(exhibitor=maker, level="answers").user)
    assert client.post(reverse("portal:profile_leave"), {"group": group.code}).status_code == 403
    sign_in(client, person)
    assert f'value="{group.code}"' in client.get(reverse("portal:profile")).content.decode()
    client.post(reverse("portal:profile_leave"), {"group": group.code})
    assert not group.members.exists()
    assert f'href="{public[maker]}"' not in client.get(public[group]).content.decode()


def test_who_leaves_a_group_is_not_proposed_again_by_what_waits(client, group, maker, person):
    other = ExhibitorFactory()
    group.members.add(maker)
    propose(group, {"members": sorted([maker.code, other.code])}, actor=None)
    sign_in(client, person).post(reverse("portal:profile_leave"), {"group": group.code})
    group.refresh_from_db()
    assert group.proposed == {"members": [other.code]}
    assert not group.members.exists()


# Sending and deciding


def fill(draft):
    propose(
        draft,
        {"name_fa": "گلنار", "story_fa": "گیوه می‌بافد", "crafts": [CraftFactory().slug], "place": PlaceFactory().slug},
        actor=None,
    )
    draft.refresh_from_db()


def approve(client, reviewer, exhibitor, **changed):
    address = reverse("office:profile_review", args=[exhibitor.slug])
    seen = sign_in(client, reviewer).get(address).context["seen"]
    return client.post(address, {"approve": "1", "seen": seen} | changed, follow=True)


def test_what_is_missing_is_said_with_the_way_to_it(client, draft):
    sign_in(client, RepresentativeFactory(exhibitor=draft).user)
    assert [each.part for each in missing_for_sending(draft)] == ["texts", "texts", "crafts", "crafts"]
    missing = client.get(reverse("portal:profile")).context["missing"]
    assert missing[0][1] == reverse(TEXTS)
    client.post(reverse("portal:profile_send"))
    draft.refresh_from_db()
    assert draft.review == ""


def test_a_draft_becomes_public_when_an_official_agrees_and_its_people_hear_of_it(client, draft, reviewer):
    person = RepresentativeFactory(exhibitor=draft, user__language="ar").user
    fill(draft)
    sign_in(client, person).post(reverse("portal:profile_send"))
    draft.refresh_from_db()
    assert (draft.review, draft.publication) == ("sent", "draft")
    approve(client, reviewer, draft)
    draft.refresh_from_db()
    assert (draft.review, draft.publication, draft.sent_at) == ("", "published", None)
    assert "گلنار" in public_page(client, draft).content.decode()
    message = Message.objects.get(recipient=person)
    assert (message.about, message.language) == (draft.code, "ar")


def test_what_was_proposed_becomes_public_when_an_official_agrees(client, maker, person, reviewer):
    sign_in(client, person)
    client.post(reverse(TEXTS), texts(maker, name_fa="سپیده ایوانی"))
    client.post(reverse("portal:profile_send"))
    address = reverse("office:profile_review", args=[maker.slug])
    page = sign_in(client, reviewer).get(address)
    assert [(each.name, each.before, each.after) for each in page.context["differences"]] == [
        ("name_fa", "سپیده", "سپیده ایوانی")
    ]
    approve(client, reviewer, maker)
    maker.refresh_from_db()
    assert (maker.name_fa, maker.proposed) == ("سپیده ایوانی", {})
    assert "سپیده ایوانی" in public_page(client, maker).content.decode()


def test_a_reason_is_shown_as_a_message_before_it_goes(client, maker, person, reviewer):
    sign_in(client, person)
    client.post(reverse(TEXTS), texts(maker, name_fa="سپیده ایوانی"))
    client.post(reverse("portal:profile_send"))
    address = reverse("office:profile_review", args=[maker.slug])
    seen = sign_in(client, reviewer).get(address).context["seen"]
    shown = client.post(address, {"reason": "نام کامل را بنویسید {x} {{ y }}", "seen": seen})
    assert "نام کامل را بنویسید {x} {{ y }}" in shown.content.decode()
    assert not Message.objects.exists()
    client.post(address, {"reason": "نام کامل را بنویسید {x} {{ y }}", "seen": seen, "sure": "1"})
    maker.refresh_from_db()
    assert (maker.review, maker.review_note) == ("returned", "نام کامل را بنویسید {x} {{ y }}")
    assert "نام کامل را بنویسید {x} {{ y }}" in Message.objects.get().text
    assert maker.name_fa == "سپیده"
    assert "نام کامل" in sign_in(client, person).get(reverse("portal:profile")).content.decode()


def test_a_return_without_a_reason_is_asked_for_it(client, maker, person, reviewer):
    sign_in(client, person)
    client.post(reverse(TEXTS), texts(maker, name_fa="سپیده ایوانی"))
    client.post(reverse("portal:profile_send"))
    response = sign_in(client, reviewer).post(reverse("office:profile_review", args=[maker.slug]), {"reason": " "})
    assert response.status_code == 422


def test_what_is_being_read_is_not_changed_under_the_reader(client, maker, person):
    sign_in(client, person)
    client.post(reverse(TEXTS), texts(maker, name_fa="سپیده ایوانی"))
    client.post(reverse("portal:profile_send"))
    answer = client.post(reverse(TEXTS), texts(maker, name_fa="دیگری"), headers=AUTOSAVE)
    assert answer.status_code == 409
    client.post(reverse("portal:profile_portrait"), {"remove": "1"})
    maker.refresh_from_db()
    assert maker.proposed == {"name_fa": "سپیده ایوانی"}
    client.post(reverse("portal:profile_take_back"))
    client.post(reverse(TEXTS), texts(maker, name_fa="دیگری"))
    maker.refresh_from_db()
    assert (maker.review, maker.proposed) == ("", {"name_fa": "دیگری"})


def test_what_was_sent_anew_is_not_decided_unread(client, maker, person, reviewer):
    sign_in(client, person)
    client.post(reverse(TEXTS), texts(maker, name_fa="سپیده ایوانی"))
    client.post(reverse("portal:profile_send"))
    address = reverse("office:profile_review", args=[maker.slug])
    seen = sign_in(client, reviewer).get(address).context["seen"]
    sign_in(client, person)
    client.post(reverse("portal:profile_take_back"))
    client.post(reverse(TEXTS), texts(maker, name_fa="ناسزا"))
    client.post(reverse("portal:profile_send"))
    sign_in(client, reviewer).post(address, {"approve": "1", "seen": seen})
    maker.refresh_from_db()
    assert (maker.name_fa, maker.review) == ("سپیده", "sent")


def decided(client, person, reviewer, maker, **how):
    """``maker`` with a new name and portrait, sent and decided; what the official sees then."""
    sign_in(client, person)
    client.post(reverse(TEXTS), texts(maker, name_fa="سپیده ایوانی"))
    send_portrait(client)
    client.post(reverse("portal:profile_send"))
    if not how:
        return approve(client, reviewer, maker)
    address = reverse("office:profile_review", args=[maker.slug])
    seen = sign_in(client, reviewer).get(address).context["seen"]
    return client.post(address, {"sure": "1", "seen": seen} | how, follow=True)


def test_messages_about_a_profile_wait_and_the_decision_can_be_undone(client, maker, person, reviewer):
    page = decided(client, person, reviewer, maker)
    assert reverse("office:profile_undo") in page.content.decode()
    message = Message.objects.get()
    assert message.mail.scheduled_time > timezone.now() + timedelta(minutes=9)
    sent_at = parse_datetime(Exhibitor.objects.get(pk=maker.pk).decided["sent_at"])
    client.post(reverse("office:profile_undo"))
    maker.refresh_from_db()
    message.refresh_from_db()
    assert (maker.review, maker.name_fa, maker.portrait_digest, maker.decided) == ("sent", "سپیده", "", {})
    assert set(maker.proposed) == {"name_fa", "portrait"}
    assert maker.sent_at == sent_at
    assert (message.state, message.mail) == ("cancelled", None)
    assert "سپیده ایوانی" not in public_page(client, maker).content.decode()
    approve(client, reviewer, maker)
    maker.refresh_from_db()
    assert (maker.name_fa, maker.proposed) == ("سپیده ایوانی", {})


def test_a_first_publication_is_undone_too(client, draft, reviewer):
    fill(draft)
    user = RepresentativeFactory(exhibitor=draft).user
    sign_in(client, user).post(reverse("portal:profile_send"))
    approve(client, reviewer, draft)
    assert public_page(Client(), draft).status_code == 200
    client.post(reverse("office:profile_undo"))
    draft.refresh_from_db()
    assert (draft.review, draft.publication, draft.published_at, draft.name_fa) == ("sent", "draft", None, "گلنار")
    assert public_page(client, draft).status_code == 404


def test_a_return_is_undone_with_its_reason(client, maker, person, reviewer):
    decided(client, person, reviewer, maker, reason="Which name?")
    maker.refresh_from_db()
    assert (maker.review, maker.review_note) == ("returned", "Which name?")
    client.post(reverse("office:profile_undo"))
    maker.refresh_from_db()
    assert (maker.review, maker.review_note, maker.name_fa) == ("sent", "", "سپیده")
    assert maker.proposed["name_fa"] == "سپیده ایوانی"
    assert Message.objects.get().state == "cancelled"


def test_a_decision_is_not_undone_when_its_maker_has_gone_on(client, maker, person, reviewer):
    decided(client, person, reviewer, maker)
    office_session = client.session
    other = Client()
    sign_in(other, person).post(reverse(TEXTS), texts(Exhibitor.objects.get(pk=maker.pk), name_fa="دیگری"))
    assert office_session["undo_profile"]
    client.post(reverse("office:profile_undo"))
    maker.refresh_from_db()
    assert (maker.review, maker.name_fa, maker.proposed) == ("", "سپیده ایوانی", {"name_fa": "دیگری"})
    assert Message.objects.get().state == "handed_over"


def test_a_decision_is_undone_by_nobody_else_and_not_later(client, maker, person, reviewer):
    decided(client, person, reviewer, maker)
    sign_in(other := Client(), official()).post(reverse("office:profile_undo"))
    maker.refresh_from_db()
    assert maker.review == ""
    session = client.session
    session["undo_profile"] = session["undo_profile"] | {"until": timezone.now().timestamp() - 1}
    session.save()
    assert "undo_profile" in client.session and "undo_profile" not in other.session
    client.post(reverse("office:profile_undo"))
    maker.refresh_from_db()
    assert maker.review == ""


def test_what_an_undoing_would_need_is_kept_until_then_and_forgotten_after(
    client, maker, person, reviewer, django_capture_on_commit_callbacks
):
    sign_in(client, person)
    send_portrait(client)
    client.post(reverse("portal:profile_send"))
    approve(client, reviewer, maker)
    first = Exhibitor.objects.get(pk=maker.pk)
    sign_in(client, person)
    with django_capture_on_commit_callbacks(execute=True):
        send_portrait(client, photo(colour=(30, 60, 90)))
        client.post(reverse("portal:profile_send"))
        approve(client, reviewer, maker)
    assert storages["public"].exists(f"pictures/{first.portrait_digest}-640.webp")
    assert storages["default"].exists(first.portrait_original.name)
    Job.objects.filter(kind="decided_profile").update(due_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        assert run_one(apart=False)
    maker.refresh_from_db()
    assert maker.decided == {}
    assert not storages["public"].exists(f"pictures/{first.portrait_digest}-640.webp")
    assert not storages["default"].exists(first.portrait_original.name)
    assert storages["public"].exists(f"pictures/{maker.portrait_digest}-640.webp")


def test_an_official_of_another_exhibition_decides_nothing_here(client, maker, person):
    participation = ParticipationFactory(exhibitor=maker)
    sign_in(client, person)
    client.post(reverse(TEXTS), texts(maker, name_fa="سپیده ایوانی"))
    client.post(reverse("portal:profile_send"))
    address = reverse("office:profile_review", args=[maker.slug])
    outsider = official(exhibition=ParticipationFactory().exhibition)
    assert sign_in(client, outsider).post(address, {"approve": "1"}).status_code == 404
    # One who only reads everything, and decides elsewhere.
    RoleFactory(user=outsider, kind="viewer")
    assert sign_in(client, outsider).get(address).status_code == 404
    insider = official(exhibition=participation.exhibition)
    assert sign_in(client, insider).get(address).status_code == 200


def test_the_queue_has_the_oldest_first(client, reviewer):
    for number in (2, 1, 3):
        ExhibitorFactory(slug=f"sent-{number}", review="sent", sent_at=datetime(2026, 1, number, tzinfo=UTC))
    page = sign_in(client, reviewer).get(reverse("office:profile_list"))
    assert [each.slug for each in page.context["exhibitors"]] == ["sent-1", "sent-2", "sent-3"]


def test_an_official_sends_in_a_makers_name_and_it_is_recorded(client, maker, reviewer, person):
    sign_in(client, reviewer).post(reverse("office:exhibitor_act", args=[maker.slug]))
    client.post(reverse(TEXTS), texts(maker, known_as_fa="بافنده"))
    client.post(reverse("portal:profile_send"))
    change = StateChange.objects.get(field="review")
    assert (change.actor, change.on_behalf_of) == (reviewer, "سپیده")
    rows = sign_in(client, person).get(reverse("portal:history")).context["page"].object_list
    assert [(row["who"], row["on_behalf"]) for row in rows[:2]] == [("Reviewer", True), ("Reviewer", True)]


# Preview, history, own data


def test_the_preview_shows_the_changes_and_changes_nothing(client, maker, person):
    sign_in(client, person)
    CraftFactory(slug="jajim", name_fa="جاجیم")
    client.post(reverse(TEXTS), texts(maker, name_fa="سپیده ایوانی"))
    client.post(reverse("portal:profile_crafts"), {"crafts": ["jajim"], "place": maker.place.slug})
    page = client.get("/fa/portal/profile/preview/").content.decode()
    assert "سپیده ایوانی" in page and "جاجیم" in page
    maker.refresh_from_db()
    assert maker.name_fa == "سپیده"
    assert [craft.slug for craft in maker.crafts.all()] == ["kilim"]


def test_a_draft_is_previewed_before_anybody_sees_it(client, draft):
    sign_in(client, RepresentativeFactory(exhibitor=draft).user)
    fill(draft)
    assert "گلنار" in client.get("/fa/portal/profile/preview/").content.decode()
    draft.refresh_from_db()
    assert draft.publication == "draft"
    assert public_page(client, draft).status_code == 404


def test_the_history_names_no_address_of_anybody_and_nothing_of_others(client, maker, person):
    other = RepresentativeFactory(exhibitor=ExhibitorFactory(), user__name="Other").user
    sign_in(client, other).post(reverse("portal:profile_contacts"), contact(value="0770 999 8877"))
    nameless = RepresentativeFactory(exhibitor=maker, user__name="", user__email="secret@example.org").user
    sign_in(client, nameless).post(reverse("portal:profile_contacts"), contact())
    client.post(reverse("portal:profile_contacts"), {"row": maker.contact_points.get().pk, "remove": "1"})
    page = sign_in(client, person).get("/en/portal/history/")
    text = page.content.decode()
    assert "secret@example.org" not in text
    assert "9998877" not in text
    assert "999 8877" not in text
    assert [row["what"].rpartition(": ")[2] for row in page.context["page"].object_list[:2]] == ["removed", "entered"]


def test_the_history_numbers_pictures_in_the_digits_of_the_page(client, maker, person):
    work = ProductFactory(exhibitor=maker, title_fa="گلیم")
    Picture.objects.create(product=work, digest="0123456789abcdef", width=9, height=8)
    page = sign_in(client, person).get("/fa/portal/history/").content.decode()
    assert "تصویر \u2068گلیم ۱\u2069: ثبت شد" in page


def test_the_history_is_paged_and_costs_the_same_for_few_and_many(client, maker, person, django_assert_max_num_queries):
    sign_in(client, person)
    for number in range(45):
        client.post(reverse(TEXTS), texts(Exhibitor.objects.get(pk=maker.pk), known_as_fa=f"نام {number}"))
    with django_assert_max_num_queries(24):
        page = client.get(reverse("portal:history"))
    assert page.context["page"].paginator.num_pages == 2
    assert client.get(reverse("portal:history"), {"page": "2"}).status_code == 200
    assert client.get(reverse("portal:history"), {"page": "x\x00"}).status_code == 200


def test_own_data_come_as_one_file_without_strangers(client, maker, person):
    sign_in(client, person)
    client.post(reverse("portal:profile_credentials"), paper(upload=SimpleUploadedFile("x.pdf", PDF)))
    send_portrait(client)
    client.post(reverse("portal:profile_contacts"), contact())
    product = ProductFactory(exhibitor=maker, title_fa="گلیم")
    for passes_on, name in ((True, "Abu Ali"), (False, "Hidden Buyer")):
        enquiry = EnquiryFactory(name=name, may_pass_on=passes_on, message="How much?")
        Line.objects.create(enquiry=enquiry, product=product, exhibitor=maker, snapshot={"code": product.code})
    other = ProductFactory(title_fa="دیگری")
    response = client.get(reverse("portal:own_data"))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert sorted(archive.namelist()) == ["data.json", "papers/1-workshop_licence.pdf", "portrait-proposed.jpg"]
    assert archive.read("papers/1-workshop_licence.pdf") == PDF
    text = archive.read("data.json").decode()
    data = json.loads(text)
    assert data["profile"]["name_fa"] == "سپیده"
    assert [work["code"] for work in data["works"]] == [product.code]
    assert data["contacts"][0]["value"] == "+989181234567"
    assert [each.get("buyer") for each in data["enquiries"]] == ["Abu Ali", None]
    assert "Hidden Buyer" not in text and other.code not in text


def test_own_data_hold_a_portrait_that_is_still_being_prepared(client, maker, person):
    sign_in(client, person).post(reverse("portal:profile_portrait"), {"files": photo()})
    assert PortraitUpload.objects.get().is_waiting
    response = client.get(reverse("portal:own_data"))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert archive.namelist() == ["portrait-sent.jpg", "data.json"]
    with PortraitUpload.objects.get().original.open() as original:
        assert archive.read("portrait-sent.jpg") == original.read()
    assert json.loads(archive.read("data.json"))["files_left_out"] == []


def test_own_data_hold_a_portrait_that_becomes_ready_meanwhile(client, maker, person, monkeypatch):
    sign_in(client, person)
    client.post(reverse(PORTRAIT), {"files": photo()})
    before = Exhibitor.objects.get(pk=maker.pk)

    def read_just_before_the_job_ends(**pk):
        found = manager.filter(**pk).get()
        while run_one(apart=False):
            pass
        return found

    # Whether it becomes ready before its maker is read or after, it is there.
    manager = Exhibitor.objects
    monkeypatch.setattr(own_data.Exhibitor.objects, "get", read_just_before_the_job_ends)
    assert [name for name, _file in own_data.files_of(before)] == ["portrait-sent.jpg"]
    monkeypatch.undo()
    assert [name for name, _file in own_data.files_of(before)] == ["portrait-proposed.jpg"]


# Deletion


def ask(client, person):
    sign_in(client, person)
    client.post(reverse("portal:profile_deletion"), {"reason": "بس است"})
    client.post(reverse("portal:profile_deletion"), {"reason": "بس است", "sure": "1"})


def test_deletion_is_asked_twice_and_can_be_taken_back(client, maker, person):
    sign_in(client, person)
    assert client.post(reverse("portal:profile_deletion"), {"reason": ""}).status_code == 422
    client.post(reverse("portal:profile_deletion"), {"reason": "بس است"})
    maker.refresh_from_db()
    assert maker.deletion_asked_at is None
    client.post(reverse("portal:profile_deletion"), {"reason": "بس است", "sure": "1"})
    maker.refresh_from_db()
    assert (maker.deletion_reason, maker.is_published) == ("بس است", True)
    client.post(reverse("portal:profile_deletion"), {"keep": "1"})
    maker.refresh_from_db()
    assert maker.deletion_asked_at is None


def test_only_an_owner_asks_for_deletion(client, maker):
    sign_in(client, RepresentativeFactory(exhibitor=maker, level="editor").user)
    assert client.get(reverse("portal:profile_deletion")).status_code == 403


def test_an_official_refuses_with_words(client, maker, person, reviewer):
    ask(client, person)
    address = reverse("office:deletion_review", args=[maker.slug])
    sign_in(client, reviewer)
    empty = client.post(address, {"reason": ""})
    assert empty.status_code == 422
    assert "چرا حذف نمی‌شود؟: این فیلد لازم است." in empty.content.decode()
    assert "هنوز سفارش دارید" in client.post(address, {"reason": "هنوز سفارش دارید"}).content.decode()
    assert not Message.objects.exists()
    client.post(address, {"reason": "هنوز سفارش دارید", "sure": "1"})
    maker.refresh_from_db()
    assert maker.deletion_asked_at is None
    assert "هنوز سفارش دارید" in Message.objects.get().text


def test_a_refusal_waits_and_can_be_undone_by_whoever_refused(client, maker, person, reviewer):
    ask(client, person)
    maker.refresh_from_db()
    asked_at, undo = maker.deletion_asked_at, reverse("office:deletion_undo")
    sign_in(client, reviewer)
    words = {"reason": "هنوز سفارش دارید", "sure": "1"}
    client.post(reverse("office:deletion_review", args=[maker.slug]), words)
    said = Message.objects.get()
    assert said.mail.scheduled_time > timezone.now() + timedelta(minutes=9)
    stranger = Client()
    sign_in(stranger, official()).post(undo)
    maker.refresh_from_db()
    assert maker.deletion_asked_at is None
    assert undo in client.get(reverse("office:deletion_list")).content.decode()
    client.post(undo)
    maker.refresh_from_db()
    said.refresh_from_db()
    assert (maker.deletion_asked_at, maker.deletion_reason, said.state) == (asked_at, "بس است", "cancelled")
    # Once more is too late.
    client.post(undo)
    assert undo not in client.get(reverse("office:deletion_list")).content.decode()


def test_a_refusal_is_not_undone_when_its_maker_asked_anew(client, maker, person, reviewer):
    ask(client, person)
    official_desk = sign_in(Client(), reviewer)
    official_desk.post(
        reverse("office:deletion_review", args=[maker.slug]), {"reason": "هنوز سفارش دارید", "sure": "1"}
    )
    client.post(reverse("portal:profile_deletion"), {"reason": "باز هم", "sure": "1"})
    official_desk.post(reverse("office:deletion_undo"))
    maker.refresh_from_db()
    assert (maker.deletion_reason, Message.objects.get().state) == ("باز هم", "handed_over")


def test_what_an_official_erases_is_gone_from_pages_and_places(
    client, maker, person, reviewer, django_capture_on_commit_callbacks
):
    sign_in(client, person)
    client.post(reverse("portal:profile_credentials"), paper(upload=SimpleUploadedFile("x.pdf", PDF)))
    send_portrait(client)
    client.post(reverse("portal:profile_contacts"), contact())
    file, portrait = maker.credentials.get().file.name, Exhibitor.objects.get(pk=maker.pk).proposed["portrait"]
    shown = ProductFactory(exhibitor=maker, title_fa="گلیم سپیده", story_fa="داستان")
    refresh(shown)
    assert NGram.objects.filter(letters=fold("سپیده")).exists()
    unseen = ProductFactory(exhibitor=maker, state="draft", published_at=None)
    participation = ParticipationFactory(exhibitor=maker)
    line = Line.objects.create(
        enquiry=EnquiryFactory(), product=shown, exhibitor=maker, snapshot={"exhibitor": {"fa": "سپیده"}}
    )
    ask(client, person)
    address = reverse("office:deletion_review", args=[maker.slug])
    sign_in(client, reviewer)
    client.post(address, {"erase": "1"})
    maker.refresh_from_db()
    assert maker.name_fa == "سپیده"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"erase": "1", "sure": "1"})
    maker.refresh_from_db()
    assert (maker.publication, maker.name_fa, maker.name_en, maker.story_fa) == (
        "withdrawn",
        maker.code,
        maker.code,
        "",
    )
    assert (maker.proposed, maker.deletion_asked_at, maker.slug) == ({}, None, maker.code.lower())
    assert "سپیده" not in maker.search_text
    assert not NGram.objects.filter(letters=fold("سپیده")).exists()
    assert not maker.contact_points.exists() and not maker.credentials.exists() and not maker.representatives.exists()
    assert not storages["default"].exists(file)
    assert not storages["default"].exists(portrait["original"])
    assert not storages["public"].exists(f"pictures/{portrait['digest']}-640.webp")
    assert not User.objects.filter(pk=person.pk).exists()
    assert not Product.objects.filter(pk=unseen.pk).exists()
    shown.refresh_from_db()
    assert (shown.state, shown.title_fa, shown.story_fa) == ("archived", "", "")
    participation.refresh_from_db()
    assert participation.state == "confirmed"
    line.refresh_from_db()
    assert line.snapshot["exhibitor"]["fa"] == maker.code
    assert client.get("/fa/exhibitors/sepideh/").status_code == 404
    # The farewell is the one message left that knows where it went.
    assert [message.address == person.email for message in Message.objects.all()] == [True]


def test_an_account_that_is_for_others_too_stays(client, maker, person, reviewer):
    RepresentativeFactory(user=person, exhibitor=ExhibitorFactory())
    ask(client, person)
    sign_in(client, reviewer).post(reverse("office:deletion_review", args=[maker.slug]), {"erase": "1", "sure": "1"})
    assert User.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("address", ["office:profile_list", "office:deletion_list"])
def test_the_lists_of_the_office_cost_the_same_for_one_and_many(
    client, reviewer, address, django_assert_max_num_queries
):
    sign_in(client, reviewer)
    counts = []
    for number in (1, 2):
        for _row in range(number):
            ExhibitorFactory(review="sent", sent_at=timezone.now(), deletion_asked_at=timezone.now())
        with django_assert_max_num_queries(20) as queries:
            assert client.get(reverse(address)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
