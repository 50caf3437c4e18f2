"""After sending: who gets the private address, who may act, and what of the list is kept with each line."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Message
from enquiries.models import BuyerLink, Enquiry, Line
from tests.enquiries.asking import by_mail, typed
from tests.factories import ExhibitorFactory, ProductFactory, RepresentativeFactory
from tests.test_pages import check_html

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r'data-copied-words="[^"]*">https?://[^/]+(/\w+/enquiry/[\w-]{20,}/)<')


def address_on(page):
    found = ADDRESS.search(page.content.decode())
    return found and found[1]


@pytest.mark.parametrize("language", ["en", "fa", "ar", "ckb"])
def test_the_sender_sees_the_private_address_as_text_and_as_code_and_may_act_there(client, language):
    answer = client.post(f"/{language}/enquiry/", typed(ProductFactory()), follow=True)

    html = check_html(answer, language)
    assert "<svg" in html.split('class="private-address"')[1]
    address = address_on(answer)
    assert address.startswith(f"/{language}/enquiry/")
    assert "reply-form-1" in client.get(address).content.decode()
    # Whoever the address is forwarded to only reads.
    assert "reply-form-1" not in Client().get(address).content.decode()


def test_whoever_else_opens_the_confirmation_learns_nothing_of_the_private_address(client):
    sent = client.post("/en/enquiry/", typed(ProductFactory()))
    stranger = Client()
    # One who sent an enquiry of their own, and one who made up a cookie.
    stranger.post("/en/enquiry/", typed(ProductFactory()))

    for other in (Client(), stranger):
        page = other.get(sent.url)
        assert page.status_code == 200
        assert address_on(page) is None and "private-address" not in page.content.decode()
    assert address_on(client.get(sent.url))


def test_the_server_keeps_no_token_in_the_open(client):
    page = client.post("/en/enquiry/", typed(ProductFactory()), follow=True)

    token = address_on(page).split("/")[3]
    assert not any(token in str(value) for value in client.session.values())
    assert token not in str(list(BuyerLink.objects.values()))
    assert client.cookies["enquiry_address"]["httponly"]


def test_sent_twice_by_one_browser_there_is_one_address_and_after_a_lost_answer_a_fresh_one(client):
    form = typed(ProductFactory())
    client.post("/en/enquiry/", form)
    client.post("/en/enquiry/", form)
    assert BuyerLink.objects.count() == 1

    lost = Client()
    page = lost.post("/en/enquiry/", form, follow=True)

    assert Enquiry.objects.count() == 1
    assert "reply-form-1" in lost.get(address_on(page)).content.decode()


def test_what_is_held_back_looks_the_same_and_opens_nothing_until_it_is_released(client):
    page = client.post("/en/enquiry/", typed(ProductFactory(), website="x"), follow=True)

    address = address_on(page)
    assert client.get(address).status_code == 404
    Enquiry.objects.update(state="new")
    assert client.get(address).status_code == 200


def test_the_mail_carries_a_private_address_too(client):
    client.post("/ar/enquiry/", by_mail(ProductFactory()))

    path = re.search(r"https?://[^/]+(/ar/enquiry/[\w-]{20,}/)\n", Message.objects.get().text)[1]
    assert "proof-form" in Client().get(path).content.decode()


# What is asked of each work


def test_each_line_keeps_the_price_the_buyer_has_in_mind_and_a_note(client):
    first, second, plain = ProductFactory(), ProductFactory(), ProductFactory()
    more = {
        f"price_{first.code}": "۲۵٬۰۰۰",
        f"currency_{first.code}": "IQD",
        f"note_{first.code}": "By Nowruz",
        f"price_{second.code}": "150000",
        f"currency_{second.code}": "IRT",
    }

    client.post("/fa/enquiry/", typed(first, second, plain, wanted_by="۱۴۰۵/۱۲/۱", **more))

    lines = {line.product: (line.target_price, line.currency, line.note) for line in Line.objects.all()}
    assert lines == {
        first: (Decimal(25000), "IQD", "By Nowruz"),
        second: (Decimal(1500000), "IRR", ""),
        plain: (None, "", ""),
    }
    assert Enquiry.objects.get().wanted_by == date(2027, 2, 20)


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": "cheap"},
        {"price": "0"},
        {"price": "12.5", "currency": "IQD"},
        {"price": "1", "currency": "EUR"},
        {"note": "x" * 301},
    ],
)
def test_a_line_that_cannot_be_kept_is_shown_again_opened_with_what_was_typed(client, wrong):
    work = ProductFactory()

    answer = client.post("/en/enquiry/", typed(work, **{f"{name}_{work.code}": value for name, value in wrong.items()}))

    assert answer.status_code == 422
    assert '<details class="line-more" open>' in answer.content.decode()
    assert Enquiry.objects.count() == 0


def test_a_wrong_day_is_said_beside_its_box(client):
    answer = client.post("/en/enquiry/", typed(wanted_by="soon"))

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"wanted_by"}


def test_a_work_withdrawn_meanwhile_is_shown_as_such_and_not_sent(client):
    gone, there = ProductFactory(title_en="Secret draft", state="withdrawn"), ProductFactory()

    html = client.get(f"/en/enquiry/?add={gone.code}&add={there.code}").content.decode()
    client.post("/en/enquiry/", typed(gone, there))

    assert f'<li class="is-withdrawn" data-code="{gone.code}">' in html
    assert "This work is not shown any more; it is not sent along." in html
    assert "Secret draft" not in html
    assert f'name="add" value="{gone.code}"' not in html
    assert Line.objects.get().product == there


# Many makers


def test_who_writes_to_more_than_fifteen_makers_a_day_is_looked_at_first(client):
    client.post("/en/enquiry/", typed(*[ProductFactory() for _number in range(15)]))
    again = typed(ProductFactory(exhibitor=Line.objects.first().exhibitor))
    client.post("/en/enquiry/", again)
    client.post("/en/enquiry/", typed(exhibitor=ExhibitorFactory().slug))
    client.post("/en/enquiry/", typed(ProductFactory(), contact="0770 999 9999"))

    held = list(Enquiry.objects.order_by("pk").values_list("state", "held_because"))
    assert held == [("new", ""), ("new", ""), ("spam", "many"), ("new", "")]


def test_makers_of_yesterday_do_not_count(client):
    client.post("/en/enquiry/", typed(*[ProductFactory() for _number in range(15)]))
    Enquiry.objects.update(created_at="2026-01-01T00:00Z")

    client.post("/en/enquiry/", typed(ProductFactory()))

    assert Enquiry.objects.order_by("-created_at").first().state == "new"


TURNED = "\u202eA\u200fbu\u2066\u2069  \u061cAli\u200e\r\nReply-To: x\x07"


def test_no_name_turns_or_breaks_the_lines_it_stands_in(client):
    work = ProductFactory()
    RepresentativeFactory(exhibitor=work.exhibitor, user__email="maker@example.org", user__language="en")
    note = {f"note_{work.code}": f"red {TURNED}"}

    client.post("/en/enquiry/", by_mail(work, name=TURNED, city="\u202eکوت\u200cی", **note))

    enquiry = Enquiry.objects.get()
    # The joiner of Persian words is part of them.
    assert (enquiry.name, enquiry.city) == ("Abu Ali Reply-To: x", "کوت\u200cی")
    assert enquiry.lines.get().note == "red Abu Ali Reply-To: x"
    messages = list(Message.objects.all())
    assert len(messages) == 2
    for message in messages:
        assert not re.search("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\x07]", message.subject + message.text)


@pytest.mark.parametrize("name", ["\u202e\u202c", " \u200f ", "Ab\x00u"])
def test_a_name_of_nothing_else_is_none(client, name):
    answer = client.post("/en/enquiry/", by_mail(ProductFactory(), name=name))
    assert answer.status_code == 422
    assert "name" in answer.context["form"].errors
