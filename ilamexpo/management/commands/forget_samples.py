from django.core.management.base import BaseCommand

from ilamexpo.sample import forget_samples


class Command(BaseCommand):
    help = "Remove everything that seed --sample and seed --products added."

    def handle(self, **options):
        for name, count in sorted(forget_samples().items()):
            self.stdout.write(f"{count:>8} {name}")
