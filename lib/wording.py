"""Which texts of a record still wait for a translation: missing in a language, or older than the text they translate.

Kept is ``{field: {"source": code, code: moment}}``: the language first written in, and when each text was last written
(ISO 8601, UTC). A text whose moment is not known counts as new enough.
"""

from lib.languages import CODES

# Makers write Persian or Kurdish; where several texts came at once, the first of these is taken for the source.
LIKELY_SOURCES = ("fa", "ckb", "ar", "en")


def stamped(kept, before, after, now):
    """``kept`` after the texts changed from ``before`` to ``after`` ({field: {code: text}}) at the moment ``now``."""
    result = {}
    for field, texts in after.items():
        moments = dict(kept.get(field) or {})
        for code in CODES:
            if texts[code] and texts[code] != before.get(field, {}).get(code):
                moments[code] = now
            elif not texts[code]:
                moments.pop(code, None)
        if not texts.get(moments.get("source", ""), ""):
            written = [code for code in LIKELY_SOURCES if texts[code]]
            moments["source"] = min(written, key=lambda code: moments.get(code, ""), default="")
        result[field] = moments
    return result


def waiting(kept, texts):
    """{field: {code: "missing" or "stale"}} of what waits; a field without any text waits for nobody."""
    found = {}
    for field, by_language in texts.items():
        moments = kept.get(field) or {}
        source = source_of(kept, field, by_language)
        if not source:
            continue
        written = moments.get(source, "")
        for code in CODES:
            if not by_language[code]:
                found.setdefault(field, {})[code] = "missing"
            elif moments.get(code, written) < written:
                found.setdefault(field, {})[code] = "stale"
    return found


def source_of(kept, field, texts):
    """The language the others are translated from; empty when nothing is written."""
    source = (kept.get(field) or {}).get("source", "")
    return source if texts.get(source) else next((code for code in LIKELY_SOURCES if texts[code]), "")


def waits_since(kept, texts, otherwise):
    """The moment (ISO) since when a translation is waited for, ``otherwise`` where it is not known; None without any."""
    fields = waiting(kept, texts)
    if not fields:
        return None
    return min((kept.get(field) or {}).get(source_of(kept, field, texts[field]), otherwise) for field in fields)
