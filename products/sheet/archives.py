"""ZIP files, which a workbook is too: opened within limits, read part by part. Nothing is unpacked to disk."""

import io
import posixpath
import re
import zipfile

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.pictures import BYTES_LIMIT as PICTURE_LIMIT
from lib.text import squeeze
from products.sheet.source import FoundPicture, SheetRefused

DIRECTORY_LIMIT = 2**20  # bytes of a ZIP's own list: some ten thousand names
MOST_ENTRIES = 5000
END_OF_ZIP, ZIP64 = b"PK\x05\x06", b"PK\x06\x07"
CHUNK = 2**20
# What programs put into every ZIP.
LITTER = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
CODE_PAGES = ("utf-8", "cp1256", "cp720")
DAMAGED = gettext_lazy("The file is damaged or incomplete. Send it again.")


def open_zip(file):
    """A ZipFile whose list is small enough to be read at all. Raises SheetRefused."""
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(max(0, size - 2**16 - 42))
    tail = file.read()
    end = tail.rfind(END_OF_ZIP)
    unreadable = DAMAGED
    if end < 0 or len(tail) < end + 22:
        raise SheetRefused(unreadable)
    listed = int.from_bytes(tail[end + 12 : end + 16], "little")
    if listed > DIRECTORY_LIMIT or tail[max(0, end - 20) :].startswith(ZIP64):
        raise SheetRefused(_("The file holds too many parts."))
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
        entries = archive.infolist()
    except Exception as error:
        raise SheetRefused(unreadable) from error
    if len(entries) > MOST_ENTRIES:
        raise SheetRefused(_("The file holds too many parts."))
    return archive


def read_entry(archive, entry, limit):
    """The bytes of one part. Raises SheetRefused: too large, locked or damaged."""
    # What a part says about its size is all that is ever read of it.
    if entry.file_size > limit:
        raise SheetRefused(_("It is too large when unpacked."))
    if entry.flag_bits & 1:
        raise SheetRefused(_("It is locked with a password."))
    try:
        return archive.read(entry)
    except Exception as error:
        raise SheetRefused(DAMAGED) from error


def pieces(archive, entry):
    """(piece, end of the piece before) of a part, unpacked as far as somebody asks. Raises SheetRefused."""
    if entry.flag_bits & 1:
        raise SheetRefused(_("It is locked with a password."))
    before = b""
    try:
        part = archive.open(entry)
    except Exception as error:
        raise SheetRefused(DAMAGED) from error
    with part:
        while True:
            try:
                piece = part.read(CHUNK)
            except Exception as error:
                raise SheetRefused(DAMAGED) from error
            if not piece:
                return
            yield piece, before
            before = piece[-32:]


def take_pictures(archive, source, left_out=()):
    """Name the pictures of a ZIP; what cannot be one is said."""
    for entry in archive.infolist():
        names = names_of_entry(entry)
        label = posixpath.basename(names[0].rstrip("/"))[:80] or "?"
        if entry.is_dir() or entry.filename in left_out:
            continue
        if any(".." in name.split("/") or name.startswith("/") or re.match(r"[A-Za-z]:", name) for name in names):
            source.notes.append(_("{file}: its place in the ZIP is not permitted.").format(file=label))
            continue
        if LITTER.search(names[0]):
            continue
        source.pictures.append(
            FoundPicture(
                label,
                tuple(dict.fromkeys(stem for name in names for stem in stems(name))),
                lambda archive=archive, entry=entry: read_entry(archive, entry, PICTURE_LIMIT),
            )
        )


def names_of_entry(entry):
    """The name of a part as the alphabets of our makers' programs write it, likeliest first."""
    name = entry.filename.replace("\\", "/")
    if entry.flag_bits & 0x800 or name.isascii():
        return [name]
    raw, found = name.encode("cp437", "replace"), []
    for page in CODE_PAGES:
        try:
            found.append(raw.decode(page))
        except UnicodeDecodeError:
            continue
    return found or [name]


def stems(name):
    """What a picture may be named for: "a/1001-2.jpg" for 1001-2, for 1001, and for a."""
    folder, _slash, base = name.rpartition("/")
    stem = base.rpartition(".")[0] or base
    shorter = re.sub(r"\s*(?:[-_ ]\s*\d{1,2}|\(\d{1,2}\))$", "", stem)
    found = [stem, shorter, folder.rpartition("/")[2]]
    return [squeeze(each) for each in dict.fromkeys(found) if each.strip()]
