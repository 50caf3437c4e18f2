"""Which texts of a record still wait for a translation: missing in a language, older than the text they translate, or
only copied from it.

Kept is ``{field: {"source": code, code: moment, "copied": {code: [origin, mark]}}}``: the language first written in, when
each text was last written (ISO 8601, UTC), and which are copies of a text in another language (``origin``). A text whose
moment is not known counts as new enough; a copy that somebody wrote over is none any more.
"""

from lib.languages import CODES, mark_of

# Makers write Persian or Kurdish; where several texts came at once, the first of these is taken for the source.
LIKELY_SOURCES = ("fa", "ckb", "ar", "en")


def stamped(kept, before, after, now):
    """``kept`` after the texts changed from ``before`` to ``after`` ({field: {code: text}}) at the moment ``now``."""
    result = {}
    for field, texts in after.items():
        moments = dict(kept.get(field) or {})
        copies = still_copies(moments.pop("copied", None), texts)
        for code in CODES:
            if texts[code] and texts[code] != before.get(field, {}).get(code):
                moments[code] = now
            elif not texts[code]:
                moments.pop(code, None)
        if not texts.get(moments.get("source", ""), ""):
            written = [code for code in LIKELY_SOURCES if texts[code]]
            own = [code for code in written if code not in copies]
            moments["source"] = min(own or written, key=lambda code: moments.get(code, ""), default="")
        if copies:
            moments["copied"] = copies
        result[field] = moments
    return result


def still_copies(marks, texts):
    """Those of ``marks`` ({code: [origin, mark]}) whose text is as it was copied."""
    return {code: mark for code, mark in (marks or {}).items() if texts.get(code) and mark[1] == mark_of(texts[code])}


def copied(kept, field, texts):
    """{code: the language it is really in} of the texts that are copies."""
    marks = still_copies((kept.get(field) or {}).get("copied"), texts)
    return {code: origin for code, (origin, _mark) in marks.items()}


def copy_of_source(kept, field, texts, code):
    """(text, mark or None) to stand for the missing text in ``code``; None when it is there or nothing can be copied."""
    source = source_of(kept, field, texts)
    if texts[code] or not source:
        return None
    origin = copied(kept, field, texts).get(source, source)
    return texts[source], None if origin == code else [origin, mark_of(texts[source])]


def copy_marks(kept):
    """What ``kept`` says of copies, without anything else."""
    return {field: {"copied": dict(each["copied"])} for field, each in kept.items() if each.get("copied")}


def with_copy_marks(kept, marks):
    """``kept`` with these ``copy_marks`` instead of its own."""
    plain = {field: {name: value for name, value in each.items() if name != "copied"} for field, each in kept.items()}
    return plain | {field: plain.get(field, {}) | each for field, each in marks.items()}


def waiting(kept, texts):
    """{field: {code: "missing", "copied" or "stale"}} of what waits; a field without any text waits for nobody."""
    found = {}
    for field, by_language in texts.items():
        moments = kept.get(field) or {}
        source = source_of(kept, field, by_language)
        if not source:
            continue
        written, copies = moments.get(source, ""), copied(kept, field, by_language)
        for code in CODES:
            if not by_language[code]:
                found.setdefault(field, {})[code] = "missing"
            elif code in copies:
                found.setdefault(field, {})[code] = "copied"
            elif moments.get(code, written) < written:
                found.setdefault(field, {})[code] = "stale"
    return found


def source_of(kept, field, texts):
    """The language the others are translated from; empty when nothing is written."""
    source, copies = (kept.get(field) or {}).get("source", ""), copied(kept, field, texts)
    written = [code for code in (source, *LIKELY_SOURCES) if texts.get(code)]
    return next((code for code in written if code not in copies), written[0] if written else "")


def waits_since(kept, texts, otherwise):
    """The moment (ISO) since when a translation is waited for, ``otherwise`` where it is not known; None without any."""
    fields = waiting(kept, texts)
    if not fields:
        return None
    return min((kept.get(field) or {}).get(source_of(kept, field, texts[field]), otherwise) for field in fields)
