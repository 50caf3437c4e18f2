"""Files that people send: no larger than a picture may be, and their originals kept once."""

import hashlib
import os

from django.core.files.base import File
from django.core.files.storage import storages
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from lib.pictures import BYTES_LIMIT

PIECE = 2**20


class Capped(FileUploadHandler):
    """Drops a file that is larger than any picture may be while it comes in; ``dropped`` names those."""

    def __init__(self, request=None):
        super().__init__(request)
        self.dropped = []

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.size = 0

    def receive_data_chunk(self, raw_data, start):
        self.size += len(raw_data)
        if self.size > BYTES_LIMIT:
            self.dropped.append(self.file_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None


def keep_original(code, file):
    """Put ``file`` into the private storage, once; its name, which says the ``code`` of its record and the content."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
    name = f"originals/{code}/{digest.hexdigest()[:32]}.original"
    storage = storages["default"]
    if storage.exists(name):
        # New again: what no row names is removed once it is old.
        os.utime(storage.path(name))
        return name
    file.seek(0)
    stored_as = storage.save(name, File(file))
    if stored_as != name:
        # The same was sent twice at once, and the other one was faster.
        storage.delete(stored_as)
    return name
