"""A work is found however its words are typed, and a short word finds only what begins with it."""

import pytest

from products.models import Product
from products.search import refresh
from tests.factories import CraftFactory, ProductFactory

pytestmark = pytest.mark.django_db


def found(query):
    return {product.title_en for product in Product.objects.matching(query)}


def make(slug, title_en, title_fa, **craft):
    product = ProductFactory(craft=CraftFactory(slug=slug, **craft), title_en=title_en, title_fa=title_fa)
    refresh(product)
    return product


@pytest.mark.parametrize("query", ["كليم", "کلیم", "گلیم", "kilim", "KILIM", "بساط"])
def test_one_kilim_under_every_spelling(query):
    make("kilim", "Red kilim", "گلیم سرخ", name_fa="گلیم", name_ar="كليم", also_written_ar="بساط")
    make("copper", "Tray", "سینی", name_fa="ظروف مسی")
    assert found(query) == {"Red kilim"}


def test_two_letters_find_copper_and_not_what_merely_holds_them():
    make("copper", "Tray", "سینی مس")
    make("kilim", "Red kilim", "گلیم همسر")
    assert found("مس") == {"Tray"}


@pytest.mark.parametrize("text", ["(مس)", "سینی مس، بزرگ", "مس‌گری", "«مس»"])
def test_two_letters_are_a_word_between_whatever_signs(text):
    make("copper", "Tray", text)
    assert found("مس") == found("«مس»") == {"Tray"}


def test_two_letters_begin_no_longer_word():
    make("copper", "Tray", "سینی مسی")
    assert found("مس") == set()
    assert found("مسی") == {"Tray"}


def test_three_letters_begin_a_word_and_four_stand_anywhere():
    make("mat", "Mats for the automatic loom", "حصیر")
    make("kilim", "An automatic thing", "گلیم")
    assert found("mat") == {"Mats for the automatic loom"}
    assert found("automat") == found("tomat") == {"Mats for the automatic loom", "An automatic thing"}


@pytest.mark.parametrize("query", ["%", "_", "\\", "؟", "\u0301", "\ud800", "%%__"])
def test_signs_alone_find_nothing_and_nothing_finds_everything(query):
    make("kilim", "Red kilim", "گلیم")
    assert found(query) == set()
    assert found("  ") == {"Red kilim"}


def test_every_word_must_be_there():
    make("kilim", "Red kilim", "گلیم سرخ")
    assert found("گلیم سرخ") == {"Red kilim"}
    assert found("گلیم آبی") == set()
