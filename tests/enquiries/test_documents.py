"""The paper of a quotation: who may have it, and what it says in which language."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
import segno
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from pypdf import PdfReader

from accounts.models import StateChange
from enquiries.actions import accept_quotation, close_thread, decline_quotation
from enquiries.documents import both_days, breakable, own, quotation_pdf
from enquiries.links import make_link, revoke_links
from enquiries.models import Quotation
from exhibitors.models import Credential
from tests.enquiries.papers import PHONE, SENT, as_user, ask, make_kilim, sent
from tests.factories import ExhibitionFactory, ParticipationFactory, ProductFactory, RepresentativeFactory, official

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def today(monkeypatch):
    """Sets the clock; it begins on 24 November 2026."""

    def set_clock(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_clock(SENT)
    return set_clock


@pytest.fixture
def kilim():
    return make_kilim()


def paper(quotation):
    with translation.override("en"):
        return PdfReader(BytesIO(quotation_pdf(Quotation.objects.for_paper().get(pk=quotation.pk))))


def text_of(reader):
    """All its text without spaces and marks; amounts also read backwards, as readers of PDF do inside Arabic letters."""
    text = re.sub(r"[\s\u200b-\u200f\u2066-\u2069]", "", "".join(page.extract_text() for page in reader.pages))
    return text + re.sub("[۰-۹٠-٩٬٫]+", lambda match: match[0][::-1], text)


def buyer_path(enquiry, code):
    return "/ar/" + make_link(enquiry).split("/", 4)[4] + f"quotations/{code}/quotation.pdf"


def paths(quotation):
    """The address of its paper for the maker and for the office."""
    code = quotation.thread.enquiry.code
    return [f"/fa/{side}/enquiries/{code}/quotation/{quotation.code}.pdf" for side in ("portal", "office")]


# Who may have it.


def test_the_buyer_the_maker_and_the_office_have_the_same_private_paper(kilim):
    quotation = sent(kilim)
    portal, office = paths(quotation)
    maker = as_user(RepresentativeFactory(exhibitor=kilim.exhibitor).user)
    readers = [
        (Client(), buyer_path(quotation.thread.enquiry, quotation.code)),
        (maker, portal),
        (as_user(official()), office),
    ]
    for client, path in readers:
        response = client.get(path)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == f'inline; filename="ilamexpo-{quotation.code}-v1.pdf"'
        assert {"private", "no-store"} <= set(re.split(r",\s*", response["Cache-Control"]))
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'self'" in response["Content-Security-Policy"]
        assert quotation.code in text_of(PdfReader(BytesIO(response.content)))
        assert client.post(path).status_code == 405


def test_a_draft_is_no_paper(kilim):
    enquiry = ask(kilim)
    draft = Quotation.objects.create(thread=enquiry.threads.get(), currency="IQD")
    maker = as_user(RepresentativeFactory(exhibitor=kilim.exhibitor).user)
    portal, office = paths(draft)
    for client, path in ((Client(), buyer_path(enquiry, draft.code)), (maker, portal), (as_user(official()), office)):
        assert client.get(path).status_code == 404
    with pytest.raises(ValueError):
        quotation_pdf(draft)


def test_no_maker_has_the_paper_of_another_in_the_same_enquiry(kilim):
    other = ProductFactory()
    enquiry = ask(kilim, other)
    quotation = sent(kilim, thread=enquiry.threads.get(exhibitor=kilim.exhibitor))
    portal, office = paths(quotation)
    assert as_user(RepresentativeFactory(exhibitor=kilim.exhibitor).user).get(portal).status_code == 200
    stranger = as_user(RepresentativeFactory(exhibitor=other.exhibitor).user)
    assert stranger.get(portal).status_code == 404
    assert stranger.get(office).status_code == 403
    assert Client().get(portal).status_code == Client().get(office).status_code == 302


def test_a_private_address_opens_the_papers_of_its_own_enquiry_alone_and_none_once_it_ended(kilim):
    mine, other = sent(kilim), sent(kilim)
    assert Client().get(buyer_path(mine.thread.enquiry, other.code)).status_code == 404
    path = buyer_path(mine.thread.enquiry, mine.code)
    assert Client().get(path).status_code == 200
    revoke_links(mine.thread.enquiry)
    assert Client().get(path).status_code == 404


def test_an_official_has_the_papers_of_the_own_exhibitions_alone(kilim):
    here, there = ExhibitionFactory(), ExhibitionFactory()
    other = ProductFactory()
    ParticipationFactory(exhibition=here, exhibitor=kilim.exhibitor, state="accepted")
    ParticipationFactory(exhibition=there, exhibitor=other.exhibitor, state="accepted")
    enquiry = ask(kilim, other)
    mine, theirs = (sent(each, thread=enquiry.threads.get(exhibitor=each.exhibitor)) for each in (kilim, other))
    client = as_user(official(exhibition=here))
    assert client.get(paths(mine)[1]).status_code == 200
    # The enquiry is overseen, that maker's part of it is not.
    assert client.get(paths(theirs)[1]).status_code == 404


def test_each_page_with_a_quotation_links_its_paper(kilim):
    quotation = sent(kilim)
    enquiry = quotation.thread.enquiry
    maker = as_user(RepresentativeFactory(exhibitor=kilim.exhibitor).user)
    buyer = "/en/" + make_link(enquiry).split("/", 4)[4]
    pages = [(Client(), buyer), (maker, f"/en/portal/enquiries/{enquiry.code}/")]
    pages.append((as_user(official()), f"/en/office/enquiries/{enquiry.code}/"))
    for client, page in pages:
        html = client.get(page).content.decode()
        link = re.search(rf'href="([^"]+)" download rel="nofollow" data-paper-of="{quotation.code}"', html)[1]
        assert client.get(link)["Content-Type"] == "application/pdf"


# What it says.


def test_it_says_all_that_is_agreed_in_the_buyers_language_and_in_persian(kilim, today):
    Credential.objects.create(exhibitor=kilim.exhibitor, kind="workshop_licence", number="402/1157")
    Credential.objects.create(exhibitor=kilim.exhibitor, kind="artisan_card", number="OLD-1", expires_on="2020-01-01")
    Credential.objects.create(exhibitor=kilim.exhibitor, kind="insurance", number="INS-1")
    terms = {"deposit_percent": 30, "lead_days": 11, "handover": "mehran", "carriage_by": "shared"}
    enquiry = ask(kilim, language="en", name="Layla", city="Baghdad")
    quotation = sent(kilim, thread=enquiry.threads.get(), remarks="جدا بشویید", remarks_language="fa", **terms)
    reader = paper(quotation)
    text = text_of(reader)
    said = ["Quotation", "Version 1", "Sepideh", "Eyvan", "402/1157", "Layla", "Baghdad", enquiry.code, kilim.code]
    said += ["24 November 2026", "3 Azar 1405", "8 December 2026", "12:30", "Red kilim", "2 piece", "IQD 25,000"]
    said += ["from 10 on: IQD 21,000 each", "IQD 50,000", "IQD 15,000 (30 per cent)", "11 days after the order"]
    said += ["at the Mehran crossing", "each one half", "Page 1 of 1", quotation.fingerprint, quotation.code]
    said += ["سپیده", "گلیم", "۲۵٬۰۰۰", "۵۰٬۰۰۰", "۲۰۲۶", "آذر", "بشویید", "http://127.0.0.1:8000/en/check/"]
    assert [each for each in said if each.replace(" ", "") not in text] == []
    assert not [each for each in ("OLD-1", "INS-1", PHONE, "0770") if each in text]
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert reader.root_object["/Lang"] == "en"
    assert reader.metadata.title == f"Quotation {quotation.code}"
    assert [round(side) for side in reader.pages[0].mediabox[2:]] == [595, 842]


@pytest.mark.parametrize(
    ("language", "heading", "total"),
    [
        ("ar", "السعر", "٥٠٬٠٠٠"),
        ("ckb", "نرخنامە", "٥٠٬٠٠٠"),
        ("fa", "پیشنهاد", "۵۰٬۰۰۰"),
        ("en", "Quotation", "50,000"),
    ],
)
def test_it_is_in_each_language_with_its_digits_and_beside_it_in_persian(kilim, language, heading, total):
    quotation = sent(kilim, thread=ask(kilim, language=language).threads.get())
    text = text_of(paper(quotation))
    assert heading in text
    assert total in text
    assert "پیشنهاد" in text
    # A Persian buyer has one language, over the whole width.
    assert text.count(f"{kilim.code}") == 2
    titles = {"ar": 2, "ckb": 2, "en": 2, "fa": 1}
    assert len(re.findall("Redkilim|گلیم|بساط", text)) == 2 * titles[language]


def test_toman_stay_toman(kilim):
    enquiry = ask(kilim, language="fa")
    quotation = sent(kilim, thread=enquiry.threads.get(), currency="IRR", price_unit="IRT")
    text = text_of(paper(quotation))
    assert "۵٬۰۰۰" in text and "تومان" in text
    assert "ریال" not in text


@pytest.mark.parametrize("may_pass_on", [True, False])
def test_the_buyers_contact_is_on_it_only_by_consent(kilim, may_pass_on):
    enquiry = ask(kilim, email="layla@example.org", may_pass_on=may_pass_on)
    text = text_of(paper(sent(kilim, thread=enquiry.threads.get())))
    assert ("layla@example.org" in text) is may_pass_on
    assert ("+9647701234567" in text) is may_pass_on


def test_it_says_clearly_how_it_stands_with_the_day(kilim, today):
    def says(quotation, sentence):
        return sentence.replace(" ", "") in text_of(paper(quotation))

    accepted, declined, lapsed, closed = (sent(kilim, thread=ask(kilim, language="en").threads.get()) for _ in range(4))
    assert says(lapsed, "Open: it can be accepted until 8 December 2026 – 17 Azar 1405.")
    today(SENT + timedelta(days=1))
    accept_quotation(accepted)
    decline_quotation(declined, because="price")
    close_thread(closed.thread, outcome="lost", lost_because="time", actor=official())
    assert says(accepted, "Accepted on 25 November 2026 – 4 Azar 1405.")
    assert says(declined, "Declined on 25 November 2026 – 4 Azar 1405.")
    ended = both_days(StateChange.objects.get(label=closed.code, new="superseded").at, "en")
    assert says(closed, f"Ended on {ended}: it cannot be accepted any more.")
    newer = sent(kilim, thread=lapsed.thread)
    assert says(lapsed, f"Replaced on 25 November 2026 – 4 Azar 1405 by version 2: {newer.code}.")
    today(SENT + timedelta(days=40))
    assert says(newer, "Lapsed on 9 December 2026 – 18 Azar 1405: it cannot be accepted any more.")


def test_forty_lines_go_over_pages_that_are_headed_and_numbered_and_cost_no_more_queries(kilim):
    few, many = (sent(kilim, lines=lines, thread=ask(kilim, language="en").threads.get()) for lines in (1, 40))
    costs = []
    for quotation in (few, many):
        with CaptureQueriesContext(connection) as queries:
            reader = paper(quotation)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 5
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) >= 2
    for number, text in enumerate(pages, start=1):
        assert "Unit price" in text
        assert f"Page {number} of {len(pages)}" in text
        assert many.code in text
    assert sum(text.count("Red kilim") for text in pages) == 40


def test_its_code_opens_the_check_page_that_confirms_it(kilim, monkeypatch):
    scanned, make = [], segno.make
    monkeypatch.setattr(segno, "make", lambda text, **how: (scanned.append(text), make(text, **how))[1])
    quotation = sent(kilim)
    paper(quotation)
    assert scanned == [f"http://127.0.0.1:8000/ar/check/{quotation.code}/?f={quotation.fingerprint[:12]}"]
    assert 'data-result="right"' in Client().get(scanned[0].removeprefix("http://127.0.0.1:8000")).content.decode()


def test_what_people_typed_is_no_markup_and_words_without_end_stay_on_the_page(kilim):
    enquiry = ask(kilim, name="W" * 120, city="#strong[x] *y* \u202eabc", language="ar")
    remarks = "تلفن +98 918 123 4567 (Kilim 100%!)\n\u2069\u2066" + "x" * 600
    text = text_of(paper(sent(kilim, thread=enquiry.threads.get(), remarks=remarks)))
    assert "#strong[x]*y*abc" in text
    assert "W" * 120 in text and "x" * 600 in text


@pytest.mark.parametrize(
    ("text", "language", "shown", "reads"),
    [
        ("تلفن +98 918 123 4567 است", "fa", "تلفن \u2066+98 918 123 4567\u2069 است", "fa"),
        ("گلیم (Kilim 100%!) سرخ", "fa", "گلیم (\u2066Kilim 100%!\u2069) سرخ", "fa"),
        ("Kilim 140×220 رقم", "ar", "\u2066Kilim 140×220\u2069 رقم", "ar"),
        ("Kilim 140×220", "ar", "Kilim 140×220", "en"),
        ("أبو علي", "en", "أبو علي", "fa"),
        ("\u202eabc\u2066", "en", "abc", "en"),
    ],
)
def test_latin_and_telephones_keep_their_order_inside_arabic_letters(text, language, shown, reads):
    assert own(text, language) == {"text": shown, "lang": reads}


def test_only_words_without_end_are_broken():
    assert breakable("handicrafts of Ilam") == "handicrafts of Ilam"
    assert breakable("x" * 25) == "\u200b".join(["x" * 12, "x" * 12, "x"])
