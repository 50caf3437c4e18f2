"""Whatever people wrote, in whichever field: what goes out holds it as a text and obeys nothing in it.

The one list is ``tests/hostile_texts.py``. Its texts are planted in every field of every kind of record, and everything
that goes out is then fetched: pages of all audiences, tables, papers, mails, calendars, feeds and archives.
"""

import email
import io
import json
import re
import uuid
import zipfile
from email import policy
from itertools import chain
from xml.etree import ElementTree

import html5lib
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.test.signals import template_rendered
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from icalendar import Calendar
from openpyxl import load_workbook
from post_office.models import Email
from pypdf import PdfReader

from accounts.models import Job, OneUseCode
from cooperation.emails import promise_due
from cooperation.models import ExhibitionReport, Promise
from enquiries import emails as mails
from enquiries.actions import send_quotation
from enquiries.links import make_link
from enquiries.models import Attachment, Enquiry, PreparedSentence, Quotation, QuotationLine, Reply, Thread
from events.rescheduling import Change
from exhibitors import access, application_letters, decision_letters
from exhibitors.actions.telling import send_circular
from exhibitors.models import (
    Answer,
    Circular,
    Panellist,
    Participation,
    PlanVersion,
    PortraitUpload,
    Representative,
    Review,
    Score,
    Target,
    Task,
)
from exhibitors.plan_letters import letters_of_changes
from exhibitors.profile import emails as profile_mails
from exhibitors.profile.files import serve_paper
from exhibitors.reminders import remind
from exhibitors.rescheduling import letters_about
from exhibitors.states import Decision
from exhibitors.telling import audience_of, mark_of
from lib.languages import CODES
from products.emails import letters_of_decision
from products.models import OwnNumber, Product, Sale, SheetUpload
from tests.factories import ExhibitorFactory
from tests.hostile_texts import MARK, TEXTS, models_of_ours, plant
from tests.test_matrix import ADDRESSES, MATRIX, PAPERS, RECORDS, arguments
from tests.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BUNDLES = [list(TEXTS.values())[first::4] for first in range(4)]
# What turns, or belongs in no page; a page's own isolates are counted, and those that end.
FORBIDDEN = re.compile("[\u202a-\u202e\u206a-\u206f\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ufffe]")
PEOPLE = ("visitor", "exhibitor", "official")


@pytest.fixture
def world():
    with translation.override("fa"):
        world = make_world()
        add_the_rest(world)
        yield world


def add_the_rest(world):
    """One row of each kind that the world has none of."""
    Job.objects.create(kind="nothing", record=1, problem="it broke", state=Job.State.SET_ASIDE)
    PortraitUpload.objects.create(exhibitor=world.maker)
    SheetUpload.objects.create(
        exhibitor=world.maker, user=world.exhibitor, language="fa", name="works.xlsx", state="refused", problem="no"
    )
    OwnNumber.objects.create(product=world.product, exhibitor=world.maker, number="7", key="7")
    world.product.facts = {"warp": "wool"}
    world.product.save()
    add_office(world)
    add_report(world)
    PreparedSentence.objects.create(slug="thanks", text_fa="سپاس", text_en="Thanks")
    answer = {"code": world.product.code, "title": {"fa": "گلیم"}, "answer": "in_stock", "ready_on": None}
    said = {"thread": world.thread, "text": "Yes", "language": "fa"}
    sentences = [{"fa": "سپاس", "ar": "شكرا"}]
    for side, more in (
        ("buyer", {}),
        ("exhibitor", {"sentences": sentences, "answers": [answer]}),
        ("office", {"is_note": True}),
    ):
        world.reply = Reply.objects.create(side=side, request_key=uuid.uuid4(), **said, **more)
    file = storages["default"].save("attachments/hostile.pdf", ContentFile(b"%PDF-1.4"))
    world.attachment = Attachment.objects.create(enquiry=world.enquiry, name="a.pdf", file=file, size=8)
    world.quotation = Quotation.objects.create(thread=world.thread, currency="IQD", remarks="As agreed", version=1)
    QuotationLine.objects.create(quotation=world.quotation, title={"fa": "گلیم", "ar": "كليم"}, unit_price=250)


