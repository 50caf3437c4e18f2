"""The catalogues: every string said in all three languages, in their own letters, and seen on a page."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext

LANGUAGES = ("fa", "ar", "ckb")
FORMS = {"fa": 2, "ar": 6, "ckb": 2}
# Arabic says "no work", "one work" and "two works" without the numeral.
FORMS_OF_ONE_NUMBER = {"fa": (), "ar": (0, 1, 2), "ckb": ()}
FORBIDDEN = {"fa": "كيى", "ar": "کی", "ckb": "كيى"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{[\w:]*\}")
QUOTED = re.compile("«[^»]*»")
SKIP_LINK = {"fa": "پرش به محتوا", "ar": "انتقل إلى المحتوى", "ckb": "بازدان بۆ ناوەڕۆک"}


def catalogue(language):
    return polib.pofile(str(Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"))


def living(language):
    return [entry for entry in catalogue(language) if not entry.obsolete]


def forms(entry):
    """{index of the plural form, or None: text} of what a translator wrote."""
    return entry.msgstr_plural or {None: entry.msgstr}


def placeholders(text):
    return sorted(set(PLACEHOLDER.findall(text)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated_and_none_is_a_guess(language):
    entries = living(language)
    empty = [entry.msgid for entry in entries if not all(text.strip() for text in forms(entry).values())]
    guessed = [entry.msgid for entry in entries if entry.fuzzy]

    assert len(entries) > 900
    assert empty == []
    assert guessed == []
    assert not catalogue(language).metadata_is_fuzzy


def test_nothing_to_translate_stands_in_an_f_string_where_xgettext_does_not_see_it():
    seen, hidden = 0, []
    folders = ("accounts", "cooperation", "enquiries", "events", "exhibitors", "ilamexpo", "lib", "products")
    for path in (path for folder in folders for path in (settings.BASE_DIR / folder).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        seen += len(calls_of_gettext(tree))
        for text in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
            hidden += [f"{path.name}: {ast.unparse(call)}" for call in calls_of_gettext(text)]
    assert seen > 900
    assert hidden == []


def calls_of_gettext(tree):
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    return [call for call in calls if re.fullmatch("_|n?p?gettext(_lazy)?", call.func.id)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_the_forms_of_the_language(language):
    plurals = [entry for entry in living(language) if entry.msgid_plural]
    counts = {entry.msgid: sorted(entry.msgstr_plural) for entry in plurals}
    header = catalogue(language).metadata["Plural-Forms"]

    assert plurals
    assert header.startswith(f"nplurals={FORMS[language]};")
    assert {msgid: found for msgid, found in counts.items() if found != list(range(FORMS[language]))} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_hold_the_same_strings(language):
    def keys(name):
        return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in living(name)}

    assert keys(language) ^ keys("fa") == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_later_stays_as_it_is(language):
    wrong = []
    for entry in living(language):
        expected = placeholders(entry.msgid_plural or entry.msgid)
        for index, text in forms(entry).items():
            found = placeholders(text)
            if index in FORMS_OF_ONE_NUMBER[language] and set(found) < set(expected):
                continue
            if found != expected:
                wrong.append((entry.msgid, index, text))

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_borrows_the_letters_of_a_neighbour(language):
    def is_wrong(text):
        # Names between quotation marks keep their own spelling in Arabic.
        own = QUOTED.sub("", text) if language == "ar" else text
        return set(own) & set(FORBIDDEN[language])

    assert [text for entry in living(language) for text in forms(entry).values() if is_wrong(text)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_speaks_the_language(client, language):
    page = client.get(f"/{language}/").content.decode()

    assert SKIP_LINK[language] in page
    assert "Skip to the content" not in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [1, 2, 5])
def test_the_words_above_a_wrong_form_are_not_english(language, number):
    with translation.override(language):
        text = ngettext("Please correct the error below.", "Please correct the errors below.", number)

    assert "Please" not in text
