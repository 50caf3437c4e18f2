"""Printed codes: from a card or a sign to the page behind it, with exhibition and stand remembered in the address."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exhibitors.models import Allocation
from lib.numbers import TO_LANGUAGE
from products.models import Product
from tests.factories import (
    AllocationFactory,
    ExhibitFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    HallFactory,
    ParticipationFactory,
    ProductFactory,
    StandFactory,
)
from tests.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ARABIC = {"Accept-Language": "ar-IQ,ar;q=0.9,en;q=0.5"}


@pytest.fixture
def world():
    return make_world()


def scan(client, code, **query):
    return client.get(f"/q/{code}", query, headers=ARABIC)


def page_of(product):
    return f"/ar/products/{product.code}-{product.slug}/"


@pytest.mark.parametrize(
    ("header", "language"),
    [("ckb", "ckb"), ("ku-IQ", "ckb"), ("en-GB,en", "en"), ("fa", "fa"), ("de", "fa"), ("", "fa")],
)
def test_a_code_opens_the_work_in_the_language_of_the_visitor(header, language, world, client):
    response = client.get(f"/q/{world.product.code}", headers={"Accept-Language": header})
    assert response.status_code == 302
    assert response["Location"].startswith(f"/{language}/products/{world.product.code}-red-kilim/")
    assert response["Vary"] == "Accept-Language"
    assert not response.cookies


@pytest.mark.parametrize("script", ["fa", "ar"])
def test_a_code_is_read_in_any_digits_and_case_and_grouping(script, world, client):
    code = world.product.code
    typed = f"{code[:4]}-{code[4:]}".lower().translate(TO_LANGUAGE[script])
    assert scan(client, typed)["Location"] == scan(client, code)["Location"]


def test_a_work_at_a_running_exhibition_tells_it_and_the_stand(world, client):
    there = f"exhibition=kut-now&stand={world.stand.public_code}"
    assert scan(client, world.product.code)["Location"] == f"{page_of(world.product)}?{there}"
    assert scan(client, world.maker.code)["Location"] == f"/ar/exhibitors/sepideh/?{there}"


def test_a_card_tells_the_stand_it_was_printed_for(world, client):
    other = StandFactory(hall=HallFactory(exhibition=ExhibitionFactory(slug="over")))
    response = scan(client, world.product.code, at=other.public_code)
    assert response["Location"] == f"{page_of(world.product)}?exhibition=over&stand={other.public_code}"
    assert scan(client, world.product.code, at="over")["Location"] == f"{page_of(world.product)}?exhibition=over"


@pytest.mark.parametrize("at", ["", "nonsense", "../x", "\x00", "S2345678", "hidden", "P" * 500])
def test_a_card_with_a_place_nobody_knows_still_opens_the_work(at, world, client):
    ExhibitionFactory(slug="hidden", publication="draft", published_at=None)
    assert scan(client, world.product.code, at=at)["Location"].endswith(f"stand={world.stand.public_code}")


def test_between_two_running_exhibitions_or_stands_nothing_is_guessed(world, client):
    AllocationFactory(participation=world.participation, stand=StandFactory(hall=world.stand.hall))
    assert scan(client, world.product.code)["Location"] == f"{page_of(world.product)}?exhibition=kut-now"
    today = date.today()
    second = ExhibitionFactory(starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=1))
    ExhibitFactory(product=world.product, participation=ParticipationFactory(exhibitor=world.maker, exhibition=second))
    assert scan(client, world.product.code)["Location"] == page_of(world.product)


@pytest.mark.parametrize("hidden", ["draft", "over", "withdrawn"])
def test_only_a_public_showing_that_runs_is_told(hidden, world, client):
    if hidden == "draft":
        type(world.exhibition).objects.update(publication="draft")
    elif hidden == "over":
        type(world.exhibition).objects.update(starts_on=date(2025, 1, 1), ends_on=date(2025, 1, 3))
    else:
        type(world.participation).objects.update(state="withdrawn")
    assert scan(client, world.product.code)["Location"] == page_of(world.product)


def test_a_stand_opens_who_stands_there_or_the_plan_or_the_exhibition(world, client):
    code, there = world.stand.public_code, f"?exhibition=kut-now&stand={world.stand.public_code}"
    assert scan(client, code)["Location"] == f"/ar/exhibitors/sepideh/{there}"
    Allocation.objects.update(share="0.5")
    neighbour = ExhibitorFactory(slug="neighbour", name_ar="جارة")
    both = ParticipationFactory(exhibitor=neighbour, exhibition=world.exhibition)
    AllocationFactory(participation=both, stand=world.stand, share="0.5")
    assert scan(client, code)["Location"] == f"/ar/exhibitions/kut-now/plan/{there}"
    plan = client.get(f"/ar/exhibitions/kut-now/plan/{there}").content.decode()
    told = there.replace("&", "&amp;")
    assert all(f'href="/ar/exhibitors/{slug}/{told}"' in plan for slug in ("sepideh", "neighbour"))
    Allocation.objects.all().delete()
    assert scan(client, code)["Location"] == f"/ar/exhibitions/kut-now/{there}"


def test_whoever_stands_there_today_comes_before_other_days(world, client):
    today = date.today()
    Allocation.objects.update(starts_on=today - timedelta(days=2), ends_on=today - timedelta(days=1))
    later = ParticipationFactory(exhibitor=ExhibitorFactory(slug="later"), exhibition=world.exhibition)
    AllocationFactory(participation=later, stand=world.stand, starts_on=today)
    assert scan(client, world.stand.public_code)["Location"].startswith("/ar/exhibitors/later/")


def test_a_work_that_is_gone_says_so_and_a_draft_is_not_known(world, client):
    Product.objects.filter(pk=world.product.pk).update(state="withdrawn")
    response = client.get(f"/q/{world.product.code}", follow=True, headers=ARABIC)
    assert response.status_code == 410
    assert scan(client, world.sent.code).status_code == 404


@pytest.mark.parametrize("wrong", ["P2345678", "hello", "S" * 300, "٪", "P", "<i>", "E2345678"])
def test_a_wrong_code_is_answered_with_words(wrong, world, client):
    response = scan(client, wrong)
    assert response.status_code == 404
    page = response.content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert page.count("<h1>") == 1
    assert response["Cache-Control"] == "no-store"
    assert "<i>" not in page


def test_codes_of_enquiries_and_hidden_records_open_nothing(world, client):
    hidden = ExhibitorFactory(publication="draft", published_at=None)
    stand = StandFactory(hall=HallFactory(exhibition=ExhibitionFactory(publication="draft", published_at=None)))
    of_hidden = ProductFactory(exhibitor=hidden)
    for code in (world.enquiry.code, hidden.code, stand.public_code, of_hidden.code):
        assert scan(client, code).status_code == 404


def test_a_page_told_of_a_stand_hands_it_on_and_says_so(world, client):
    told = f"exhibition=kut-now&amp;stand={world.stand.public_code}"
    address = f"{page_of(world.product)}?exhibition=kut-now&stand={world.stand.public_code}"
    page = client.get(address).content.decode()
    assert f'href="/ar/enquiry/?add={world.product.code}&amp;{told}"' in page
    assert f'data-visit="{told}"' in page
    assert f'rel="canonical" href="http://127.0.0.1:8000{page_of(world.product)}"' in page
    assert f'href="/ckb/products/{world.product.code}-red-kilim/?{told}"' in page
    other = Product.objects.exclude(pk=world.product.pk).get(title_fa="جاجیم")
    assert f'href="{page_of(other)}?{told}"' in page
    maker = client.get(f"/ar/exhibitors/sepideh/?exhibition=kut-now&stand={world.stand.public_code}").content.decode()
    assert f'href="/ar/enquiry/?exhibitor=sepideh&amp;{told}"' in maker
    assert f'href="{page_of(world.product)}?{told}"' in maker


def test_a_page_told_of_what_is_not_there_is_the_same_as_told_of_nothing(world, client):
    ExhibitionFactory(slug="hidden", publication="draft", published_at=None)
    plain = main_of(client.get(page_of(world.product)))
    for query in ("exhibition=hidden", "exhibition=%00", "exhibition=x&stand=y", f"stand={world.stand.public_code}"):
        assert main_of(client.get(f"{page_of(world.product)}?{query}")) == plain
    elsewhere = StandFactory()
    page = main_of(client.get(f"{page_of(world.product)}?exhibition=kut-now&stand={elsewhere.public_code}"))
    assert "?add=" + world.product.code + '&amp;exhibition=kut-now"' in page


def main_of(response):
    return response.content.decode().partition("<main")[2]


def test_a_page_told_of_a_stand_costs_two_queries_more_and_is_kept_like_any_other(world, client):
    address = page_of(world.product)
    counts = []
    for query in ("", f"?exhibition=kut-now&stand={world.stand.public_code}"):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address + query)
        counts.append(len(queries))
        assert "public" in response["Cache-Control"]
        assert not response.cookies
    assert counts[1] == counts[0] + 2