def add_office(world):
    """What the office adds to an exhibition: call, answers, scores, plan, messages, tasks and sales."""
    call = world.call
    question = call.questions.get()
    Answer.objects.create(participation=world.participation, question=question, value="2")
    criterion = call.criteria.create(name_fa="کیفیت")
    Target.objects.create(call=call, kind="women", number=5)
    Panellist.objects.create(call=call, juror=world.official)
    review = Review.objects.create(participation=world.participation, juror=world.official, note="خوب")
    Score.objects.create(review=review, criterion=criterion, points=4)
    applicant = ExhibitorFactory(slug="applicant")
    Participation.objects.create(
        exhibitor=applicant,
        exhibition=world.exhibition,
        state="submitted",
        pending="rejected",
        pending_reason="زیاد بود",
    )
    PlanVersion.objects.create(exhibition=world.exhibition, number=2, plan=[])
    Sale.objects.create(
        participation=world.participation, title={"fa": "گلیم"}, amount=250, currency="IQD", price_unit="IQD"
    )


def add_report(world):
    reasons = {"exhibitors": {"fa": "دو نفر با هم آمدند"}}
    ExhibitionReport.objects.create(exhibition=world.exhibition, number=1, problems_fa="برق رفت", reasons=reasons)


def every_row():
    return list(chain.from_iterable(model._base_manager.all() for model in models_of_ours()))


def make_hostile(world, texts):
    plant(texts, every_row())
    # From here on the database lets nobody alter it.
    world.quotation = Quotation.objects.get()
    send_quotation(world.quotation, actor=None)


def place(name, world):
    """The address of ``name`` about the hostile records."""
    if name in PAPERS:
        of_enquiry = {"code": world.enquiry.code, "quotation": world.quotation.code}
        token = make_link(world.enquiry).rstrip("/").rpartition("/")[2] if name == "public:buyer_quotation" else ""
        values = {"code": world.quotation.code, "token": token} if name.startswith("public:") else of_enquiry
        return reverse(name, kwargs={key: values[key] for key in ADDRESSES[name].pattern.converters})
    if not name.startswith("records:"):
        return reverse(name, kwargs=arguments(name, world))
    values = {"object_id": world.exhibition.pk, "content_type_id": 1, "app_label": "events", "url": "nothing", "pk": 1}
    try:
        return reverse(name, kwargs={key: values[key] for key in ADDRESSES[name].pattern.converters})
    except NoReverseMatch:
        return reverse(name, args=["events" if name.endswith("app_list") else world.exhibition.pk])


def fetch(world, names):
    """(address, answer) of each page that answers, for the first of PEOPLE to whom it does."""
    clients = {}
    for who in PEOPLE:
        clients[who] = Client()
        if account := getattr(world, who):
            clients[who].force_login(type(account).objects.get(pk=account.pk), backend="accounts.backends.Backend")
    for name in names:
        address = place(name, world)
        for who in PEOPLE:
            response = clients[who].get(address)
            assert response.status_code < 500, (name, who)
            if response.status_code == 200:
                yield name, response
                break


def content_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def kind_of(response):
    return response.headers["Content-Type"].partition(";")[0]


def test_every_kind_of_record_that_holds_a_text_takes_part(world):
    assert {type(row) for row in every_row()} == set(models_of_ours())


@pytest.mark.sqlite
@pytest.mark.parametrize("texts", BUNDLES)
def test_pages_show_it_and_obey_nothing_in_it(texts, world):
    make_hostile(world, texts)
    marked = set()
    for name, response in fetch(world, [*MATRIX, *RECORDS]):
        assert_one_line_headers(response)
        if kind_of(response) == "text/html":
            html = content_of(response).decode()
            check_page(html, is_ours=not name.startswith("records:"))
            marked |= {name} if MARK in html else set()
    assert len(marked) > 60
    assert {
        "public:product_detail",
        "office:enquiry_detail",
        "portal:thread_detail",
        "records:events_exhibition_change",
    } <= marked


def check_page(html, *, is_ours):
    # Django's own pages of the records are no strict HTML.
    parser = html5lib.HTMLParser(strict=is_ours)
    is_whole = html.lower().startswith("<!doctype")
    for element in (parser.parse(html) if is_whole else parser.parseFragment(html)).iter():
        if not isinstance(element.tag, str):
            assert MARK not in (element.text or ""), "in a comment"
            continue
        tag = element.tag.rpartition("}")[2]
        for name, value in element.attrib.items():
            assert not str(name).startswith("on"), (tag, name)
            if name in {"href", "src", "action", "formaction"}:
                assert (
                    value.partition(":")[0].lower() in {"http", "https", "mailto", "tel"}
                    or not re.match(r"[a-z]+:", value, re.IGNORECASE)
                    or value.startswith(("viber:", "data:image/", "tg:", "otpauth:"))
                ), value
        if tag == "script" and element.get("type") in {"application/ld+json", "application/json"}:
            json.loads(element.text)
        elif tag == "script":
            assert element.get("src") and not (element.text or "").strip()
        assert tag not in {"iframe", "object", "embed", "base", "frame"}
        assert (tag, element.get("src")) != ("img", "x")
        assert tag != "evil"
    check_directions(html)


