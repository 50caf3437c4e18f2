"""Whoever renames a word of the trade finds by the new word what carries it."""

import pytest

from exhibitors.models import Exhibitor
from exhibitors.search import refresh as refresh_exhibitor
from products.facets import current_stamp
from products.models import Product
from products.search import refresh
from tests.factories import CraftFactory, ExhibitorFactory, PlaceFactory, ProductFactory
from vocabulary.models import Craft, Material, Place, Technique

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
LANGUAGES = ("en", "fa", "ar", "ckb")


@pytest.fixture
def work():
    craft, place = CraftFactory(slug="kilim", name_fa="گلیم"), PlaceFactory(slug="eyvan", name_fa="ایوان")
    maker = ExhibitorFactory(place=place)
    maker.crafts.add(craft, CraftFactory(slug="jajim"))
    work = ProductFactory(exhibitor=maker, craft=craft)
    work.materials.add(Material.objects.create(slug="wool", name_fa="پشم"))
    work.techniques.add(Technique.objects.create(slug="weaving", name_fa="بافت"))
    other = ProductFactory(exhibitor=ExhibitorFactory(place=PlaceFactory(slug="kut")), craft=CraftFactory(slug="felt"))
    for product in (work, other):
        refresh(product)
        refresh_exhibitor(product.exhibitor)
    return work


@pytest.mark.parametrize("field", [f"{name}_{code}" for name in ("name", "also_written") for code in LANGUAGES])
@pytest.mark.parametrize(
    ("model", "slug"), [(Craft, "kilim"), (Material, "wool"), (Technique, "weaving"), (Place, "eyvan")]
)
def test_a_work_is_found_by_the_new_word_of_what_it_is_made_of_and_where(work, model, slug, field):
    stamp = current_stamp()
    term = model.objects.get(slug=slug)
    setattr(term, field, "Zarbafi")

    term.save()

    assert list(Product.objects.matching("zarbafi")) == [work]
    assert current_stamp() != stamp


@pytest.mark.parametrize("field", [f"name_{code}" for code in LANGUAGES])
@pytest.mark.parametrize(("model", "slug"), [(Craft, "kilim"), (Craft, "jajim"), (Place, "eyvan")])
def test_an_exhibitor_is_found_by_the_new_word_of_craft_and_place(work, model, slug, field):
    term = model.objects.get(slug=slug)
    setattr(term, field, "Zarbafi")

    term.save()

    assert list(Exhibitor.objects.matching("zarbafi")) == [work.exhibitor]


def test_the_old_word_finds_nothing_any_more(work):
    craft = Craft.objects.get(slug="kilim")
    craft.name_fa = "زیلو"
    craft.save()

    assert list(Product.objects.matching("گلیم")) == []
    assert list(Exhibitor.objects.matching("گلیم")) == []


def test_what_nobody_searches_by_folds_nothing(work):
    Product.objects.filter(pk=work.pk).update(search_text="as it was")
    craft = Craft.objects.get(slug="kilim")
    craft.position = 7
    craft.save()

    assert Product.objects.get(pk=work.pk).search_text == "as it was"
