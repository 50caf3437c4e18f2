from contextlib import contextmanager

from django.conf import settings
from django.core import checks
from django.core.management import CommandError, call_command

from ilamexpo.backup.databases import DatabaseFailed, is_empty
from ilamexpo.backup.making import Refused, back_up_into, sentence
from ilamexpo.closing import NotNow, at_work
from ilamexpo.management.commands import prepare
from ilamexpo.upgrading import apply_migrations, pending_migrations

LATEST = 5


class Command(prepare.Command):
    help = (
        "Bring the site to the version of this code while the one before may still run: checks, a backup, messages "
        "and static files, the database. Whatever fails leaves the database as it was. Afterwards restart web server "
        "and worker."
    )

    def add_arguments(self, parser):
        parser.add_argument("--folder", default=settings.VAR / "backups", help="Where the backup goes (%(default)s).")

    def handle(self, *, folder, verbosity, **options):  # type: ignore[override]  # other words
        self.verbosity = verbosity
        try:
            with at_work():
                self.upgrade(folder)
        except NotNow as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped; what was begun with the database is undone. Run it again.", returncode=130
            ) from None
        self.say("Done. Restart web server and worker.")

    def upgrade(self, folder):
        with failing("The site is not in order"):
            self.check_site()
        # A first start has nothing to keep.
        is_new = is_empty()
        if not is_new:
            self.say("Backing up …")
            with failing("No backup could be made, so nothing was changed"):
                # Of several upgrades a day, or of going back, the last must not take the backup from before the first;
                # yet a container that is started again and again must not fill the disk.
                note = back_up_into(folder, latest=LATEST)
            self.say(f"Backed up into {note['file']}.")
        with failing("The files could not be made; the database was not touched"):
            self.make_files()
            self.collect_static()
        self.make_database()
        if is_new:
            self.fill_empty_database()

    def check_site(self):
        """Errors end the upgrade before anything was touched, warnings are only said.

        Those about a public address would say nothing new of one that has no TLS on purpose.
        """
        self.say("Checking …")
        found = checks.run_checks(include_deployment_checks=settings.SECURE, databases=["default"])
        for each in found:
            if not each.is_silenced():
                self.stderr.write(str(each))
        if any(each.is_serious(checks.ERROR) and not each.is_silenced() for each in found):
            raise Refused("see above; nothing was changed.")

    def make_database(self):
        pending = pending_migrations()
        if pending:
            self.say(f"Bringing the database up to date: {', '.join(map(str, pending))} …")
            with failing("The database could not be brought up to date and is as it was"):
                apply_migrations(pending)
        call_command("createcachetable", verbosity=0)
        with failing("The words of the works could not be folded anew; upgrade again, and nothing else is missing"):
            self.mend_search()


@contextmanager
def failing(what):
    """Say in one line what went wrong with ``what``, whatever a migration or a system raises."""
    try:
        yield
    except OSError as error:
        raise CommandError(f"{what}: {sentence(error)}") from error
    except (Refused, DatabaseFailed) as error:
        raise CommandError(f"{what}: {error}") from error
    except Exception as error:
        words = " ".join(str(error).split()) or type(error).__name__
        raise CommandError(f"{what}: {words}") from error
