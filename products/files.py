"""The files behind pictures: originals in the private storage, public ones named by their content, both shared by
rows (a work and its revision, say) and gone when no row names them."""

from django.core.files.storage import storages

from exhibitors.models import Exhibitor, PortraitUpload
from lib.pictures import jpeg_name, srcset_names
from products.models import Picture


def forget_files(original, digest="", width=0):
    """Delete what no row names any more: the ``original`` (a name), and the public files of ``digest`` and ``width``.

    Either may be empty.
    """
    if original and not is_original_named(original):
        storages["default"].delete(original)
    if digest and not is_digest_named(digest):
        for name in [*(name for _width, name in srcset_names(digest, width)), jpeg_name(digest)]:
            storages["public"].delete(name)


def is_original_named(name):
    return (
        Picture.objects.filter(original=name).exists()
        or PortraitUpload.objects.filter(original=name).exists()
        or Exhibitor.objects.with_portrait(original=name).exists()
    )


def is_digest_named(digest):
    return Picture.objects.filter(digest=digest).exists() or Exhibitor.objects.with_portrait(digest=digest).exists()
