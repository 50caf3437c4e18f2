from django.core.management.base import BaseCommand, CommandError

from ilamexpo.backup.databases import DatabaseFailed
from ilamexpo.backup.making import Refused, sentence
from ilamexpo.backup.restoring import restore
from ilamexpo.closing import NotNow, at_work


class Command(BaseCommand):
    help = "Make a backup the site again. Stop web server and worker first, and start them afterwards."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--replace",
            metavar="NAME",
            help="The name of the database, or of its file: what is in it and the files of the site may go.",
        )

    def handle(self, *, file, replace, **options):
        try:
            with at_work():
                for words in restore(file, replace=replace):
                    self.stdout.write(words)
        except (NotNow, Refused, DatabaseFailed) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The restore failed, and nothing was changed: {sentence(error)}") from error
