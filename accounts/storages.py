"""Two places for files: public ones with content-hashed names, and private ones that only a door opens."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from lib.holding import is_held

WORK_LOCK = "work.lock"  # in ``var/``: held by a backup, a restore or an upgrade


class KeepingStorage(FileSystemStorage):
    """Removes nothing while a backup is made: every file that its copy of the database names must get into it.

    What was to go then is named by no row any more, and goes with what else is (``products.orphans``).
    """

    def delete(self, name):
        if not is_held(settings.VAR / WORK_LOCK):
            super().delete(name)


class PublicStorage(KeepingStorage):
    """Served at ``MEDIA_URL``; a name says its content, so a file never changes."""

    def __init__(self):
        super().__init__(location=Path(settings.MEDIA_ROOT) / "public", base_url=settings.MEDIA_URL)


class PrivateStorage(KeepingStorage):
    """Has no address of its own."""

    def __init__(self):
        super().__init__(location=Path(settings.MEDIA_ROOT) / "private", base_url=None)
