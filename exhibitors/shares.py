"""Stands with their shares as people write them: "A3, A4 (1/2)"."""

import re
from decimal import Decimal, DecimalException

from django.utils.translation import gettext as _

from events.stands import parse_stand_numbers, tidy

SHARED = re.compile(r"(?P<code>[^\s,،;؛()]+)\s*\((?P<share>[^()]*)\)")
# Shares are kept to a thousandth, so three thirds add up to a little less than one.
THOUSANDTH = Decimal("0.001")


def parse_shares(text):
    """{number: share} of "A3, A4 (1/2)"; ValueError with a sentence."""
    shares = {}
    for match in SHARED.finditer(tidy(text)):
        for code in parse_stand_numbers(match["code"]):
            shares[code] = parse_share(match["share"])
    whole = parse_stand_numbers(SHARED.sub(" ", tidy(text)))
    return dict.fromkeys(whole, Decimal(1)) | shares


def parse_share(text):
    """½ of "1/2", "0.5" or "50%"."""
    try:
        if "/" in text:
            part, whole = (Decimal(piece.strip()) for piece in text.split("/", 1))
            share = part / whole
        else:
            share = Decimal(text.rstrip("%٪").strip().replace("٫", ".")) / (
                100 if text.rstrip().endswith(("%", "٪")) else 1
            )
    except (DecimalException, ZeroDivisionError):
        share = Decimal(0)
    if not share.is_finite() or not THOUSANDTH <= share <= 1:
        # Translators: {share} is what was typed for a part of a stand.
        raise ValueError(_("“{share}” is not a share of a stand. Write A3 (1/2).").format(share=text))
    return share.quantize(THOUSANDTH)


def format_shares(allocations):
    """The text an official would have typed for these allocations."""
    shares = {allocation.stand.code: allocation.share for allocation in allocations}
    return ", ".join(code if share == 1 else f"{code} ({share_words(share)})" for code, share in shares.items())


def share_words(share):
    for whole in range(2, 7):
        if (Decimal(1) / whole).quantize(THOUSANDTH) == Decimal(share).quantize(THOUSANDTH):
            return f"1/{whole}"
    return f"{Decimal(share).normalize():f}"
