"""The portrait of an exhibitor: cleaned like every picture, its original private."""

from dataclasses import dataclass

from django.core.files.storage import storages
from django.db import transaction

from exhibitors.signals import portrait_dropped
from lib.pictures import store


@dataclass(frozen=True)
class Portrait:
    """What the ``picture`` tag draws; whose it is says the title it is given."""

    digest: str
    width: int
    height: int
    original: str = ""
    is_drawing = False
    alt_en = alt_fa = alt_ar = alt_ckb = ""


def keep_portrait(exhibitor, derived, original):
    """Store the files of ``derived`` and the private ``original``; return what ``proposals`` keeps of them."""
    store(derived, storages["public"])
    original.seek(0)
    name = storages["default"].save(f"originals/{exhibitor.code}-{derived.digest}.original", original)
    return {"digest": derived.digest, "width": derived.width, "height": derived.height, "original": name}


def drop_portrait(portrait):
    """Let the files of a portrait that nobody will see again be removed, once that is sure.

    A work may show the very same picture, so whoever knows of works removes them.
    """
    dropped = Portrait(**portrait)
    transaction.on_commit(lambda: portrait_dropped.send(sender=Portrait, portrait=dropped), robust=True)
