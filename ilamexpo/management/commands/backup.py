from django.core.management.base import BaseCommand, CommandError

from ilamexpo.backup.databases import DatabaseFailed
from ilamexpo.backup.making import Refused, back_up, back_up_into, sentence
from ilamexpo.closing import NotNow, at_work


class Command(BaseCommand):
    help = "Put database and files of the site, which may be running, into one file."

    def add_arguments(self, parser):
        place = parser.add_mutually_exclusive_group(required=True)
        place.add_argument("file", nargs="?", metavar="FILE", help="A new file.")
        place.add_argument("--folder", help="Named by its moment there; keeps the last of 7 days and of 8 weeks.")

    def handle(self, *, file, folder, **options):
        try:
            with at_work():
                note = back_up(file) if file else back_up_into(folder)
        except (NotNow, Refused, DatabaseFailed) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup failed, and nothing is left of it: {sentence(error)}") from error
        self.stdout.write(f"Backed up into {note['file']} ({note['bytes'] / 1e6:,.1f} MB).")
