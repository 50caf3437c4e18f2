"""A word of the trade goes only while few records use it."""

import pytest
from django.urls import reverse

from products.models import Product
from tests.factories import CraftFactory, ExhibitorFactory, ProductFactory, official
from vocabulary import admin
from vocabulary.models import Craft, Material

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(official())
    return client


def page(client, term, **data):
    address = reverse(f"records:vocabulary_{term._meta.model_name}_delete", args=[term.pk])
    return client.post(address, data, follow=True) if data else client.get(address)


def test_a_word_that_very_many_use_stays_and_the_page_says_how_many(desk, monkeypatch):
    monkeypatch.setattr(admin, "MOST_NAMED", 2)
    craft, wool = CraftFactory(slug="kilim"), Material.objects.create(slug="wool", name_fa="پشم")
    maker = ExhibitorFactory()
    maker.crafts.add(craft)
    for _number in range(3):
        ProductFactory(exhibitor=maker, craft=craft).materials.add(wool)

    for term in (craft, wool):
        shown = page(desk, term).content.decode()
        assert "<li>آثار: ۳</li>" in shown
        assert not any(str(work) in shown for work in Product.objects.all())
        page(desk, term, post="yes")
    assert Craft.objects.filter(slug="kilim").exists()
    assert [wool] == list(Product.objects.first().materials.all())


def test_a_word_that_few_use_goes_with_what_is_named(desk):
    wool = Material.objects.create(slug="wool", name_fa="پشم")
    work = ProductFactory()
    work.materials.add(wool)
    assert "<form" in page(desk, wool).content.decode()
    page(desk, wool, post="yes")
    assert not Material.objects.filter(slug="wool").exists()
    assert Product.objects.filter(pk=work.pk).exists()


def test_a_word_nobody_uses_goes_with_its_own_lists(desk, monkeypatch):
    monkeypatch.setattr(admin, "MOST_NAMED", 2)
    craft = CraftFactory(slug="felt")
    craft.materials.set([Material.objects.create(slug=f"m-{number}") for number in range(3)])
    page(desk, craft, post="yes")
    assert not Craft.objects.filter(slug="felt").exists()
