"""What an official does for people with a telephone only: a maker's quotation, and what a buyer says of one."""

import uuid
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import StateChange
from enquiries.actions import receive_enquiry, send_quotation
from enquiries.models import Quotation, QuotationLine
from tests.factories import ExhibitionFactory, ParticipationFactory, ProductFactory, official

pytestmark = pytest.mark.django_db
DESK = "/en/office/enquiries/"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def thread():
    given = {"name": "Abu Ali", "phone": "+9647701234567", "channel": "call", "language": "ar", "kind": "buy_one"}
    enquiry = receive_enquiry(key=uuid.uuid4(), quantities={ProductFactory(kind="one_off"): 1}, **given)
    return enquiry.threads.get()


@pytest.fixture
def offer(thread):
    draft = Quotation.objects.create(thread=thread, version=1, currency="IQD", valid_days=14)
    line, title = thread.lines.get(), {"en": "Kilim"}
    QuotationLine.objects.create(quotation=draft, line=line, product=line.product, title=title, unit_price=Decimal(5))
    send_quotation(draft, actor=None)
    return draft


def address(thread, act=""):
    page = f"{DESK}{thread.enquiry.code}/"
    return f"{page}{thread.exhibitor.code if thread.exhibitor else 'office'}/{act}/" if act else page


def state_of(record):
    record.refresh_from_db()
    return record.state


def button_is_there(client, thread):
    return f'action="{address(thread, "quote")}"' in client.get(address(thread)).content.decode()


def test_one_tap_leads_to_the_quotation_in_the_makers_name_and_one_back_to_the_desk(client, thread):
    account = official(name="Desk One")
    client.force_login(account)
    assert button_is_there(client, thread)

    form = client.post(address(thread, "quote"), follow=True)
    html = form.content.decode()
    assert form.redirect_chain == [(reverse("portal:quotation_edit", args=[thread.enquiry.code]), 302)]
    assert f"You act in the name of {thread.exhibitor}" in html

    line = thread.lines.get()
    given = {box.html_name: value for box in form.context["form"] if (value := box.value()) is not None}
    price = {"price_unit": "IQD", f"price_{line.pk}": "5000"}
    look = client.post(reverse("portal:quotation_edit", args=[thread.enquiry.code]), given | price, follow=True)
    client.post(reverse("portal:quotation_send", args=[thread.enquiry.code]), {"seen": look.context["seen"]})
    change = StateChange.objects.get(old="draft", new="sent")
    assert (change.actor, change.on_behalf_of) == (account, str(thread.exhibitor))

    back = client.post(reverse("portal:switch"), {"exhibitor": ""})
    assert back.url == f"{address(thread)}#thread-{thread.exhibitor.code}"
    assert client.get(reverse("portal:home")).status_code == 403
    assert f"for {thread.exhibitor}" in client.get(address(thread)).content.decode()


def test_the_way_back_keeps_the_language_changed_to_meanwhile_and_ends_with_the_next_entry(client, thread):
    client.force_login(official())
    client.post(address(thread, "quote"))
    back = client.post("/fa/portal/switch/", {"exhibitor": ""})
    assert back.url == f"{address(thread)}#thread-{thread.exhibitor.code}".replace("/en/", "/fa/")

    client.post(address(thread, "quote"))
    client.post(reverse("office:exhibitor_act", args=[thread.exhibitor.slug]))
    assert client.post(reverse("portal:switch"), {"exhibitor": ""}).url == reverse("office:today")


def test_only_who_may_act_for_the_maker_makes_a_quotation_in_their_name(client, thread):
    exhibition = ParticipationFactory(exhibitor=thread.exhibitor).exhibition
    # The desk of this exhibition, who is an official only of another one.
    desk = official("desk", exhibition=exhibition)
    desk.roles.create(kind="official", exhibition=ExhibitionFactory())
    refused = [
        (official("viewer"), 403),
        (official("desk"), 403),
        (official("desk", exhibition=exhibition), 403),
        (official(exhibition=ExhibitionFactory()), 404),
        (desk, 404),
    ]
    for account, answer in refused:
        client.force_login(account)
        assert client.post(address(thread, "quote")).status_code == answer
        assert not button_is_there(client, thread)
        assert client.get(reverse("portal:home")).status_code == 403
    client.force_login(official(exhibition=exhibition))
    assert button_is_there(client, thread)
    assert client.post(address(thread, "quote")).status_code == 302


