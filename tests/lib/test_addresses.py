"""Addresses are looked up once, and still those of the language and the parts asked for."""

from django.urls import NoReverseMatch
from django.utils.translation import override
from pytest import raises

from lib.addresses import address


def test_an_address_kept_in_one_language_is_not_given_in_another():
    for _time in range(2):
        for language in ("en", "ckb"):
            with override(language):
                assert address("public:product_list") == f"/{language}/products/"


def test_the_parts_of_an_address_belong_to_it():
    with override("fa"):
        assert address("public:craft_detail", "kilim") == "/fa/crafts/kilim/"
        assert address("public:craft_detail", "jajim") == "/fa/crafts/jajim/"
        with raises(NoReverseMatch):
            address("public:craft_detail")
