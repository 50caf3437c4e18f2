"""Files that no row names any more, left by a killed process or a lost connection: removed once they are a day old."""

import logging
from datetime import timedelta

from django.apps import apps
from django.core.files.storage import storages
from django.db.models import FileField
from django.utils import timezone

from exhibitors.models import Exhibitor
from exhibitors.profile.portraits import portraits_of
from products.models import Picture

logger = logging.getLogger("accounts.worker")
KEPT = timedelta(days=1)  # longer than an upload or a job takes before its row stands
PRIVATE, PUBLIC = ("originals", "credentials", "sheets"), ("pictures",)
KEPT_ABOVE = {}  # private folders of the apps above: a question for the names in use there


def keeps(folder):
    """Have ``folder`` swept too; the decorated function gives the names in use in it."""

    def register(names):
        KEPT_ABOVE[folder] = names
        return names

    return register


def remove_orphans():
    """Remove them; return how many there were."""
    found = orphans()
    for storage, name in found:
        remove(storage, name)
    return len(found)


def orphans():
    """[(storage, name)] of the files that nothing names."""
    # The files first: one whose row is written after that look is found among the names.
    private, public = old_files("default", (*PRIVATE, *KEPT_ABOVE)), old_files("public", PUBLIC)
    names, digests = names_in_use(), digests_in_use()
    found = [("default", name) for name in private if name not in names]
    return found + [("public", name) for name in public if name.rpartition("/")[2].partition("-")[0] not in digests]


def old_files(storage, folders):
    """Names of the files in ``folders`` and below that nobody wrote for a day."""
    return [name for folder in folders for name in files_below(storages[storage], folder) if is_old(storage, name)]


def files_below(storage, folder):
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for each in folders:
        yield from files_below(storage, f"{folder}/{each}")


def is_old(storage, name):
    try:
        return storages[storage].get_modified_time(name) < timezone.now() - KEPT
    except FileNotFoundError:
        return False


def names_in_use():
    """What the columns of any app name, and the portraits that wait."""
    names = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                names.update(model._base_manager.values_list(field.attname, flat=True))
    for names_above in KEPT_ABOVE.values():
        names.update(names_above())
    # Last: what was on its way when the columns were read may be a portrait by now.
    names.update(portrait["original"] for portrait in portraits())
    return names


def digests_in_use():
    own = Picture._base_manager.exclude(digest="").values_list("digest", flat=True)
    return {*own.iterator(), *(portrait["digest"] for portrait in portraits())}


def portraits():
    for exhibitor in Exhibitor._base_manager.only(
        "proposed", "decided", "portrait_digest", "portrait_width", "portrait_height", "portrait_original"
    ).iterator():
        yield from portraits_of(exhibitor)


def remove(storage, name):
    # Sent again a moment ago, it is young again (``lib.uploads``).
    if is_old(storage, name):
        storages[storage].delete(name)
        logger.info("Removed %s, which nothing names", name)
