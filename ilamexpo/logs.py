"""What the log says, and what it keeps to itself: it is read by many, and kept longer than anybody thinks."""

import hashlib
import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

# The request in which a line is written, if any.
request_id: ContextVar[str] = ContextVar("request_id", default="")
HIDDEN = [
    # A refused sign-in address may still be good for fifteen minutes, a buyer's for months.
    (re.compile(r"(/accounts/(?:link|invitation|password/reset/key)/)[^/\s]+"), r"\1…"),
    (re.compile(r"(/enquiry/)[A-Za-z0-9_-]{20,}"), r"\1…"),
    # Words that were searched for, and whatever forms send along. A question mark that ends a sentence stays.
    (re.compile(r"\?[^\s\"'<>?]+"), "?…"),
    # The user and password of a server's address, then everybody's e-mail.
    (re.compile(r"(://)[^\s/@]+@"), r"\1…@"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "…@…"),
    # PostgreSQL quotes the row it complains about.
    (re.compile(r"^(\s*(?:DETAIL|CONTEXT):).*", re.MULTILINE), r"\1 …"),
    (re.compile(r"\b(ip=)\S+"), r"\1…"),
    # Telephone numbers, however they are grouped: nine digits or more, as no moment, port or line number has.
    (re.compile(r"(?<![\w.:-])(?:\+|00|0)\d(?:[ ()./-]{0,2}\d){7,14}(?![\w:])|(?<![\w.:-])\d{9,15}(?![\w.:-])"), "…"),
    # The code of this site is in Latin letters; what is in others somebody has written.
    (
        re.compile(
            r"[\u0590-\u08ff\ufb50-\ufdff\ufe70-\ufeff]+(?:[\s\u200c]+[\u0590-\u08ff\ufb50-\ufdff\ufe70-\ufeff]+)*"
        ),
        "…",
    ),
]


def spoken(identity):
    """Eight digits for the id of a request, to be read out on the telephone; one we made is that itself."""
    if re.fullmatch(r"\d{8}", identity, re.ASCII):
        return identity
    return f"{int.from_bytes(hashlib.sha256(identity.encode()).digest()) % 10**8:08}"


def hide(text):
    """``text`` without what signs somebody in or says who it was."""
    for pattern, instead in HIDDEN:
        text = pattern.sub(instead, text)
    return text


class Line(logging.Formatter):
    """For people at a terminal."""

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record):
        found = request_id.get()
        return hide(super().format(record)) + (f" [{spoken(found)}]" if found else "")


class Json(logging.Formatter):
    """One object a line, for machines: what happened, and the trace of an error without the values in it."""

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": hide(record.getMessage()),
        }
        if found := request_id.get():
            line |= {"request": found, "code": spoken(found)}
        if record.exc_info:
            line["trace"] = hide(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
