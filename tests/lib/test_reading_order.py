"""Telephone numbers and Latin words inside Arabic letters keep their order."""

import pytest

from lib.text import in_reading_order


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("زنگ بزنید 0918 123 4567 لطفاً", "زنگ بزنید \u20660918 123 4567\u2069 لطفاً"),
        ("شماره من ۰۹۱۸ ۱۲۳ ۴۵۶۷ است", "شماره من \u2066۰۹۱۸ ۱۲۳ ۴۵۶۷\u2069 است"),
        ("رقمي ٠٧٧٠ ١٢٣ ٤٥٦٧", "رقمي \u2066٠٧٧٠ ١٢٣ ٤٥٦٧\u2069"),
        ("أريد +964 770 123 4567", "أريد \u2066+964 770 123 4567\u2069"),
        ("رنگ Dark Blue 120 باشد", "رنگ \u2066Dark Blue 120\u2069 باشد"),
        ("سه متر و ۲۰ سانت", "سه متر و ۲۰ سانت"),
        ("گلیم ۱۴۰×۲۲۰", "گلیم ۱۴۰×۲۲۰"),
        ("", ""),
    ],
)
def test_what_runs_from_left_to_right_is_kept_apart(written, shown):
    assert in_reading_order(written) == shown
