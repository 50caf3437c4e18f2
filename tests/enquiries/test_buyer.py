"""The private page of an enquiry: what its buyer reads, who may act for the buyer, and what is done once."""

import re
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import Message
from enquiries.actions import close_thread, hold, receive_enquiry, say, send_quotation
from enquiries.links import make_link, revoke_links
from enquiries.models import BuyerLink, Enquiry, PreparedSentence, PriceBreak, Quotation, QuotationLine, Reply
from enquiries.states import BUYER_WORDS, LAPSED_WORDS
from exhibitors.models import ContactPoint
from products.models import Product
from tests.factories import ProductFactory, RepresentativeFactory, official
from tests.test_pages import check_html

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PHONE = "+9647701234567"
REFUSED = "This did not open the enquiry."


def ask(*works, **fields):
    given = {"name": "Abu Ali", "phone": PHONE, "channel": "whatsapp", "language": "en", "kind": "buy_one"}
    return receive_enquiry(key=uuid.uuid4(), quantities=dict.fromkeys(works, 2), **(given | fields))


def quote(thread, *, price="25000", quantity=2, product=None, **fields):
    quotation = Quotation.objects.create(thread=thread, currency="IQD", version=thread.quotations.count() + 1, **fields)
    QuotationLine.objects.create(
        quotation=quotation, product=product, title={"en": "Red kilim"}, quantity=quantity, unit_price=Decimal(price)
    )
    return quotation


def sent(thread, **fields):
    quotation = quote(thread, **fields)
    send_quotation(quotation, actor=official())
    return quotation


def path_of(enquiry, language="en"):
    return f"/{language}/" + make_link(enquiry).split("/", 4)[4]


def proved(address, contact=PHONE):
    client = Client()
    assert client.post(f"{address}proof/", {"contact": contact}).status_code == 302
    return client


def reply(client, address, text="When?", number=1, **others):
    """Send the reply form of a part as the page shows it."""
    form = client.get(address).context["parts"][number - 1]["form"]
    values = {name: form[name].value() for name in ("key", "last_read")} | {"text": text} | others
    return client.post(f"{address}parts/{number}/reply/", values), values


@pytest.fixture
def maker():
    with translation.override("en"):
        yield RepresentativeFactory(
            exhibitor__name_en="Sepideh", user__phone="+989181234567", user__email="maker@example.org"
        ).exhibitor


@pytest.fixture
def enquiry(maker):
    return ask(ProductFactory(exhibitor=maker, title_en="Red kilim"), ProductFactory(title_en="Copper bowl"))


@pytest.fixture
def thread(enquiry, maker):
    return enquiry.threads.get(exhibitor=maker)


@pytest.fixture
def address(enquiry):
    return path_of(enquiry)


# What it shows


def test_it_shows_every_makers_part_with_its_lines_and_its_state_in_plain_words(client, enquiry, address):
    html = client.get(address).content.decode()

    for words in ("Sepideh", "Red kilim", "Copper bowl", str(BUYER_WORDS["new"]), enquiry.code):
        assert words in html
    assert len(re.findall('<section class="thread"', html)) == 2


def test_opening_it_changes_nothing_and_is_kept_and_indexed_by_nobody(client, enquiry, address):
    before = [list(model.objects.values()) for model in (Enquiry, BuyerLink, Message)]

    answer = client.get(address)

    assert [list(model.objects.values()) for model in (Enquiry, BuyerLink, Message)] == before
    assert answer["Cache-Control"] == "private, no-store"
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("strict-origin", "noindex")
    token = address.split("/")[3]
    assert f'<link rel="canonical" href="{token}' not in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "fa", "ar", "ckb"])
def test_it_is_valid_in_every_language_with_all_it_can_show(language, thread, address):
    with translation.override("en"):
        sentence = PreparedSentence.objects.create(slug="x", text_en="Thank you, {name}", text_ckb="سوپاس، {name}")
        line = thread.lines.get()
        answers = {line: ("in_stock", timezone.localdate())}
        say(
            thread,
            key=uuid.uuid4(),
            side="exhibitor",
            language="fa",
            text="سلام\nخوش آمدید",
            sentences=[sentence],
            answers=answers,
        )
        first = quote(thread, deposit_percent=20, remarks="با رنگ گیاهی", remarks_language="fa", lead_days=1)
        PriceBreak.objects.create(line=first.lines.get(), quantity=10, unit_price=Decimal(20000))
        send_quotation(first, actor=None)
        sent(thread, price="23000", lead_days=30)
    client = proved(address)

    answer = client.get(f"/{language}/{address[4:]}")

    html = check_html(answer, language)
    assert '<p lang="fa" dir="rtl">خوش آمدید</p>' in html
    assert ("سوپاس، Abu Ali" in html) == (language == "ckb")
    assert [offer.version for offer in answer.context["parts"][0]["offers"]] == [2, 1]


