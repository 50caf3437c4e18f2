"""What is left of an enquiry whose buyer is forgotten: the figures, and pages that still open."""

import io
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from accounts.models import Message, StateChange
from enquiries.actions import (
    ThreadClosed,
    accept_quotation,
    close_thread,
    delete_held,
    forget_buyer,
    hold,
    receive_enquiry,
    reopen_thread,
    say,
    send_quotation,
    withdraw,
)
from enquiries.actions.talks import tell_contact
from enquiries.desk import totals
from enquiries.links import make_link
from enquiries.models import Attachment, BuyerLink, Enquiry, Line, Quotation, QuotationLine, Reply, Thread
from lib.states import MoveNotAllowed
from tests.factories import ExhibitorFactory, ProductFactory, RepresentativeFactory, official
from tests.test_pages import check_html

pytestmark = pytest.mark.django_db
WORDS = (
    "Abu Ali",
    "+9647701234567",
    "770 123 4567",
    "buyer@example.org",
    "Najaf",
    "Two for my mother",
    "blue, please",
    "When?",
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def maker():
    return RepresentativeFactory(exhibitor__name_en="Sepideh", user__email="maker@example.org").exhibitor


@pytest.fixture
def desk():
    return official("desk", name="Mina")


def attach(**owner):
    name = storages["default"].save("attachments/wish.jpg", ContentFile(b"x"))
    return Attachment.objects.create(name="wish.jpg", file=name, is_picture=True, size=1, **owner)


@pytest.fixture
def enquiry(maker, desk):
    """Everything a buyer can leave behind, with two makers."""
    works = {
        ProductFactory(exhibitor=maker, title_en="Red kilim"): {"quantity": 2, "note": "blue, please"},
        ProductFactory(title_en="Copper bowl"): {"quantity": 1},
    }
    enquiry = receive_enquiry(
        key=uuid.uuid4(), quantities=works, name="Abu Ali", phone="+9647701234567", email="buyer@example.org",
        city="Najaf", country="IQ", kind="buy_one", channel="mail", language="en", message="Two for my mother",
        may_pass_on=True,
    )  # fmt: skip
    attach(enquiry=enquiry)
    thread = enquiry.threads.get(exhibitor=maker)
    attach(reply=say(thread, key=uuid.uuid4(), side="buyer", language="en", text="When?"))
    say(thread, key=uuid.uuid4(), side="exhibitor", language="en", text="Soon, Abu Ali")
    say(thread, key=uuid.uuid4(), side="office", language="en", text="Abu Ali called", author=desk, is_note=True)
    return enquiry


def thread_of(enquiry, maker):
    return enquiry.threads.get(exhibitor=maker)


def quoted(thread, **fields):
    quotation = Quotation.objects.create(thread=thread, currency="IQD", **fields)
    QuotationLine.objects.create(quotation=quotation, title={"en": "Red kilim"}, quantity=2, unit_price=Decimal(25000))
    return quotation


def sent(thread):
    send_quotation(quotation := quoted(thread), actor=None)
    return quotation


def ordered(thread):
    accept_quotation(sent(thread))
    return thread.quotations.get()


def finish(thread, desk):
    close_thread(thread, outcome="ordered", value=Decimal(50000), currency="IQD", actor=desk)


def all_that_is_kept():
    """Every word in the tables of enquiries and messages."""
    tables = (Enquiry, Line, Thread, Reply, Attachment, Quotation, QuotationLine, BuyerLink, Message)
    return str([list(table.objects.values()) for table in tables])


def test_nothing_of_the_buyer_is_left_and_the_files_go(enquiry, django_capture_on_commit_callbacks):
    files = list(Attachment.objects.values_list("file", flat=True))
    assert len(files) == 2
    assert all(word in all_that_is_kept() for word in WORDS if word != "770 123 4567")
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_buyer(enquiry)
    assert [word for word in WORDS if word in all_that_is_kept()] == []
    assert [storages["default"].exists(name) for name in files] == [False, False]
    assert not Reply.objects.exists() and not BuyerLink.objects.exists()
    enquiry.refresh_from_db()
    assert (enquiry.country, enquiry.kind, enquiry.may_pass_on) == ("IQ", "buy_one", False)
    assert sorted(enquiry.lines.values_list("quantity", flat=True)) == [1, 2]


def test_forgetting_again_changes_nothing(enquiry):
    forget_buyer(enquiry)
    before = all_that_is_kept()
    assert forget_buyer(Enquiry.objects.get(pk=enquiry.pk))
    assert all_that_is_kept() == before


def test_mails_that_wait_for_the_buyer_are_not_sent_any_more(enquiry):
    assert Message.objects.filter(address="buyer@example.org", mail__isnull=False).exists()
    forget_buyer(enquiry)
    assert not Message.objects.filter(mail__isnull=False).exists()


def test_the_trail_names_no_buyer(enquiry, maker, desk):
    quotation = sent(thread_of(enquiry, maker))
    client = Client()
    client.force_login(desk, backend="accounts.backends.Backend")
    address = reverse("office:thread_decide", args=[enquiry.code, maker.code])
    client.post(address, {"quotation": quotation.code, "decision": "accepted"})
    html = client.get(reverse("office:enquiry_detail", args=[enquiry.code])).content.decode()
    assert "(for buyer)" in html
    call = Message.objects.create(address="+9647701234567", language="en", channel="call", subject="Answer", text="x")
    client.post(reverse("office:message_list"), {"message": call.pk, "act": "told"})
    assert Message.objects.get(pk=call.pk).state == "done"
    trail = str(list(StateChange.objects.values()))
    assert [word for word in WORDS if word in trail] == []


def test_an_open_order_keeps_everything_until_it_is_over(enquiry, maker, desk):
    ordered(thread_of(enquiry, maker))
    before = all_that_is_kept()
    assert not forget_buyer(enquiry)
    assert all_that_is_kept() == before
    finish(thread_of(enquiry, maker), desk)
    assert forget_buyer(enquiry)


def test_an_anonymous_order_still_counts_and_breaks_no_page(enquiry, maker, desk):
    quotation = ordered(thread_of(enquiry, maker))
    finish(thread_of(enquiry, maker), desk)
    before = totals(Thread.objects.all())
    forget_buyer(enquiry)
    assert list(totals(Thread.objects.all())) == list(before) == [("IQD", 1, Decimal(50000))]

    pages = {
        "office:enquiry_list": [],
        "office:enquiry_detail": [enquiry.code],
        "office:enquiry_quotation": [enquiry.code, quotation.code],
        "office:enquiry_export": [],
    }
    client = Client()
    client.force_login(desk, backend="accounts.backends.Backend")
    answers = {name: client.get(reverse(name, args=arguments)) for name, arguments in pages.items()}
    client.force_login(maker.representatives.get().user, backend="accounts.backends.Backend")
    for name, arguments in {"thread_list": [], "thread_detail": [enquiry.code]}.items():
        answers[name] = client.get(reverse(f"portal:{name}", args=arguments))
    answers["own_data"] = client.get(reverse("portal:own_data"))
    signs = quotation.fingerprint[:12]
    answers["check"] = Client().get(reverse("public:check_quotation", args=[quotation.code]), {"f": signs})
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 200)
    for name in ("office:enquiry_list", "office:enquiry_detail", "thread_list", "thread_detail", "check"):
        html = check_html(answers[name], "en")
        assert [word for word in WORDS if word in html] == [], name
    assert "A buyer whose data were deleted" in answers["office:enquiry_detail"].content.decode()
    assert 'data-result="right"' in answers["check"].content.decode()
    assert answers["office:enquiry_quotation"].content.startswith(b"%PDF")
    book = load_workbook(io.BytesIO(answers["office:enquiry_export"].content))
    rows = list(book.worksheets[0].values)
    assert [row[17] for row in rows[1:]].count(50000) == 1
    assert "Abu Ali" not in str(rows)


