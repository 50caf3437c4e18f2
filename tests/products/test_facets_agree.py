"""What the sets of the works list count is what SQL finds, whatever is chosen."""

import random
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.utils.http import urlencode

from events.models import Exhibition
from exhibitors.models import Exhibitor, Participation
from products.facets import FACETS, FAMILY, Filters, current_stamp
from products.models import CatalogueStamp, Product
from products.prices import bands_of
from products.shelf import Shelf, shelf_of
from products.sizes import SIZES
from tests.factories import (
    CraftFactory,
    ExhibitFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    ParticipationFactory,
    PlaceFactory,
    ProductFactory,
)
from vocabulary.models import Craft, Material, Place, Technique

pytestmark = pytest.mark.django_db
NEWEST = datetime(2026, 1, 1, tzinfo=UTC)
DICE = random.Random(20261129)


@pytest.fixture
def shop():
    """Sixty works over all that can be chosen, some of them drafts, some of makers that are not public."""
    iran = PlaceFactory(slug="iran", kind="country")
    ilam = PlaceFactory(slug="ilam", kind="province", parent=iran)
    places = [None, ilam, *(PlaceFactory(slug=slug, kind="county", parent=ilam) for slug in ("eyvan", "mehran"))]
    crafts = [
        CraftFactory(slug=slug, family=family)
        for slug, family in (("kilim", "weaving"), ("jajim", "weaving"), ("copper", "metal"), ("mat", "reed"))
    ]
    materials = [Material.objects.create(slug=slug, name_en=slug) for slug in ("wool", "cotton", "copper-sheet")]
    techniques = [Technique.objects.create(slug=slug, name_en=slug) for slug in ("weaving", "raising")]
    exhibitions = [ExhibitionFactory(publication=state) for state in ("published", "published", "draft")]
    makers = [
        ExhibitorFactory(place=DICE.choice(places), publication="published" if number else "draft")
        for number in range(7)
    ]
    taking_part = [
        ParticipationFactory(exhibitor=maker, exhibition=exhibition, state=DICE.choice(["accepted", "submitted"]))
        for maker in makers
        for exhibition in exhibitions
    ]
    for number in range(60):
        mode = DICE.choice(["fixed", "from", "on_request"])
        price = {"price_mode": mode}
        if mode != "on_request":
            unit = DICE.choice(["IQD", "USD", "IRT", "IRR"])
            amount = DICE.choice([20, 25, 50, Decimal("99.99"), 250]) if unit == "USD" else DICE.choice(
                [20_000, 25_000, 100_000, 1_000_000, 30_000_000]
            )  # fmt: skip
            price |= {"price_amount": amount, "price_unit": unit, "currency": "IRR" if unit == "IRT" else unit}
        product = ProductFactory(
            exhibitor=DICE.choice(makers),
            craft=DICE.choice(crafts),
            kind=DICE.choice(Product.Kind.values),
            availability=DICE.choice(Product.Availability.values),
            state="draft" if number % 9 == 0 else "published",
            published_at=NEWEST - timedelta(hours=number // 2),
            width_mm=DICE.choice([None, 300, 500, 501, 1400]),
            length_mm=DICE.choice([None, 200, 1000, 2200]),
            **price,
        )
        product.materials.set(DICE.sample(materials, DICE.randrange(3)))
        product.techniques.set(DICE.sample(techniques, DICE.randrange(2)))
        for participation in taking_part:
            if participation.exhibitor_id == product.exhibitor_id and DICE.random() < 0.5:
                ExhibitFactory(product=product, participation=participation)


def values(facet):
    return {
        "craft": [*Craft.objects.values_list("slug", flat=True), FAMILY + "weaving", FAMILY + "reed", FAMILY + "clay"],
        "material": Material.objects.values_list("slug", flat=True),
        "technique": Technique.objects.values_list("slug", flat=True),
        "place": Place.objects.values_list("slug", flat=True),
        "exhibition": list(Filters.read(QueryDict()).words["exhibition"]),
        "exhibitor": list(Product.objects.values_list("exhibitor__slug", flat=True).distinct()),
        "kind": Product.Kind.values,
        "availability": Product.Availability.values,
        "size": list(SIZES),
    }[facet]


def some_query(choices):
    pairs = []
    for facet in DICE.sample(FACETS, DICE.choice([0, 1, 1, 2, 2, 3, 4])):
        pairs += [(facet, slug) for slug in DICE.sample(choices[facet], min(len(choices[facet]), DICE.randrange(1, 4)))]
    if DICE.random() < 0.4:
        pairs += DICE.choice(bands_of(DICE.choice(["IQD", "USD", "IRR"]))).pairs()
    return QueryDict(urlencode(pairs))


def test_sets_and_sql_agree_on_thousands_of_filters(shop):
    choices = {facet: list(values(facet)) for facet in FACETS}
    published = Product.objects.published().order_by()
    sizes = set()
    for _turn in range(2000):
        query = some_query(choices)
        filters = Filters.read(query)
        assert set(filters.results) == set(filters.in_sql(published).values_list("pk", flat=True)), query
        sizes.add(filters.total)
    assert min(sizes) == 0
    assert len(sizes) > 15


def test_beside_every_value_stands_how_many_works_choosing_it_shows(shop):
    choices = {facet: list(values(facet)) for facet in FACETS}
    for _turn in range(25):
        query = some_query(choices)
        filters = Filters.read(query)
        for facet, lines in filters.choices.items():
            for line in lines:
                chosen = filters.chosen[facet]
                more = Filters.read(QueryDict(filters.query_string((facet, line.slug), without=[facet])))
                assert (line.slug, line.count) == (line.slug, more.total), query
                assert line.is_chosen == (line.slug in chosen)
        for band, count in filters.price_lines:
            assert count == Filters.read(QueryDict(filters.query_string(price=band))).total, (query, band)


def test_every_change_is_seen_at_once(shop, client):
    product = Product.objects.published().first()
    wool = Material.objects.create(slug="silk", name_en="Silk")

    def total(query):
        return client.get(f"/en/products/?{query}").context_data["total"]

    before = total("")
    assert total("material=silk") == 0
    product.materials.add(wool)
    assert total("material=silk") == 1
    product.state = "archived"
    product.save()
    assert (total(""), total("material=silk")) == (before - 1, 0)


def test_sets_are_not_made_anew_where_somebody_changed_something_after_the_stamp_was_read(monkeypatch):
    product = ProductFactory()
    followed = shelf_of(current_stamp())
    product.save()
    asked = current_stamp()
    product.save()
    assert shelf_of(asked) is followed and shelf_of(asked) is followed and shelf_of(current_stamp()) is followed


def test_an_exhibition_that_shows_works_twice_names_all_or_says_that_there_are_too_many(monkeypatch):
    monkeypatch.setattr("products.receivers.MOST_CHANGED", 3)
    fair = ExhibitionFactory(publication="draft")
    group, maker = (ParticipationFactory(exhibition=fair) for _ in range(2))
    works = [ProductFactory(exhibitor=maker.exhibitor) for _ in range(5)]
    for participation, product in [(group, works[0]), (group, works[1]), *((maker, each) for each in works)]:
        ExhibitFactory(participation=participation, product=product)
    shelf_of(current_stamp())
    set_and_save(fair, publication="published")
    assert set(shelf_of(current_stamp()).sets["exhibition"][fair.slug]) == {each.pk for each in works}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_works_at_once_both_are_seen(monkeypatch):
    one, two = (ProductFactory(price_mode="fixed", price_amount=20, currency="USD", price_unit="USD") for _ in range(2))
    shelf_of(current_stamp())
    others, move = [], type(CatalogueStamp.objects).update_or_create

    def set_price(pk, amount):
        set_and_save(Product.objects.get(pk=pk), price_amount=amount)

    def set_another_price():
        set_price(two.pk, 7)
        connection.close()

    def move_while_another_does(self, *args, **kwargs):
        monkeypatch.undo()
        answer = move(self, *args, **kwargs)
        others.append(threading.Thread(target=set_another_price))
        others[0].start()
        others[0].join(1)
        if not others[0].is_alive():
            shelf_of(current_stamp())  # the page of a third
        return answer

    monkeypatch.setattr(type(CatalogueStamp.objects), "update_or_create", move_while_another_does)
    set_price(one.pk, 5)
    others[0].join(20)
    shelf = shelf_of(current_stamp())
    assert (shelf.amounts[one.pk], shelf.amounts[two.pk]) == (500, 700)


def test_a_currency_that_no_work_has_any_more_is_offered_no_more(client):
    product = ProductFactory(price_mode="fixed", price_amount=20, currency="USD", price_unit="USD")
    ProductFactory(price_mode="fixed", price_amount=20_000, currency="IQD", price_unit="IQD")

    def units():
        return {unit for _name, unit, _query in client.get("/en/products/").context_data["sorts"] if unit}

    assert units() == {"USD", "IQD"}
    Product.objects.filter(pk=product.pk).update(currency="IQD", price_unit="IQD")
    product.refresh_from_db()
    product.save()
    assert units() == {"IQD"}


def test_a_value_may_be_called_like_a_family(client):
    wool = Material.objects.create(slug="all-wool", name_en="All wool")
    ProductFactory().materials.add(wool)
    [line] = client.get("/en/products/").context_data["filters"].choices["material"]
    assert (line.slug, line.count) == ("all-wool", 1)


def test_a_word_of_the_trade_that_goes_is_counted_no_more(client):
    wool = Material.objects.create(slug="wool", name_en="Wool")
    ProductFactory().materials.add(wool)
    assert client.get("/en/products/").context_data["filters"].choices["material"]
    wool.name_en = "Fine wool"
    wool.save()
    wool.delete()
    assert not client.get("/en/products/").context_data["filters"].choices["material"]


def told(shelf):
    """Everything of a shelf that may be asked for."""
    makers = {slug: shelf.makers.works_of(slug) for slug in shelf.makers.numbers}
    return {
        "works": shelf.works,
        "sets": {facet: dict(sets) for facet, sets in shelf.sets.items()},
        "makers": {slug: works for slug, works in makers.items() if works},
        "newest": list(shelf.newest.works),
        "prices": {currency: list(prices.works) for currency, prices in shelf.prices.items()},
        "amounts": {work: shelf.amounts[work] for prices in shelf.prices.values() for work in prices.works},
    }


def some(model):
    return DICE.choice(list(model.objects.order_by("pk")))


def set_and_save(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


CHANGES = [
    lambda: set_and_save(some(Product), state=DICE.choice(["published", "archived"])),
    lambda: set_and_save(some(Product), price_mode="fixed", price_amount=DICE.randrange(9), price_unit="USD", currency="USD"),
    lambda: set_and_save(some(Product), craft=some(Craft), width_mm=DICE.choice([None, 300, 1400])),
    lambda: some(Product).materials.set(DICE.sample(list(Material.objects.all()), DICE.randrange(Material.objects.count()))),
    lambda: ProductFactory(exhibitor=some(Exhibitor), craft=some(Craft)),
    lambda: some(Product).delete(),
    lambda: set_and_save(some(Exhibitor), publication=DICE.choice(["published", "published", "draft"])),
    lambda: set_and_save(some(Exhibitor), place=some(Place)),
    lambda: set_and_save(some(Exhibition), publication=DICE.choice(["published", "draft"])),
    lambda: set_and_save(some(Participation), state=DICE.choice(["accepted", "submitted"])),
    lambda: set_and_save(some(Place), parent=DICE.choice([None, some(Place)])),
    lambda: set_and_save(some(Craft), family=DICE.choice(Craft.Family.values)),
    lambda: set_and_save(some(DICE.choice([Craft, Material, Place])), slug=f"eyvan-{DICE.randrange(10**6)}"),
    lambda: [term.delete() for term in DICE.choice([Material, Technique]).objects.order_by("pk")[1:2]],
    lambda: Material.objects.create(slug=f"new-{DICE.randrange(10**6)}", name_en="New"),
]  # fmt: skip


def test_sets_that_followed_every_change_are_those_made_anew_and_are_never_made_anew(shop):
    followed = shelf_of(current_stamp())
    for turn in range(300):
        with transaction.atomic():
            DICE.choice(CHANGES)()
        if turn % 3 == 0:
            assert shelf_of(current_stamp()) is followed
            fresh = Shelf()
            fresh.fill()
            assert told(followed) == told(fresh)
            query = some_query({facet: list(values(facet)) for facet in FACETS})
            filters = Filters.read(query)
            in_sql = filters.in_sql(Product.objects.published().order_by())
            assert set(filters.results) == set(in_sql.values_list("pk", flat=True)), query
