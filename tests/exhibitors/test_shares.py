"""Shares of stands as people write them."""

from decimal import Decimal

import pytest

from exhibitors.shares import parse_share


@pytest.mark.parametrize(("text", "share"), [("1/2", "0.500"), ("0.5", "0.500"), ("50%", "0.500"), ("1", "1.000")])
def test_a_share_is_read(text, share):
    assert parse_share(text) == Decimal(share)


@pytest.mark.parametrize(
    "text",
    ["NaN", "NaN%", "Infinity", "1e999999999999", "9e-999999", "9e999999/9e-999999", "1/0", "0", "2", "1e-5", "x"],
)
def test_what_is_no_share_is_refused_in_words(text):
    with pytest.raises(ValueError, match="1/2"):
        parse_share(text)
