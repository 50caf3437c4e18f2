"""The files behind pictures: originals in the private storage, public ones named by their content, both shared by
rows (a work and its revision, say) and gone when no row names them."""

import hashlib

from django.core.files.base import File
from django.core.files.storage import storages

from exhibitors.models import Exhibitor
from lib.pictures import jpeg_name, srcset_names
from products.models import Picture

PIECE = 2**20


def keep_original(product, file):
    """Put ``file`` into the private storage, once; its name, which says the work and the content."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
    name = f"originals/{product.code}/{digest.hexdigest()[:32]}.original"
    storage = storages["default"]
    if storage.exists(name):
        return name
    file.seek(0)
    stored_as = storage.save(name, File(file))
    if stored_as != name:
        # The same was sent twice at once, and the other one was faster.
        storage.delete(stored_as)
    return name


def forget_files(original, digest="", width=0):
    """Delete what no row names any more: the ``original`` (a name), and the public files of ``digest`` and ``width``.

    Either may be empty.
    """
    pictures, exhibitors = Picture.objects.all(), Exhibitor.objects.all()
    if original and not (
        pictures.filter(original=original).exists() or exhibitors.filter(portrait_original=original).exists()
    ):
        storages["default"].delete(original)
    if digest and not (
        pictures.filter(digest=digest).exists()
        or exhibitors.filter(portrait_digest=digest).exists()
        or exhibitors.filter(proposed__portrait__digest=digest).exists()
    ):
        for name in [*(name for _width, name in srcset_names(digest, width)), jpeg_name(digest)]:
            storages["public"].delete(name)