def test_a_quotation_shows_lines_breaks_total_deposit_terms_and_validity(client, thread, address):
    quotation = quote(
        thread, price="25000", quantity=4, deposit_percent=25, lead_days=12, handover="kut", customs_by="shared"
    )
    PriceBreak.objects.create(line=quotation.lines.get(), quantity=10, unit_price=Decimal(20000))
    send_quotation(quotation, actor=None)

    text = re.sub(r"<[^>]+>|\s+", " ", client.get(address).content.decode())

    text = " ".join(text.split())
    for words in (
        "4 pieces × IQD 25,000", "from 10 on: IQD 20,000 each", "Total IQD 100,000", "Paid beforehand IQD 25,000 (25 per cent)",
        "12 days after the order", "Handed over in Kut", "Customs paid by each one half", "Valid until",
    ):  # fmt: skip
        assert words in text, words


def test_neither_notes_nor_drafts_nor_other_enquiries_nor_private_contacts_are_on_it(
    client, enquiry, thread, maker, address
):
    officer = official(name="Secret Officer")
    ContactPoint.objects.create(exhibitor=maker, kind="phone", value="+989187654321")
    say(thread, key=uuid.uuid4(), side="office", language="en", text="Careful with him", is_note=True, author=officer)
    say(
        thread,
        key=uuid.uuid4(),
        side="exhibitor",
        language="en",
        text="Welcome",
        author=maker.representatives.get().user,
    )
    draft = quote(thread, remarks="Not yet sent")
    ask(ProductFactory(exhibitor=maker), name="Another Buyer", message="Mine alone")

    html = client.get(address).content.decode()

    assert "Welcome" in html
    for secret in (
        "Careful with him", "Secret Officer", draft.code, "Not yet sent", "Another Buyer", "Mine alone",
        "maker@example.org",
    ):  # fmt: skip
        assert secret not in html, secret
    # Of the maker's phones and the buyer's own, however they are spaced.
    digits = re.sub(r"\D", "", html)
    assert "7654321" not in digits and "1234567" not in digits


def test_it_costs_the_same_for_one_maker_and_for_many(client):
    def cost(works):
        asked = ask(*[ProductFactory() for _number in range(works)])
        for each in asked.threads.all():
            sent(each)
            say(each, key=uuid.uuid4(), side="exhibitor", language="en", text="Welcome")
        address = path_of(asked)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    assert cost(1) == cost(8) <= 10


# Addresses that open nothing


@pytest.mark.parametrize("why", ["unknown", "expired", "revoked", "held"])
@pytest.mark.parametrize("step", ["", "proof/", "parts/1/reply/", "quotations/Q2345678/accept/"])
def test_what_opens_nothing_answers_one_kind_page_whatever_the_reason(client, enquiry, address, why, step):
    if why == "unknown":
        address = "/en/enquiry/nothing-of-the-kind/"
    elif why == "expired":
        BuyerLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif why == "revoked":
        revoke_links(enquiry)
    else:
        hold(enquiry, actor=official())

    answer = client.post(address + step, {"contact": PHONE}) if step else client.get(address)

    assert answer.status_code == 404
    html = answer.content.decode()
    assert "This address opens nothing" in html and "Send me the address again" in html
    assert answer["Referrer-Policy"] == "strict-origin" and "no-store" in answer["Cache-Control"]
    assert enquiry.code not in html


