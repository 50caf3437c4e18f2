"""What is made from the sources is made once, and again when they change."""

import pytest
from fontTools.ttLib import TTFont

from ilamexpo import generated

ALPHABETS = {
    "ilam-arabic.woff2": "آابپتثجچحخدذرزژسشصضطظعغفقکكگلمنوهیيىةئؤأإءڕڵۆێەھڤۊ۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩،؛؟٪٫٬\u200c\u200d",
    "ilam-latin.woff2": "AZaz09 éşîûāīūḥ–“”…€".replace("ḥ", ""),
}


@pytest.mark.parametrize(("name", "letters"), ALPHABETS.items())
def test_each_font_holds_its_letters_and_stays_light(name, letters, settings):
    path = settings.VAR / "generated" / "fonts" / name
    assert set(map(ord, letters)) - set(TTFont(path).getBestCmap()) == set()
    assert path.stat().st_size < 25_000


def test_the_fonts_keep_the_weights_and_drop_the_widths(settings):
    font = TTFont(settings.VAR / "generated" / "fonts" / "ilam-arabic.woff2")
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes] == [("wght", 400, 700)]


def test_messages_are_compiled_again_only_when_they_changed(tmp_path, settings):
    source = tmp_path / "ckb" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Stand"\nmsgstr "شوێن"\n')
    settings.LOCALE_PATHS = [tmp_path]
    stamps = generated.Stamps(tmp_path / "stamps.json")
    assert generated.make_messages(stamps) == 1
    assert generated.make_messages(stamps) == 0
    assert "شوێن".encode() in source.with_suffix(".mo").read_bytes()
    source.write_text(source.read_text().replace("شوێن", "ستاند"))
    assert generated.make_messages(stamps) == 1
    source.with_suffix(".mo").unlink()
    assert generated.make_messages(stamps) == 1


def test_a_broken_catalogue_is_named(tmp_path, settings):
    source = tmp_path / "fa" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text("nonsense here\n")
    settings.LOCALE_PATHS = [tmp_path]
    with pytest.raises(ValueError, match=r"django\.po cannot be read"):
        generated.make_messages(generated.Stamps(tmp_path / "stamps.json"))


def test_one_sheet_holds_all_in_the_order_of_the_cascade(settings):
    names = [path.name for path in generated.style_sources()["site.css"]]
    assert (names[:2], names[-1]) == (["tokens.css", "base.css"], "print.css")
    sheet = (settings.VAR / "generated" / "css" / "site.css").read_text("utf-8")
    assert sheet.index("@font-face") < sheet.index("@media print")
    assert "/*" not in sheet
