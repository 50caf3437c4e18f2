"""The portrait of an exhibitor: cleaned like every picture, its original private."""

from dataclasses import dataclass

from django.db import transaction

from exhibitors.signals import portrait_dropped


@dataclass(frozen=True)
class Portrait:
    """What the ``picture`` tag draws; whose it is says the title it is given."""

    digest: str
    width: int
    height: int
    original: str = ""
    is_drawing = False
    alt_en = alt_fa = alt_ar = alt_ckb = ""


def portrait_of(exhibitor):
    """What ``proposals`` keeps of the portrait that everybody sees."""
    if not exhibitor.portrait_digest:
        return None
    return {
        "digest": exhibitor.portrait_digest,
        "width": exhibitor.portrait_width,
        "height": exhibitor.portrait_height,
        "original": exhibitor.portrait_original.name,
    }


def portraits_of(exhibitor):
    """Those that everybody sees, that are proposed, and that come back when a decision is undone."""
    was = exhibitor.decided.get("was") or {}
    found = (portrait_of(exhibitor), exhibitor.proposed.get("portrait"), was.get("portrait"))
    return [portrait for portrait in found if portrait]


def drop_portrait(portrait):
    """Let the files of a portrait that nobody will see again be removed, once that is sure.

    A work may show the very same picture, so whoever knows of works removes them.
    """
    dropped = Portrait(**portrait)
    transaction.on_commit(lambda: portrait_dropped.send(sender=Portrait, portrait=dropped), robust=True)


def drop_original(name):
    """As ``drop_portrait``, for the private file of one that never became a picture."""
    if name:
        drop_portrait({"digest": "", "width": 0, "height": 0, "original": name})
