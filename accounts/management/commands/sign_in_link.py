from django.core.management.base import BaseCommand, CommandError

from accounts.backends import is_shut_out
from accounts.links import make_link
from accounts.models import User
from lib.phones import parse_phone


class Command(BaseCommand):
    help = "Print an address that signs this account in once, within 15 minutes."

    def add_arguments(self, parser):
        parser.add_argument("address", metavar="EMAIL_OR_PHONE")

    def handle(self, *, address, **options):
        user = find(address)
        if user is None:
            raise CommandError(f"No active account has the address {address}.")
        if is_shut_out(user):
            raise CommandError("Sample accounts sign in only while SITE_URL is not https.")
        self.stdout.write(make_link(user))


def find(address):
    people = User.objects.filter(is_active=True)
    if "@" in address:
        return people.filter(email=address.lower()).first()
    try:
        return people.filter(phone=parse_phone(address)).first()
    except ValueError as error:
        raise CommandError(
            f"{address} is neither an e-mail address nor a phone number with its country code."
        ) from error
