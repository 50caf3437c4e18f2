"""What is sold at an exhibition: two taps at the stand, the desk's list, taking back, and sums that never mix."""

import uuid
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import StateChange
from ilamexpo.sample import forget_samples
from products.goods.actions import enter_sale
from products.models import Product, Sale
from tests.factories import (
    ExhibitFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    ParticipationFactory,
    ProductFactory,
    RepresentativeFactory,
    official,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(timezone=ZoneInfo("Asia/Baghdad"))  # where the exhibitions are
PRICE = {"price_mode": "fixed", "price_amount": Decimal(5_000_000), "currency": "IRR", "price_unit": "IRT"}


@pytest.fixture
def running():
    exhibition = ExhibitionFactory(
        slug="kut-now", starts_on=TODAY - timedelta(days=2), ends_on=TODAY + timedelta(days=4), status="running"
    )
    return ParticipationFactory(exhibition=exhibition)


@pytest.fixture
def kilim(running):
    product = ProductFactory(exhibitor=running.exhibitor, title_en="Kilim", **PRICE)
    ExhibitFactory(participation=running, product=product)
    return product


def client_of(user):
    client = Client()
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def maker_of(participation, **more):
    return client_of(RepresentativeFactory(exhibitor=participation.exhibitor, **more).user)


def own_page(participation, language="en"):
    return f"/{language}/portal/exhibitions/{participation.code}/sales/"


def office_page(participation, query=""):
    return f"/en/office/exhibitions/{participation.exhibition.slug}/sales/{query}"


def filled(response, **changes):
    """What the browser sends of the form on the page."""
    form = response.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data = {name: form.fields[name].prepare_value(value) for name, value in data.items()}
    return {name: str(value) for name, value in (data | changes).items()}


def enter(participation, **values):
    usual = {"quantity": 1, "amount": 10, "unit": "USD", "channel": "direct", "sold_on": TODAY, "actor": None}
    if not {"product", "title"} & set(values):
        values["title"] = {"en": "A spindle"}
    return enter_sale(participation, **usual | values)[0]


def said(sale):
    return sale.quantity, sale.amount, sale.currency, sale.price_unit, sale.channel, sale.sold_on


def test_two_taps_enter_a_sale_at_its_price(running, kilim):
    client = maker_of(running)
    page = client.get(own_page(running)).content.decode()
    assert f'href="?work={kilim.code}"' in page
    form = client.get(own_page(running), {"work": kilim.code})
    assert "1 piece for 500,000 toman, sold directly, today" in form.content.decode()
    response = client.post(own_page(running), filled(form), follow=True)
    sale = Sale.objects.get()
    assert said(sale) == (1, 5_000_000, "IRR", "IRT", "direct", TODAY)
    assert (sale.product, sale.title) == (kilim, {"en": "Kilim", "fa": kilim.title_fa})
    assert "Entered: 1 × Kilim, 500,000 toman" in response.content.decode()


def test_the_same_form_sent_twice_is_one_sale(running, kilim):
    client = maker_of(running)
    sent = filled(client.get(own_page(running), {"work": kilim.code}))
    client.post(own_page(running), sent)
    response = client.post(own_page(running), sent, follow=True)
    assert Sale.objects.count() == 1
    assert "entered already; it counts once" in response.content.decode()


def test_the_key_of_somebody_elses_sale_enters_nothing(running, kilim):
    key = uuid.uuid4()
    enter(ParticipationFactory(exhibition=running.exhibition), key=key)
    client = maker_of(running)
    form = client.get(own_page(running), {"work": kilim.code})
    response = client.post(own_page(running), filled(form, key=key), follow=True)
    assert "The page was too old." in response.content.decode()
    assert not Sale.objects.filter(participation=running).exists()


def test_everything_can_be_changed_before_the_second_tap(running, kilim):
    client = maker_of(running)
    form = client.get(own_page(running), {"work": kilim.code})
    yesterday = TODAY - timedelta(days=1)
    changes = {"quantity": "٢", "amount": "۹۰", "price_unit": "USD", "channel": "passenger", "sold_on": yesterday}
    client.post(own_page(running), filled(form, **changes))
    assert said(Sale.objects.get()) == (2, 90, "USD", "USD", "passenger", yesterday)


def test_the_price_of_one_is_not_taken_for_several(running, kilim):
    client = maker_of(running)
    form = client.get(own_page(running), {"work": kilim.code})
    response = client.post(own_page(running), filled(form, quantity="3"))
    assert response.status_code == 422 and "All together they are 1,500,000 toman" in response.content.decode()
    assert not Sale.objects.exists()
    client.post(own_page(running), filled(response))
    assert said(Sale.objects.get())[:2] == (3, 15_000_000)


def test_three_for_the_price_of_one_is_entered_when_it_is_said_twice(running, kilim):
    client = maker_of(running)
    form = client.get(own_page(running), {"work": kilim.code})
    response = client.post(own_page(running), filled(form, quantity="3"))
    client.post(own_page(running), filled(response, amount="500000"))
    assert said(Sale.objects.get())[:2] == (3, 5_000_000)


def test_a_piece_of_no_catalogue_has_a_typed_title(running):
    client = maker_of(running)
    form = client.get(own_page(running, "fa"), {"other": "1"})
    response = client.post(own_page(running, "fa"), filled(form, amount="20000", price_unit="IQD"))
    assert response.status_code == 422 and 'name="amount" value="20000"' in response.content.decode()
    client.post(own_page(running, "fa"), filled(response, title="دوک"))
    sale = Sale.objects.get()
    assert (sale.product, sale.title, sale.amount, sale.currency) == (None, {"fa": "دوک"}, 20_000, "IQD")


WRONG = {
    "no pieces": ({"quantity": "0"}, "This must be at least 1."),
    "no number": ({"quantity": "two"}, "This is not a number."),
    "too many pieces": ({"quantity": "99999999"}, "This must be at most"),
    "nothing paid": ({"amount": "0"}, "Write what was paid."),
    "small parts": ({"amount": "5.55", "price_unit": "IQD"}, "This currency has no such small parts."),
    "too much": ({"amount": "9999999999999", "price_unit": "IRT"}, "This price is too high."),
    "no currency": ({"price_unit": "EUR"}, "Select a valid choice."),
    "no way": ({"channel": "smuggled"}, "Select a valid choice."),
    "tomorrow": ({"sold_on": str(TODAY + timedelta(days=2))}, "This day has not come yet."),
    "before": ({"sold_on": "2020-01-01"}, "The exhibition had not begun on this day."),
    "no day": ({"sold_on": "soon"}, "This is not a day."),
    "another's work": ({"product": "P2222222"}, "Select a valid choice."),
    "no work at all": ({"product": "\0"}, "Null characters are not allowed."),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_and_nothing_entered(case, running, kilim):
    changes, words = WRONG[case]
    client = maker_of(running)
    response = client.post(own_page(running), filled(client.get(own_page(running), {"work": kilim.code}), **changes))
    assert response.status_code == 422 and words in response.content.decode()
    assert not Sale.objects.exists()


def test_a_sale_is_taken_back_and_stays_to_be_seen(running, kilim):
    client = maker_of(running, user__name="Shirin")
    sale = enter(running, product=kilim)
    client.post(own_page(running), {"take_back": sale.pk})
    sale.refresh_from_db()
    assert sale.cancelled_at is not None and not Sale.objects.standing().exists()
    change = StateChange.objects.get(field="cancelled_at", object_id=sale.pk)
    assert change.actor_name == "Shirin"
    page = client.get(own_page(running)).content.decode()
    assert "<del>" in page and "taken back" in page
    again = client.post(own_page(running), {"take_back": sale.pk}, follow=True).content.decode()
    assert "taken back already" in again and StateChange.objects.filter(field="cancelled_at").count() == 1
    assert "taken back by Shirin" in client_of(official()).get(office_page(running)).content.decode()


def test_a_one_off_is_sold_until_the_sale_is_taken_back(running, kilim):
    sale = enter(running, product=kilim)
    kilim.refresh_from_db()
    assert kilim.availability == Product.Availability.SOLD
    maker_of(running).post(own_page(running), {"take_back": sale.pk})
    kilim.refresh_from_db()
    assert kilim.availability == Product.Availability.AVAILABLE
    enter(running, product=kilim, channel="order")
    basket = ProductFactory(exhibitor=running.exhibitor, kind="repeatable")
    enter(running, product=basket)
    for work in (kilim, basket):
        work.refresh_from_db()
        assert work.availability == Product.Availability.AVAILABLE


def test_a_reserved_one_off_is_reserved_again_once_no_sale_of_it_stands(running, kilim):
    kilim.availability = Product.Availability.RESERVED
    kilim.save()
    first, second = enter(running, product=kilim), enter(running, product=kilim)
    client = maker_of(running)
    for sale, after in ((first, Product.Availability.SOLD), (second, Product.Availability.RESERVED)):
        client.post(own_page(running), {"take_back": sale.pk})
        kilim.refresh_from_db()
        assert kilim.availability == after


def test_sums_of_a_day_never_mix_currencies(running, kilim):
    for amount, unit in ((10, "USD"), (5, "USD"), (20_000, "IQD"), (1000, "IRT"), (3, "IRR")):
        enter(running, amount=amount, unit=unit)
    enter(running, amount=99, unit="USD", sold_on=TODAY - timedelta(days=1))
    taken = enter(running, amount=70, unit="USD")
    client = maker_of(running)
    client.post(own_page(running), {"take_back": taken.pk})
    page = client.get(own_page(running))
    sums = {sum["currency"]: (sum["amount_sum"], sum["unit"]) for sum in page.context["sums"]}
    # Rials typed in two units are one sum, in rials.
    assert sums == {"USD": (15, "USD"), "IQD": (20_000, "IQD"), "IRR": (10_003, "IRR")}
    assert {sum["currency"]: sum["amount_sum"] for sum in page.context["all_sums"]}["USD"] == 114
    yesterday = client.get(own_page(running), {"day": str(TODAY - timedelta(days=1))})
    assert [sum["amount_sum"] for sum in yesterday.context["sums"]] == [99]


def test_another_makers_participation_sales_and_works_are_not_found(running, kilim):
    other = ParticipationFactory(exhibition=running.exhibition)
    foreign = enter(other)
    client = maker_of(running)
    assert client.get(own_page(other)).status_code == 404
    assert client.post(own_page(running), {"take_back": foreign.pk}).status_code == 404
    assert client.post(own_page(running), {"take_back": "x"}).status_code == 404
    assert client.get(own_page(running), {"work": ProductFactory().code}).status_code == 404
    assert client.get(own_page(running), {"work": "\0"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.cancelled_at is None


def test_whoever_only_answers_enquiries_sees_sales_and_enters_none(running, kilim):
    sale = enter(running)
    sent = filled(maker_of(running).get(own_page(running), {"work": kilim.code}))
    client = maker_of(running, level="answers")
    for query in ({}, {"work": kilim.code}):
        page = client.get(own_page(running), query)
        assert page.status_code == 200
        assert 'href="?work=' not in page.content.decode()
        assert 'name="take_back"' not in page.content.decode()
    assert client.post(own_page(running), sent).status_code == 403
    assert client.post(own_page(running), {"take_back": sale.pk}).status_code == 403
    assert list(Sale.objects.filter(cancelled_at=None)) == [sale]


@pytest.mark.parametrize(
    "change", [{"status": "closed"}, {"starts_on": TODAY + timedelta(days=1)}, {"status": "cancelled"}]
)
def test_nothing_is_sold_before_the_first_day_or_after_the_books_are_closed(change, running, kilim):
    client = maker_of(running)
    sent = filled(client.get(own_page(running), {"work": kilim.code}))
    for name, value in change.items():
        setattr(running.exhibition, name, value)
    running.exhibition.save()
    assert f"?work={kilim.code}" not in client.get(own_page(running)).content.decode()
    client.post(own_page(running), sent)
    client_of(official("desk")).post(office_page(running), sent | {"exhibitor": running.exhibitor.slug})
    assert not Sale.objects.exists()


def test_closed_books_take_nothing_back(running):
    sale = enter(running)
    running.exhibition.status = "closed"
    running.exhibition.save()
    response = maker_of(running).post(own_page(running), {"take_back": sale.pk}, follow=True)
    assert "The books of this exhibition are closed." in response.content.decode()
    sale.refresh_from_db()
    assert sale.cancelled_at is None


def test_the_desk_enters_a_sale_for_any_exhibitor(running, kilim):
    desk = official("desk", name="Desk")
    client, slug = client_of(desk), running.exhibitor.slug
    page = client.get(office_page(running, f"?exhibitor={slug}"))
    sent = filled(page, product=kilim.code, amount="450000", price_unit="IRT") | {"exhibitor": slug}
    client.post(office_page(running), sent)
    sale = Sale.objects.get()
    assert (sale.product, sale.amount, sale.entered_by) == (kilim, 4_500_000, desk)
    response = client.post(office_page(running), sent | {"key": uuid.uuid4(), "amount": "much"})
    assert response.status_code == 422 and 'value="much"' in response.content.decode()
    client.post(office_page(running), {"take_back": sale.pk})
    sale.refresh_from_db()
    assert sale.cancelled_at is not None
    foreign = enter(ParticipationFactory(exhibition=ExhibitionFactory(starts_on=TODAY, ends_on=TODAY)))
    assert client.post(office_page(running), {"take_back": foreign.pk}).status_code == 404
    assert client.post(office_page(running), sent | {"exhibitor": "nobody"}).status_code == 404


ROLES = {
    "admin": (200, 302), "official": (200, 302), "desk": (200, 302), "viewer": (200, 403), "governorate": (200, 403),
    "juror": (403, 403), "host": (403, 403),
}  # fmt: skip


@pytest.mark.parametrize("kind", ROLES)
def test_the_desk_enters_others_look_jurors_and_hosts_do_neither(kind, running):
    sale, client = enter(running), client_of(official(kind))
    got = client.get(office_page(running)).status_code
    assert (got, client.post(office_page(running), {"take_back": sale.pk}).status_code) == ROLES[kind]


def codes_shown(client, running, query):
    response = client.get(office_page(running, query))
    assert response.status_code == 200
    return [sale.quantity for sale in response.context["page"]]


def test_the_list_is_narrowed_and_summed(running, kilim):
    other = ParticipationFactory(exhibition=running.exhibition)
    enter(running, product=kilim, quantity=1, amount=10)
    enter(running, product=kilim, quantity=2, amount=20, channel="order", sold_on=TODAY - timedelta(days=1))
    enter(other, quantity=3, amount=30_000, unit="IQD", channel="customs")
    client = client_of(official("viewer"))
    for query, found in {
        "": [3, 1, 2],
        f"?exhibitor={running.exhibitor.slug}": [1, 2],
        "?currency=IQD": [3],
        "?channel=order": [2],
        f"?day={TODAY}": [3, 1],
        "?currency=EUR&channel=x&day=yesterday&page=x": [3, 1, 2],
    }.items():
        assert codes_shown(client, running, query) == found, query
    assert client.get(office_page(running, "?exhibitor=nobody")).status_code == 404
    context = client.get(office_page(running)).context
    sums = {(sum["channel"], sum["currency"]): sum["amount_sum"] for sum in context["sums"]}
    assert sums == {("customs", "IQD"): 30_000, ("direct", "USD"): 10, ("order", "USD"): 20}
    works = {(sum["code"], sum["title"], sum["pieces"], sum["amount_sum"]) for sum in context["by_work"]}
    assert works == {(kilim.code, "Kilim", 3, 30), ("", "", 3, 30_000)}


def asked(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries.captured_queries)


def fill(participation, number):
    for _number in range(number):
        work = ProductFactory(exhibitor=participation.exhibitor, **PRICE)
        ExhibitFactory(participation=participation, product=work)
        enter(participation, product=work)
        taken = enter(participation)
        Sale.objects.filter(pk=taken.pk).update(cancelled_at=timezone.now())


def test_pages_of_sales_cost_the_same_for_few_and_many(running, kilim):
    client, maker = client_of(official()), maker_of(running)
    pages = [
        (client, office_page(running)),
        (client, office_page(running, f"?exhibitor={running.exhibitor.slug}")),
        (maker, own_page(running)),
        (maker, own_page(running) + f"?work={kilim.code}"),
    ]
    fill(running, 1)
    few = [asked(*page) for page in pages]
    fill(running, 3)
    fill(ParticipationFactory(exhibition=running.exhibition), 2)
    assert [asked(*page) for page in pages] == few
    assert max(few) <= 12, few


def test_samples_go_with_the_sales_that_somebody_entered_by_hand(running):
    stays = enter(running)
    invented = ParticipationFactory(exhibitor=ExhibitorFactory(is_sample=True), exhibition=running.exhibition)
    ExhibitFactory(participation=invented)
    enter(invented)
    marked = ParticipationFactory(exhibition=running.exhibition, is_sample=True)
    assert enter(marked).is_sample
    Sale.objects.filter(participation=marked).update(is_sample=False)
    forget_samples()
    assert list(Sale.objects.all()) == [stays]
