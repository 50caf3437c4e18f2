"""``upgrade`` brings the database to where the code is, or leaves it as it was."""

import io
import os
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from accounts.models import StateChange
from ilamexpo import upgrading
from ilamexpo.backup import making
from ilamexpo.closing import closed, closed_path, is_closed
from ilamexpo.management.commands import prepare
from tests.factories import UserFactory
from tests.ilamexpo.places import OfTests, Place

pytestmark = pytest.mark.django_db
ON_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL loses no trigger")


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        place = Place(tmp_path_factory.mktemp("upgrade") / "site", like=OfTests())
        with place.entered(), transaction.atomic():
            user = UserFactory(email="before@example.org")
            kind = ContentType.objects.get_for_model(user)
            StateChange.objects.create(
                content_type=kind, object_id=user.pk, label="x", field="state", old="new", new="done"
            )
        yield place
        place.remove()


@pytest.fixture
def site(place, monkeypatch):
    """A site of the release before, entered; the files of the new one are there."""
    monkeypatch.setattr(prepare.Command, "make_files", lambda self: None)
    monkeypatch.setattr(prepare.Command, "collect_static", lambda self: None)
    with place.entered():
        yield place


@pytest.fixture
def coming(monkeypatch):
    """Let the release that comes have these migrations of ``accounts``, each a list of operations."""

    def come(*each, **more):
        plain = MigrationLoader.load_disk

        def load_disk(self):
            plain(self)
            last = max(name for app, name in self.disk_migrations if app == "accounts")
            for number, operations in enumerate(each):
                migration = migrations.Migration(f"9{number:03}_coming", "accounts")
                migration.operations, migration.dependencies = operations, [("accounts", last)]
                for name, value in more.items():
                    setattr(migration, name, value)
                last = migration.name
                self.disk_migrations["accounts", last] = migration

        monkeypatch.setattr(MigrationLoader, "load_disk", load_disk)

    return come


def upgrade():
    said = io.StringIO()
    call_command("upgrade", stdout=said, stderr=said)
    return said.getvalue()


def fails():
    with pytest.raises(CommandError) as found:
        upgrade()
    return str(found.value)


def applied():
    return {name for _app, name in MigrationRecorder(connection).applied_migrations() if name.startswith("9")}


@pytest.fixture
def unchanged(site):
    """Nothing of the database is another afterwards, and the site is open."""
    before = site.rows()
    yield
    assert site.rows() == before
    assert not is_closed()
    assert not closed_path().exists()


def note(name):
    return migrations.CreateModel(
        name,
        fields=[
            ("id", models.BigAutoField(primary_key=True)),
            ("user", models.ForeignKey("accounts.User", models.CASCADE)),
        ],
    )


def add_note(apps, schema_editor):
    apps.get_model("accounts.Note").objects.create(user=apps.get_model("accounts.User").objects.get())


def stumble(apps, schema_editor):
    raise ValueError("this one\nis broken")


def test_the_backup_from_before_the_first_upgrade_of_a_day_stays_yet_not_each_of_many(site, tmp_path):
    now = timezone.now()
    earlier = [tmp_path / making.NAME.format(now - timedelta(seconds=back)) for back in range(1, 10)]
    for path in earlier:
        path.touch()
    call_command("upgrade", folder=tmp_path, stdout=io.StringIO(), stderr=io.StringIO())
    assert all(path.exists() for path in earlier[:4])
    # The last one may have fallen on the day before, of which the last stays.
    assert 5 <= len(os.listdir(tmp_path)) <= 6


def test_a_migration_that_fails_takes_all_pending_ones_back(site, coming, unchanged):
    coming(
        [note("Note"), migrations.RunPython(add_note)],
        [migrations.AddField("user", "shoe", models.IntegerField(null=True)), migrations.RunPython(stumble)],
    )
    assert fails() == "The database could not be brought up to date and is as it was: this one is broken"


def test_ctrl_c_takes_all_pending_ones_back(site, coming, unchanged):
    def interrupt(apps, schema_editor):
        raise KeyboardInterrupt

    coming([note("Note"), migrations.RunPython(interrupt)])
    assert fails() == "Stopped; what was begun with the database is undone. Run it again."


@ON_SQLITE
def test_a_table_made_anew_keeps_what_guards_it_or_stays_as_it_was(site, coming, unchanged):
    coming([migrations.AlterField("statechange", "label", models.CharField(max_length=300))])
    said = fails()
    assert "would take away accounts_statechange_no_delete, accounts_statechange_no_update" in said


@pytest.mark.postgresql
def test_a_lock_that_is_not_had_fails_the_upgrade_instead_of_the_visitors(site, coming, unchanged, monkeypatch):
    monkeypatch.setattr(upgrading, "LOCK_SECONDS", 0.3)
    coming([migrations.AddField("user", "shoe", models.IntegerField(null=True))])
    reader = site.connection()
    # The copy that is taken first only reads, as this one does.
    reader.set_autocommit(False)
    with reader.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_user")
    try:
        assert "lock timeout" in fails()
    finally:
        reader.close()


def test_the_site_is_backed_up_brought_up_to_date_and_open_again(site, coming):
    seen = []

    def look(apps, schema_editor):
        seen.append(is_closed())

    coming(
        # PostgreSQL alters no table about which checks of foreign keys are pending.
        [note("Note"), migrations.RunPython(add_note)],
        [migrations.AddField("note", "said", models.TextField(default="")), migrations.RunPython(look)],
    )
    said = upgrade()
    assert "Bringing the database up to date: accounts.9000_coming, accounts.9001_coming …" in said
    assert said.endswith("Done. Restart web server and worker.\n")
    assert applied() == {"9000_coming", "9001_coming"}
    assert seen == [connection.vendor == "sqlite"]
    assert not closed_path().exists()
    assert len(site.rows()["accounts_note"]) == 1
    name = max(os.listdir(site.folder / "var" / "backups"))
    assert name in said
    # Nothing is pending any more.
    assert "Bringing" not in upgrade()


def test_an_empty_database_is_filled_in_one_go(tmp_path, monkeypatch):
    monkeypatch.setattr(prepare.Command, "make_files", lambda self: None)
    monkeypatch.setattr(prepare.Command, "collect_static", lambda self: None)
    monkeypatch.setenv("SAMPLE", "0")
    place = Place(tmp_path / "new")
    try:
        with place.entered():
            said = upgrade()
            assert "Backing up" not in said and "Loading the record" in said
        assert place.rows()["events_exhibition"]
    finally:
        place.remove()


# Closed


def test_what_a_killed_command_closed_opens_by_itself(site):
    with closed():
        assert is_closed()
        assert closed_path().read_text() == f"{os.getpid()}\n"
    closed_path().write_text("4711\n")
    assert not is_closed()
    assert not closed_path().exists()


def test_what_was_closed_by_hand_stays_closed(site):
    closed_path().parent.mkdir(exist_ok=True)
    closed_path().touch()
    try:
        assert is_closed()
        with closed():
            assert is_closed()
        assert is_closed()
    finally:
        closed_path().unlink()
