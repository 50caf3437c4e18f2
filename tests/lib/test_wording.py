"""Which texts wait for a translation: missing ones, and those older than what they translate."""

from lib.languages import mark_of
from lib.wording import copy_of_source, source_of, stamped, waiting, waits_since


def texts(**title):
    return {"title": dict.fromkeys(("en", "fa", "ar", "ckb"), "") | title}


def test_the_language_first_written_in_is_the_source():
    kept = stamped({}, {}, texts(ckb="بەڕە"), "1")
    assert kept == {"title": {"source": "ckb", "ckb": "1"}}
    kept = stamped(kept, texts(ckb="بەڕە"), texts(ckb="بەڕە", fa="گلیم"), "2")
    assert source_of(kept, "title", texts(ckb="بەڕە", fa="گلیم")["title"]) == "ckb"


def test_a_text_not_written_in_a_language_waits_since_the_source_was_written():
    kept = stamped({}, {}, texts(fa="گلیم"), "1")
    assert waiting(kept, texts(fa="گلیم")) == {"title": {"en": "missing", "ar": "missing", "ckb": "missing"}}
    assert waits_since(kept, texts(fa="گلیم"), "9") == "1"


def test_a_translation_older_than_its_source_is_stale_until_it_is_written_anew():
    full = {"en": "Kilim", "fa": "گلیم", "ar": "كليم", "ckb": "بەڕە"}
    kept = stamped({}, {}, texts(fa="گلیم"), "1")
    kept = stamped(kept, texts(fa="گلیم"), texts(**full), "2")
    assert waiting(kept, texts(**full)) == {}
    changed = full | {"fa": "گلیم سرخ"}
    kept = stamped(kept, texts(**full), texts(**changed), "3")
    assert waiting(kept, texts(**changed)) == {"title": {"en": "stale", "ar": "stale", "ckb": "stale"}}
    done = changed | {"en": "Red kilim"}
    kept = stamped(kept, texts(**changed), texts(**done), "4")
    assert waiting(kept, texts(**done)) == {"title": {"ar": "stale", "ckb": "stale"}}


def test_texts_written_together_do_not_wait():
    full = texts(en="a", fa="b", ar="c", ckb="d")
    assert waiting(stamped({}, {}, full, "1"), full) == {}
    assert waits_since(stamped({}, {}, full, "1"), full, "9") is None


def test_what_was_stored_before_the_moments_were_kept_is_only_missing_never_stale():
    assert waiting({}, texts(en="a", fa="b")) == {"title": {"ar": "missing", "ckb": "missing"}}


def test_a_source_that_was_emptied_gives_way():
    kept = stamped({}, {}, texts(fa="گلیم"), "1")
    kept = stamped(kept, texts(fa="گلیم"), texts(fa="گلیم", ar="كليم"), "2")
    kept = stamped(kept, texts(fa="گلیم", ar="كليم"), texts(ar="كليم"), "3")
    assert kept["title"] == {"source": "ar", "ar": "2"}


def test_a_field_without_any_text_waits_for_nobody():
    assert waiting({}, texts()) == {}
    assert waits_since({}, texts(), "1") is None


def test_a_copy_waits_for_its_translation_until_somebody_writes_over_it():
    full = {"en": "Kilim", "fa": "گلیم", "ar": "گلیم", "ckb": "بەڕە"}
    kept = stamped({}, {}, texts(fa="گلیم"), "1")
    kept["title"]["copied"] = {"ar": ["fa", mark_of("گلیم")]}
    kept = stamped(kept, texts(fa="گلیم"), texts(**full), "2")
    assert waiting(kept, texts(**full)) == {"title": {"ar": "copied"}}
    changed = full | {"ar": "كليم"}
    kept = stamped(kept, texts(**full), texts(**changed), "3")
    assert waiting(kept, texts(**changed)) == {}
    assert "copied" not in kept["title"]


def test_a_copy_follows_no_change_of_its_source_and_is_a_copy_still():
    kept = {"title": {"source": "fa", "copied": {"ar": ["fa", mark_of("گلیم")]}}}
    kept = stamped(kept, texts(fa="گلیم", ar="گلیم"), texts(fa="گلیم سرخ", ar="گلیم"), "2")
    assert waiting(kept, texts(fa="گلیم سرخ", ar="گلیم"))["title"]["ar"] == "copied"


def test_a_copy_is_never_what_others_are_translated_from_while_there_is_another_text():
    kept = {"title": {"source": "ckb", "copied": {"fa": ["ckb", mark_of("بەڕە")]}}}
    assert source_of(kept, "title", texts(fa="بەڕە", ckb="", ar="كليم")["title"]) == "ar"
    # A copy of a copy is in the language of the first.
    only = texts(fa="بەڕە")["title"]
    assert copy_of_source(kept, "title", only, "en") == ("بەڕە", ["ckb", mark_of("بەڕە")])
    assert copy_of_source(kept, "title", only, "ckb") == ("بەڕە", None)
    assert copy_of_source(kept, "title", only, "fa") is None
