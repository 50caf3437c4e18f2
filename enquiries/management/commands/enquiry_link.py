from django.core.management.base import BaseCommand, CommandError

from enquiries.links import make_link, revoke_links
from enquiries.models import Enquiry
from lib import codes


class Command(BaseCommand):
    help = "Print a fresh private address of that enquiry for its buyer; the older ones stay valid unless --revoke."

    def add_arguments(self, parser):
        parser.add_argument("reference", metavar="REFERENCE", help="the code of the enquiry, in any digits")
        parser.add_argument("--revoke", action="store_true", help="end the older addresses")

    def handle(self, *, reference, revoke, **options):
        enquiry = find(reference)
        if enquiry is None:
            raise CommandError(f"There is no enquiry {reference}.")
        if revoke:
            revoke_links(enquiry)
        self.stdout.write(make_link(enquiry))


def find(reference):
    try:
        return Enquiry.objects.filter(code=codes.read(reference)).first()
    except ValueError:
        return None
