"""The file of a backup: a tar archive that any tar can list and unpack, of which every byte is accounted for.

Its members, in the order they were written, then ``manifest.json`` with the name, size and SHA-256 of each, then
``seal`` with the SHA-256 of everything before it. All headers are written in one way from what the manifest says, and
a reader demands those very bytes: links, devices, further members or a flipped bit in the padding have no place.

Nothing here grows with the number of members: they are listed in a file on disk, and read in step with the manifest.
"""

import hashlib
import json
import os
import sqlite3
import tarfile
import tempfile
from pathlib import PurePosixPath

FORMAT = 1
PIECE = 2**20
MANIFEST, SEAL = "manifest.json", "seal"
END = bytes(2 * tarfile.BLOCKSIZE)
SEAL_SIZE = 2 * tarfile.BLOCKSIZE + len(END)
LONGEST_LINE = 2**16
# What stands before and after the members; the first line and the last are JSON with what is between them.
OPENING, CLOSING = ', "members": [\n', "]}\n"
HEAD = {"format": int, "made_at": int, "engine": str, "site": str, "key": str, "migrations": list}


class Damaged(Exception):
    """The file is no whole backup of this site."""


def header(name, size, moment):
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, moment, 0o600
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")


def padding(size):
    return bytes(-size % tarfile.BLOCKSIZE)


def seal(checksum, place, size):
    """The last bytes: the checksum of all others, and where the manifest stands and how long it is."""
    words = f"{checksum} {place} {size}\n".encode()
    return header(SEAL, len(words), 0) + words + padding(len(words)) + END


class Writer:
    """Writes a backup into ``file``; ``head`` is what the manifest says beside its members."""

    def __init__(self, file, **head):
        self.file, self.head = file, {"format": FORMAT, **head}
        self.checksum, self.place = hashlib.sha256(), 0
        self.members = sqlite3.connect("", isolation_level=None)  # a private file on disk that goes with us
        self.members.execute("CREATE TABLE member (place INTEGER PRIMARY KEY, name BLOB, size INTEGER, sha256 TEXT)")
        self.members.execute("BEGIN")

    def add(self, name, source):
        """Copy the open file ``source``, as long as it is at this moment."""
        size = os.fstat(source.fileno()).st_size
        found = (os.fsencode(name), size, self._write_member(name, source, size))
        self.members.execute("INSERT INTO member (name, size, sha256) VALUES (?, ?, ?)", found)

    def close(self):
        """Write the manifest and the seal."""
        place = self.place
        with tempfile.TemporaryFile(dir=os.path.dirname(self.file.name)) as manifest:
            for line in self._lines():
                manifest.write(line.encode())
            size = manifest.tell()
            manifest.seek(0)
            self._write_member(MANIFEST, manifest, size)
        self.file.write(seal(self.checksum.hexdigest(), place, size))
        self.members.close()

    def _lines(self):
        yield json.dumps(self.head)[:-1] + OPENING
        separator = ""
        rows = self.members.execute("SELECT name, size, sha256 FROM member ORDER BY place")
        for name, size, sha256 in rows:
            yield separator + json.dumps({"name": os.fsdecode(name), "size": size, "sha256": sha256})
            separator = ",\n"
        yield f"\n{CLOSING}"

    def _write_member(self, name, source, size):
        digest, left = hashlib.sha256(), size
        self._write(header(name, size, self.head["made_at"]))
        while left:
            piece = source.read(min(PIECE, left))
            if not piece:
                raise OSError(None, "a file grew shorter while it was read", name)
            digest.update(piece)
            self._write(piece)
            left -= len(piece)
        self._write(padding(size))
        return digest.hexdigest()

    def _write(self, piece):
        self.checksum.update(piece)
        self.file.write(piece)
        self.place += len(piece)


class Reader:
    """Reads the backup at ``path``. Everything raises Damaged where a byte is not as it was written."""

    def __init__(self, path):
        self.file, self.listing = open(path, "rb"), open(path, "rb")  # noqa: SIM115  # see close
        try:
            self._look()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def close(self):
        self.file.close()
        self.listing.close()

    def _look(self):
        self.place, self.size = self._look_at_seal()
        self.listing.seek(self.place + tarfile.BLOCKSIZE)
        self.head = self._read_head(self.listing.readline(LONGEST_LINE))
        self.file.seek(self.place)
        self._expect(header(MANIFEST, self.size, self.head["made_at"]))

    def verify(self):
        """Read everything once."""
        for _name, _size, pieces in self.members():
            for _piece in pieces:
                pass

    def members(self):
        """(name, size, pieces of content) of each member; the pieces are to be read to their end."""
        self.file.seek(0)
        for name, size, sha256 in self._listed():
            self._expect(header(name, size, self.head["made_at"]))
            yield name, size, self._pieces(size, sha256)
            self._expect(padding(size))
        if self.file.tell() != self.place:
            raise Damaged

    def _look_at_seal(self):
        whole = self.file.seek(0, os.SEEK_END)
        if whole < SEAL_SIZE:
            raise Damaged
        self.file.seek(whole - SEAL_SIZE)
        found = self.file.read()
        try:
            checksum, *numbers = found[tarfile.BLOCKSIZE :].partition(b"\n")[0].decode("ascii").split(" ")
            place, size = map(int, numbers)
        except ValueError:
            raise Damaged from None
        end = place + tarfile.BLOCKSIZE + size + len(padding(size))
        if found != seal(checksum, place, size) or end != whole - SEAL_SIZE or place < 0 or size < 0:
            raise Damaged
        self.file.seek(0)
        if self._checksum(end) != checksum:
            raise Damaged
        return place, size

    def _checksum(self, size):
        digest = hashlib.sha256()
        while size and (piece := self.file.read(min(PIECE, size))):
            digest.update(piece)
            size -= len(piece)
        return digest.hexdigest()

    def _read_head(self, line):
        words = line.decode("utf-8", "replace")
        try:
            head = json.loads(words.removesuffix(OPENING) + "}")
        except ValueError:
            raise Damaged from None
        if not isinstance(head, dict) or any(type(head.get(name)) is not kind for name, kind in HEAD.items()):
            raise Damaged
        return head

    def _listed(self):
        """(name, size, SHA-256) as the manifest has them."""
        self.listing.seek(self.place + tarfile.BLOCKSIZE)
        self.listing.readline()
        while (line := self.listing.readline(LONGEST_LINE)) != CLOSING.encode():
            yield read_entry(line)
        if self.listing.tell() != self.place + tarfile.BLOCKSIZE + self.size:
            raise Damaged

    def _pieces(self, size, sha256):
        digest = hashlib.sha256()
        while size:
            piece = self.file.read(min(PIECE, size))
            if not piece:
                raise Damaged
            digest.update(piece)
            size -= len(piece)
            yield piece
        if digest.hexdigest() != sha256:
            raise Damaged

    def _expect(self, content):
        if self.file.read(len(content)) != content:
            raise Damaged


def read_entry(line):
    """(name, size, SHA-256) of one line of the manifest, the name being one that stays inside a folder."""
    try:
        entry = json.loads(line.rstrip(b",\n"))
        name, size, sha256 = entry["name"], entry["size"], entry["sha256"]
    except (ValueError, KeyError, TypeError):
        raise Damaged from None
    if type(size) is not int or size < 0 or not isinstance(sha256, str) or not is_inside(name):
        raise Damaged
    return name, size, sha256


def is_inside(name):
    """Whether ``name`` is a plain path below some folder."""
    if not isinstance(name, str) or not name or "\0" in name or "\\" in name:
        return False
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and str(path) == name
