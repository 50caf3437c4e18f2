"""Answers to what the words of the trade tell, and to rows that go."""

from django.db.models.signals import post_delete
from django.dispatch import receiver

from exhibitors.models import Credential, Exhibitor, PortraitUpload
from exhibitors.profile import reviewing, uploads  # noqa: F401 - their jobs
from exhibitors.profile.files import remove_file
from exhibitors.profile.portraits import drop_original, drop_portrait, portraits_of
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


@receiver(post_delete, sender=Credential)
def forget_paper(sender, instance, **kwargs):
    """The paper goes with its row, whoever deletes it."""
    remove_file(instance.file.name)


@receiver(post_delete, sender=Exhibitor)
def forget_portraits(sender, instance, **kwargs):
    for portrait in portraits_of(instance):
        drop_portrait(portrait)


@receiver(post_delete, sender=PortraitUpload)
def forget_upload(sender, instance, **kwargs):
    drop_original(instance.original.name)
