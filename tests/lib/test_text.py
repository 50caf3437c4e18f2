"""Whoever looks for a word finds it, however the keyboards of both sides wrote it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.text import MOST_WORDS, fold, fold_weak, search_document, search_terms, squeeze, words_only

# Letters, marks and spaces that folding has to do with, beside everything else.
SCRIPT = st.text(
    st.sampled_from("يىێېئكڪکةۀھہەهأإآٱاؤۆۇۊۋوڕڵڤءگچپژ\u0640\u064b\u0654\u200b\u200c\u200d\u200e ٫٬،۴٤4\n\x00aİK")
)


def finds(query, text):
    document = search_document(text)
    terms = search_terms(query)
    return bool(terms) and all(strong in document or weak in document for strong, weak in terms)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("كليم", "کلیم"),
        ("صنایع‌دستی", "صنایع دستی"),
        ("کوردستان ـ هەولێر", "کوردستان هه" + "ولیر"),
        ("مُنتَج", "منتج"),
        ("إيلام", "ایلام"),
        ("بووکەڵە", "بوکهله"),
        ("ماء", "ما"),
        ("١٢٬٥٠٠٫٥ و ۴۵۶", "12500.5 و 456"),
        ("Kilim  KILIM", "kilim kilim"),
        ("ﻛﻠﻴﻢ", "کلیم"),
    ],
)
def test_letters_of_one_shape_become_one(typed, folded):
    assert fold(typed) == folded


@pytest.mark.parametrize(
    "spellings",
    [
        ("صنایع‌دستی", "صنایع دستی", "صنایعدستی"),
        ("هەولێر", "هه‌ولێر", "هه\u200bولێر", "ھەولێر"),
        ("كليم", "کلیم", "گلیم", "گليم"),
        ("ئێران", "ایران", "إيران"),
        ("الحي", "الحی", "حی"),
        ("گۆزەگەری", "گۆزه‌گه‌ری", "كوزەكەري"),
        ("حقيبة", "حقیبه", "حقيبا"),
        ("چیت", "جيت"),
        ("ڕەشماڵ", "رەشمال"),
        ("۱۴۰۴", "١٤٠٤", "1404"),
        ("کوزهٔ آب", "کوزۀ آب", "کوزه‌ی آب", "کوزه ی آب", "كوزه اب"),
        ("بەڕەی سوور", "به‌ڕه‌ی سوور", "بهره ی سور"),
        ("ألوان", "الوان", "الألوان"),
    ],
)
def test_every_spelling_finds_every_other(spellings):
    missed = [(query, text) for query in spellings for text in spellings if not finds(query, text)]

    assert missed == []


def test_in_a_long_text_only_joiners_are_left_out():
    words = "این زنبیل را مادر از نی نازک و برگ‌های تر خرما در خانه خود بافت"
    assert finds("برگهای", words)
    assert finds("خرما", words)
    assert not finds("ازنی", words)
    assert finds("مادراز", "مادر از نی")


@pytest.mark.parametrize(("query", "text"), [("گلیم", "جاجیم"), ("سفال", "سفر"), ("کلیم سبز", "گلیم قرمز")])
def test_another_word_is_not_found(query, text):
    assert not finds(query, text)


def test_the_weak_form_is_taken_from_what_was_typed():
    assert fold_weak("ئێران إيران ایران") == "یران یران یران"
    assert fold_weak("یران") == "یران"


def test_a_document_holds_each_form_once():
    assert search_document("Kilim", "kilim", "", None) == "\n kilim \n"
    assert search_document("گلیم نو") == "\n گلیم نو \n گلیمنو \n کلیم نو \n کلیمنو \n"
    assert search_document("", None, "؟!", "\u0301") == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(مس)، «سفال»؛", "مس سفال"),
        ("wool-wrapped; 50%_off\\", "wool wrapped 50 off"),
        ("Ma'aragh mo’arragh", "maaragh moarragh"),
        ("١٢٬٥٠٠ 12,5", "12500 12 5"),
        ("می‌شود", "می شود"),
        ("e\u0301\u0308 مُنتَج", "é منتج"),
    ],
)
def test_signs_between_words_part_them_and_marks_do_not(text, words):
    assert fold(words_only(text)) == words


def test_a_query_is_cut_to_eight_words():
    assert len(search_terms(" ".join(map(str, range(50))))) == MOST_WORDS
    assert search_terms("mat mat  MAT") == [("mat", "mat")]


@pytest.mark.parametrize(
    "query", ["", "   ", "\x00", "\u200c", "\u202e\u2066", "ء", "\ud800", "%", "_\\%", "«؟»", "\u0301\u0302"]
)
def test_a_query_without_letters_has_no_words(query):
    assert search_terms(query) == []


def test_what_no_database_takes_is_dropped_from_queries():
    assert search_terms("ki\x00lim\x1f mat\ud800") == [("kilim", "kilim"), ("mat", "mat")]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), SCRIPT))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
    assert squeeze(squeeze(text)) == squeeze(text)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(), SCRIPT))
def test_a_text_is_found_by_itself(text):
    assert finds(text, text) or not search_terms(text)
