"""What ``backup`` keeps, ``restore`` brings back to the last byte; what is damaged changes nothing."""

import io
import json
import os
import resource
import tarfile
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.test import override_settings
from django.utils import timezone
from post_office.models import Attachment

from accounts import messages
from accounts.models import MailHold
from accounts.sessions import SessionStore
from accounts.storages import PrivateStorage
from ilamexpo.backup import archive, databases, making, restoring
from ilamexpo.backup.archive import Damaged, Reader, Writer
from ilamexpo.closing import at_work, is_closed
from tests.ilamexpo.places import OfTests, Place
from tests.world import make_world

pytestmark = pytest.mark.django_db
FILES = {
    "public/pictures/abc-320.webp": b"RIFF" * 5000,
    "public/pictures/empty.webp": b"",
    f"private/originals/W-1/{'long' * 40}.original": bytes(range(256)) * 7,
    "private/attachments/گلیم.pdf": b"%PDF",
}


@pytest.fixture(scope="module")
def source(django_db_setup, django_db_blocker, tmp_path_factory):
    """A site with a record of every kind, files, and a mail that waits."""
    with django_db_blocker.unblock():
        place = Place(tmp_path_factory.mktemp("backup") / "source", like=OfTests())
        with place.entered():
            with transaction.atomic():
                make_world()
                SessionStore().create()
                messages.send(subject="Received", text="We have it.", language="en", email="buyer@example.org")
            for name, content in FILES.items():
                path = place.media / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        yield place
        place.remove()


@pytest.fixture(scope="module")
def made(source, django_db_blocker):
    """A backup of it."""
    with django_db_blocker.unblock(), source.entered():
        call_command("backup", source.folder / "made.tar", stdout=io.StringIO())
    return source.folder / "made.tar"


@pytest.fixture(scope="module")
def ground(source):
    place = Place(source.folder.parent / "target")
    yield place
    place.remove()


@pytest.fixture
def target(ground):
    """An empty site, entered."""
    with ground.entered():
        yield ground
    ground.empty()


@pytest.fixture
def running(source):
    """The site of the backup, entered."""
    with source.entered():
        yield source


def run(*words, **options):
    said = io.StringIO()
    call_command(*map(str, words), stdout=said, **options)
    return said.getvalue()


def refused(*words, **options):
    with pytest.raises(CommandError) as found:
        run(*words, **options)
    return str(found.value)


# There and back


def test_a_restored_site_is_the_same_row_by_row_and_file_by_file(source, made, target):
    said = run("restore", made)
    assert "No mail goes out from here until you say so: manage.py resume_mail" in said
    assert "upgrade" not in said and "SECRET_KEY" not in said
    kept = {"accounts_mailhold", "django_session"}
    assert target.rows(but=kept) == source.rows(but=kept)
    assert target.rows()["accounts_message"] and target.rows()["post_office_email"]
    assert source.rows()["django_session"] and not target.rows()["django_session"]
    assert target.files() == FILES
    assert MailHold.objects.get().reason == MailHold.Reason.RESTORED
    assert not is_closed()


def test_a_named_place_is_replaced_and_nothing_of_it_stays(source, made, target):
    run("restore", made)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE newer (said text)")
        cursor.execute("UPDATE accounts_message SET text = 'changed since'")
    (target.media / "public" / "newer.webp").write_bytes(b"new")
    (target.media / "public").chmod(0o2750)
    assert f"--replace {target.name}" in refused("restore", made)
    assert refused("restore", made, replace="another") == f"The database of this site is {target.name}, not another."
    assert b"new" in target.files().values()
    run("restore", made, replace=target.name)
    kept = {"accounts_mailhold", "django_session"}
    assert target.rows(but=kept) == source.rows(but=kept)
    assert target.files() == FILES
    # A front server reads through this folder.
    assert (target.media / "public").stat().st_mode & 0o7777 == 0o2750
    assert sorted(os.listdir(target.media)) == ["private", "public"]


def test_what_a_killed_restore_left_is_gone_after_the_next_one(made, target):
    for path in (target.media / f"{making.SCRATCH}killed", target.media / "public" / ".restoring"):
        path.mkdir(parents=True)
        (path / "database").write_bytes(b"names and telephone numbers")
    run("restore", made)
    assert target.files() == FILES


def test_files_without_a_database_are_a_place_that_is_not_empty(made, target):
    (target.media / "public").mkdir(parents=True)
    (target.media / "public" / "somebodys.webp").write_bytes(b"x")
    assert "holds something already" in refused("restore", made)
    assert list(target.files()) == ["public/somebodys.webp"]
    assert databases.is_empty()


def test_a_copy_sends_nothing_until_it_is_told_to(made, target):
    run("restore", made)
    assert MailHold.objects.exists()
    assert run("resume_mail") == "Mail goes out again; 1 wait in the outbox.\n"
    assert not MailHold.objects.exists()


