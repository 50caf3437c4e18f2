"""What goes to an exhibition and comes back: ticked, counted, signed for; and closing waits for it."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.translation import override

from events.models import Role
from events.signals import checking, closing
from exhibitors.profile.erasing import ask_deletion, erase_exhibitor
from ilamexpo.own_data import everything
from lib.languages import CODES
from products.goods.actions import enter_sale
from products.models import Exhibit, Product, Sale
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
TODAY = timezone.localdate()
NAMES = [f"name_{code}" for code in CODES]


def exhibition_from(first, **more):
    starts_on = TODAY + timedelta(days=first)
    return ExhibitionFactory(starts_on=starts_on, ends_on=starts_on + timedelta(days=6), **more)


@pytest.fixture
def coming():
    """A participation of an exhibition that begins in a week."""
    return ParticipationFactory(exhibition=exhibition_from(7, slug="kut-next"))


@pytest.fixture
def running():
    return ParticipationFactory(exhibition=exhibition_from(-2, slug="kut-now", status="running"))


def client_of(user):
    client = Client()
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def maker_of(participation, **more):
    return client_of(RepresentativeFactory(exhibitor=participation.exhibitor, **more).user)


def own_page(participation):
    return f"/en/portal/exhibitions/{participation.code}/goods/"


def office_page(participation, **query):
    words = "&".join(f"{name}={value}" for name, value in query.items())
    slug = participation.exhibitor.slug
    return f"/en/office/exhibitions/{participation.exhibition.slug}/goods/?exhibitor={slug}" + (
        f"&{words}" if words else ""
    )


def ticks(response, **changes):
    """What the browser sends of the page of ticks; ``changes`` is {code: pieces, or None for unticked}."""
    data = {"work": [], "act": "ticks"}
    for form in response.context["ticks"]:
        code = form.product.code
        data["work"].append(code)
        goes = form["goes"].value()
        quantity = form["quantity"].value()
        if code in changes:
            goes, quantity = changes[code] is not None, changes[code] or 1
        data |= {f"{code}-quantity": str(quantity), f"{code}-was": form["was"].value()}
        if goes:
            data[f"{code}-goes"] = "on"
    return data


def counts(response, **changes):
    """What the browser sends of the page of counts; ``changes`` is {name of a box without its prefix: text} of the first line."""
    data, forms = {"line": [], "act": "lines"}, response.context["forms"]
    for place, form in enumerate(forms):
        data["line"].append(form.instance.pk)
        for name in ("quantity", "returned", "given", "damaged", "missing", "seen"):
            data[form.add_prefix(name)] = str(form[name].value())
        if not place:
            data |= {form.add_prefix(name): value for name, value in changes.items()}
    return data


def listed(participation):
    return {each.product.code: each.quantity for each in participation.exhibits.select_related("product")}


def test_a_maker_ticks_what_goes_until_the_first_day(coming):
    maker = coming.exhibitor
    kilim, jajim = ProductFactory(exhibitor=maker, kind="repeatable"), ProductFactory(exhibitor=maker)
    ProductFactory(exhibitor=maker, state="archived")
    ProductFactory()
    client = maker_of(coming)
    page = client.get(own_page(coming))
    assert {form.product for form in page.context["ticks"]} == {kilim, jajim}
    assert client.post(own_page(coming), ticks(page, **{kilim.code: 5, jajim.code: 1})).status_code == 302
    assert listed(coming) == {kilim.code: 5, jajim.code: 1}
    page = client.get(own_page(coming))
    assert '<output data-count="2">' in page.content.decode()
    client.post(own_page(coming), ticks(page, **{kilim.code: 4, jajim.code: None}))
    assert listed(coming) == {kilim.code: 4}


def test_a_group_takes_works_of_its_members(coming):
    member = ExhibitorFactory()
    coming.exhibitor.members.add(member)
    work = ProductFactory(exhibitor=member)
    page = maker_of(coming).get(own_page(coming))
    assert [form.product for form in page.context["ticks"]] == [work]


def test_from_the_first_day_on_the_office_corrects(running):
    line = ExhibitFactory(participation=running, quantity=3)
    client = maker_of(running)
    page = client.get(own_page(running))
    assert "ticks" not in page.context and "went: 3" in page.content.decode()
    sent = {"work": [line.product.code], f"{line.product.code}-quantity": "1", f"{line.product.code}-was": "3"}
    assert client.post(own_page(running), sent).status_code == 302
    assert listed(running) == {line.product.code: 3}
    office = client_of(official())
    page = office.get(office_page(running, works=1))
    office.post(office_page(running, works=1), ticks(page, **{line.product.code: 6}))
    assert listed(running) == {line.product.code: 6}


def test_a_wrong_number_stands_beside_its_work_and_stores_nothing(coming):
    first, second = (ProductFactory(exhibitor=coming.exhibitor) for _number in range(2))
    client = maker_of(coming)
    page = client.get(own_page(coming))
    response = client.post(own_page(coming), ticks(page, **{first.code: "many", second.code: 2}))
    html = response.content.decode()
    assert response.status_code == 422 and "This is not a number." in html and 'value="many"' in html
    assert not coming.exhibits.exists()
    response = client.post(own_page(coming), ticks(page, **{first.code: "۲"}))
    assert listed(coming) == {first.code: 2}


def test_two_who_tick_at_once_lose_nothing(coming):
    first, second = (ProductFactory(exhibitor=coming.exhibitor) for _number in range(2))
    client = maker_of(coming)
    page = client.get(own_page(coming))
    client.post(own_page(coming), ticks(page, **{first.code: 3}))
    # Shown before the other one saved: what this person did not touch stays, what both changed is asked.
    client.post(own_page(coming), ticks(page, **{second.code: 2}))
    assert listed(coming) == {first.code: 3, second.code: 2}
    response = client.post(own_page(coming), ticks(page, **{first.code: 7}))
    assert response.status_code == 422 and "It is now: 3" in response.content.decode()
    assert listed(coming)[first.code] == 3
    client.post(own_page(coming), ticks(response))
    assert listed(coming) == {first.code: 7, second.code: 2}


def test_nobody_ticks_works_or_opens_lists_of_others(coming):
    foreign = ProductFactory()
    client = maker_of(coming)
    sent = {"work": [foreign.code], f"{foreign.code}-goes": "on", f"{foreign.code}-quantity": "1"}
    assert client.post(own_page(coming), sent).status_code == 404
    other = ParticipationFactory(exhibition=coming.exhibition)
    assert client.get(own_page(other)).status_code == 404
    for state in ("draft", "submitted", "rejected"):
        undecided = ParticipationFactory(exhibitor=coming.exhibitor, state=state)
        assert client.get(own_page(undecided)).status_code == 404, state


def test_who_only_answers_enquiries_may_look_and_not_tick(coming):
    ProductFactory(exhibitor=coming.exhibitor)
    client = maker_of(coming, level="answers")
    assert "ticks" not in client.get(own_page(coming)).context
    assert client.post(own_page(coming), {}).status_code == 403


def test_the_account_counts_sales_and_shows_the_difference(running):
    line = ExhibitFactory(participation=running, quantity=10, returned=4, given=1, damaged=1, missing=1)
    sale = {"amount": 10, "unit": "USD", "channel": "direct", "sold_on": TODAY, "actor": None}
    enter_sale(running, product=line.product, quantity=2, **sale)
    enter_sale(running, product=line.product, quantity=5, **sale | {"channel": "order"})
    account = Exhibit.objects.with_account().get()
    assert (account.sold, account.difference) == (2, 1)
    page = client_of(official()).get(f"/en/office/exhibitions/{running.exhibition.slug}/goods/")
    assert page.context["totals"] | {"lines": 1} == {
        "quantity": 10, "returned": 4, "given": 1, "damaged": 1, "missing": 1, "sold": 2, "difference": 1,
        "lines": 1, "open": 1,
    }  # fmt: skip


def test_the_office_counts_on_return_in_any_digits(running):
    line = ExhibitFactory(participation=running, quantity=10)
    client = client_of(official())
    page = client.get(office_page(running))
    client.post(office_page(running), counts(page, returned="۸", given="1", damaged=""))
    line.refresh_from_db()
    assert (line.quantity, line.returned, line.given, line.damaged, line.missing) == (10, 8, 1, 0, 0)
    assert line.counted_at is not None
    response = client.post(office_page(running), counts(client.get(office_page(running)), returned="-1"))
    assert response.status_code == 422 and "This must be at least 0." in response.content.decode()


def test_two_who_count_at_once_lose_nothing(running):
    line, other = (ExhibitFactory(participation=running, quantity=10) for _number in range(2))
    client = client_of(official())
    page = client.get(office_page(running))
    client.post(office_page(running), counts(page, returned="5"))
    # The second person saw the page before, and counts something else.
    client.post(office_page(running), counts(page, given="2"))
    line.refresh_from_db()
    assert (line.returned, line.given) == (5, 2)
    response = client.post(office_page(running), counts(page, returned="7"))
    html = response.content.decode()
    assert response.status_code == 422 and "It is now: 5" in html and 'value="7"' in html
    line.refresh_from_db()
    assert (line.returned, line.given) == (5, 2)
    client.post(office_page(running), counts(response))
    line.refresh_from_db()
    assert (line.returned, line.given) == (7, 2)
    other.refresh_from_db()
    assert other.returned == 0


def test_lines_of_another_exhibition_are_not_found(running):
    ExhibitFactory(participation=running)
    foreign = ExhibitFactory()
    response = client_of(official()).post(office_page(running), {"act": "lines", "line": [foreign.pk]})
    assert response.status_code == 404


def test_a_sold_work_stays_on_the_list(running):
    line = ExhibitFactory(participation=running, quantity=2)
    enter_sale(
        running, product=line.product, quantity=1, amount=5, unit="USD", channel="direct", sold_on=TODAY, actor=None
    )
    client = client_of(official())
    page = client.get(office_page(running, works=1))
    response = client.post(office_page(running, works=1), ticks(page, **{line.product.code: None}))
    assert response.status_code == 422 and "it stays on the list" in response.content.decode()
    assert listed(running) == {line.product.code: 2}


def sign(client, participation, marks, reason="Left with the host"):
    return client.post(office_page(participation), {"act": "sign", "line": marks, "reason": reason})


def close_sentences(exhibition):
    return [
        words for _receiver, found in closing.send(type(exhibition), exhibition=exhibition) for words in found or ()
    ]


@override("en")
def test_an_exhibition_closes_when_all_is_accounted_for_or_signed(running):
    even = ExhibitFactory(participation=running, quantity=2, returned=2)
    odd = ExhibitFactory(participation=running, quantity=3, returned=1)
    with translation.override("en"):
        [sentence] = close_sentences(running.exhibition)
    assert sentence.startswith(f"1 work of {running.exhibitor} is not accounted for")
    person = official(name="Ahmadi")
    client = client_of(person)
    assert sign(client, running, [f"{odd.pk}.2"], reason="").status_code == 422
    # Other numbers than those that were seen are not signed for, nor is what does not differ.
    sign(client, running, [f"{odd.pk}.1", f"{even.pk}.0"])
    odd.refresh_from_db()
    assert odd.signed_at is None
    sign(client, running, [f"{odd.pk}.2"])
    odd.refresh_from_db()
    assert (odd.signed_by, odd.signed_reason) == (person, "Left with the host")
    assert close_sentences(running.exhibition) == []
    assert "Ahmadi" in client.get(office_page(running)).content.decode()


def test_what_was_signed_for_is_signed_anew_when_the_numbers_change(running):
    line = ExhibitFactory(participation=running, quantity=3)
    client = client_of(official())
    sign(client, running, [f"{line.pk}.3"])
    sale = {"quantity": 1, "amount": 5, "unit": "USD", "channel": "direct", "sold_on": TODAY, "actor": None}
    enter_sale(running, product=line.product, **sale)
    line.refresh_from_db()
    assert (line.signed_at, line.signed_by, line.signed_reason) == (None, None, "")
    sign(client, running, [f"{line.pk}.2"])
    client.post(office_page(running), counts(client.get(office_page(running)), returned="1"))
    line.refresh_from_db()
    assert line.signed_at is None and len(close_sentences(running.exhibition)) == 1


@override("en")
def test_what_was_sold_and_never_listed_keeps_an_exhibition_open(running):
    work = ProductFactory(exhibitor=running.exhibitor)
    sale = {"quantity": 2, "amount": 5, "unit": "USD", "channel": "direct", "sold_on": TODAY, "actor": None}
    enter_sale(running, product=work, **sale)
    enter_sale(running, title={"en": "a spindle"}, **sale)
    with translation.override("en"):
        [sentence] = close_sentences(running.exhibition)
    assert sentence == f"{running.exhibitor} sold 2 pieces that are on no goods list."
    client = client_of(official())
    assert "Sold, and not on the list" in client.get(office_page(running)).content.decode()
    page = client.get(office_page(running, works=1))
    client.post(office_page(running, works=1), ticks(page, **{work.code: 2}))
    assert close_sentences(running.exhibition) == []


def lines_of_checklist(exhibition):
    with translation.override("en"):
        found = checking.send(type(exhibition), exhibition=exhibition, user=official())
    items = [item for _receiver, items in found for item in items or () if item.key in ("goods", "accounts")]
    return [(item.key, str(item.words), item.is_done) for item in items]


def test_the_checklist_asks_for_goods_lists_before_and_for_accounts_after(coming):
    assert lines_of_checklist(coming.exhibition) == [("goods", "1 exhibitor has no goods list yet.", False)]
    line = ExhibitFactory(participation=coming, quantity=2)
    assert lines_of_checklist(coming.exhibition) == [("goods", "Every exhibitor has a goods list.", True)]
    past = exhibition_from(-20)
    line.participation.exhibition = past
    line.participation.save()
    assert lines_of_checklist(past) == [("accounts", "1 work that went is not accounted for.", False)]
    line.returned = 2
    line.save()
    assert lines_of_checklist(past) == [("accounts", "All works that went are accounted for.", True)]


def test_closed_books_are_not_written_in(running):
    line = ExhibitFactory(participation=running, quantity=3)
    client = client_of(official())
    page = client.get(office_page(running))
    running.exhibition.status = "closed"
    running.exhibition.save()
    response = client.post(office_page(running), counts(page, returned="3"), follow=True)
    assert "The books of this exhibition are closed." in response.content.decode()
    line.refresh_from_db()
    assert line.returned == 0


ROLES = {
    "admin": (200, 302), "official": (200, 302), "desk": (200, 403), "viewer": (200, 403), "governorate": (200, 403),
    "juror": (403, 403), "host": (403, 403),
}  # fmt: skip


@pytest.mark.parametrize("kind", ROLES)
def test_officials_count_others_look_jurors_and_hosts_do_neither(kind, running):
    ExhibitFactory(participation=running)
    client = client_of(official(kind))
    got = client.get(office_page(running)).status_code
    assert (got, client.post(office_page(running), {"act": "lines"}).status_code) == ROLES[kind]


def test_a_role_for_another_exhibition_opens_nothing(running):
    elsewhere = ExhibitionFactory()
    user = official(exhibition=elsewhere)
    assert client_of(user).get(office_page(running)).status_code == 404
    # A juror of this one, who counts at another.
    Role.objects.create(user=user, kind="juror", exhibition=running.exhibition)
    client = client_of(type(user).objects.get(pk=user.pk))
    assert client.get(office_page(running)).status_code == 403
    assert client.post(office_page(running), {"act": "lines"}).status_code == 403


def asked(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries.captured_queries)


def fill(participation, number):
    for _number in range(number):
        line = ExhibitFactory(participation=participation, quantity=5)
        values = {"quantity": 1, "amount": 5, "unit": "USD", "channel": "direct", "sold_on": TODAY, "actor": None}
        enter_sale(participation, product=line.product, **values)
        enter_sale(participation, product=ProductFactory(exhibitor=participation.exhibitor), **values)


def test_pages_of_goods_cost_the_same_for_few_and_many(running):
    client, maker = client_of(official()), maker_of(running)
    pages = {
        (client, f"/en/office/exhibitions/{running.exhibition.slug}/goods/"),
        (client, f"/en/office/exhibitions/{running.exhibition.slug}/goods/?differs=1"),
        (client, office_page(running)),
        (client, office_page(running, works=1)),
        (maker, own_page(running)),
    }
    fill(running, 1)
    few = {page: asked(*page) for page in pages}
    fill(running, 3)
    for _number in range(3):
        fill(ParticipationFactory(exhibition=running.exhibition), 1)
    assert {page[1]: asked(*page) for page in pages} == {page[1]: count for page, count in few.items()}
    assert max(few.values()) <= 12, few


def test_of_many_makers_a_page_shows_those_with_an_open_account_first(running):
    makers = [ExhibitorFactory(**dict.fromkeys(NAMES, f"Maker {number:03}")) for number in range(100)]
    for maker in makers:
        ParticipationFactory(exhibition=running.exhibition, exhibitor=maker)
    fill(running, 2)
    client, address = client_of(official()), f"/en/office/exhibitions/{running.exhibition.slug}/goods/"
    first, second = (client.get(address, {"page": page}).content.decode() for page in (1, 2))
    shown = [re.findall(r'<tr data-code="([^"]+)"', page) for page in (first, second)]
    assert shown == [[running.exhibitor.code, *(each.code for each in makers[:99])], [makers[99].code]]
    assert "Next page" in first and "Next page" not in second


def test_goods_and_sales_are_among_a_makers_own_data(running):
    line = ExhibitFactory(participation=running, quantity=3, returned=1)
    values = {"quantity": 2, "amount": 50, "unit": "IRT", "channel": "passenger", "sold_on": TODAY, "actor": None}
    enter_sale(running, product=line.product, **values)
    [taken_part] = everything(running.exhibitor)["participations"]
    [goods], [sale] = taken_part["goods"], taken_part["sales"]
    assert (goods["work"], goods["quantity"], goods["sold"], goods["returned"]) == (line.product.code, 3, 2, 1)
    assert (sale["work"], sale["amount"], sale["currency"], sale["channel"]) == (
        line.product.code,
        500,
        "IRR",
        "passenger",
    )


def test_erasing_a_maker_keeps_the_figures_and_no_words(running):
    line = ExhibitFactory(participation=running, quantity=3)
    draft = ProductFactory(exhibitor=running.exhibitor, state="draft", published_at=None)
    values = {"quantity": 2, "amount": 50, "unit": "USD", "channel": "direct", "sold_on": TODAY, "actor": None}
    for what in ({"product": line.product}, {"product": draft}, {"title": {"fa": "دوک مادربزرگ"}}):
        enter_sale(running, **what, **values)
    person = official()
    Exhibit.objects.update(signed_at=timezone.now(), signed_by=person, signed_reason="Sara gave it to Ali")
    ask_deletion(running.exhibitor, reason="")
    erase_exhibitor(running.exhibitor, actor=person)
    assert [(sale.title, sale.quantity, sale.amount) for sale in Sale.objects.all()] == [({}, 2, 50)] * 3
    assert Exhibit.objects.get().signed_reason == "–"
    assert not Product.objects.filter(pk=draft.pk).exists()
    slug = running.exhibition.slug
    assert client_of(person).get(f"/en/office/exhibitions/{slug}/sales/").status_code == 200


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_officers_who_save_the_same_line_at_the_same_moment():
    participation = ParticipationFactory(exhibition=exhibition_from(-2, status="running"))
    line = ExhibitFactory(participation=participation, quantity=10)
    clients = [client_of(official()) for _number in range(2)]
    address = office_page(participation)
    sent = [counts(client.get(address), returned=str(3 + place)) for place, client in enumerate(clients)]
    barrier, answers = threading.Barrier(2), {}

    def count(place):
        barrier.wait()
        try:
            answers[place] = clients[place].post(address, sent[place]).status_code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=count, args=[place]) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [302, 422]
    winner = next(place for place, status in answers.items() if status == 302)
    line.refresh_from_db()
    assert line.returned == 3 + winner
