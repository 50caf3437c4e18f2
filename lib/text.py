"""Letters folded so that a word is found however its keyboard writes it (only for finding, never for display), and what
others wrote made fit to be shown."""

import re
import unicodedata
from functools import lru_cache

from lib.numbers import ascii_digits

# Tatweel, vowel signs, direction marks, joiners, the lone hamza; what is no character at all: controls, surrogates.
DELETED = re.compile(
    "[\u0640\u064b-\u065f\u0670\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u200d\u2060\ufeff\u00ad"
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfffء]"
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
# The joiner of Persian compounds, and the space without width that old Kurdish pages use in its place.
JOINERS = re.compile("[\u200b\u200c]")
SPACES = re.compile(r"[\s\u200b\u200c]+")
BETWEEN_DIGITS = re.compile(r"(?<=\d)[٬،](?=\d)")
MOST_WORDS = 8
# Counted up when texts are folded otherwise or anything else that is derived of them changes: then everything that is stored is
# folded anew at the next start (``products.refolding``).
FOLDING = 1
NO_LETTER = re.compile(r"[^\w\s]|_")
# Kinds of signs that belong to the letter before them.
SILENT = frozenset({"Mn", "Mc", "Me"})
# The ی of کوزه‌ی آب and بەڕەی سوور, which others write as a sign above the letter or not at all.
EZAFE = re.compile("(?:(?<=ە)|(?<=ە[\u200c ])|(?<=ه[\u200c ]))[یيى](?!\\w)")
# Joined texts have no more words: in a long one letters of neighbours would make any word.
MOST_JOINED = 12
LONGEST_NAME = 200
APOSTROPHES = frozenset("'’‘ʼ`´′")