@pytest.mark.parametrize(
    ("method", "step", "status"),
    [
        ("get", "nothing/at/all/", 404),
        ("get", "files/1/", 404),
        ("get", "files/x/", 404),
        ("get", "proof/", 405),
        ("post", "parts/9/reply/", 404),
        ("post", "quotations/Q2345678/accept/", 404),
        ("get", "nothing\x07/", 400),
        ("get", "nothing", 404),
    ],
)
def test_whatever_answers_below_a_private_address_is_kept_and_told_to_nobody(address, method, step, status):
    answer = getattr(proved(address), method)(address + step)

    assert answer.status_code == status
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-store"}
    assert answer["Referrer-Policy"] == ("strict-origin" if status == 405 else "no-referrer")
    assert answer["X-Robots-Tag"] == "noindex"


def test_what_leads_to_a_private_address_or_refuses_a_form_there_is_kept_by_nobody(client, address):
    forged = Client(enforce_csrf_checks=True).post(f"{address}proof/", {"contact": PHONE})
    answers = [client.get(address[3:]), client.get(address.rstrip("/")), forged]

    assert [answer.status_code for answer in answers] == [302, 301, 403]
    for answer in answers:
        assert set(answer["Cache-Control"].split(", ")) == {"private", "no-store"}
        assert answer["Referrer-Policy"] == "no-referrer"
    # The form that anybody opens is no private address.
    assert client.get("/en/enquiry/")["Referrer-Policy"] == "same-origin"


# Who may act


@pytest.mark.parametrize("typed", ["0770 123 4567", "٠٧٧٠١٢٣٤٥٦٧", "۰۷۷۰-۱۲۳-۴۵۶۷", "+964 770 123 4567"])
def test_the_phone_of_the_enquiry_in_any_digits_lets_its_buyer_act(address, typed):
    client = Client()
    assert "reply-form-1" not in client.get(address).content.decode()

    client.post(f"{address}proof/", {"contact": typed})

    assert "reply-form-1" in client.get(address).content.decode()


def test_the_e_mail_lets_act_too_in_any_case(maker):
    address = path_of(ask(ProductFactory(exhibitor=maker), phone="", email="buyer@example.org", channel="mail"))

    assert "reply-form-1" in proved(address, " Buyer@Example.org ").get(address).content.decode()


def test_a_forwarded_address_only_reads(client, enquiry, thread, address):
    quotation = sent(thread)

    html = client.get(address).content.decode()
    answers = [
        client.post(f"{address}parts/1/reply/", {"text": "Mine"}),
        client.post(f"{address}quotations/{quotation.code}/accept/"),
        client.post(f"{address}quotations/{quotation.code}/decline/", {"because": "price"}),
    ]

    assert "Red kilim" in html and "accept-form" not in html
    assert {answer.url for answer in answers} == {f"{address}#proof"}
    assert Reply.objects.count() == 0
    quotation.refresh_from_db()
    assert quotation.state == "sent"


def test_who_proves_gets_another_session_and_keeps_what_it_held(address, maker):
    client, other = Client(), path_of(ask(ProductFactory(exhibitor=maker), phone="+9647709999999"))
    client.post(f"{other}proof/", {"contact": "+9647709999999"})
    before = client.cookies["sessionid"].value

    client.post(f"{address}proof/", {"contact": PHONE})

    after = client.cookies["sessionid"].value
    assert after != before
    for each in (address, other):
        assert "reply-form-1" in client.get(each).content.decode()
    # The old one is worth nothing any more; the same proof once more changes nothing.
    stale = Client(headers={"cookie": f"sessionid={before}"})
    assert "reply-form-1" not in stale.get(other).content.decode()
    client.post(f"{address}proof/", {"contact": PHONE})
    assert client.cookies["sessionid"].value == after


def test_who_proved_one_enquiry_may_not_act_on_another(address, maker):
    other = path_of(ask(ProductFactory(exhibitor=maker), phone="+9647709999999"))
    client = proved(address)

    assert "reply-form-1" not in client.get(other).content.decode()
    assert client.post(f"{other}parts/1/reply/", {"text": "Mine"}).url == f"{other}#proof"


def test_after_five_wrong_contacts_even_the_right_one_is_refused_with_the_same_words(client, enquiry, address):
    wrong = ["0770 000 0000", "other@example.org", "no contact", "+964 770 123 4568", "1"]

    answers = [client.post(f"{address}proof/", {"contact": typed}) for typed in [*wrong, PHONE]]

    assert {answer.status_code for answer in answers} == {422}
    assert [answer.content.decode().count(REFUSED) for answer in answers] == [2] * 6
    assert "reply-form-1" not in client.get(address).content.decode()
    # A fresh address, which only the buyer gets, can be tried anew.
    assert "reply-form-1" in proved(path_of(enquiry)).get(address).content.decode()


