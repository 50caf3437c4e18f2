"""A maker's quotation: typed in any digits, summed by the server, looked at, sent once, changed as its next version."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from accounts.models import StateChange
from enquiries.actions import accept_quotation
from enquiries.models import Line, Quotation, Thread
from products.models import Product
from tests.enquiries.test_portal import ask, come_in, page_of
from tests.factories import ExhibitorFactory, ProductFactory, official

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def kilim():
    price = {"price_mode": "fixed", "price_amount": Decimal(5_000_000), "currency": "IRR", "price_unit": "IRT"}
    return ProductFactory(
        title_en="Red kilim", title_fa="گلیم سرخ", title_ar="بساط أحمر", kind="repeatable", lead_time_days=20, **price
    )


@pytest.fixture
def thread(kilim):
    return ask(kilim).threads.get()


@pytest.fixture
def line(thread):
    return thread.lines.get()


def sheet_of(thread):
    return page_of(thread) + "quotation/"


def fill_in(client, thread, **typed):
    """What the form shows, with what was ``typed``: the answer to its button."""
    form = client.get(sheet_of(thread)).context["form"]
    given = {box.html_name: value for box in form if (value := box.value()) is not None}
    return client.post(sheet_of(thread), given | typed)


def send(client, thread, seen=None):
    if seen is None:
        seen = client.get(sheet_of(thread) + "preview/").context["seen"]
    return client.post(sheet_of(thread) + "send/", {"seen": seen})


def errors_of(response):
    assert response.status_code == 422
    return {name: str(errors) for name, errors in response.context["form"].errors.items()}


def test_the_works_asked_about_stand_there_with_their_quantity_and_own_price(client, thread, line):
    come_in(client, thread.exhibitor)
    form = client.get(sheet_of(thread)).context["form"]
    assert form["price_unit"].value() == "IRT"
    assert (form[f"quantity_{line.pk}"].value(), form[f"price_{line.pk}"].value()) == ("2", "500000")
    assert form["lead_days"].value() == "20"


def test_a_price_on_request_and_one_in_another_currency_are_left_to_the_maker(client, kilim):
    dear = {"price_mode": "fixed", "price_amount": Decimal("12.50"), "currency": "USD", "price_unit": "USD"}
    works = [kilim, *(ProductFactory(exhibitor=kilim.exhibitor, **each) for each in (dear, {}))]
    thread = ask(*works).threads.get()
    come_in(client, kilim.exhibitor)
    form = client.get(sheet_of(thread)).context["form"]
    prices = [form[f"price_{line.pk}"].value() for line in thread.lines.all()]
    assert prices == ["500000", None, None]


def test_nothing_in_a_quotation_turns_what_the_buyer_reads(client, thread, line):
    come_in(client, thread.exhibitor)
    free = {"title_free": "\u202eBox\u202c", "quantity_free": "1", "price_free": "20000", "unit_free": "box"}
    remarks = "\u202e%03 in advance\u2069\r\nراه\u200cآهن"
    assert fill_in(client, thread, **free, remarks=remarks).status_code == 302
    draft = thread.quotations.get()
    assert draft.remarks == "%03 in advance\r\nراه\u200cآهن"
    assert draft.lines.get(line=None).title == {"en": "Box"}


def test_a_quotation_is_kept_as_a_draft_looked_at_and_sent(client, thread, line):
    user = come_in(client, thread.exhibitor)
    typed = {
        f"price_{line.pk}": "۴۵۰٬۰۰۰",
        f"quantity_{line.pk}": "۲۰",
        f"from1_{line.pk}": "٢٠",
        f"less1_{line.pk}": "400000.5",
        f"from2_{line.pk}": "100",
        f"less2_{line.pk}": "350000",
        "title_free": "بسته‌بندی",
        "quantity_free": "1",
        "price_free": "20000",
        "unit_free": "box",
        "deposit_percent": "۳۰",
        "remarks": "رنگ گیاهی",
        "language": "fa",
    }
    response = fill_in(client, thread, **typed)
    assert response.url == sheet_of(thread) + "preview/"
    draft = thread.quotations.get()
    assert (draft.state, draft.version, draft.currency, draft.price_unit) == ("draft", 1, "IRR", "IRT")
    # 20 × 4,000,005 rials, and 200,000 for the packing.
    assert draft.total == Decimal(80_200_100)
    html = client.get(response.url).content.decode()
    # The buyer reads the title in Arabic, as it is in that language.
    for words in ("8,020,010 toman", "Red kilim", "بساط أحمر", "بسته‌بندی", "٨٬٠٢٠٬٠١٠ تومان", "رنگ گیاهی"):
        assert words in html
    assert not thread.replies.exists()

    assert send(client, thread).status_code == 302

    sent = thread.quotations.get()
    assert (sent.state, sent.total, sent.deposit) == ("sent", Decimal(80_200_100), Decimal(24_060_030))
    assert sent.fingerprint
    thread.refresh_from_db()
    assert (thread.state, thread.waits_for) == ("quoted", "buyer")
    assert StateChange.objects.get(object_id=sent.pk, new="sent").actor == user
    html = client.get(page_of(thread)).content.decode()
    assert "8,020,010 toman" in html
    assert "Change the quotation" in html


def test_sent_twice_it_is_one(client, thread):
    come_in(client, thread.exhibitor)
    fill_in(client, thread)
    seen = client.get(sheet_of(thread) + "preview/").context["seen"]
    for _time in range(2):
        assert send(client, thread, seen).url == page_of(thread)
        assert "The quotation is sent." in client.get(page_of(thread)).content.decode()
    assert [each.state for each in thread.quotations.all()] == ["sent"]


def test_what_was_changed_since_it_was_looked_at_is_not_sent(client, thread, line):
    come_in(client, thread.exhibitor)
    fill_in(client, thread)
    seen = client.get(sheet_of(thread) + "preview/").context["seen"]
    fill_in(client, thread, **{f"price_{line.pk}": "1"})
    assert send(client, thread, seen).url == sheet_of(thread) + "preview/"
    assert thread.quotations.get().state == "draft"
    assert send(client, thread, "\x00").url == sheet_of(thread) + "preview/"


def test_there_is_one_draft_however_often_it_is_saved(client, thread, line):
    come_in(client, thread.exhibitor)
    for price in ("100", "200"):
        fill_in(client, thread, **{f"price_{line.pk}": price})
    draft = thread.quotations.get()
    assert [each.unit_price for each in draft.lines.all()] == [Decimal(2000)]
    assert client.get(sheet_of(thread)).context["form"][f"price_{line.pk}"].value() == "200"


def test_a_change_is_the_next_version_and_the_older_one_is_superseded(client, thread, line):
    come_in(client, thread.exhibitor)
    fill_in(client, thread, **{f"from1_{line.pk}": "10", f"less1_{line.pk}": "300", "remarks": "Red", "title_free": ""})
    send(client, thread)
    form = client.get(sheet_of(thread)).context["form"]
    assert (form[f"from1_{line.pk}"].value(), form["remarks"].value()) == ("10", "Red")
    assert thread.quotations.count() == 1
    fill_in(client, thread, **{f"price_{line.pk}": "900"})
    assert [each.state for each in thread.quotations.all()] == ["draft", "sent"]
    send(client, thread)
    assert [(each.version, each.state) for each in thread.quotations.all()] == [(2, "sent"), (1, "superseded")]


def test_a_lapsed_one_is_shown_as_such(client, thread):
    come_in(client, thread.exhibitor)
    fill_in(client, thread, valid_days="1")
    send(client, thread)
    with translation.override("en"):
        assert "pill-sent" in client.get(page_of(thread)).content.decode()
    quotation = thread.quotations.get()
    later = timezone.now() + timedelta(days=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("enquiries.models.quotation.timezone.now", lambda: later)
        assert quotation.shown_state == "lapsed"
        assert "pill-lapsed" in client.get(page_of(thread)).content.decode()


def test_after_an_order_no_quotation_is_begun_or_sent(client, thread):
    come_in(client, thread.exhibitor)
    fill_in(client, thread)
    send(client, thread)
    accept_quotation(thread.quotations.get())
    assert client.get(sheet_of(thread)).url == page_of(thread)
    assert client.post(sheet_of(thread), {}).url == page_of(thread)
    assert client.get(sheet_of(thread) + "preview/").status_code == 302
    send(client, thread, "x")
    assert [each.state for each in thread.quotations.all()] == ["accepted"]


def test_a_quotation_by_an_official_is_recorded_as_such(client, thread):
    account = official()
    client.force_login(account, backend="accounts.backends.Backend")
    client.post(f"/en/office/exhibitors/{thread.exhibitor.slug}/act/")
    fill_in(client, thread)
    send(client, thread)
    change = StateChange.objects.get(object_id=thread.quotations.get().pk, new="sent")
    assert (change.actor, change.on_behalf_of) == (account, str(thread.exhibitor))


def test_no_line_is_refused(client, thread, line):
    come_in(client, thread.exhibitor)
    errors = errors_of(fill_in(client, thread, **{f"price_{line.pk}": ""}))
    assert "Write a price for at least one work." in errors["__all__"]
    assert not Quotation.objects.exists()


def test_a_line_of_another_thread_is_refused(client, thread, line):
    bowl = ProductFactory()
    other = ask(bowl).lines.get()
    come_in(client, thread.exhibitor)
    errors = errors_of(fill_in(client, thread, **{f"price_{other.pk}": "5", f"quantity_{other.pk}": "1"}))
    assert "another enquiry" in errors["__all__"]
    assert not Quotation.objects.exists()


def test_the_line_of_another_maker_in_the_same_enquiry_is_refused(client, kilim):
    bowl = ProductFactory()
    enquiry = ask(kilim, bowl)
    thread, other = enquiry.threads.get(exhibitor=kilim.exhibitor), Line.objects.get(product=bowl)
    come_in(client, kilim.exhibitor)
    assert "another enquiry" in errors_of(fill_in(client, thread, **{f"price_{other.pk}": "5"}))["__all__"]


WRONG = [
    ("price", "much", "not a number"),
    ("price", "0", "more than nothing"),
    ("price", "-5", "at least"),
    ("price", "1.005", "not a number"),
    ("price", "1e5", "not a number"),
    ("price", "999999999999", "at most"),
    ("quantity", "", "how many"),
    ("quantity", "0", "at least"),
    ("quantity", "9999999", "at most"),
    ("quantity", "1.5", "not a number"),
    ("from1", "10", None),
]


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_what_is_wrong_is_said_beside_its_box_and_what_was_typed_stays(client, thread, line, name, value, words):
    come_in(client, thread.exhibitor)
    response = fill_in(client, thread, **{f"{name}_{line.pk}": value, "remarks": "Typed with care"})
    errors = errors_of(response)
    if words is None:
        assert "price of one" in errors[f"less1_{line.pk}"]
    else:
        assert words in errors[f"{name}_{line.pk}"]
    assert "Typed with care" in response.content.decode()
    assert not Quotation.objects.exists()


@pytest.mark.parametrize(
    ("typed", "box", "words"),
    [
        ({"price_unit": ""}, "price_unit", "required"),
        ({"price_unit": "EUR"}, "price_unit", "valid choice"),
        ({"deposit_percent": "101"}, "deposit_percent", "at most"),
        ({"valid_days": "0"}, "valid_days", "at least"),
        ({"valid_days": ""}, "valid_days", "required"),
        ({"lead_days": "99999"}, "lead_days", "at most"),
        ({"handover": "moon"}, "handover", "valid choice"),
        ({"carriage_by": "\x00"}, "carriage_by", "valid choice"),
        ({"remarks": "a\x00"}, "remarks", "Null"),
        ({"price_free": "5", "quantity_free": "1"}, "title_free", "what it is"),
        ({"title_free": "Box", "quantity_free": "1"}, "price_free", "price of one"),
    ],
)
def test_terms_that_cannot_be_are_refused(client, thread, typed, box, words):
    come_in(client, thread.exhibitor)
    assert words in errors_of(fill_in(client, thread, **typed))[box]


@pytest.mark.parametrize(
    ("less", "wrong"),
    [(("500000", "400000"), "less1"), (("400000", "400000"), "less2"), (("400000", "450000"), "less2")],
)
def test_who_takes_more_pays_less(client, thread, line, less, wrong):
    come_in(client, thread.exhibitor)
    # The box of the larger number may come first.
    typed = {"from1": "20", "less1": less[1], "from2": "10", "less2": less[0]}
    names = {"less1": "less2", "less2": "less1"}
    response = fill_in(client, thread, **{f"{name}_{line.pk}": value for name, value in typed.items()})
    assert [*errors_of(response)] == [f"{names[wrong]}_{line.pk}"]
    assert "lower price" in errors_of(response)[f"{names[wrong]}_{line.pk}"]


def test_of_a_work_that_is_one_of_a_kind_one_is_offered(client, kilim, thread, line):
    Product.objects.filter(pk=kilim.pk).update(kind="one_off")
    come_in(client, thread.exhibitor)
    assert (
        "only one of this work"
        in errors_of(fill_in(client, thread, **{f"quantity_{line.pk}": "2"}))[f"quantity_{line.pk}"]
    )
    assert line.quantity == 2 and fill_in(client, thread).status_code == 302
    assert thread.quotations.get().lines.get().quantity == 1


def test_breaks_are_whole_and_each_number_stands_once(client, thread, line):
    come_in(client, thread.exhibitor)
    typed = {"from1": "10", "less1": "5", "from2": "10", "less2": "4", "less3": "3"}
    errors = errors_of(fill_in(client, thread, **{f"{name}_{line.pk}": value for name, value in typed.items()}))
    assert "twice" in errors[f"from2_{line.pk}"]
    assert "from which number" in errors[f"from3_{line.pk}"]


@pytest.mark.parametrize(
    ("unit", "price", "is_right"), [("IQD", "2.5", False), ("USD", "2.5", True), ("IRT", "2.5", True)]
)
def test_a_currency_has_its_own_smallest_part(client, thread, line, unit, price, is_right):
    come_in(client, thread.exhibitor)
    response = fill_in(client, thread, **{f"price_{line.pk}": price, "price_unit": unit})
    assert response.status_code == (302 if is_right else 422)
    if is_right:
        stored = {"USD": Decimal("2.50"), "IRT": Decimal(25)}[unit]
        assert thread.quotations.get().lines.get().unit_price == stored


def test_a_sum_beyond_this_world_is_refused(client, thread, line):
    come_in(client, thread.exhibitor)
    response = fill_in(client, thread, **{f"price_{line.pk}": "99999999999", f"quantity_{line.pk}": "1000000"})
    assert "too large" in errors_of(response)["__all__"]


def test_without_a_draft_the_form_is_shown_and_nothing_is_sent(client, thread):
    come_in(client, thread.exhibitor)
    assert client.get(sheet_of(thread) + "preview/").url == sheet_of(thread)
    assert send(client, thread, "x").url == page_of(thread)
    assert client.get(sheet_of(thread) + "send/").status_code == 405
    assert Thread.objects.get(pk=thread.pk).state == "new"


def test_a_question_without_works_may_be_answered_by_a_quotation(client):
    maker = ExhibitorFactory()
    thread = ask(exhibitor=maker).threads.get()
    come_in(client, maker)
    typed = {"title_free": "A kilim of your own", "quantity_free": "1", "price_free": "200", "price_unit": "USD"}
    assert fill_in(client, thread, **typed).status_code == 302
    assert send(client, thread).status_code == 302
    assert thread.quotations.get().total == Decimal(200)
