"""The sample's tasks, some of them done, and messages to those who take part."""

import tomllib
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from accounts.models import Message
from events.models import Exhibition
from events.sample import by_language
from exhibitors.actions.telling import add_usual_tasks, mark_done
from exhibitors.models import Circular, Task
from exhibitors.states import SHOWN
from exhibitors.telling import audience_of, letter_to

DATA = Path(__file__).parent / "data" / "sample_circulars.toml"


def load_telling(slugs, accounts):
    """Set the tasks of the exhibitions of these ``slugs`` that have none, and write to those of the first."""
    for slug in slugs:
        if exhibition := Exhibition.objects.filter(slug=slug, is_sample=True, tasks=None).first():
            set_tasks(exhibition, accounts["official"])
    if running := Exhibition.objects.filter(slug=slugs[0], is_sample=True, circulars=None).first():
        say_to_many(running, accounts["official"])


def set_tasks(exhibition, official):
    """The usual ones; most makers have done the early ones, and the official most of the office's."""
    add_usual_tasks(exhibition)
    taking_part = list(exhibition.participations.filter(state__in=SHOWN).order_by("pk"))
    early = exhibition.tasks.filter(days__lte=-10)
    for place, task in enumerate(early.filter(whose=Task.For.EXHIBITORS)):
        mark_done(task, [row for number, row in enumerate(taking_part) if (number + place) % 4], actor=official)
    of_office = early.filter(whose=Task.For.OFFICE)
    of_office.update(official=official)
    of_office.filter(days__lte=-14).update(done_at=timezone.now(), done_by=official)


def say_to_many(exhibition, official):
    """One message that was sent two days ago, and a draft to those who lack something."""
    words = tomllib.loads(DATA.read_text())
    sent_at = timezone.now() - timedelta(days=2)
    sent = Circular.objects.create(
        exhibition=exhibition,
        is_sample=True,
        audience={"state": [*SHOWN]},
        sent_at=sent_at,
        sent_by=official,
        **texts_of(words["opening"]),
    )
    audience = audience_of(sent)
    for person in audience.people:
        letter = letter_to(person, sent)
        Message.objects.create(
            is_sample=True,
            recipient=person.user,
            name=person.name,
            address=person.address,
            language=letter.language,
            channel=Message.Channel.CALL if person.is_called else Message.Channel.MAIL,
            state=Message.State.DONE if person.is_called else Message.State.HANDED_OVER,
            subject=letter.subject,
            text=letter.text,
            about=sent.code,
            created_at=sent_at + timedelta(seconds=1),
        )
    sent.mails, sent.calls = audience.mails, audience.calls
    sent.audience |= {"unreached": [row.exhibitor.code for row in audience.unreached]}
    sent.save()
    Circular.objects.create(
        exhibition=exhibition,
        is_sample=True,
        audience={"state": [*SHOWN], "missing": ["licence", "portrait"]},
        **texts_of(words["papers"]),
    )


def texts_of(words):
    return by_language("subject", words["subject"]) | by_language("text", words["text"])
