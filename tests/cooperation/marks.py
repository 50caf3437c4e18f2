"""A record of every kind with a mark of its own in every text, to see which of them reach whom."""

from datetime import date

from django.db import models

from cooperation.models import AgendaItem, Attendance, Paper, Person, Side, Source, Step, Stop, Topic
from tests.factories import (
    DelegationFactory,
    MeetingFactory,
    MemorandumFactory,
    PersonFactory,
    PostFactory,
    PromiseFactory,
    TourFactory,
)

MAKERS = [DelegationFactory, MeetingFactory, PromiseFactory, MemorandumFactory, TourFactory]
# Read by whoever reads the record at all.
OPEN_FIELDS = {"title", "slug", "number"}
LANGUAGES = ("fa", "en", "ar", "ckb")


def marked(make, audience, **fields):
    """A record of that kind of which every text says ``mark-<its column>``; all its parts are internal."""
    record = make(slug=f"planted-{make._meta.model.__name__.lower()}", audience=audience, **fields)
    plant(record)
    post = PostFactory()
    person = PersonFactory(**{f"name_{code}": "mark-person" for code in LANGUAGES}, phone="+989180000001")
    Person.objects.filter(pk=person.pk).update(remark="mark-person-remark", latin_name="mark-latin")
    Attendance.objects.create(record=record, person=person, post=post, side=Side.THEIRS, remark="mark-attendance")
    Stop.objects.create(record=record, **in_all("title", "mark-stop"))
    Paper.objects.create(record=record, kind="annex", name="mark-paper.pdf", file=f"cooperation/mark-{record.pk}.pdf")
    if make is MeetingFactory:
        item = AgendaItem.objects.create(meeting=record, topic=Topic.TRADE)
        plant(item)
    if make is PromiseFactory:
        record.our_person = record.their_person = person
        record.our_post = record.their_post = post
        record.due_on = record.checked_on = date(2031, 3, 7)
        record.save()
    Source.objects.create(record=record, **in_all("said_by", "the agency"))
    hidden = make(slug=f"hidden-{record.slug}", **in_all("title", "mark-internal-record"))
    Step.objects.create(earlier=hidden, later=record)
    return record


def in_all(name, text):
    return {f"{name}_{code}": text for code in LANGUAGES}


def plant(thing):
    """Write a mark into every text of ``thing`` that is not read by whoever reads it at all."""
    for field in thing._meta.concrete_fields:
        name = field.name
        base = name.rpartition("_")[0] if hasattr(field, "translated_field") else name
        is_text = isinstance(field, models.TextField | models.CharField) and not field.choices
        if is_text and base not in OPEN_FIELDS and name not in OPEN_FIELDS and not isinstance(field, models.SlugField):
            setattr(thing, name, f"mark-{base}")
    thing.save()
