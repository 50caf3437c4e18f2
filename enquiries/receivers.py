"""Answers to signals from below."""

from django.dispatch import receiver

from enquiries.models import Line
from exhibitors.signals import erased
from lib.languages import CODES


@receiver(erased)
def forget_names_in_lines(sender, exhibitor, **kwargs):
    """A buyer keeps what was asked for; the maker is named by the code from now on."""
    for line in Line.objects.filter(exhibitor=exhibitor):
        line.snapshot = line.snapshot | {"exhibitor": dict.fromkeys(CODES, exhibitor.code)}
        line.save(update_fields=["snapshot"])
