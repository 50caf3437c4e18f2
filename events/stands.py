"""Stand numbers as people write them: "A1-A12, B3"."""

import re
from itertools import groupby

from django.utils.translation import gettext as _

from lib.numbers import ascii_digits

MOST = 400
LONGEST = 12
# Also "A1 to A12", in the four languages.
DASHES = re.compile(r"\s*[-–—‒−]\s*|\s+(?:تا|إلى|الى|بۆ|to)\s+")
SEPARATORS = re.compile(r"[\s,،;؛]+")
NUMBER = re.compile(r"(?P<prefix>[^\W\d_]*)(?P<number>\d+)(?P<suffix>[^\W\d_]?)")
RANGE = re.compile(r"(?P<prefix>[^\W\d_]*)(?P<first>\d+)-(?P<again>[^\W\d_]*)(?P<last>\d+)")


def tidy(text):
    """One stand number the way it is stored: plain digits, capitals."""
    return ascii_digits(text).upper().strip()


def parse_stand_numbers(text):
    """List the numbers in ``text``, each once, in the order written; ValueError with a sentence when one is none."""
    codes = []
    for piece in SEPARATORS.split(DASHES.sub("-", tidy(text).replace(" TO ", " to "))):
        codes += expand(piece) if piece else []
        if len(codes) > MOST:
            raise ValueError(_("That is more than {most} stands. Make several halls.").format(most=MOST))
    return list(dict.fromkeys(codes))


def expand(piece):
    """The stand numbers of one word: one, or those of a range."""
    if match := RANGE.fullmatch(piece):
        first, last = int(match["first"]), int(match["last"])
        if match["again"] not in ("", match["prefix"]) or not first <= last < first + MOST + 1:
            # Translators: {piece} is what was typed, such as A9-B3.
            raise ValueError(_("“{piece}” is not a range. Write it as A1-A12.").format(piece=piece))
        width = len(match["first"]) if match["first"].startswith("0") else 0
        return [f"{match['prefix']}{number:0{width}}" for number in range(first, last + 1)]
    if len(piece) > LONGEST or not re.fullmatch(r"[^\W_]+(?:-[^\W_]+)?", piece):
        raise ValueError(_("“{piece}” is not a stand number. Write A1-A12, B3.").format(piece=piece))
    return [piece]


def format_stand_numbers(codes):
    """The same numbers in the fewest words: ["A1", "A2", "A3", "B3"] → "A1-A3, B3"."""
    words = []
    for _key, run in groupby(enumerate(codes), key=lambda pair: run_key(*pair)):
        found = [code for _place, code in run]
        words.append(f"{found[0]}-{found[-1]}" if len(found) > 2 else ", ".join(found))
    return ", ".join(words)


def run_key(place, code):
    """The same for neighbours that follow each other, as A1 and A2 do."""
    match = NUMBER.fullmatch(code)
    if not match or match["suffix"] or match["number"].startswith("0"):
        return code, place
    return match["prefix"], int(match["number"]) - place


def row_of(code):
    """What stands of one row of the plan have in common: the letters before the number."""
    match = NUMBER.fullmatch(code)
    return match["prefix"] if match else ""


# In squares of half a metre: from one stand to the next, between two rows, how wide a row grows, the largest plan.
GAP, AISLE, WIDE, FARTHEST = 2, 4, 66, 600


def free_place(stands, new):
    """(x, y) for ``new``: beside the last of its row, else in a row of its own below all others."""
    row = [stand for stand in stands if row_of(stand.code) == row_of(new.code)]
    if row:
        last = max(row, key=lambda stand: (stand.y, stand.x))
        new.x, new.y = last.x + last.width + GAP, last.y
        if new.x + new.width <= WIDE and not any(overlap(stand, new) for stand in stands):
            return new.x, new.y
    return GAP, max((stand.y + stand.height + AISLE for stand in stands), default=GAP)


def overlap(one, other):
    """Whether two stands lie on each other."""
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )
