"""Answers to what the words of the trade tell."""

from django.dispatch import receiver

from exhibitors.models import Exhibitor
from exhibitors.search import refresh
from vocabulary.models import Craft, Place
from vocabulary.signals import reworded

USES = {Craft: "crafts", Place: "place"}


@receiver(reworded)
def fold_exhibitors_anew(sender, term, **kwargs):
    """The words that find an exhibitor hold its crafts and its place."""
    if field := USES.get(sender):
        for exhibitor in Exhibitor.objects.filter(**{field: term}).select_related("place").prefetch_related("crafts"):
            refresh(exhibitor)