def test_a_backup_from_before_mail_could_be_held_holds_it_too(source, tmp_path, target):
    older = Place(tmp_path / "older", like=source)
    try:
        with older.entered():
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE accounts_mailhold")
                cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts' AND name >= '0004'")
            run("backup", tmp_path / "older.tar")
    finally:
        older.remove()
    assert "Before you start it: manage.py upgrade" in run("restore", tmp_path / "older.tar")
    assert MailHold.objects.get().reason == MailHold.Reason.RESTORED
    # What upgrade finds done.
    assert restoring.MAIL_HOLD in MigrationLoader(connection).applied_migrations


def test_another_secret_key_is_told_of(made, target):
    with override_settings(SECRET_KEY="another one"):
        assert "SECRET_KEY is not the one of the backup" in run("restore", made)


def test_a_backup_is_for_its_owner_alone_and_the_health_page_hears_of_it(running, tmp_path):
    said = run("backup", tmp_path / "mine.tar")
    size = (tmp_path / "mine.tar").stat().st_size
    assert (tmp_path / "mine.tar").stat().st_mode & 0o777 == 0o600
    assert said == f"Backed up into {tmp_path}/mine.tar ({size / 1e6:,.1f} MB).\n"
    note = json.loads((running.folder / "var" / "last-backup.json").read_text())
    assert (note["file"], note["bytes"]) == (str(tmp_path / "mine.tar"), size)
    assert timezone.now() - datetime.fromisoformat(note["made_at"]) < timedelta(minutes=1)
    assert os.listdir(tmp_path) == ["mine.tar"]


def test_any_tar_lists_a_backup_and_its_manifest_is_json(made):
    with tarfile.open(made) as opened:
        names = opened.getnames()
        manifest = json.load(opened.extractfile("manifest.json"))
    assert names[-2:] == ["manifest.json", "seal"]
    assert [member["name"] for member in manifest["members"]] == names[:-2]
    assert {f"media/{name}" for name in FILES} | {"database"} == set(names[:-2])
    assert ["accounts", "0001_initial"] in manifest["migrations"]


# While others write


def test_every_row_of_a_backup_of_a_busy_site_has_its_file(source, tmp_path, target):
    busy = Place(tmp_path / "busy", like=source)
    (busy.media / "private").mkdir(parents=True)
    for number in range(1500):
        (busy.media / "private" / f"quiet-{number}").write_bytes(b"quiet")
    stop, written = threading.Event(), []
    try:
        with busy.entered():
            thread = threading.Thread(target=keep_writing, args=(busy, PrivateStorage(), stop, written))
            thread.start()
            try:
                while len(written) < 20 and thread.is_alive():
                    time.sleep(0.01)
                began = len(written)
                run("backup", tmp_path / "busy.tar")
                ended = len(written)
            finally:
                stop.set()
                thread.join()
    finally:
        busy.remove()
    run("restore", tmp_path / "busy.tar")
    names = list(Attachment.objects.values_list("file", "name"))
    assert ended > began  # nobody had to wait for it
    assert len(names) >= 20 - 20 // 3
    assert [(name, said) for name, said in names if (target.media / "private" / name).read_text() != said] == []


def keep_writing(place, storage, stop, written):
    """As the site does: a file before its row, and a row before its file goes."""
    own = place.connection()
    number = 0
    try:
        while not stop.is_set():
            name = f"mail-{number}"
            (place.media / "private" / name).write_text(f"said {number}")
            with own.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO post_office_attachment (file, name, mimetype, headers) VALUES (%s, %s, '', 'null')",
                    [name, f"said {number}"],
                )
                if number % 3 == 2:
                    cursor.execute("DELETE FROM post_office_attachment WHERE file = %s", [f"mail-{number - 2}"])
            if number % 3 == 2:
                storage.delete(f"mail-{number - 2}")
            written.append(name)
            number += 1
            time.sleep(0.002)
    finally:
        own.close()


# What is refused


def nothing_changed(target):
    assert databases.is_empty()
    assert target.files() == {}
    assert not (target.media / "private").exists()
    assert not is_closed()


