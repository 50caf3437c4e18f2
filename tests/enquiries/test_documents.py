"""The paper of a quotation for the parties of its thread, and the page where everybody checks whether it is genuine."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import segno
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from pypdf import PdfReader

from accounts.models import StateChange
from enquiries.actions import accept_quotation, close_thread, decline_quotation, hold, receive_enquiry, send_quotation
from enquiries.documents import both_days, breakable, own, quotation_pdf, read_signs
from enquiries.links import make_link, revoke_links
from enquiries.models import PriceBreak, Quotation, QuotationLine
from exhibitors.models import Credential
from lib.codes import build
from tests.factories import (
    ExhibitionFactory,
    ExhibitorFactory,
    ParticipationFactory,
    PlaceFactory,
    ProductFactory,
    RepresentativeFactory,
    official,
)
from tests.test_pages import check_html

pytestmark = pytest.mark.django_db
PHONE = "+9647701234567"
SENT = datetime(2026, 11, 24, 9, tzinfo=UTC)


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
def maker():
    eyvan = PlaceFactory(slug="eyvan", kind="county", name_en="Eyvan", name_fa="ایوان")
    return ExhibitorFactory(slug="sepideh", name_en="Sepideh", name_fa="سپیده", name_ar="سبيدة", place=eyvan)


@pytest.fixture
def kilim(maker):
    return ProductFactory(exhibitor=maker, title_en="Red kilim", title_fa="گلیم سرخ")


def ask(*works, **fields):
    given = {"name": "أبو علي", "city": "الكوت", "phone": PHONE, "channel": "call", "language": "ar", "kind": "buy_one"}
    return receive_enquiry(key=uuid.uuid4(), quantities=dict.fromkeys(works, 2), **(given | fields))


def sent(work, *, lines=1, thread=None, **fields):
    """A sent quotation for two of ``work`` at 25,000 dinars in each line."""
    thread = thread or ask(work).threads.get()
    terms = {"currency": "IQD", "version": thread.quotations.count() + 1, "valid_days": 14}
    quotation = Quotation.objects.create(thread=thread, **(terms | fields))
    title = {"en": "Red kilim", "fa": "گلیم سرخ", "ar": "بساط أحمر"}
    for position in range(lines):
        line = QuotationLine.objects.create(
            quotation=quotation, product=work, title=title, quantity=2, unit_price=Decimal(25000), position=position
        )
        PriceBreak.objects.create(line=line, quantity=10, unit_price=Decimal(21000))
    send_quotation(quotation, actor=None)
    return Quotation.objects.get(pk=quotation.pk)


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


def as_user(user):
    client = Client()
    client.force_login(user, backend="accounts.backends.Backend")
    return client


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


# Whether it is genuine.


def check(quotation, signs=None, language="en", client=None):
    query = {"f": signs} if signs is not None else {}
    return (client or Client()).get(f"/{language}/check/{quotation.code}/", query)


AGREED = ("Red kilim", "IQD 25,000", "IQD 50,000", "the buyer")
PRIVATE = ("أبو علي", "الكوت", PHONE, "0770", "layla@example.org")


def test_the_code_alone_tells_that_it_is_genuine_and_nothing_that_was_agreed(kilim, today):
    enquiry = ask(kilim, email="layla@example.org", may_pass_on=True)
    quotation = sent(kilim, thread=enquiry.threads.get())
    response = check(quotation)
    html = response.content.decode()
    assert response.status_code == 200
    for words in (
        'data-result="genuine"',
        "Sepideh",
        "24 November 2026 – 3 Azar 1405",
        "until 8 December 2026",
        'id="signs-form"',
    ):
        assert words in html
    assert not [words for words in (*AGREED, *PRIVATE, enquiry.code, quotation.fingerprint[:12]) if words in html]
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.parametrize("typed", ["{0}", "{0} ", "{1}", "{2}", "{3}"])
def test_the_right_signs_show_what_was_sent_but_never_the_buyer(kilim, typed):
    enquiry = ask(kilim, email="layla@example.org", may_pass_on=True)
    quotation = sent(kilim, thread=enquiry.threads.get(), remarks="Wash apart", remarks_language="en")
    first = quotation.fingerprint[:12]
    groups = " ".join([first[:4], first[4:8], first[8:]])
    persian = first.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")).upper()
    html = check(quotation, typed.format(first, groups, persian, quotation.fingerprint)).content.decode()
    assert 'data-result="right"' in html
    assert [words for words in (*AGREED, "Wash apart", kilim.exhibitor.name_en) if words not in html] == []
    assert not [words for words in (*PRIVATE, enquiry.code) if words in html]


def test_wrong_signs_are_a_clear_warning_and_show_nothing(kilim):
    quotation = sent(kilim)
    first = quotation.fingerprint[:12]
    html = check(quotation, ("0" if first[0] != "0" else "1") + first[1:]).content.decode()
    assert 'data-result="wrong"' in html and "This does not match." in html
    assert not [words for words in AGREED if words in html]


@pytest.mark.parametrize("typed", ["abc", "0123456789ag", "0" * 65, "  ", "<b>", "\x85" * 12, "١٢٣"])
def test_what_is_no_fingerprint_is_asked_again(kilim, typed):
    quotation = sent(kilim)
    response = check(quotation, typed)
    assert response.status_code == 200
    html = response.content.decode()
    assert ("These are not twelve signs." in html) is bool(typed.strip())
    assert 'data-result="genuine"' in html
    assert not [words for words in AGREED if words in html]


def test_a_row_that_was_altered_behind_the_back_of_the_site_is_told(kilim):
    quotation = sent(kilim)
    signs = quotation.fingerprint[:12]
    assert 'data-result="right"' in check(quotation, signs).content.decode()
    # As somebody with the password of the database could: the trigger is taken away first.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DROP TRIGGER enquiries_quotationline_frozen_update ON enquiries_quotationline")
        else:
            cursor.execute("DROP TRIGGER enquiries_quotationline_frozen_update")
        cursor.execute("UPDATE enquiries_quotationline SET unit_price = 20000 WHERE quotation_id = %s", [quotation.pk])
    for typed in (None, signs):
        html = check(quotation, typed).content.decode()
        assert 'data-result="altered"' in html
        assert "it was changed afterwards" in html
        assert not [words for words in ("IQD 20,000", "IQD 50,000", 'id="signs-form"') if words in html]


def test_a_newer_version_is_named_to_whoever_holds_the_paper(kilim):
    old = sent(kilim)
    newer = sent(kilim, thread=old.thread)
    signs = old.fingerprint[:12]
    assert "by a newer version." in check(old).content.decode()
    assert newer.code not in check(old).content.decode()
    html = check(old, signs).content.decode()
    assert f"/en/check/{newer.code}/" in html
    assert "25,000" in html


@pytest.mark.parametrize("kept", ["draft", "held back", "unknown", "work"])
def test_what_was_never_sent_is_not_known(kilim, kept):
    enquiry = ask(kilim)
    if kept == "draft":
        code = Quotation.objects.create(thread=enquiry.threads.get(), currency="IQD").code
    elif kept == "held back":
        code = sent(kilim, thread=enquiry.threads.get()).code
        hold(enquiry, actor=official())
    else:
        code = build("Q", 7) if kept == "unknown" else kilim.code
    response = Client().get(f"/en/check/{code}/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "was ever sent from here" in html and 'id="check-form"' in html


@pytest.mark.parametrize("typed", ["Q234567", "hello", "Q2345678Q", "۱۲۳", "'", "Q" * 300])
def test_a_mistyped_code_is_told_with_the_form_to_type_it_again(typed):
    for response in (Client().get(f"/en/check/{typed}/"), Client().get("/en/check/", {"code": typed})):
        html = response.content.decode()
        assert response.status_code == 404
        assert "a sign is missing or mistyped" in html and 'id="check-form"' in html


def test_a_code_is_read_in_any_digits_case_and_groups(kilim):
    quotation = sent(kilim)
    typed = quotation.code.lower().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    response = Client().get("/ckb/check/", {"code": f" {typed[:4]}-{typed[4:]} "})
    assert response.status_code == 302
    assert response["Location"] == f"/ckb/check/{quotation.code}/"
    assert Client().get(f"/en/check/{typed}/").status_code == 200


@pytest.mark.parametrize("language", ["en", "fa", "ar", "ckb"])
def test_the_pages_are_valid_and_the_same_for_everybody(kilim, language):
    quotation = sent(kilim)
    maker = as_user(RepresentativeFactory(exhibitor=kilim.exhibitor).user)
    for path in ("check/", f"check/{quotation.code}/", f"check/{quotation.code}/?f={quotation.fingerprint}"):
        response = Client().get(f"/{language}/{path}")
        check_html(response, language)
        assert response.cookies == {}
        assert "public" in response["Cache-Control"]
        assert maker.get(f"/{language}/{path}").content == response.content
        assert Client().post(f"/{language}/{path}").status_code == 405


def test_a_network_that_guesses_is_stopped_and_right_signs_are_no_guess(kilim, settings):
    settings.LIMITS_FACTOR = 1
    quotation = sent(kilim)
    right = quotation.fingerprint[:12]
    wrong = ("0" if right[0] != "0" else "1") + right[1:]
    for _time in range(40):
        assert check(quotation, right).status_code == 200
    assert [check(quotation, wrong).status_code for _time in range(31)] == [200] * 30 + [429]
    stopped = check(quotation, right)
    assert stopped.status_code == 429
    assert stopped["Retry-After"] == "3600" and "no-store" in stopped["Cache-Control"]
    assert "Too many attempts" in stopped.content.decode()
    assert check(quotation).status_code == 200
    assert Client(REMOTE_ADDR="198.51.100.7").get(f"/en/check/{quotation.code}/", {"f": right}).status_code == 200


def test_the_name_of_a_maker_who_is_not_public_is_told_only_to_whoever_holds_the_paper(kilim):
    quotation = sent(kilim)
    type(kilim.exhibitor).objects.update(publication="withdrawn")
    assert "Sepideh" not in check(quotation).content.decode()
    html = check(quotation, quotation.fingerprint).content.decode()
    assert "Sepideh" in html and "/exhibitors/sepideh/" not in html


def test_the_check_costs_the_same_for_one_line_and_forty(kilim):
    costs = []
    # The first look also begins the count of its network.
    for lines in (1, 1, 40):
        quotation = sent(kilim, lines=lines)
        with CaptureQueriesContext(connection) as queries:
            check(quotation, quotation.fingerprint)
        costs.append(len(queries))
    assert costs[1] == costs[2] <= 9


def test_signs_are_read_as_people_type_them():
    assert read_signs("۰۱۲۳-4567 89AB") == "0123456789ab"
    for typed in ("0123456789a", "o123456789ab", "0" * 65):
        with pytest.raises(ValueError):
            read_signs(typed)