def test_right_contacts_use_up_no_tries(address):
    for _time in range(7):
        proved(address)


def test_a_network_that_tries_very_often_is_refused_without_using_up_the_tries(client, address, settings):
    settings.LIMITS_FACTOR = 1 / 30
    client.post(f"{address}proof/", {"contact": "1"})

    assert REFUSED in client.post(f"{address}proof/", {"contact": PHONE}).content.decode()
    assert set(BuyerLink.objects.values_list("tries", flat=True)) <= {0, 1}


@pytest.mark.parametrize(
    "step", ["proof", "parts/1/reply", "quotations/Q2345678/accept", "quotations/Q2345678/decline"]
)
def test_no_step_is_taken_by_opening_its_address(address, step):
    assert proved(address).get(f"{address}{step}/").status_code == 405


def test_a_forged_request_from_another_site_is_refused(address):
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"{address}proof/", {"contact": PHONE}).status_code == 403


# Replies


def test_a_reply_is_kept_in_the_language_of_the_page_and_the_maker_is_told(enquiry, thread, address):
    client = proved(address)
    Message.objects.all().delete()

    answer, _values = reply(client, address.replace("/en/", "/ckb/"), "کەی؟")

    kept = Reply.objects.get()
    assert answer.url == address.replace("/en/", "/ckb/") + "#part-1"
    assert (kept.thread, kept.side, kept.text, kept.language) == (thread, "buyer", "کەی؟", "ckb")
    assert "کەی؟" in client.get(address).content.decode()
    assert Message.objects.get().address == "maker@example.org"


def test_a_reply_sent_twice_is_one(address):
    client = proved(address)
    _answer, values = reply(client, address)

    again = client.post(f"{address}parts/1/reply/", values)

    assert again.status_code == 302
    assert Reply.objects.count() == 1


def test_a_key_of_one_part_is_good_for_no_other(address):
    client = proved(address)
    _answer, values = reply(client, address)

    answer = client.post(f"{address}parts/2/reply/", values | {"text": "Kept"})

    assert answer.status_code == 422
    html = answer.content.decode()
    assert "The page was too old." in html and "Kept" in html
    form = answer.context["parts"][1]["form"]
    values = {name: form[name].value() for name in ("key", "last_read", "text")}
    assert client.post(f"{address}parts/2/reply/", values).status_code == 302


def test_what_was_said_meanwhile_is_read_first_and_nothing_typed_is_lost(thread, address):
    client = proved(address)
    form = client.get(address).context["parts"][0]["form"]
    say(thread, key=uuid.uuid4(), side="exhibitor", language="en", text="Meanwhile")
    values = {"text": "My wish", "key": form["key"].value(), "last_read": form["last_read"].value()}

    answer = client.post(f"{address}parts/1/reply/", values)

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "This was answered while you wrote." in html and "Meanwhile" in html and "My wish" in html
    form = answer.context["parts"][0]["form"]
    values |= {"last_read": form["last_read"].value()}
    assert client.post(f"{address}parts/1/reply/", values).status_code == 302
    assert list(thread.replies.values_list("text", flat=True)) == ["Meanwhile", "My wish"]


@pytest.mark.parametrize("values", [{"text": ""}, {"text": "x" * 4001}, {"text": "a\x00b"}, {"last_read": "x"}])
def test_a_reply_that_cannot_be_kept_is_shown_again(address, values):
    answer, _values = reply(proved(address), address, **values)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("number", [0, 3, 10**30])
def test_a_part_that_is_not_there_is_not_found(address, number):
    assert proved(address).post(f"{address}parts/{number}/reply/", {"text": "x"}).status_code == 404


def test_very_many_replies_are_told_to_wait_and_kept_in_the_form(address, settings):
    client = proved(address)
    settings.LIMITS_FACTOR = 1 / 30
    reply(client, address, "One")

    answer, _values = reply(client, address, "Two")

    assert answer.status_code == 429 and answer["Retry-After"] == "3600"
    assert "Two" in answer.content.decode()


# Quotations


