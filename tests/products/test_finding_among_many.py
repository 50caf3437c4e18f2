"""Among very many works a word is looked up in what an index names first, and nothing that was found is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from products import finding, likely
from products.facets import current_stamp
from products.finding import find
from products.models import Product
from products.search import refresh
from products.shelf import shelf_of
from tests.factories import CraftFactory, ExhibitorFactory, ProductFactory
from vocabulary.models import Spelling

pytestmark = pytest.mark.django_db
KILIM = {"name_en": "Kilim", "name_fa": "گلیم", "name_ar": "كليم", "name_ckb": "بەڕە", "also_written_ar": "بساط"}
COPPER = {"name_en": "Copper", "name_fa": "ظروف مسی", "name_ar": "أوانٍ نحاسية", "name_ckb": "دەفری مس"}
QUERIES = ["kilim", "گليم", "بساط", "red kilim", "kilim gardrn", "garden", "مس", "nothing of the kind", "kilm"]


def make(title, craft="kilim", days_ago=0):
    names = {"kilim": KILIM, "copper": COPPER}[craft]
    work = ProductFactory(
        craft=CraftFactory(slug=craft, **names),
        exhibitor=ExhibitorFactory(),
        title_en=title,
        published_at=timezone.now() - timedelta(days=days_ago),
    )
    refresh(work)
    return work


def found(query):
    stamp = current_stamp()
    shelf_of(stamp)
    return find(query, stamp=stamp)


def titles(works):
    named = Product.objects.in_bulk(works)
    return [named[work].title_en for work in works]


@pytest.fixture
def many(monkeypatch):
    monkeypatch.setattr(finding, "LARGE", 0)


def shop():
    make("Kilim", days_ago=90)
    make("Red kilim", days_ago=5)
    make("Garden", days_ago=1)
    make("Garden tray", "copper")
    make("Bowl", "copper", days_ago=200)


def test_words_that_few_works_hold_find_the_same_in_the_same_order(monkeypatch):
    shop()
    few = {query: (found(query).order, found(query).slips) for query in QUERIES}
    assert len({len(order) for order, _slips in few.values()}) > 3
    monkeypatch.setattr(finding, "LARGE", 0)
    assert {query: (found(query).order, found(query).slips) for query in QUERIES} == few


def test_names_are_sampled_again_where_works_have_come(many, monkeypatch):
    monkeypatch.setattr("products.shelf.SAMPLED", 4)
    shelf_of(current_stamp())
    assert found("kilim").order == []
    for number in range(8):
        make(f"Garden {number}")
    assert len(found("garden").order) == 8
    assert len(shelf_of(current_stamp()).names) == 4
    Product.objects.all().delete()
    assert found("garden").order == []


def test_a_sample_is_of_old_and_new_works_alike(monkeypatch):
    monkeypatch.setattr("products.shelf.SAMPLED", 4)
    for number in range(7):
        make(f"Work {number}")
    shelf = shelf_of(current_stamp())
    numbers = sorted(int(name.split()[1]) for name in shelf.names)
    assert numbers == [0, 1, 3, 5]


def test_a_name_is_looked_for_unless_the_sample_leaves_no_doubt(many, monkeypatch):
    monkeypatch.setattr(likely, "MOST", 8)
    for number in range(12):
        make(f"Fine kilim {number}", days_ago=number)
    shelf = shelf_of(current_stamp())
    assert not likely.names_hold([["kilim"]], shelf)  # 12 of 8, which may be chance
    monkeypatch.setattr(likely, "MOST", 1)
    assert likely.names_hold([["kilim"]], shelf)


def test_of_too_many_those_called_so_come_first_and_none_of_the_craft_is_left_out(many, monkeypatch):
    monkeypatch.setattr(likely, "MOST", 3)
    shop()
    for number in range(6):
        make(f"Pot {number}", days_ago=number)
    kilims = found("kilim")
    assert titles([work for _key, work in kilims.order]) == ["Kilim", "Red kilim"]
    assert sorted(titles(list(kilims.others))) == ["Garden", *(f"Pot {number}" for number in range(6))]
    assert kilims.is_capped
    assert [each.slug for each in kilims.widened] == ["kilim"]


def test_where_too_many_are_called_so_only_the_exact_ones_stay_in_order(many, monkeypatch):
    monkeypatch.setattr(likely, "MOST", 2)
    for number in range(5):
        make(f"Fine kilim {number}", days_ago=number)
    make("Kilim", days_ago=300)
    kilims = found("kilim")
    assert titles([work for _key, work in kilims.order]) == ["Kilim"]
    assert len(kilims.others) == 5


def test_a_name_that_most_works_have_is_not_looked_for(many, monkeypatch):
    monkeypatch.setattr(likely, "MOST", 2)
    for number in range(20):
        make(f"Fine kilim {number}", days_ago=number)
    make("Kilim", days_ago=300)
    asked, holding = [], likely.holding
    monkeypatch.setattr(likely, "holding", lambda column, read: asked.append(column) or holding(column, read))
    kilims = found("kilim")
    assert titles([work for _key, work in kilims.order]) == ["Kilim"]
    assert len(kilims.others) == 20
    assert asked == []
    assert titles([work for _key, work in found("fine 17").order]) == ["Fine kilim 17"]
    assert asked == ["search_text"]


@pytest.mark.parametrize("query", ["kiliim", "red kiliim"])
def test_a_word_that_no_text_has_is_asked_of_no_index(many, monkeypatch, query):
    shop()
    asked, holding, held = [], likely.holding, likely.held
    monkeypatch.setattr(likely, "holding", lambda column, lines: asked.extend(lines) or holding(column, lines))
    monkeypatch.setattr(likely, "held", lambda column, words: asked.extend(words) or held(column, words))
    assert found(query).slips == {"kiliim": ["Kilim"]}
    assert asked
    assert not [form for forms in asked for form in forms if "kiliim" in form]


def test_two_slips_are_mended_though_somebody_has_written_one_of_them(many):
    shop()
    # Its pieces are known, its word is not.
    Product.objects.filter(pk=make("Gardrns").pk).update(state="draft")
    Spelling.objects.filter(word="gardrns").delete()
    assert found("kiliim gardrn").slips == {"kiliim": ["Kilim"], "gardrn": ["Garden"]}


def test_a_word_with_one_form_that_some_text_has_is_no_slip(many):
    shop()
    assert found("الكليم gardrn").slips == {"gardrn": ["Garden"]}


def test_titles_of_hidden_makers_leave_none_out(many, monkeypatch):
    monkeypatch.setattr(likely, "MOST", 2)
    hidden = [make("Kilim") for _number in range(4)]
    for work in hidden:
        work.exhibitor.publication = "draft"
        work.exhibitor.save()
    shown = [make("Kilim", days_ago=number) for number in range(2)]
    for number in range(4):
        make(f"Kilim {number}")
    assert {work for _key, work in found("kilim").order} == {work.pk for work in shown}


def test_a_slip_among_too_many_is_said_too(many, monkeypatch):
    monkeypatch.setattr(likely, "MOST", 2)
    shop()
    make("Kila", "copper").exhibitor.products.all().delete()  # leaves its word behind
    kilims = found("kilm")
    assert (kilims.slips, len(kilims.order) + len(kilims.others)) == ({"kilm": ["Kilim"]}, 3)


def test_pages_go_from_those_in_order_to_the_newest_of_the_others(many, monkeypatch, client):
    monkeypatch.setattr(likely, "MOST", 3)
    monkeypatch.setattr("products.views.public.PAGE", 2)
    shop()
    for number in range(5):
        make(f"Pot {number}", days_ago=number + 10)
    client.get("/en/products/")  # as the web server does when it starts
    seen, query = [], "q=kilim"
    while query:
        context = client.get(f"/en/products/?{query}").context_data
        seen += [product.title_en for product in context["products"]]
        query = context["next_query"]
    assert seen == ["Kilim", "Red kilim", "Garden", *(f"Pot {number}" for number in range(5))]
    assert client.get("/en/products/?q=kilim&after=90fffffffffffffffff" + make("Pot 9").code).status_code == 200


def test_choosing_a_facet_narrows_the_others_too(many, monkeypatch, client):
    monkeypatch.setattr(likely, "MOST", 2)
    shop()
    make("Pot of copper and kilim", "copper")
    client.get("/en/products/")
    context = client.get("/en/products/?q=kilim&craft=kilim").context_data
    assert (context["total"], len(context["products"])) == (3, 3)


def test_works_of_hidden_makers_are_among_none_of_them(many, monkeypatch, client):
    monkeypatch.setattr(likely, "MOST", 2)
    for number in range(4):
        make(f"Garden {number}")
    hidden = [make("Garden of nobody") for _number in range(4)]
    for work in hidden:
        work.exhibitor.publication = "draft"
        work.exhibitor.save()
    client.get("/en/products/")
    results = client.get("/en/search/?q=garden").context["found"]
    assert (results.work_count, len(results.works)) == (3, 3)  # one more than can be ranked
    assert not {work.pk for work in hidden} & set(results.said.works)


def test_a_cursor_with_a_letter_that_no_code_has_is_none(many, monkeypatch, client):
    monkeypatch.setattr(likely, "MOST", 2)
    shop()
    client.get("/en/products/")
    for after in ("903ffa000000000000PUUUUUUU", "903ffa000000000000P0000000", "90fffffffffffffffffP2222222"):
        assert client.get(f"/en/products/?q=kilim&after={after}").status_code == 200


def test_what_words_find_too_often_is_put_in_no_order_by_the_database(many, monkeypatch, client):
    monkeypatch.setattr(likely, "MOST", 2)
    shop()
    client.get("/en/products/")
    orders = {name for name, _unit, _query in client.get("/en/products/?q=kilim").context_data["sorts"]}
    assert {"best", "newest", "fair", "name"} <= orders
    monkeypatch.setattr("products.facets.MOST_KEYS", 2)
    for order in ("name", "fair"):
        context = client.get(f"/en/products/?q=kilim&sort={order}").context_data
        assert context["sort"] == "best"
        assert {name for name, _unit, _query in context["sorts"]} == {"best", "newest"}
    assert client.get("/en/products/?q=kilim&sort=newest").context_data["sort"] == "newest"