def test_a_flipped_bit_anywhere_is_found(made, target, tmp_path):
    whole, damaged = made.read_bytes(), tmp_path / "damaged.tar"
    with Reader(made) as backup:
        manifest = backup.place
    places = {*range(0, len(whole), len(whole) // 60), *range(manifest, len(whole), 97), *range(600), len(whole) - 1}
    for place in sorted(places):
        damaged.write_bytes(whole)
        with open(damaged, "r+b") as file:
            file.seek(place)
            file.write(bytes([whole[place] ^ 4]))
        with pytest.raises(Damaged), Reader(damaged) as backup:
            backup.verify()
    sentence = f"{damaged} is damaged, cut off, or no backup of this site; nothing was changed."
    assert refused("restore", damaged) == sentence
    nothing_changed(target)


def test_a_file_that_was_cut_or_went_on_is_refused(made, target, tmp_path):
    whole, damaged = made.read_bytes(), tmp_path / "damaged.tar"
    for length in (0, 1, 511, 512, 2048, len(whole) // 2, len(whole) - 2048, len(whole) - 512, len(whole) - 1):
        damaged.write_bytes(whole[:length])
        assert "damaged, cut off" in refused("restore", damaged)
    for more in (b"\0", b"x" * 512, whole):
        damaged.write_bytes(whole + more)
        assert "damaged, cut off" in refused("restore", damaged)
    nothing_changed(target)


@pytest.mark.parametrize("content", [b"", b"x" * 5000, json.dumps({"format": 1}).encode() * 500])
def test_a_foreign_file_is_refused(content, target, tmp_path):
    (tmp_path / "foreign").write_bytes(content)
    assert "no backup of this site" in refused("restore", tmp_path / "foreign")
    nothing_changed(target)


def test_a_tar_of_somebody_else_and_a_missing_file_are_refused(target, tmp_path):
    with tarfile.open(tmp_path / "other.tar", "w") as file:
        file.addfile(tarfile.TarInfo("database"))
        file.addfile(tarfile.TarInfo("manifest.json"))
    assert "no backup of this site" in refused("restore", tmp_path / "other.tar")
    assert "No such file" in refused("restore", tmp_path / "missing.tar")
    nothing_changed(target)


def write_backup(path, members, **head):
    """A backup with a right seal, made by somebody who means harm."""
    plain = {"made_at": 0, "engine": connection.vendor, "site": "", "key": "", "migrations": []}
    with open(path, "w+b") as file:
        writer = Writer(file, **{**plain, **head})
        for name in members:
            source = path.with_name("source")
            source.write_bytes(b"harm")
            with open(source, "rb") as opened:
                writer.add(name, opened)
        writer.close()
    return path


@pytest.mark.parametrize(
    "name",
    [
        *("../escaped", "media/../../escaped", "/tmp/escaped", "media//x", "media/./x", "./media/x", "media/", ".", ""),
        *("media/..", "media/a\\..\\b", "elsewhere/x", "databases", "media/public/.restoring/x", "media/.replaced/x"),
    ],
)
def test_names_that_lead_elsewhere_are_refused(name, target, tmp_path):
    path = write_backup(tmp_path / "hostile.tar", ["database", name])
    assert "no backup of this site" in refused("restore", path)
    nothing_changed(target)
    assert not (tmp_path / "escaped").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_links_and_devices_are_refused(kind, target, tmp_path, monkeypatch):
    plain = archive.header

    def header(name, size, moment):
        if name != "media/link":
            return plain(name, size, moment)
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode, info.type, info.linkname = size, moment, 0o600, kind, "/etc/passwd"
        return info.tobuf(tarfile.GNU_FORMAT)

    with monkeypatch.context() as patched:
        patched.setattr(archive, "header", header)
        path = write_backup(tmp_path / "hostile.tar", ["database", "media/link"])
    assert "no backup of this site" in refused("restore", path)
    nothing_changed(target)


def test_a_member_that_the_manifest_does_not_list_is_refused(target, tmp_path, monkeypatch):
    plain = Writer._lines

    def lines(self):
        self.members.execute("DELETE FROM member WHERE name = ?", [b"media/further"])
        return plain(self)

    with monkeypatch.context() as patched:
        patched.setattr(Writer, "_lines", lines)
        path = write_backup(tmp_path / "hostile.tar", ["database", "media/further"])
    assert "no backup of this site" in refused("restore", path)
    nothing_changed(target)


def test_a_backup_without_a_database_is_refused(target, tmp_path):
    assert "no backup of this site" in refused("restore", write_backup(tmp_path / "without.tar", ["media/x"]))
    nothing_changed(target)


def test_what_this_site_cannot_be_is_refused(target, tmp_path):
    other = write_backup(tmp_path / "other.tar", ["database"], engine="oracle")
    assert refused("restore", other) == f"The backup is of oracle, this site runs on {connection.vendor}."
    newer = write_backup(tmp_path / "newer.tar", ["database"], migrations=[["accounts", "9999_later"]])
    assert "does not know accounts.9999_later" in refused("restore", newer)
    later = write_backup(tmp_path / "later.tar", ["database"], format=2)
    assert "newer version of the site" in refused("restore", later)
    nothing_changed(target)


def test_a_database_that_cannot_be_filled_leaves_the_old_state(source, made, target, tmp_path):
    """The file is whole, but what is in it is no database."""
    run("restore", made)
    rows, files = target.rows(), target.files()
    broken = write_backup(tmp_path / "broken.tar", ["database", "media/public/x"])
    assert "The database could not be put in place" in refused("restore", broken, replace=target.name)
    assert (target.rows(), target.files()) == (rows, files)
    assert not is_closed()


def test_a_statement_that_fails_at_the_end_leaves_the_old_state(source, made, target, monkeypatch):
    run("restore", made)
    rows, files = target.rows(), target.files()
    monkeypatch.setattr(restoring, "statements", lambda migrations: ["INSERT INTO nowhere VALUES (1)"])
    assert "nowhere" in refused("restore", made, replace=target.name)
    assert (target.rows(), target.files()) == (rows, files)


# No room, and two at once


def test_a_full_disk_leaves_no_part_of_a_backup(running, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        said = refused("backup", folder / "large.tar")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    # SQLite and pg_dump say it in words of their own.
    assert said.startswith(
        ("The backup failed, and nothing is left of it: There is no room", "pg_dump", "The database")
    )
    assert os.listdir(folder) == []


def test_only_one_is_at_work(running, tmp_path):
    with at_work():
        assert "is at work" in refused("backup", tmp_path / "second.tar")
        assert "is at work" in refused("restore", tmp_path / "second.tar")
    assert os.listdir(tmp_path) == []


def test_what_is_there_is_not_written_over(running, tmp_path):
    (tmp_path / "precious").write_bytes(b"mine")
    assert "exists already" in refused("backup", tmp_path / "precious")
    assert (tmp_path / "precious").read_bytes() == b"mine"
    assert "part of the next backup" in refused("backup", running.media / "public" / "b.tar")


def test_an_empty_database_is_not_backed_up(target, tmp_path):
    assert refused("backup", tmp_path / "b.tar") == "The database is empty: there is nothing to back up."


@pytest.mark.postgresql
def test_a_pg_dump_that_is_missing_or_too_old_is_named(running, tmp_path, monkeypatch):
    monkeypatch.setattr(databases.shutil, "which", lambda program: None)
    assert refused("backup", tmp_path / "b.tar").startswith("pg_dump is missing; on Debian")
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    old.chmod(0o755)
    monkeypatch.setattr(databases.shutil, "which", lambda program: str(old))
    assert "pg_dump is older (pg_dump (PostgreSQL) 9.6.24) than the server" in refused("backup", tmp_path / "b.tar")
    assert os.listdir(tmp_path) == ["pg_dump"]


@pytest.mark.postgresql
def test_the_password_stands_in_no_command(running, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "geheim")
    words, environment = databases.command("pg_dump", "--format=custom")
    assert "geheim" not in " ".join(words)
    assert environment["PGPASSWORD"] == "geheim"


# Thinning


def test_seven_days_and_eight_weeks_are_kept_over_a_hundred_days(tmp_path):
    foreign = [
        "notes.txt",
        "ilamexpo-yesterday.tar",
        "ilamexpo-20260101T000000Z.tar.gz",
        "ilamexpo-20269999T000000Z.tar",
    ]
    for name in foreign:
        (tmp_path / name).touch()
    first = datetime(2026, 1, 1, 23, 0, tzinfo=UTC)
    for day in range(100):
        for hours in (0, 3):
            moment = first + timedelta(days=day, hours=hours)
            newest = making.NAME.format(moment)
            (tmp_path / newest).touch()
            making.thin(tmp_path, newest)
    made = sorted(filter(None, map(making.moment_of, os.listdir(tmp_path))))
    assert made[-1] == moment
    days = sorted({making.day_of(each) for each in made})
    last = making.day_of(moment)
    assert days[-7:] == [last - timedelta(days=back) for back in range(6, -1, -1)]
    # The last of each day, and before these days the last of each week, which ends on Friday.
    assert len(days) == len(made)
    assert [day.strftime("%a") for day in days[:-7]] == ["Fri"] * len(days[:-7])
    assert len({making.week_of(each) for each in made}) == 8
    assert set(foreign) < set(os.listdir(tmp_path))


def test_the_newest_stays_when_the_clock_was_ahead(tmp_path):
    for day in range(60):
        (tmp_path / making.NAME.format(datetime(2030, 1, 1, tzinfo=UTC) + timedelta(days=day))).touch()
    newest = making.NAME.format(datetime(2026, 1, 1, tzinfo=UTC))
    (tmp_path / newest).touch()
    making.thin(tmp_path, newest)
    assert newest in os.listdir(tmp_path)


def test_a_folder_gets_a_backup_named_by_its_moment(running, tmp_path):
    folder = tmp_path / "nightly"
    folder.mkdir()
    left = folder / f"{making.SCRATCH}old"
    left.mkdir()
    os.utime(left, (0, 0))
    run("backup", folder=str(folder))
    (name,) = os.listdir(folder)
    assert timezone.now() - making.moment_of(name) < timedelta(minutes=1)
