"""Two places for files: public ones with content-hashed names, and private ones that only a door opens."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class PublicStorage(FileSystemStorage):
    """Served at ``MEDIA_URL``; a name says its content, so a file never changes."""

    def __init__(self):
        super().__init__(location=Path(settings.MEDIA_ROOT) / "public", base_url=settings.MEDIA_URL)


class PrivateStorage(FileSystemStorage):
    """Has no address of its own."""

    def __init__(self):
        super().__init__(location=Path(settings.MEDIA_ROOT) / "private", base_url=None)
