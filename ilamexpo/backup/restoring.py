"""``manage.py restore``: a backup becomes the site again, or a copy of it.

The file is read to its end before anything is touched. Then everything is laid out beside the files of the site; the
database is filled in one transaction, and the files change places with those that were there. Whatever fails before
the database is filled leaves the old state; whoever is killed just afterwards, between the two, restores again.
"""

import os
import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from ilamexpo.backup.archive import FORMAT, Damaged, Reader
from ilamexpo.backup.databases import is_empty, load, name_of_database
from ilamexpo.backup.making import DATABASE, MEDIA, SCRATCH, Refused, files_below, mark_of_key, scratch_in
from ilamexpo.closing import closed

# Folders within MEDIA_ROOT and within each folder in it, so that what is new there gets the group and the disk of what
# it replaces: a front server reads the public ones.
FRESH, OLD = ".restoring", ".replaced"
MAIL_HOLD = ("accounts", "0004_mailhold")


def restore(path, *, replace=None):
    """Make the backup at ``path`` the site; return the sentences that whoever did it must read.

    ``replace``: the name of the database, said to show that what is in it may go. Raises Refused, DatabaseFailed and
    OSError; then nothing has changed, but where they say so.
    """
    try:
        with Reader(path) as backup:
            if backup.head["format"] > FORMAT:
                raise Refused("The backup was made by a newer version of the site; restore it with that version.")
            backup.verify()
            migrations = {tuple(each) for each in backup.head["migrations"]}
            refuse_unlike(backup, migrations)
            is_replaced = refuse_unasked(replace)
            with laid_out(backup) as database, closed():
                load(database, statements(migrations), is_replaced=is_replaced)
                exchange()
            return remarks(backup, migrations)
    except Damaged:
        raise Refused(f"{path} is damaged, cut off, or no backup of this site; nothing was changed.") from None


def refuse_unlike(backup, migrations):
    if backup.head["engine"] != connection.vendor:
        raise Refused(f"The backup is of {backup.head['engine']}, this site runs on {connection.vendor}.")
    if unknown := migrations - set(migrations_of_code()):
        app, name = min(unknown)
        raise Refused(
            f"The backup is newer than this version of the site, which does not know {app}.{name}; "
            "restore it with the version it was made by."
        )


def migrations_of_code():
    return MigrationLoader(None).disk_migrations


def refuse_unasked(replace):
    """Whether something is replaced; refuse that where it was not named."""
    name = name_of_database()
    if replace is not None and replace != name:
        raise Refused(f"The database of this site is {name}, not {replace}.")
    is_free = is_empty() and next(files_below(settings.MEDIA_ROOT, MEDIA), None) is None
    if not is_free and replace is None:
        raise Refused(
            f"This site holds something already. To replace all of it with the backup: --replace {name} "
            "(take a backup of it first)."
        )
    for path in Path(settings.MEDIA_ROOT).glob("*/*"):
        if path.is_mount():
            raise Refused(f"{path} is a disk of its own, so it cannot be exchanged; mount {path.parent} instead.")
    return not is_empty()


@contextmanager
def laid_out(backup):
    """Every file of ``backup`` beside the place where it belongs; yields the path of its database."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    forget(FRESH)
    # Those of restores that were killed: each holds a whole database, and nobody else is at work.
    for path in root.glob(f"{SCRATCH}*"):
        shutil.rmtree(path)
    try:
        with scratch_in(root) as scratch:
            for name, _size, pieces in backup.members():
                path = scratch / DATABASE if name == DATABASE else fresh_path(name)
                with open(path, "xb") as file:
                    for piece in pieces:
                        file.write(piece)
                if name != DATABASE and settings.FILE_UPLOAD_PERMISSIONS is not None:
                    path.chmod(settings.FILE_UPLOAD_PERMISSIONS)
            if not (scratch / DATABASE).exists():
                raise Damaged
            os.sync()
            yield scratch / DATABASE
    finally:
        forget(FRESH)


def fresh_path(name):
    """Where the file called ``name`` in a backup is laid out; its folder is made."""
    media, *folder, last = (name if "/" in name else f"/{name}").split("/")
    if media != MEDIA or any(part.startswith(".") for part in (*folder, last)):
        raise Damaged
    fresh = Path(settings.MEDIA_ROOT, *folder[:1], FRESH)
    if not fresh.exists():
        fresh.parent.mkdir(exist_ok=True)
        fresh.mkdir(mode=0o700)
    path = fresh.joinpath(*folder[1:], last)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def folders():
    """MEDIA_ROOT and the folders in it."""
    root = Path(settings.MEDIA_ROOT)
    return [root, *(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))]


def forget(name):
    for folder in folders():
        shutil.rmtree(folder / name, ignore_errors=True)


def statements(migrations):
    """The SQL that keeps the copy from writing to people (``accounts.models.MailHold``), and signs everybody out.

    Somebody may have signed out, or lost their role, since the backup was made. A backup from before there was a hold
    gets its table, too.
    """
    yield "DELETE FROM django_session"
    if MAIL_HOLD not in migrations:
        yield from making_the_table()
    yield "INSERT INTO accounts_mailhold (since, reason) VALUES (CURRENT_TIMESTAMP, 'restored')"


def making_the_table():
    # As it was then: a later migration may have changed it.
    model = MigrationLoader(None).project_state(MAIL_HOLD).apps.get_model("accounts.MailHold")
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        editor.create_model(model)
    yield from (statement.rstrip(";") for statement in editor.collected_sql)
    app, name = MAIL_HOLD
    yield f"INSERT INTO django_migrations (app, name, applied) VALUES ('{app}', '{name}', CURRENT_TIMESTAMP)"


def exchange():
    """Let what was laid out take the place of what is there; all of it, or nothing."""
    forget(OLD)
    done = []
    try:
        for source, target in moves():
            target.parent.mkdir(exist_ok=True)
            source.rename(target)
            done.append((source, target))
    except OSError as error:
        for source, target in reversed(done):
            target.rename(source)
        raise Refused(
            f"The database is that of the backup, but its files could not be put in place ({error}). "
            f"Mend that and restore once more, with --replace {name_of_database()}."
        ) from error
    forget(OLD)


def moves():
    """(from, to) for each entry that goes and then for each that comes."""
    root, *inner = folders()
    for folder in (root, *inner):
        for path in sorted(folder.iterdir()):
            if not path.name.startswith(".") and path not in inner:
                yield path, folder / OLD / path.name
        for path in sorted((folder / FRESH).glob("*")):
            yield path, folder / path.name


def remarks(backup, migrations):
    made_at = datetime.fromtimestamp(backup.head["made_at"], UTC)
    yield f"The site is as it was at {made_at:%Y-%m-%d %H:%M} UTC ({backup.head['site']})."
    yield "Everybody has to sign in anew."
    yield "No mail goes out from here until you say so: manage.py resume_mail"
    if set(migrations_of_code()) - migrations - {MAIL_HOLD}:
        yield "The backup is older than this version of the site. Before you start it: manage.py upgrade"
    if backup.head["key"] != mark_of_key(backup.head["made_at"]):
        yield (
            "SECRET_KEY is not the one of the backup: private links in mails that were sent open nothing. "
            "Take the old SECRET_KEY over where this is to be the site itself."
        )
