"""What people write is shown as they wrote it, and does nothing to the words of others."""

import pytest

from accounts.texts import text_fields
from lib.text import TURNING, balanced, file_name, one_line, several_lines
from products.models import Product
from tests.factories import ProductFactory
from tests.hostile_texts import TEXTS, models_of_ours

JOINED = "می‌خواهم ه‍"


@pytest.mark.parametrize("text", TEXTS.values())
def test_nothing_is_kept_that_turns_or_breaks_the_words_of_others(text):
    lines, line = several_lines(text + "\0"), one_line(text)
    for kept in (lines, line):
        assert not TURNING.search(kept) and not set("\x0b\x0c\x85\u2028\u2029\0") & set(kept)
    assert "\n" not in line and "\r" not in line


@pytest.mark.parametrize("text", TEXTS.values())
def test_in_what_we_write_round_it_nothing_stays_but_what_is_paired(text):
    kept = balanced(f"Dear \u2066{text}\u2069, \0")
    assert set(TURNING.findall(kept)) <= set("\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
    for line in kept.splitlines():
        assert sum(line.count(sign) for sign in "\u2066\u2067\u2068") == line.count("\u2069")


def test_joiners_and_what_stands_in_lines_stay():
    assert several_lines(f"{JOINED}\n  <b>=1+1\t&") == f"{JOINED}\n  <b>=1+1\t&"
    assert one_line(f" {JOINED}  a ") == f"{JOINED} a"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("code \u20661234 \u200e5678\u2069.", "code \u20661234 \u200e5678\u2069."),
        ("\u2066open", "open"),
        ("end\u2069 \u2066x\u2069", "end \u2066x\u2069"),
        ("\u2067\u2066a\u2069", "\u2066a\u2069"),
        ("\u2066a\nb\u2069", "a\nb"),
        ("\u202eback\u202c", "back"),
    ],
)
def test_isolates_of_our_own_stay_and_none_reaches_beyond_its_line(written, kept):
    assert balanced(written) == kept


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("گلیم‌ها.pdf", "گلیم‌ها.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\price.pdf", "price.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ('a";filename="b.exe', "a;filename=b.exe"),
        ("a\r\nX: y.pdf", "a X y.pdf"),
        ("...", ""),
        ("", ""),
    ],
)
def test_a_name_of_a_file_says_what_it_is(sent, shown):
    assert file_name(sent) == shown


@pytest.mark.django_db
def test_it_is_cleaned_whichever_way_it_is_stored():
    product = ProductFactory(title_en="a\u202eb\nc", story_en="a\u202eb\u2028c", facts={"warp": "w\u2067l"})
    kept = Product.objects.get(pk=product.pk)
    assert (kept.title_en, kept.story_en, kept.facts) == ("ab c", "ab\nc", {"warp": "wl"})
    kept.title_en = "\u202ex"
    kept.save(update_fields=["title_en"])
    assert Product.objects.get(pk=product.pk).title_en == "x"


def test_every_app_of_ours_is_cleaned():
    labels = {model._meta.app_label for model in models_of_ours()}
    assert labels >= {"accounts", "vocabulary", "events", "exhibitors", "products", "enquiries"}
    assert "auditlog" not in labels and text_fields(Product)
