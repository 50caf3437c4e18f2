"""ZIP files of somebody's own data: what was written as JSON, and the files that were sent."""

import json
import tempfile
import zipfile

from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder

# What a request may pack and send; the list in the file names what was left out, and the office has it all.
MOST_BYTES = 150 * 1000 * 1000


def pack(data, files):
    """A temporary file with the ZIP, at its start; ``files`` are (name inside, name in the private storage)."""
    packed = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        data = data | {"files_left_out": add_files(archive, files)}
        archive.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
    packed.seek(0)
    return packed


def add_files(archive, files):
    """Copy them while they fit; list those that do not, or are lost."""
    storage, room, left_out = storages["default"], MOST_BYTES, []
    for inside, name in files:
        size = storage.size(name) if storage.exists(name) else None
        if size is None or size > room:
            left_out.append(inside)
            continue
        room -= size
        with storage.open(name) as source, archive.open(zipfile.ZipInfo(inside), "w") as target:
            while piece := source.read(2**20):
                target.write(piece)
    return left_out