def check_directions(text):
    """Nothing turns what follows; what is isolated ends in the same line. Joiners stay: see the joiners' own test."""
    assert not (found := FORBIDDEN.search(text)), text[max(0, found.start() - 60) : found.end() + 20]
    for line in text.split("\n"):
        assert len(re.findall("[\u2066-\u2068]", line)) == line.count("\u2069"), line


def assert_one_line_headers(response):
    for name, value in response.headers.items():
        assert "evil@example.org" not in value and not FORBIDDEN.search(value), name


def fetch_kind(world, kind):
    names = {
        XLSX: ["portal:sheet_export", "portal:sheet_template", "office:enquiry_export", "office:workbook_template",
            "office:goods_workbook", "office:sales_workbook", "office:report_workbook"],
        "application/pdf": [
            *PAPERS - {"public:check_quotation"}, "portal:price_cards", "office:exhibition_price_cards",
            "office:exhibition_stand_signs", "office:exhibitor_price_cards", "office:report_paper", "office:promise_extract_pdf",
        ],
    }  # fmt: skip
    return list(fetch(world, names[kind]))


def texts_of(book):
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if cell.value is not None)


@pytest.mark.sqlite
@pytest.mark.parametrize("hostile", TEXTS)
def test_what_is_no_page_holds_it_as_a_text(hostile, world):
    make_hostile(world, [TEXTS[hostile]])
    check_tables(world)
    check_feeds(world)
    check_archive(world)
    check_attachment(world)


def check_tables(world):
    for name, response in fetch_kind(world, XLSX):
        book = load_workbook(io.BytesIO(content_of(response)))
        cells = list(texts_of(book))
        assert [cell.value for cell in cells if cell.data_type == "f"] == [], name
        for cell in cells:
            check_directions(str(cell.value).replace("\r", ""))
        assert any(MARK in str(cell.value) for cell in cells) or name.endswith("template"), name


def check_feeds(world):
    for path in ("/calendar.ics", "/fa/exhibitions/kut-now/exhibition.ics"):
        calendar = Calendar.from_ical(Client().get(path).content)
        events = calendar.walk("VEVENT")
        assert len(events) in {2, 3} and not calendar.errors and not any(event.errors for event in events)
        for event in events:
            check_directions(event["summary"])
            assert MARK in event["summary"] and "\n" not in event["summary"]
            assert not {"BCC", "ATTACH"} & set(event)
    for path in ("/feeds/exhibitions.xml", "/feeds/products.xml", "/sitemap.xml", "/sitemap.xml?part=products-1"):
        content = Client().get(path).content
        root = ElementTree.fromstring(content)
        check_directions("\n".join(root.itertext()))
        assert path.startswith("/sitemap") or MARK in content.decode(), path


def check_archive(world):
    ((_name, response),) = fetch(world, ["portal:own_data"])
    with zipfile.ZipFile(io.BytesIO(content_of(response))) as archive:
        for name in archive.namelist():
            assert re.fullmatch(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*\.[a-z]+", name), name
        data = archive.read("data.json").decode()
    assert MARK in data
    json.loads(data)
    check_directions(data)


def check_attachment(world):
    attachment = Attachment.objects.get(pk=world.attachment.pk)
    response = serve_paper(attachment.file, attachment.name)
    header = response.headers["Content-Disposition"]
    assert header.startswith("attachment;") and header.isascii() and header.isprintable()
    message = email.message_from_string(f"Content-Disposition: {header}\n\n", policy=policy.HTTP)
    assert set(message["Content-Disposition"].params) == {"filename"}
    response.close()


PRINTED = {"typst", "markup", "override", "open isolate", "joiners", "controls", "template", "astral"}


@pytest.mark.sqlite
@pytest.mark.parametrize("hostile", sorted(PRINTED))
def test_papers_print_it(hostile, world):
    make_hostile(world, [TEXTS[hostile]])
    for name, response in fetch_kind(world, "application/pdf"):
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content_of(response))).pages)
        assert MARK in text, name
        assert not re.search("[\u202a-\u202e]", text), name


