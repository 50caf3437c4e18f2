from django.core.management.base import BaseCommand
from post_office.models import STATUS, Email

from accounts.models import MailHold


class Command(BaseCommand):
    help = "Let the worker send mail again that was held back since the site was restored from a backup."

    def handle(self, **options):
        waiting = Email.objects.filter(status__in=[STATUS.queued, STATUS.requeued]).count()
        held, _by_model = MailHold.objects.all().delete()
        if held:
            self.stdout.write(f"Mail goes out again; {waiting} wait in the outbox.")
        else:
            self.stdout.write("No mail was held back.")
