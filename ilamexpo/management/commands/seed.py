from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cooperation.seed import load_cooperation
from enquiries.seed import load_sentences
from enquiries.synthetic import load_threads
from events.seed import load_record
from products.synthetic import load_products
from vocabulary.seed import RecordError, load_vocabulary


class Command(BaseCommand):
    help = (
        "Load the real record; with --sample also invented exhibitors and works. Repeatable, never overwrites an edit."
    )

    def add_arguments(self, parser):
        parser.add_argument("--sample", action="store_true", help="Also the invented sample, marked as such.")
        parser.add_argument("--products", type=int, metavar="N", help="Also N synthetic works, for measuring.")
        parser.add_argument("--threads", type=int, metavar="N", help="Also N synthetic threads about them.")

    def handle(self, *, sample, products, threads, **options):
        try:
            with transaction.atomic():
                made = load_vocabulary() + load_record() + load_cooperation()
                made["prepared sentences"] += load_sentences()
        except RecordError as error:
            raise CommandError(str(error)) from error
        if sample:
            from ilamexpo.sample import load_sample

            made += load_sample(date.today())
        if products:
            made["products"] += load_products(products)
        if threads:
            try:
                made["threads"] += load_threads(threads)
            except ValueError as error:
                raise CommandError(str(error)) from error
        for name, count in sorted(made.items()):
            self.stdout.write(f"{count:>8} {name}")
