"""``manage.py backup``: database and files of a running site in one file, consistent with each other.

The database is copied first, at one moment, and then the files. Each file that a row of the copy names was written to
its end before that moment, keeps its content as long as it keeps its name, and stays while we are at work
(``accounts.storages``): so it is in the backup. There may also be files in it that came later and that no row of the
copy names; the worker removes those (``products.orphans``).
"""

import errno
import json
import os
import re
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ilamexpo.backup.archive import Writer
from ilamexpo.backup.databases import dump, is_empty
from ilamexpo.generated import write
from lib.dates import ILAM

DATABASE, MEDIA = "database", "media"
NAME = "ilamexpo-{:%Y%m%dT%H%M%SZ}.tar"
NAMED = re.compile(r"ilamexpo-(\d{8}T\d{6}Z)\.tar", re.ASCII)
SCRATCH = ".ilamexpo-backup-"  # begins the names of the folders in which backups are made
DAYS, WEEKS = 7, 8
LEFT_OVER = timedelta(days=1)


class Refused(Exception):
    """Nothing was done; says why in one sentence."""


def back_up(target):
    """Put a backup at the path ``target``, which must be new; return what ``var/last-backup.json`` now says of it.

    Whatever fails, nothing is left of it. To be called ``at_work``. Raises Refused, DatabaseFailed and OSError.
    """
    target = Path(os.path.abspath(target))
    refuse_place(target)
    if is_empty():
        raise Refused("The database is empty: there is nothing to back up.")
    target.parent.mkdir(parents=True, exist_ok=True)
    moment = timezone.now()
    with scratch_in(target.parent) as scratch:
        with open(scratch / "whole", "xb", opener=for_owner) as file:
            fill(file, moment, scratch)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch / "whole", target)
        sync(target.parent)
    note = {"made_at": moment.isoformat(), "file": str(target), "bytes": target.stat().st_size}
    write(settings.VAR / "last-backup.json", json.dumps(note).encode())
    return note


def back_up_into(folder, *, latest=0):
    """Put a backup named by its moment into ``folder``, then thin out the older ones; as ``back_up``."""
    folder = Path(folder)
    clear_left_over(folder)
    moment = timezone.now()
    while os.path.lexists(folder / NAME.format(moment)):  # two within a second
        moment += timedelta(seconds=1)
    note = back_up(folder / NAME.format(moment))
    thin(folder, Path(note["file"]).name, latest=latest)
    return note


def refuse_place(target):
    if os.path.lexists(target):
        raise Refused(f"{target} exists already; choose another name.")
    if target.is_relative_to(os.path.abspath(settings.MEDIA_ROOT)):
        raise Refused(f"{target} lies among the files of the site, where it would be part of the next backup.")


def fill(file, moment, scratch):
    writer = Writer(
        file,
        made_at=int(moment.timestamp()),
        engine=connection.vendor,
        site=settings.SITE_URL,
        key=mark_of_key(int(moment.timestamp())),
        migrations=sorted(MigrationRecorder(connection).applied_migrations()),
    )
    copy = dump(scratch)
    with open(copy, "rb") as source:
        writer.add(DATABASE, source)
    copy.unlink()
    for name, path in files_below(settings.MEDIA_ROOT, MEDIA):
        with suppress(FileNotFoundError), open(path, "rb") as source:  # removed by hand since the folder was read
            writer.add(name, source)
    writer.close()


def files_below(folder, name):
    """(name, path) of each file in ``folder`` and below; what begins with a dot is at work and no part of it."""
    try:
        entries = os.scandir(folder)
    except FileNotFoundError:
        return
    with entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            inner = f"{name}/{entry.name}"
            if entry.is_dir():
                yield from files_below(entry.path, inner)
            elif entry.is_file():
                yield inner, entry.path


def mark_of_key(moment):
    """Tells whether two sites have one SECRET_KEY, and nothing about it: links in mails were signed with it."""
    return salted_hmac("ilamexpo.backup", str(moment), algorithm="sha256").hexdigest()


# Places


@contextmanager
def scratch_in(folder):
    scratch = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=folder))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def for_owner(path, flags):
    return os.open(path, flags, 0o600)


def sync(folder):
    """Have the names in ``folder`` on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def clear_left_over(folder):
    """Remove what a backup that was killed left in ``folder``."""
    for path in folder.glob(f"{SCRATCH}*"):
        if time.time() - path.stat().st_mtime > LEFT_OVER.total_seconds():
            shutil.rmtree(path, ignore_errors=True)


# Thinning


def thin(folder, newest, *, latest=0):
    """Keep in ``folder`` the last backup of each of the last 7 days and 8 weeks that have one, and ``newest``, and the
    ``latest`` ones, that many, whenever they were made.

    Days and weeks are those in Ilam, where Saturday begins the week. Days without a backup do not count, so that a
    machine that was off for months loses nothing.
    """
    made = sorted(filter(None, (moment_of(path.name) for path in folder.iterdir())), reverse=True)
    kept = {newest, *last_of_each(made, day_of, DAYS), *last_of_each(made, week_of, WEEKS)}
    kept |= {NAME.format(moment) for moment in made[:latest]}
    for moment in made:
        if (name := NAME.format(moment)) not in kept:
            (folder / name).unlink(missing_ok=True)


def moment_of(name):
    """When the backup of that name was made; None where it is no name of ours."""
    if not (found := NAMED.fullmatch(name)):
        return None
    try:
        return datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def last_of_each(made, part, count):
    """The names of the latest of each ``part`` of time, of the last ``count`` parts; ``made`` begins with the latest."""
    found = {}
    for moment in made:
        found.setdefault(part(moment), NAME.format(moment))
    return list(found.values())[:count]


def day_of(moment):
    return moment.astimezone(ILAM).date()


def week_of(moment):
    day = day_of(moment)
    return day - timedelta(days=(day.weekday() + 2) % 7)


# Words


def sentence(error):
    """Why the system refused, for whoever reads the terminal or the journal."""
    if getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return f"There is no room left on the disk ({error.strerror})."
    return f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}."
