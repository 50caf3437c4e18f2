"""Letters folded so that a word is found however its keyboard writes it. Only for finding, never for display."""

import re
import unicodedata

from lib.numbers import ascii_digits

DELETED = re.compile(
    "[\u0640\u064b-\u065f\u0670\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u200d\ufeff\u00ad\x00-\x08\x0b-\x1f\x7fء]"
)
LETTERS = str.maketrans(
    {
        **dict.fromkeys("يىێېئ", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        **dict.fromkeys("ةۀھہە", "ه"),
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ؤۆۇۊۋ", "و"),
        "ڕ": "ر",
        "ڵ": "ل",
        "ڤ": "ف",
    }
)
WEAK_LETTERS = str.maketrans("گچپژ", "کجبز")
SPACES = re.compile(r"[\s\u200c]+")
BETWEEN_DIGITS = re.compile(r"(?<=\d)[٬،](?=\d)")
MOST_WORDS = 8


def fold(text):
    """The strong form, spaced: letters of one sound-shape made one, digits plain, ZWNJ a space; idempotent."""
    text = unicodedata.normalize("NFKC", text)
    text = ascii_digits(DELETED.sub("", text).translate(LETTERS))
    text = BETWEEN_DIGITS.sub("", text).replace("٫", ".").lower()
    text = re.sub("و{2,}", "و", text)
    text = SPACES.sub(" ", text).strip()
    again = unicodedata.normalize("NFKC", text)
    return text if again == text else fold(again)


def squeeze(text):
    """The strong form without any space."""
    return fold(text).replace(" ", "")


def fold_weak(text):
    """A form for people without Persian or Kurdish keys: گ as ک, final ه as ا, no article, no initial ئ or ا."""
    words = []
    for word in SPACES.split(unicodedata.normalize("NFKC", text)):
        word = DELETED.sub("", word)
        word = fold(word.removeprefix("ئ")).translate(WEAK_LETTERS)
        if word.startswith("ال") and len(word) > 4:
            word = word[2:]
        word = word.removeprefix("ا") if len(word) > 2 else word
        words.append(word[:-1] + "ا" if word.endswith("ه") else word)
    return " ".join(filter(None, words))


def search_document(*texts):
    """All forms of ``texts`` that a query may meet, a line each, none twice."""
    lines = {}
    for text in texts:
        if not text:
            continue
        strong, weak = fold(text), fold_weak(text)
        for line in (strong, strong.replace(" ", ""), weak, weak.replace(" ", "")):
            lines[line] = None
    return "\n".join(lines)


def search_terms(query):
    """The words of ``query``, at most eight, each as (strong, weak): a work must hold one of the two of every word."""
    terms = []
    for word in re.split(r"\s+", query)[: MOST_WORDS * 2]:
        strong, weak = squeeze(word), fold_weak(word).replace(" ", "")
        if strong:
            terms.append((strong, weak or strong))
    return list(dict.fromkeys(terms))[:MOST_WORDS]