def test_the_office_itself_and_a_closed_thread_take_no_quotation(client, thread):
    client.force_login(official())
    asked = {"name": "A", "email": "a@example.org", "channel": "mail", "language": "en", "kind": "other"}
    office = receive_enquiry(key=uuid.uuid4(), quantities={}, message="?", **asked).threads.get()
    assert client.post(address(office, "quote")).status_code == 404

    client.post(address(thread, "close"), {"outcome": "lost", "lost_because": "price", "seen": "new"})
    assert not button_is_there(client, thread)
    answer = client.post(address(thread, "quote"), follow=True)
    assert "no quotation is sent any more" in answer.content.decode()
    assert client.get(reverse("portal:home")).status_code == 403


def test_what_a_buyer_accepts_by_phone_is_recorded_in_their_name(client, thread, offer):
    account = official("desk", name="Desk One")
    client.force_login(account)
    assert f'action="{address(thread, "decide")}"' in client.get(address(thread)).content.decode()

    answer = client.post(address(thread, "decide"), {"quotation": offer.code, "decision": "accepted"}, follow=True)
    assert "Noted in the buyer&#x27;s name" in answer.content.decode()
    assert (state_of(offer), state_of(thread), state_of(thread.lines.get().product)) == (
        "accepted",
        "ordered",
        "published",
    )
    assert thread.lines.get().product.availability == "reserved"
    changes = StateChange.objects.filter(new__in=["accepted", "ordered"])
    assert [(each.actor, each.on_behalf_of) for each in changes] == [(account, "buyer")] * 2
    assert f'action="{address(thread, "decide")}"' not in answer.content.decode()


def test_what_a_buyer_declines_by_phone_has_a_reason(client, thread, offer):
    account = official("desk")
    client.force_login(account)
    refused = client.post(address(thread, "decide"), {"quotation": offer.code, "decision": "declined"})
    assert refused.status_code == 422
    assert "Say why there is no order." in refused.content.decode()
    assert state_of(offer) == "sent"

    said = {"quotation": offer.code, "decision": "declined", "because": "border"}
    html = client.post(address(thread, "decide"), said, follow=True).content.decode()
    assert (state_of(offer), offer.declined_because, state_of(thread)) == ("declined", "border", "answered")
    change = StateChange.objects.get(new="declined")
    assert (change.actor, change.on_behalf_of, change.reason) == (account, "buyer", "border")
    assert "<bdi>border or transport</bdi>" in html


def test_a_quotation_that_was_replaced_or_is_of_another_thread_is_not_decided(client, thread, offer):
    client.force_login(official("desk"))
    newer = Quotation.objects.create(thread=thread, version=2, currency="IQD", valid_days=14)
    QuotationLine.objects.create(quotation=newer, title={"en": "Kilim"}, unit_price=Decimal(4))
    assert client.post(address(thread, "decide"), {"quotation": newer.code, "decision": "accepted"}).status_code == 404
    send_quotation(newer, actor=None)

    late = client.post(address(thread, "decide"), {"quotation": offer.code, "decision": "accepted"}, follow=True)
    assert "There is a newer quotation" in late.content.decode()
    other = receive_enquiry(
        key=uuid.uuid4(), quantities={ProductFactory(): 1}, name="B", phone="+9647701234568", channel="call",
        language="ar", kind="buy_one",
    ).threads.get()  # fmt: skip
    assert client.post(address(other, "decide"), {"quotation": newer.code, "decision": "accepted"}).status_code == 404
    assert (state_of(offer), state_of(newer), state_of(thread)) == ("superseded", "sent", "quoted")