def test_the_buyers_page_of_a_forgotten_enquiry_opens_nothing(enquiry):
    address = "/en/" + make_link(enquiry).split("/", 4)[4]
    forget_buyer(enquiry)
    assert Client().get(address).status_code == 404
    # An official may still make one by the command line: the page has nothing to show, and shows it.
    html = Client().get("/en/" + make_link(enquiry).split("/", 4)[4]).content.decode()
    assert [word for word in WORDS if word in html] == []


def test_nobody_says_anything_more_where_the_buyer_is_forgotten(enquiry, maker, desk):
    forget_buyer(enquiry)
    thread = thread_of(enquiry, maker)
    assert (thread.state, thread.outcome, thread.lost_because) == ("closed", "lost", "no_answer")
    for side, also in (("buyer", {}), ("exhibitor", {}), ("office", {"is_note": True, "author": desk})):
        with pytest.raises(ThreadClosed):
            say(thread, key=uuid.uuid4(), side=side, language="en", text="Abu Ali?", **also)
    with pytest.raises(MoveNotAllowed):
        reopen_thread(thread, reason="x", actor=desk)
    client = Client()
    client.force_login(desk, backend="accounts.backends.Backend")
    html = client.get(reverse("office:enquiry_detail", args=[enquiry.code])).content.decode()
    assert [act for act in ("/reply/", "/note/", "/reopen/", "contact-form", "address-form") if act in html] == []
    client.force_login(maker.representatives.get().user, backend="accounts.backends.Backend")
    html = client.get(reverse("portal:thread_detail", args=[enquiry.code])).content.decode()
    assert "reply-form" not in html and "Nothing more can be said here." in html


