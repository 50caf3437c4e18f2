"""Public pages kept for ten minutes, for the time in which the database does not answer.

All processes share them, and they outlive each of them. There is a fixed number of places, so that they need no
clean-up and cannot fill the disk: a page that falls on the place of another is written over it, which on ext4 takes a
tenth of the time of putting a new file there. What was written by halves, or by two at once, is known by its length and
sum.
"""

import json
import os
import time
from contextlib import suppress
from zlib import crc32

from django.conf import settings
from django.http import HttpResponse

PLACES = 2048
FRESH, GOOD = 60, 600  # seconds: until it is kept anew, and until it is shown no more
HEADERS = ("Content-Type", "Content-Language", "Cache-Control", "Link")
seen: dict = {}  # {place: (hash of the address, moment)} of the pages that this process has kept, or found kept


def keep(request, response):
    """Keep a public page, unless that was done a moment ago; what cannot be written is not kept."""
    address = address_of(request)
    place, now = place_of(address), time.monotonic()
    whose, since = seen.get(place, (0, 0.0))
    if whose == hash(address) and now - since < FRESH:
        return
    seen[place], path = (hash(address), now), path_of(place)
    with suppress(OSError, ValueError, TypeError):
        if age_of(path) < FRESH and read(path, address, is_whole=False):
            return
    headers = {name: response.headers[name] for name in HEADERS if name in response.headers}
    head = json.dumps([address, headers, len(response.content), crc32(response.content)]).encode()
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        try:
            write(path, head + b"\n" + response.content)
        except PermissionError:
            path.unlink()  # of somebody else, such as a site that root served once
            write(path, head + b"\n" + response.content)


def kept(request):
    """The page as it was within the last ten minutes, or None."""
    address = address_of(request)
    place = place_of(address)
    with suppress(OSError, ValueError, TypeError):
        if age_of(path_of(place)) < GOOD and (found := read(path_of(place), address)):
            headers, content = found
            return HttpResponse(content, headers=headers)
    seen.pop(place, None)
    return None


def write(path, content):
    """Over what is there, of which a longer one leaves its end behind; a link is not followed."""
    with open(path, "wb", buffering=0, opener=without_emptying) as file:
        file.write(content)


def without_emptying(path, flags):
    return os.open(path, flags & ~os.O_TRUNC | os.O_NOFOLLOW, 0o666)


def address_of(request):
    return f"{request.get_host()} {request.get_full_path()}"


def place_of(address):
    """A number, the same in every process."""
    return crc32(address.encode()) % PLACES


def path_of(place):
    return settings.KEPT_PAGES / str(place)


def age_of(path):
    """In seconds; a clock that was set back makes it old."""
    age = time.time() - path.stat().st_mtime
    return age if age >= 0 else GOOD


def read(path, address, *, is_whole=True):
    """(headers, content) where the page at this place is the one of ``address``; without the content unless it
    ``is_whole``, and then its length alone is looked at."""
    with open(path, "rb") as file:
        whose, headers, length, checksum = json.loads(file.readline())
        if not is_whole:
            is_there = os.fstat(file.fileno()).st_size >= file.tell() + length
            return (headers, b"") if whose == address and is_there else None
        content = file.read(length)
        is_sound = (len(content), crc32(content)) == (length, checksum)
        return (headers, content) if whose == address and is_sound else None
