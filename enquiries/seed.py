"""The prepared sentences that stand from the first day; officials edit and add to them."""

import tomllib
from pathlib import Path

from enquiries.models import PreparedSentence
from lib.languages import CODES

DATA = Path(__file__).parent / "data" / "sentences.toml"


def load_sentences():
    """Add the sentences that are missing; never overwrites an edit. Returns how many were added."""
    rows = tomllib.loads(DATA.read_text())["sentence"]
    added = 0
    for position, row in enumerate(rows, start=1):
        texts = {f"text_{code}": row[code] for code in CODES}
        _sentence, is_new = PreparedSentence.objects.get_or_create(
            slug=row["slug"], defaults={"position": position * 10, **texts}
        )
        added += is_new
    return added