# What turns the words around it, and controls other than NUL, which every field refuses; joiners of Persian words stay.
# With them go the signs that no XML, and so no feed and no workbook, may hold.
TURNING = re.compile(
    "[\u200e\u200f\u061c\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ufffe\uffff\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
ISOLATES, END_OF_ISOLATE = "\u2066\u2067\u2068", "\u2069"
LEAKING = re.compile("[\u202a-\u202e\u206a-\u206f\ufff9-\ufffb\ufffe\uffff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


def one_line(text):
    """``text`` as others may read it within a line of their own, such as a name."""
    return " ".join(TURNING.sub("", text).split())


def several_lines(text):
    """``text`` as others may read it, in its own lines: nothing in it turns them or ends a line in secret."""
    return TURNING.sub("", BREAKS.sub("\n", text.replace("\0", "")))


def balanced(text):
    """What the site has written round the words of others: its own isolates stay, what could reach beyond does not."""
    return "\n".join(map(balanced_line, LEAKING.sub("", BREAKS.sub("\n", text)).split("\n")))


def balanced_line(line):
    begun, stray = [], set()
    for place, sign in enumerate(line):
        if sign in ISOLATES:
            begun.append(place)
        elif sign == END_OF_ISOLATE:
            if begun:
                begun.pop()
            else:
                stray.add(place)
    stray.update(begun)
    return "".join(sign for place, sign in enumerate(line) if place not in stray) if stray else line


def file_name(name, longest=200):
    """How somebody called a file, without folders and without signs that hide what it is; empty where nothing is left."""
    inside = one_line(name.replace("\\", "/").rpartition("/")[2])
    return "".join(sign for sign in inside if sign not in '"<>:|?*')[-longest:].strip().rstrip(". ")


# What keeps its order from left to right inside Arabic letters: telephone numbers, and Latin words with what is between.
DIGIT, WORD = "[0-9٠-٩۰-۹]", r"[\w@%&'’+×/:._\-]"
LEFT_TO_RIGHT = re.compile(
    rf"\+?{DIGIT}(?:{DIGIT}|[ ()/.\-]){{5,}}{DIGIT}|\+{DIGIT}+|(?:{DIGIT}+ ?)?[A-Za-z]{WORD}*(?: +{WORD}+)*[%!?]*",
    re.ASCII,
)


def left_to_right(text):
    """``text`` kept apart from the letters around it, whichever way they run."""
    return f"\u2066{text}\u2069"


def in_reading_order(text):
    """What a person wrote, its telephone numbers and Latin words shown as they are read."""
    return LEFT_TO_RIGHT.sub(lambda found: left_to_right(found[0]), text)


def fold(text):
    """The strong form, spaced: letters of one sound-shape made one, digits plain, ZWNJ a space; idempotent."""
    text = unicodedata.normalize("NFKC", text)
    text = ascii_digits(DELETED.sub("", text).translate(LETTERS))
    text = BETWEEN_DIGITS.sub("", text).replace("٫", ".").lower()
    text = re.sub("و{2,}", "و", text)
    text = SPACES.sub(" ", text).strip()
    # What was deleted may have stood between characters that belong together.
    again = unicodedata.normalize("NFKC", text)
    return text if again == text else fold(again)


def squeeze(text):
    """The strong form without any space."""
    return joined(fold(text))


def joined(spaced):
    """A folded text without its spaces, folded again: runs of و may have met."""
    return fold(spaced.replace(" ", ""))


def weaken(word):
    """The weak form of one word as it was typed: an initial ئ or ا and the article do not count, a final ه is ا."""
    word = DELETED.sub("", unicodedata.normalize("NFKC", word)).removeprefix("ئ")
    # Not the beginning of ألوان, colours.
    has_article = word.startswith(("ال", "ٱل"))
    word = squeeze(word).translate(WEAK_LETTERS)
    if has_article and len(word) > 3:
        word = word[2:]
    if word.startswith("ا") and len(word) > 2:
        word = word[1:]
    return word[:-1] + "ا" if word.endswith("ه") else word


def fold_weak(text):
    """The weak form, spaced, for people without Persian or Kurdish keys; taken from the text as it was typed."""
    return " ".join(filter(None, map(weaken, SPACES.split(text))))


def squeeze_weak(text):
    """The weak form without any space; a word written with ZWNJ counts as one, as whoever leaves it out types it."""
    return joined("".join(map(weaken, JOINERS.sub("", text).split())))


def words_only(text):
    """``text`` with a space for every sign that stands between words, so that "(مس)،" is the word مس.

    Marks and apostrophes go without a trace; joiners, which folding knows, stay.
    """
    text = NO_LETTER.sub(in_place_of, BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", text)))
    return EZAFE.sub("", text)


def in_place_of(found):
    sign = found[0]
    is_silent = sign in APOSTROPHES or unicodedata.category(sign) in SILENT
    return "" if is_silent or DELETED.match(sign) else sign if JOINERS.match(sign) else " "


def forms(text):
    """The ways ``text`` is looked for, the strong ones first: with and without its spaces, weakened or not."""
    return forms_of_name(text) if len(text) <= LONGEST_NAME else make_forms(text)


def make_forms(text):
    text = words_only(text)
    strong, weak = fold(text), fold_weak(text)
    if strong.count(" ") < MOST_JOINED:
        lines = [strong, joined(strong), weak, joined(weak), squeeze_weak(text)]
    else:
        # Only what a joiner parts is joined.
        text = JOINERS.sub("", text)
        lines = [strong, weak, fold(text), fold_weak(text)]
    return tuple(dict.fromkeys(filter(None, lines)))


# Thousands of works share the words of their crafts, makers and places.
forms_of_name = lru_cache(1024)(make_forms)


def search_document(*texts):
    """All forms of ``texts`` that a query may meet, a line each, none twice; "" without any.

    Every word stands between spaces and every line between line ends, so that one LIKE finds a whole word ("% مس %"), a
    beginning ("% گلی%"), a part ("%لیم%") or a whole line ("%\n گلیم سرخ \n%").
    """
    lines = dict.fromkeys(line for text in filter(None, texts) for line in forms(text))
    return "\n " + " \n ".join(lines) + " \n" if lines else ""


def search_words(query):
    """{(strong, weak): the word as it was typed} of the words of ``query``, at most eight, none twice."""
    words = {}
    for word in words_only(query).split():
        if strong := squeeze(word):
            words.setdefault((strong, squeeze_weak(word) or strong), word)
        if len(words) == MOST_WORDS:
            break
    return words


def search_terms(query):
    """The words of ``query``, each as (strong, weak): a work must hold one of the two of every word."""
    return list(search_words(query))
