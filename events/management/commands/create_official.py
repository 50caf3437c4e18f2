from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from accounts.backends import is_shut_out
from accounts.links import make_link
from accounts.models import User
from events.models import Role


class Command(BaseCommand):
    help = (
        "Make EMAIL an official over all exhibitions and print an address that lets them in once; repeat for another."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *, email, **options):
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is no e-mail address.") from None
        user, is_new = make_official(email)
        self.stdout.write(f"{email} {'is now' if is_new else 'was already'} an official over all exhibitions.")
        self.stdout.write("The first thing they are asked for is a second factor: an app of codes, or a passkey.")
        self.stdout.write("This address lets them in once, within 15 minutes; repeat the command for a fresh one:")
        self.stdout.write(make_link(user))


@transaction.atomic
def make_official(email):
    """(account, whether it has become one just now); two at once make one account. Raises CommandError."""
    user, _is_new = User.objects.get_or_create(email=email, defaults={"password": make_password(None)})
    if user.is_sample or is_shut_out(user):
        raise CommandError(f"{email} is an account of the sample; choose a real address.")
    if not user.is_active:
        raise CommandError(f"The account {email} is closed. An official can open it again in the records.")
    _role, is_new = Role.objects.get_or_create(user=user, kind=Role.Kind.ADMINISTRATOR, exhibition=None)
    return user, is_new