def test_a_talk_that_is_forgotten_takes_no_contact_any_more():
    talk = Enquiry.objects.create(
        request_key=uuid.uuid4(), kind="other", channel="whatsapp", language="ar", came_by="talk"
    )
    forget_buyer(talk)
    with pytest.raises(MoveNotAllowed):
        tell_contact(talk, name="Abu Ali", phone="+9647701234567", may_pass_on=True)


def test_the_database_lets_no_name_stand_where_the_buyer_is_forgotten(enquiry):
    with pytest.raises(IntegrityError), transaction.atomic():
        Enquiry.objects.filter(pk=enquiry.pk).update(forgotten_at=timezone.now())


def test_what_was_held_back_is_deleted_whole_unless_it_was_released(enquiry, desk, django_capture_on_commit_callbacks):
    assert not delete_held(enquiry)
    hold(enquiry, actor=desk)
    files = list(Attachment.objects.values_list("file", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_held(enquiry)
    assert not Enquiry.objects.exists() and not Thread.objects.exists()
    assert [word for word in WORDS if word in all_that_is_kept()] == []
    assert not any(storages["default"].exists(name) for name in files)


# A buyer who asks for it


def test_who_withdraws_is_forgotten_at_once_and_the_makers_are_told(enquiry):
    Message.objects.all().delete()
    assert withdraw(enquiry)
    assert [word for word in WORDS if word in all_that_is_kept()] == []
    told = Message.objects.get(address="maker@example.org")
    assert "had their name, contact and words deleted" in told.text and "Abu Ali" not in told.text
    assert told.mail is not None
    assert {thread.state for thread in enquiry.threads.all()} == {"closed"}


def test_who_presses_twice_takes_nothing_back_from_what_the_makers_are_told(enquiry):
    Message.objects.all().delete()
    assert withdraw(enquiry)
    assert withdraw(Enquiry.objects.get(pk=enquiry.pk))
    told = Message.objects.get(address="maker@example.org")
    assert told.mail is not None and told.text


def test_an_open_order_keeps_the_contact_and_the_office_is_told_once(enquiry, maker, desk):
    other = enquiry.threads.exclude(exhibitor=maker).get()
    say(other, key=uuid.uuid4(), side="buyer", language="en", text="And you?")
    order = thread_of(enquiry, maker)
    ordered(order)
    Message.objects.all().delete()

    assert not withdraw(enquiry)
    assert not withdraw(Enquiry.objects.get(pk=enquiry.pk))

    enquiry.refresh_from_db()
    assert (enquiry.name, enquiry.forgotten_at) == ("Abu Ali", None)
    assert enquiry.deletion_asked_at is not None
    assert order.replies.count() == 3 and not other.replies.exists()
    other.refresh_from_db()
    assert (other.state, other.outcome) == ("closed", "lost")
    assert Message.objects.filter(recipient=desk, subject__contains="asks for deletion").count() == 1
    # The maker of the order is told nothing: the order stands.
    assert not Message.objects.filter(address="maker@example.org").exists()


def test_a_draft_that_was_never_sent_goes_and_an_offer_ends(enquiry, maker):
    thread = thread_of(enquiry, maker)
    offer = sent(thread)
    quoted(thread, version=2)
    withdraw(enquiry)
    assert list(thread.quotations.values_list("pk", "state")) == [(offer.pk, "superseded")]


def test_an_order_that_was_handed_over_stays_for_the_desk_to_count(enquiry, maker, desk):
    thread = thread_of(enquiry, maker)
    ordered(thread)
    Thread.objects.filter(pk=thread.pk).update(state="handed_over")
    assert withdraw(enquiry)
    thread.refresh_from_db()
    assert (thread.state, thread.outcome) == ("handed_over", "")
    finish(thread, desk)
    assert list(totals(Thread.objects.all())) == [("IQD", 1, Decimal(50000))]


def test_an_exhibitor_without_accounts_has_the_office_told(desk):
    work = ProductFactory(exhibitor=ExhibitorFactory())
    enquiry = receive_enquiry(
        key=uuid.uuid4(), quantities={work: 1}, name="Abu Ali", phone="+9647701234567", kind="buy_one",
        channel="call", language="en",
    )  # fmt: skip
    withdraw(enquiry)
    assert Message.objects.filter(recipient=desk, subject__contains="has withdrawn").exists()
    assert timezone.now() - enquiry.forgotten_at < timedelta(minutes=1)
