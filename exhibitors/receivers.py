"""Answers to what the words of the trade tell, and to rows that go."""

from django.db.models.signals import post_delete
from django.dispatch import receiver

from events.cloning import copied
from events.models import Exhibition
from events.signals import cloned, rescheduling
from exhibitors import (
    checklist,  # noqa: F401 - of its page in the office
    numbers,  # noqa: F401 - of the same page
    reminders,  # noqa: F401 - a chore
)
from exhibitors import rescheduling as depending
from exhibitors.actions import choice  # noqa: F401 - its chore
from exhibitors.models import Call, Credential, Exhibitor, PortraitUpload
from exhibitors.profile import reviewing, uploads  # noqa: F401 - their jobs
from exhibitors.profile.files import remove_file
from exhibitors.profile.portraits import drop_original, drop_portrait, portraits_of
from exhibitors.search import refresh, texts
from exhibitors.states import Publication
from lib.states import moved
from vocabulary.models import Craft, Place
from vocabulary.signals import reworded
from vocabulary.spellings import note

USES = {Craft: "crafts", Place: "place"}


@receiver(reworded)
def fold_exhibitors_anew(sender, term, **kwargs):
    """The words that find an exhibitor hold its crafts and its place."""
    if field := USES.get(sender):
        for exhibitor in Exhibitor.objects.filter(**{field: term}).select_related("place").prefetch_related("crafts"):
            refresh(exhibitor)


@receiver(moved, sender=Exhibitor)
def note_its_words(sender, obj, field, new, **kwargs):
    """What is public from now on is found in spite of a slip."""
    if field == "publication" and new == Publication.PUBLISHED:
        note(texts(obj))


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


@receiver(cloned, sender=Exhibition)
def copy_call_and_tasks(sender, source, exhibition, shift, **kwargs):
    """An exhibition made after another one calls and is prepared like it, by as many days later."""
    if call := Call.objects.filter(exhibition=source).first():
        copy_call(call, exhibition, shift)
    for task in source.tasks.all():
        copied(task, exhibition=exhibition, done_at=None, done_by=None, created_at=exhibition.created_at)


def copy_call(call, exhibition, shift):
    """With what it asks, what is judged and what the choice shall come to; not with the jury."""
    questions = list(call.questions.prefetch_related("crafts"))
    criteria, targets = list(call.criteria.all()), list(call.targets.all())
    call = copied(
        call, exhibition=exhibition, opens_at=shift.moment(call.opens_at), closes_at=shift.moment(call.closes_at)
    )
    for question in questions:
        crafts = list(question.crafts.all())
        copied(question, call=call).crafts.set(crafts)
    for row in [*criteria, *targets]:
        copied(row, call=call)


@receiver(rescheduling, sender=Exhibition)
def find_what_depends_on_it(sender, change, **kwargs):
    return list(depending.dependents(change))