def test_a_quotation_is_accepted_once_and_its_only_piece_held(enquiry, maker, thread, address):
    work = ProductFactory(exhibitor=maker, kind=Product.Kind.ONE_OFF)
    quotation = sent(thread, product=work)
    client = proved(address)

    first = client.post(f"{address}quotations/{quotation.code}/accept/", follow=True)
    told = Message.objects.count()
    second = client.post(f"{address}quotations/{quotation.code}/accept/", follow=True)

    for page in (first, second):
        assert "You have accepted the quotation." in page.content.decode()
    assert Message.objects.count() == told
    for record in (quotation, thread, work):
        record.refresh_from_db()
    assert (quotation.state, thread.state, work.availability) == ("accepted", "ordered", "reserved")
    other = client.post(f"{address}quotations/{quotation.code}/decline/", {"because": "price"}, follow=True)
    assert "This quotation has been decided already." in other.content.decode()


def test_the_second_buyer_of_the_only_piece_is_told_kindly(maker, enquiry, thread, address):
    work = ProductFactory(exhibitor=maker, kind=Product.Kind.ONE_OFF, title_en="Only one")
    quotation = sent(thread, product=work)
    Product.objects.filter(pk=work.pk).update(availability="reserved")

    answer = proved(address).post(f"{address}quotations/{quotation.code}/accept/", follow=True)

    assert "has just been taken by somebody else" in answer.content.decode()
    quotation.refresh_from_db()
    assert quotation.state == "sent"


def test_an_older_or_lapsed_one_is_not_accepted_and_has_no_button(thread, address):
    older = sent(thread)
    newer = sent(thread)
    client = proved(address)
    html = client.get(address).content.decode()
    assert f"accept-form-{newer.code}" in html and f"accept-form-{older.code}" not in html

    superseded = client.post(f"{address}quotations/{older.code}/accept/", follow=True)
    later = sent(thread, valid_days=0)
    lapsed = client.post(f"{address}quotations/{later.code}/accept/", follow=True)

    assert "There is a newer quotation." in superseded.content.decode()
    assert "The validity of this quotation is over." in lapsed.content.decode()
    assert f"accept-form-{later.code}" not in lapsed.content.decode()
    assert str(LAPSED_WORDS) in lapsed.content.decode()
    assert str(BUYER_WORDS["quoted"]) not in lapsed.content.decode()


def test_a_no_needs_its_reason_and_is_then_told_to_the_maker(thread, address):
    quotation = sent(thread)
    client = proved(address)

    without = client.post(f"{address}quotations/{quotation.code}/decline/", {"because": "nothing"}, follow=True)
    quotation.refresh_from_db()
    assert quotation.state == "sent" and "Please choose why not" in without.content.decode()
    client.post(f"{address}quotations/{quotation.code}/decline/", {"because": "price"})

    quotation.refresh_from_db()
    assert (quotation.state, quotation.declined_because) == ("declined", "price")
    told = Message.objects.filter(address="maker@example.org").count()
    assert told
    again = client.post(f"{address}quotations/{quotation.code}/decline/", {"because": "time"}, follow=True)
    other = client.post(f"{address}quotations/{quotation.code}/accept/", follow=True)
    assert "The maker has been told that you do not want it." in again.content.decode()
    assert "This quotation has been decided already." in other.content.decode()
    quotation.refresh_from_db()
    assert (quotation.state, quotation.declined_because) == ("declined", "price")
    assert Message.objects.filter(address="maker@example.org").count() == told


def test_drafts_and_quotations_of_other_enquiries_are_not_found(thread, address, maker):
    draft = quote(thread)
    others = sent(ask(ProductFactory(exhibitor=maker)).threads.get())
    client = proved(address)

    for code in (draft.code, others.code, "Q2345678", "x" * 300):
        for step in ("accept", "decline"):
            assert client.post(f"{address}quotations/{code}/{step}/", {"because": "price"}).status_code == 404


def test_the_quotation_of_a_closed_part_is_not_accepted(thread, address):
    quotation = sent(thread)
    thread.refresh_from_db()
    close_thread(thread, outcome="lost", lost_because="time", actor=official())

    for step in ("accept", "decline"):
        answer = proved(address).post(
            f"{address}quotations/{quotation.code}/{step}/", {"because": "price"}, follow=True
        )
        assert "This is closed. Write to the maker if you still want it." in answer.content.decode()
    quotation.refresh_from_db()
    assert quotation.state == "superseded"
