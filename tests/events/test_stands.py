"""Stand numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.stands import format_stand_numbers, parse_stand_numbers
from lib.codes import read
from tests.factories import HallFactory, StandFactory

CODES = st.lists(st.from_regex(r"[A-F]?[1-9][0-9]{0,2}", fullmatch=True), unique=True, max_size=60)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("A1-A4, B3", ["A1", "A2", "A3", "A4", "B3"]),
        ("a1 – a3؛ b۳", ["A1", "A2", "A3", "B3"]),
        ("A9-11", ["A9", "A10", "A11"]),
        ("A1 to A3\nA2", ["A1", "A2", "A3"]),
        ("الف۱ تا الف۳", ["الف1", "الف2", "الف3"]),
        ("01-03", ["01", "02", "03"]),
        ("7B، C-5", ["7B", "C-5"]),
        ("", []),
    ],
)
def test_lists_and_ranges_are_understood(text, codes):
    assert parse_stand_numbers(text) == codes


@pytest.mark.parametrize("text", ["A9-A3", "A1-B3", "A1-A9999", "A1/2", "A" * 13, "<b>", "1-400 A1"])
def test_what_is_no_stand_number_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"\w+ .*\.$"):
        parse_stand_numbers(text)


@given(CODES)
def test_numbers_written_in_few_words_are_read_back_as_they_were(codes):
    assert parse_stand_numbers(format_stand_numbers(codes)) == codes


@pytest.mark.django_db
def test_every_stand_has_a_printed_code_of_its_own():
    hall = HallFactory()
    codes = {StandFactory(hall=hall).public_code for _number in range(3)}
    assert len(codes) == 3
    assert all(code[0] == "S" and read(code) == code for code in codes)
