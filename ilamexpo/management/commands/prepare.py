import io
import os
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from ilamexpo import generated
from products import refolding, trigrams


class Command(BaseCommand):
    help = "Bring everything up to date that a start needs: messages, fonts, styles, database, static files, records."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--files-only", action="store_true", help="Messages, fonts and styles; touch no database.")

    def handle(self, *, files_only, verbosity, **options):
        self.verbosity = verbosity
        try:
            self.make_files()
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        if files_only:
            return
        try:
            self.make_database()
        except DatabaseError as error:
            raise CommandError(f"The database does not do as asked: {' '.join(str(error).split())}") from error
        self.collect_static()
        self.fill_empty_database()

    def say(self, words):
        if self.verbosity:
            self.stdout.write(words)
            self.stdout.flush()

    def make_files(self):
        stamps = generated.Stamps()
        for make, words in (
            (generated.make_messages, "Compiled {} message catalogues."),
            (generated.make_fonts, "Cut {} fonts."),
            (generated.make_styles, "Joined {} style sheets."),
            (generated.make_brand, "Drew {} icons."),
        ):
            if made := make(stamps):
                self.say(words.format(made))

    def make_database(self):
        if connection.vendor == "sqlite":
            Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("Bringing the database up to date …")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        self.mend_search()

    def mend_search(self):
        trigrams.make_index()
        if not refolding.is_current() and (count := refolding.fold_everything()):
            self.say(f"Folded the words of {count} works and makers anew, so that they are found.")

    def collect_static(self):
        stamps, checksum = generated.Stamps(), generated.static_checksum()
        if not stamps.is_current("static", checksum, [Path(settings.STATIC_ROOT) / "staticfiles.json"]):
            self.say("Collecting static files …")
            call_command("collectstatic", interactive=False, verbosity=0)
            stamps.set("static", checksum)

    def fill_empty_database(self):
        """All or nothing: a first start that was interrupted begins again at the next one."""
        if apps.get_model("events.Exhibition").objects.exists():
            return
        sample = settings.SITE_URL.startswith("http://") and os.environ.get("SAMPLE", "1") != "0"
        self.say("Filling the empty database with the record and samples …" if sample else "Loading the record …")
        with transaction.atomic():
            call_command("seed", sample=sample, verbosity=0, stdout=io.StringIO())
