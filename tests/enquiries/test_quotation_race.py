"""Quotations at the very same moment: the only piece is sold once, and what is over is over on the server's clock."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import StateChange
from enquiries.actions import accept_quotation, close_thread, receive_enquiry, send_quotation
from enquiries.actions.quotations import NotAcceptable
from enquiries.links import make_link
from enquiries.models import Quotation, QuotationLine
from products.models import Product
from tests.enquiries.test_desk_race import at_once
from tests.factories import ProductFactory

PHONE = "+9647701234567"
TAKEN = "has just been taken by somebody else"


def together(test):
    """With threads of its own, which lock rows."""
    return pytest.mark.django_db(transaction=True)(pytest.mark.postgresql(test))


def ask(*works):
    given = {"name": "Ako", "phone": PHONE, "channel": "call", "language": "en", "kind": "buy_one"}
    return receive_enquiry(key=uuid.uuid4(), quantities=dict.fromkeys(works, 1), **given).threads.get()


def quoted(*works):
    """A quotation for ``works`` in a thread of its own, in the order in which they are named."""
    thread = ask(*works)
    quotation = Quotation.objects.create(thread=thread, currency="IQD", valid_days=3)
    for position, work in enumerate(works):
        fields = {"title": {"en": "Kilim"}, "unit_price": 25000, "position": position}
        QuotationLine.objects.create(quotation=quotation, product=work, **fields)
    send_quotation(quotation, actor=None)
    return quotation


def only_piece(**fields):
    return ProductFactory(kind=Product.Kind.ONE_OFF, availability="available", title_en="Only one", **fields)


def buyer_of(quotation):
    """(client, private address) of the buyer, who may act."""
    client, address = Client(), "/en/" + make_link(quotation.thread.enquiry).split("/", 4)[4]
    assert client.post(f"{address}proof/", {"contact": PHONE}).status_code == 302
    return client, address


def accepting(quotation):
    client, address = buyer_of(quotation)
    return lambda: client.post(f"{address}quotations/{quotation.code}/accept/", follow=True).content.decode()


def state_of(quotation):
    fresh = Quotation.objects.select_related("thread").get(pk=quotation.pk)
    return fresh.state, fresh.thread.state


@together
def test_of_two_buyers_at_once_one_gets_the_only_piece_and_the_other_is_told():
    work = only_piece()
    offers = [quoted(work) for _number in range(2)]

    pages = at_once(*[accepting(offer) for offer in offers])

    assert sorted(TAKEN in page for page in pages) == [False, True]
    assert sorted(map(state_of, offers)) == [("accepted", "ordered"), ("sent", "quoted")]
    assert Product.objects.get(pk=work.pk).availability == "reserved"
    assert StateChange.objects.filter(new="accepted").count() == 1


@together
def test_two_pieces_taken_in_either_order_by_two_buyers_lock_nobody_out():
    maker = only_piece().exhibitor
    one, two = only_piece(exhibitor=maker), only_piece(exhibitor=maker)
    offers = [quoted(one, two), quoted(two, one)]

    pages = at_once(*[accepting(offer) for offer in offers])

    assert sorted(TAKEN in page for page in pages) == [False, True]
    assert sorted(map(state_of, offers)) == [("accepted", "ordered"), ("sent", "quoted")]
    assert {Product.objects.get(pk=each.pk).availability for each in (one, two)} == {"reserved"}


@together
def test_one_buyer_who_taps_twice_at_once_has_accepted_once():
    offer = quoted(only_piece())
    client, address = buyer_of(offer)
    cookies = client.cookies.output(header="", sep=";").strip()
    taps = [Client(headers={"cookie": cookies}) for _number in range(2)]

    answers = at_once(*[lambda tap=tap: tap.post(f"{address}quotations/{offer.code}/accept/") for tap in taps])

    assert [answer.url for answer in answers] == [f"{address}#part-1"] * 2
    assert "You have ordered. The maker prepares it." in client.get(address).content.decode()
    assert StateChange.objects.filter(new="accepted").count() == 1


@together
def test_an_order_and_its_end_at_once_leave_no_piece_held_for_nobody():
    work = only_piece()
    offer = quoted(work)
    end = lambda: close_thread(offer.thread, outcome="lost", lost_because="time", actor=None)  # noqa: E731

    at_once(accepting(offer), end)

    # Whichever came first, the thread is closed.
    assert state_of(offer) in {("accepted", "closed"), ("superseded", "closed")}
    assert Product.objects.get(pk=work.pk).availability == "available"


# On every database: what was read before is not what counts.


@pytest.mark.django_db
def test_of_two_buyers_who_both_looked_the_second_is_told():
    work = only_piece()
    offers = [quoted(work) for _number in range(2)]
    stale = [Quotation.objects.select_related("thread").get(pk=offer.pk) for offer in offers]

    accept_quotation(stale[0])
    with pytest.raises(NotAcceptable):
        accept_quotation(stale[1])

    assert list(map(state_of, offers)) == [("accepted", "ordered"), ("sent", "quoted")]
    assert Product.objects.get(pk=work.pk).availability == "reserved"


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [-1, 0, 3600])
def test_a_quotation_that_expires_while_its_page_is_open_is_not_accepted(monkeypatch, seconds):
    work = only_piece()
    offer = quoted(work)
    client, address = buyer_of(offer)
    assert f"accept-form-{offer.code}" in client.get(address).content.decode()
    later = offer.valid_until + timedelta(seconds=seconds)
    monkeypatch.setattr(timezone, "now", lambda: later)

    # Whatever day the browser says it is.
    headers = {"date": "Mon, 01 Jan 2024 00:00:00 GMT"}
    page = client.post(f"{address}quotations/{offer.code}/accept/", headers=headers, follow=True).content.decode()

    is_over = seconds >= 0
    assert ("The validity of this quotation is over." in page) == is_over
    assert state_of(offer) == (("sent", "quoted") if is_over else ("accepted", "ordered"))
    assert Product.objects.get(pk=work.pk).availability == ("available" if is_over else "reserved")
