"""The record of the exhibitions as it is loaded: every edition, its days and figures, and never over an edit."""

import re
import shutil
from datetime import date

import pytest

from events import seed
from events.models import Claim, Exhibition, Organiser, Series, Venue
from lib.languages import CODES
from vocabulary.seed import RecordError, load_vocabulary

pytestmark = pytest.mark.django_db

DAYS = {
    "halabja-2022-05": ((date(2022, 5, 5), "exact", None), (date(2022, 5, 7), "exact", None)),
    "karbala-baghdad-2023": ((None, "unknown", date(2023, 2, 19)), (None, "unknown", date(2023, 2, 19))),
    "wasit-2025-01": ((date(2025, 1, 9), "inferred", None), (date(2025, 1, 11), "inferred", None)),
    "sulaymaniyah-2025-05": ((date(2025, 5, 21), "exact", None), (date(2025, 5, 24), "exact", None)),
    "kut-2025-10": ((date(2025, 10, 10), "exact", None), (None, "unknown", None)),
    "kut-market-04": ((date(2025, 10, 24), "approximate", None), (None, "unknown", None)),
    "kut-market-06": ((None, "unknown", date(2025, 11, 9)), (None, "unknown", None)),
    "kut-al-hay-2025-12": ((date(2025, 12, 1), "approximate", None), (None, "unknown", None)),
    "kut-market-14": ((None, "unknown", date(2025, 12, 20)), (None, "unknown", None)),
    "kut-market-16": ((date(2025, 12, 31), "exact", None), (date(2026, 1, 1), "exact", None)),
    "kut-market-20": ((None, "unknown", date(2026, 1, 19)), (None, "unknown", None)),
    "karbala-planned": ((None, "unknown", None), (None, "unknown", None)),
}


@pytest.fixture
def record():
    load_vocabulary()
    return seed.load_record()


def texts_of(language):
    for model, fields in (
        (Series, ["name", "summary"]),
        (Exhibition, ["name", "occasion", "summary"]),
        (Venue, ["name", "landmark"]),
        (Organiser, ["name"]),
        (Claim, ["value", "said_by", "said_in", "note"]),
    ):
        for row in model.objects.values_list(*[f"{field}_{language}" for field in fields]):
            yield from filter(None, row)


def test_every_exhibition_of_the_record_stands_with_its_days(record):
    found = {
        exhibition.slug: (
            (exhibition.starts_on, exhibition.starts_certainty, exhibition.starts_by),
            (exhibition.ends_on, exhibition.ends_certainty, exhibition.ends_by),
        )
        for exhibition in Exhibition.objects.published()
    }
    assert found == DAYS


def test_only_the_planned_one_is_still_to_come(record):
    phases = {exhibition.slug: exhibition.phase(date(2026, 2, 1)) for exhibition in Exhibition.objects.all()}
    assert phases.pop("karbala-planned") == "planned"
    assert set(phases.values()) == {"over"}


def test_the_exhibition_at_kut_shows_what_was_reported(record):
    kut = Exhibition.objects.get(slug="kut-2025-10")
    assert kut.occasion_en == "Iraq's National Day"
    assert kut.crafts.count() == 14
    assert kut.claims.get(measure="days").number == 7
    venue = kut.venues.get()
    assert (venue.place.slug, venue.name_ar) == ("kut", "كورنيش دجلة")
    makers = kut.claims.get(key="kut-2025-10-exhibitors")
    assert (makers.number, makers.value_en) == (15, "15 artists and producers")
    assert makers.contradicts.get().said_by_en == "An Iraqi newspaper"


def test_three_exhibitions_are_a_claim_about_the_whole_linked_to_the_likely_ones(record):
    claim = Claim.objects.get(key="three-exhibitions-2025")
    assert (claim.exhibition, claim.series, claim.place) == (None, None, None)
    assert claim.value_en == "Three exhibitions in Iraq by October 2025: one in Sulaymaniyah, two in Wasit"
    assert (claim.number, claim.said_on) == (3, date(2025, 10, 10))
    linked = set(claim.exhibitions.values_list("slug", flat=True))
    assert linked == {"sulaymaniyah-2025-05", "wasit-2025-01", "kut-2025-10"}
    assert all(getattr(claim, f"{field}_{code}") for field in ("value", "said_by", "note") for code in CODES)


def test_sources_that_disagree_name_each_other(record):
    for key in ("kut-2025-10-edition-first", "kut-market-16-occasion-new-year", "ilam-artisans-30000"):
        claim = Claim.objects.get(key=key)
        other = claim.contradicts.get()
        assert other.measure == claim.measure
        assert claim in other.contradicts.all()


@pytest.mark.parametrize(
    "place, slugs",
    [
        ("karbala", {"karbala-planned", "karbala-baghdad-2023"}),
        ("kurdistan-region", {"halabja-2022-05", "sulaymaniyah-2025-05"}),
        ("al-hay", {"kut-al-hay-2025-12"}),
    ],
)
def test_exhibitions_are_found_by_any_of_their_places(record, place, slugs):
    assert set(Exhibition.objects.at_place([place]).values_list("slug", flat=True)) == slugs


def test_loading_twice_doubles_nothing_and_keeps_edits(record):
    # Given
    counts = [model.objects.count() for model in (Series, Exhibition, Venue, Organiser, Claim)]
    kut = Exhibition.objects.get(slug="kut-2025-10")
    kut.ends_on = date(2025, 10, 16)
    kut.name_fa = "نمایشگاه کوت"
    kut.save()
    kut.crafts.clear()
    Claim.objects.get(key="three-exhibitions-2025").exhibitions.clear()
    # When
    again = seed.load_record()
    # Then
    kut.refresh_from_db()
    assert not any(again.values())
    assert counts == [model.objects.count() for model in (Series, Exhibition, Venue, Organiser, Claim)]
    assert (kut.ends_on, kut.name_fa, kut.crafts.count()) == (date(2025, 10, 16), "نمایشگاه کوت", 0)
    assert not Claim.objects.get(key="three-exhibitions-2025").exhibitions.exists()


@pytest.mark.parametrize("language, wrong", [("fa", "[كيىة]"), ("ckb", "[كيىة]"), ("ar", "[کیەێۆڕڵ]")])
def test_each_language_is_written_in_its_own_letters(record, language, wrong):
    assert [text for text in texts_of(language) if re.search(wrong, text)] == []


def test_an_unknown_craft_is_named_and_nothing_is_kept(tmp_path, monkeypatch):
    # Given
    load_vocabulary()
    folder = shutil.copytree(seed.DATA, tmp_path / "data")
    exhibitions = folder / "exhibitions.toml"
    exhibitions.write_text(exhibitions.read_text("utf-8").replace('"giveh"', '"gives"', 1), "utf-8")
    monkeypatch.setattr(seed, "DATA", folder)
    # When
    with pytest.raises(RecordError) as error:
        seed.load_record()
    # Then
    assert str(error.value) == "exhibitions.toml: exhibition halabja-2022-05: unknown gives"
    assert not Exhibition.objects.exists()
