"""Makers are reminded of what they have to do: once some days before, and once when it is late. Nobody twice.

That a task was reminded of is kept as a ``Moment``, made in the transaction of the messages: of two workers one makes it.
It names the deadline, so that one that moved with the exhibition is reminded of anew.
"""

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, override

from accounts.jobs import daily
from accounts.messages import send
from accounts.models import Moment
from events.models import Exhibition
from exhibitors.models import Task, TaskDone
from exhibitors.states import SHOWN
from exhibitors.tasks import by_deadline, is_held
from exhibitors.telling import gathered, with_people
from lib.dates import format_date, today_in_ilam
from lib.languages import shown
from lib.numbers import format_number

BEFORE = timedelta(days=3)
# What has been late for longer is not news: such as a task that was set after its deadline.
LATE_FOR = timedelta(days=7)
KEPT = timedelta(days=60)
NAME = "reminded "


@daily
def remind_of_tasks():
    """Write to those who have not done what is due soon or late now."""
    today = today_in_ilam()
    Moment.objects.filter(name__startswith=NAME, at__lt=timezone.now() - KEPT).delete()
    near = today - timedelta(days=500), today + timedelta(days=500)
    held = Q(starts_on__range=near) | Q(ends_on__range=near) | Q(call__closes_at__date__range=near)
    tasks = Task.objects.filter(whose=Task.For.EXHIBITORS).select_related("exhibition__call")
    rows = tasks.filter(exhibition__in=Exhibition.objects.filter(held, is_sample=False))
    due = defaultdict(list)
    for task in by_deadline(rows):
        if is_held(task.exhibition) and (kind := kind_of(task, today)):
            due[task.exhibition_id].append((task, kind))
    return sum(remind(pairs, today) for pairs in due.values())


def kind_of(task, today):
    """Whether it is due "soon" or "late" now; nothing when neither."""
    deadline = task.deadline
    if deadline is None:
        return ""
    if today <= deadline <= today + BEFORE:
        return "soon"
    is_news = today - LATE_FOR <= deadline < today
    return "late" if is_news and timezone.localdate(task.created_at) <= deadline else ""


@transaction.atomic
def remind(pairs, today):
    """One message to each person about all of ``pairs`` of one exhibition that nobody was reminded of; how many."""
    fresh = [task for task, kind in pairs if is_first(task, kind)]
    if not fresh:
        return 0
    exhibition = fresh[0].exhibition
    participations = list(with_people(exhibition.participations.filter(state__in=SHOWN)))
    done = set(TaskDone.objects.filter(task__in=fresh).values_list("participation", "task"))
    for row in participations:
        row.due = [task for task in fresh if (row.pk, task.pk) not in done]
    people = gathered([row for row in participations if row.due]).people
    for person in people:
        write_to(person, exhibition, today)
    return len(people)


def is_first(task, kind):
    name = f"{NAME}{task.pk} {kind} {task.deadline:%Y-%m-%d}"
    return Moment.objects.get_or_create(name=name, defaults={"at": timezone.now()})[1]


def write_to(person, exhibition, today):
    with override(person.language):
        language = get_language()
        due = [(row, task) for row in person.participations for task in row.due]
        lines = [
            {
                "exhibitor": shown(row.exhibitor, "name", language).text,
                "title": shown(task, "title", language).text,
                "deadline": format_date(task.deadline, language),
                "is_late": task.deadline < today,
            }
            for row, task in due
        ]
        name = shown(exhibition, "name", language).text
        subject = ngettext(
            "{number} thing to do for {exhibition}", "{number} things to do for {exhibition}", len(lines)
        ).format(number=format_number(len(lines), language), exhibition=name)
        text = render_to_string(
            "exhibitors/emails/tasks_due.txt",
            {
                "person": person,
                "exhibition": name,
                "lines": lines,
                "is_for_several": len({row.pk for row, _task in due}) > 1,
                "address": settings.SITE_URL + reverse("portal:home") + "#tasks" if person.user else "",
            },
        )
        send(
            subject=subject,
            text=text.strip() + "\n",
            language=language,
            recipient=person.user,
            name=person.name,
            email=person.email,
            phone=person.phone,
            about=person.participations[0].code or "",
        )