def test_joiners_stay_wherever_a_text_goes(world):
    make_hostile(world, [TEXTS["joiners"]])
    word = "می\u200cخواهم"
    for name, response in fetch(world, ["public:product_detail", "public:exhibitor_detail", "office:enquiry_detail"]):
        html = content_of(response).decode()
        assert word in html and "هـ\u200d" in html, name
    for _name, response in fetch_kind(world, XLSX)[:1]:
        assert any(word in str(cell.value) for cell in texts_of(load_workbook(io.BytesIO(content_of(response)))))
    assert word in Client().get("/feeds/products.xml").content.decode()
    assert word in Calendar.from_ical(Client().get("/calendar.ics").content).walk("VEVENT")[0]["summary"]


HEADERS = {"Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date", "Message-ID"}


def say_everything(world, reason):
    """Every mail and every text to be told by phone that has a person's words in it; returns the latter."""
    enquiry, thread = Enquiry.objects.get(pk=world.enquiry.pk), Thread.objects.get(pk=world.thread.pk)
    representative = Representative.objects.get(user=world.exhibitor)
    maker, product = representative.exhibitor, Product.objects.get(pk=world.product.pk)
    enquiry.email, thread.enquiry = "buyer@example.org", enquiry
    thread.due_at = timezone.now()
    for write in (mails.enquiry_received, mails.address_again, mails.enquiry_arrived):
        write(enquiry)
    for write in (mails.asked, mails.answer_waited_for, mails.answer_overdue, mails.withdrawn, mails.deletion_asked):
        write(thread)
    thread.offers = []
    mails.tell_buyer(thread, "moved", "Your order {code}: how far it is")
    for reply in thread.replies.filter(is_note=False):
        reply.thread = thread
        mails.replied(reply)
    quotation = Quotation.objects.get()
    quotation.thread = thread
    mails.quotation_sent(quotation)
    mails.quotation_decided(quotation)
    access.mail_added(representative)
    access.mail_invitation(representative, "http://127.0.0.1:8000/")
    drafts = profile_mails.approved(maker, joining=[maker]) + profile_mails.returned(maker, reason)
    drafts += profile_mails.kept(maker, reason) + profile_mails.gone(maker)
    drafts += letters_of_decision([product], is_approved=True)
    drafts += letters_of_decision([product], is_approved=False, reason=reason)
    drafts += letters_of_choice(maker, reason)
    application = Participation.objects.select_related("exhibitor", "exhibition").get(exhibitor=maker)
    drafts += application_letters.received(application)
    drafts += application_letters.returned([application], dict.fromkeys(CODES, reason))
    drafts += letters_of_changes(world.exhibition, [{"exhibitor": maker.pk, "old": ["A1"], "new": ["B3"]}])
    drafts += letters_about(Change(world.exhibition, "cancelled", reason=reason), [application])
    for draft in drafts:
        draft.send()
    for circular in Circular.objects.filter(audience__has_key="state").select_related("exhibition"):
        audience = audience_of(circular)
        assert send_circular(circular, seen=mark_of(circular, audience), actor=world.official) == 1
    remind([(Task.objects.get(pk=world.task.pk), "soon")], world.exhibition.starts_on)
    promise = Promise.objects.get()
    promise.due_on = world.exhibition.starts_on
    promise_due(promise, world.official)
    return [access.told(representative, purpose, "12345678").text for purpose in OneUseCode.Purpose]


def letters_of_choice(maker, reason):
    """What is said of a decision, and of a place that was offered or given on."""
    letters, now = [], timezone.now()
    for decision in Decision:
        participation = Participation.objects.select_related("exhibitor", "exhibition").get(exhibitor=maker)
        participation.pending, participation.pending_reason = decision, reason
        found = decision_letters.of_decisions([participation], until=now, places={participation.pk: 2})
        letters += found[decision]
    letters += decision_letters.place_offered(participation, until=now)
    return letters + decision_letters.place_lapsed(participation)


@pytest.mark.parametrize("texts", BUNDLES)
def test_mails_hold_it_in_their_text_alone(texts, world):
    make_hostile(world, texts)
    written = set()

    def note(template, **kwargs):
        written.add(template.name)

    template_rendered.connect(note)
    told = say_everything(world, " ".join(texts))
    template_rendered.disconnect(note)
    templates = settings.BASE_DIR / "templates"
    assert {str(path.relative_to(templates)) for path in templates.glob("*/emails/*.txt")} <= written
    sent = list(Email.objects.all())
    assert len(sent) > 15
    for each in sent:
        message = email.message_from_bytes(each.email_message().message().as_bytes(), policy=policy.default)
        assert set(message.keys()) <= HEADERS, message.keys()
        assert "\n" not in message["Subject"] and len(message.get_all("To")) == 1
        check_directions(message["Subject"])
        check_directions(message.get_content())
    assert any(MARK in each.message for each in sent)
    for text in told:
        check_directions(text)
