"""Fills the disk of the database and that of the files while buyers write and send pictures; then makes room again.

Who cannot be served is told so, what was confirmed is there with its picture, and all goes on as soon as there is room.
"""

import contextlib
import io
import os
import sqlite3
import subprocess
import sys
import time

from served import ask_for_database, database, left_out, read_wishes, scratch_folder, served
from watching import Watch, report
from writing import Writers


def main():
    wishes = read_wishes(__doc__, add=ask_for_database)
    with (
        scratch_folder() as scratch,
        small_disk(scratch / "data", "256m") as data,
        small_disk(scratch / "media", "64m") as media,
        database(wishes.database, data) as (url, server),
        served(wishes, scratch, url, media=media) as site,
    ):
        writers = Writers(site, senders=4, picture=picture())
        watch = Watch(site, writers)
        with writers.at_work():
            for name, disk in (("disk of the files full", media), ("disk of the database full", data)):
                refused = writers.counts["answers 503"]
                with watch.during(name, is_away=None):
                    with full(disk):
                        time.sleep(6 if wishes.short else 20)
                    if server and not server.is_up:
                        server.start()
                        writers.counts["times PostgreSQL itself had given up, and was started again"] += 1
                watch.expect(writers.counts["answers 503"] > refused, f"{name}: the harm was none, all could write")
        from kept import empty_outbox

        seconds = empty_outbox(site)
        faults = [] if server else unsound(url.removeprefix("sqlite:///"))
        title = f"Disks filled; the last mail was out {seconds:.0f} s later"
        return report(site, writers, watch, title=title, faults=faults)


@contextlib.contextmanager
def small_disk(folder, size):
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "none", folder]).returncode:
        left_out("a small disk cannot be mounted here; this needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextlib.contextmanager
def full(folder):
    """Not a byte is free while the block runs."""
    ballast = folder / "ballast"
    with open(ballast, "wb", buffering=0) as file:
        for size in (2**20, 2**12, 1):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)):
                    pass
    try:
        yield
    finally:
        ballast.unlink()


def picture():
    """A small one that cannot be made smaller."""
    from PIL import Image

    file = io.BytesIO()
    Image.frombytes("RGB", (160, 120), os.urandom(160 * 120 * 3)).save(file, "JPEG")
    return file.getvalue()


def unsound(path):
    with contextlib.closing(sqlite3.connect(path)) as database:
        verdict = [row[0] for row in database.execute("PRAGMA integrity_check")]
    return [] if verdict == ["ok"] else [f"the database is damaged: {verdict[:3]}"]


if __name__ == "__main__":
    sys.exit(main())
