"""The words of the trade as they are loaded: whole, in the right letters, and never over an edit."""

import re
import shutil

import pytest

from lib.languages import CODES
from vocabulary import seed
from vocabulary.models import Craft, HSCode, Material, Place, Technique

# Letters of Arabic that Persian and Sorani write otherwise.
ARABIC_ONLY = re.compile("[كيىة]")
# Letters of Persian and Sorani that Arabic writes otherwise.
NOT_ARABIC = re.compile("[کیەێۆڕڵ]")

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def texts_of(language):
    for model, fields in (
        (Place, ["name", "also_written"]),
        (Material, ["name", "also_written"]),
        (Technique, ["name", "also_written"]),
        (Craft, ["name", "also_written", "summary", "making", "size_note"]),
        (HSCode, ["use"]),
    ):
        for row in model.objects.values_list(*[f"{field}_{language}" for field in fields]):
            yield from filter(None, row)


def test_loading_twice_doubles_nothing():
    # Given
    first = seed.load_vocabulary()
    headings = HSCode.objects.count()
    # When
    second = seed.load_vocabulary()
    # Then
    assert first["crafts"] == Craft.objects.count() == 30
    assert first["places"] == Place.objects.count()
    assert not any(second.values())
    assert HSCode.objects.count() == headings


def test_an_edit_outlives_the_next_loading():
    # Given
    seed.load_vocabulary()
    kilim = Craft.objects.get(slug="kilim")
    kilim.summary_ckb = ""
    kilim.name_en = "Kilim of Ilam"
    kilim.save()
    kilim.materials.clear()
    kilim.hs_codes.all().delete()
    # When
    seed.load_vocabulary()
    # Then
    kilim.refresh_from_db()
    assert (kilim.name_en, kilim.summary_ckb) == ("Kilim of Ilam", "")
    assert not kilim.materials.exists()
    assert not kilim.hs_codes.exists()


@pytest.mark.parametrize("language", CODES)
def test_every_word_is_named_in_every_language(language):
    seed.load_vocabulary()
    for model in (Place, Material, Technique, Craft):
        assert not model.objects.filter(**{f"name_{language}": ""}).exists()
        assert not model.objects.filter(**{f"name_{language}": None}).exists()


@pytest.mark.parametrize("language, wrong", [("fa", ARABIC_ONLY), ("ckb", ARABIC_ONLY), ("ar", NOT_ARABIC)])
def test_each_language_is_written_in_its_own_letters(language, wrong):
    seed.load_vocabulary()
    assert [text for text in texts_of(language) if wrong.search(text)] == []


def test_a_sorani_word_never_begins_with_the_weak_r():
    seed.load_vocabulary()
    assert [text for text in texts_of("ckb") if re.search(r"(^|\s)ر", text)] == []


def test_the_reed_screen_is_never_named_by_the_short_word_alone():
    seed.load_vocabulary()
    chit = Craft.objects.get(slug="chit")
    for language in CODES:
        name = getattr(chit, f"name_{language}")
        assert len(name.split()) > 2
        assert not {"chit", "چیت", "چيت"} & set(getattr(chit, f"also_written_{language}").splitlines())


def test_badra_and_badreh_lie_in_different_countries():
    seed.load_vocabulary()
    assert Place.objects.get(slug="badra").country.slug == "iraq"
    assert Place.objects.get(slug="badreh").country.slug == "iran"


def test_doubts_are_kept_with_the_word_they_are_about():
    seed.load_vocabulary()
    assert "native reader must check the Sorani word" in Craft.objects.get(slug="embossed-kilim").doubt
    assert Craft.objects.get(slug="kilim").hs_codes.get().certainty == "checked"
    assert set(HSCode.objects.filter(craft__slug="giveh").values_list("certainty", flat=True)) == {"doubtful"}


@pytest.mark.parametrize(
    "before, after, message",
    [
        ('parent = "iraq"', 'parent = "irak"', "place kurdistan-region: unknown irak"),
        ('kind = "region"', 'kind = "realm"', "place kurdistan-region: unknown value “realm”"),
        ('slug = "iraq"', 'slug = "iran"', "place iran: the slug is missing or used twice"),
        (', ckb = "ئێران"', "", "place iran: name must be written in en, fa, ar, ckb"),
    ],
)
def test_a_mistake_in_the_data_is_named_and_nothing_is_kept(tmp_path, monkeypatch, before, after, message):
    # Given
    folder = shutil.copytree(seed.DATA, tmp_path / "data")
    places = folder / "places.toml"
    places.write_text(places.read_text("utf-8").replace(before, after, 1), "utf-8")
    monkeypatch.setattr(seed, "DATA", folder)
    # When
    with pytest.raises(seed.RecordError) as error:
        seed.load_vocabulary()
    # Then
    assert str(error.value) == f"places.toml: {message}"
    assert not Place.objects.exists()
