"""Names in the order of each language's own alphabet, whatever a database thinks of letters (domain.md §8).

Each letter becomes two of [0-9a-z], so the order of keys is the same under every collation.
"""

import re
import unicodedata

from lib.numbers import ascii_digits
from lib.text import DELETED, JOINERS, words_only

# Letters that a language does not have, and the others write in its names, stand beside those they come from.
ALPHABETS = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "fa": "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "ar": "ابپتثجچحخدذرزژسشصضطظعغفڤقكگلمنهوي",
    "ckb": "ئابپتثجچحخدذرڕزژسشصضطظعغفڤقکگلڵمنەهوۆیێ",
}
AS = {
    "fa": {"أإٱ": "ا", "ؤۆۇۊۋ": "و", "يىئێې": "ی", "كڪ": "ک", "ةۀھہە": "ه", "ڕ": "ر", "ڵ": "ل", "ڤ": "ف"},
    "ar": {"آأإٱ": "ا", "ؤۆۇۊۋ": "و", "یىئێې": "ي", "کڪ": "ك", "ة": "ت", "ۀھہە": "ه", "ڕ": "ر", "ڵ": "ل"},
    "ckb": {"آأإٱ": "ا", "ؤۇ": "و", "ۊۋ": "ۆ", "يى": "ی", "ې": "ێ", "كڪ": "ک", "ةۀ": "ە", "ھہ": "ه"},
}
AS["en"] = AS["fa"]
ONE_LETTER = {code: str.maketrans({a: to for those, to in table.items() for a in those}) for code, table in AS.items()}
MOST_LETTERS = 40
SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
# Spaces, then numbers, then letters: those of the language, of Arabic or Latin script, all others.
SPACE, UNKNOWN = "00", "zz"
PAIRS = [one + other for one in SIGNS[2:] for other in SIGNS]
ARTICLE = re.compile(r"^[اٱ]ل(?=\w\w)")  # not the beginning of ألوان, colours
WORDS = re.compile(r"[0-9]+|.")


def pairs_of(language):
    letters = list(dict.fromkeys(ALPHABETS[language] + ALPHABETS["fa"] + ALPHABETS["ckb"] + ALPHABETS["en"]))
    return {" ": SPACE} | dict(zip(letters, PAIRS, strict=False))


PAIRS_OF = {language: pairs_of(language) for language in ALPHABETS}


def alphabet_key(text, language):
    """What orders ``text`` among others as a page in ``language`` does; at most 80 characters, "" without any letter.

    Numbers go by their value, in any digits; signs, vowel signs and, in Arabic, the article at the beginning do not count.
    """
    text = words_only(text)
    if language == "ckb":
        text = text.replace("ه\u200c", "ە")  # the old spelling of the vowel
    text = JOINERS.sub(" ", ascii_digits(DELETED.sub("", text)).lower())
    # Accents of Latin letters go; the hamza of an Arabic one, which would go too, belongs to it.
    text = "".join(unicodedata.normalize("NFKD", sign)[0] if sign < "\u0600" else sign for sign in text)
    text = " ".join(text.split())
    if language == "ar":
        text = ARTICLE.sub("", text)
    text = text.translate(ONE_LETTER[language])
    pairs = PAIRS_OF[language]
    key = "".join(
        number_key(part) if part[0] in "0123456789" else pairs.get(part, UNKNOWN) for part in WORDS.findall(text)
    )
    return key[: 2 * MOST_LETTERS]


def number_key(digits):
    """The number of digits, then each: 9 stands before 140."""
    digits = digits.lstrip("0") or "0"
    return "1" + SIGNS[min(len(digits), len(SIGNS) - 1)] + "".join("0" + digit for digit in digits)
