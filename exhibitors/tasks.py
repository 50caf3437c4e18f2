"""Who has to do what until when, and who is late; deadlines follow from the exhibition's days and are kept nowhere."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q

from accounts.models import User
from events.models import Role
from events.states import Status
from exhibitors.models import Task, TaskDone
from exhibitors.states import SHOWN
from lib.dates import today_in_ilam

SHOWN_AFTER = timedelta(days=60)  # so long after its last day makers are still asked for what is open
OFFICERS = (Role.Kind.ADMINISTRATOR, Role.Kind.OFFICIAL, Role.Kind.GOVERNORATE, Role.Kind.DESK)
FAR = date.max


def by_deadline(tasks):
    """Those without a deadline last."""
    return sorted(tasks, key=lambda task: (task.deadline or FAR, task.pk))


def tasks_of(exhibition):
    """Its tasks by their deadline, each with ``done_count`` of those who take part (1 query)."""
    counted = Count("done", filter=Q(done__participation__state__in=SHOWN))
    rows = Task.objects.filter(exhibition=exhibition).select_related("exhibition__call", "official", "done_by")
    return by_deadline(rows.annotate(done_count=counted))


def taking_part(exhibition):
    """Those who have tasks."""
    return exhibition.participations.filter(state__in=SHOWN)


@dataclass
class Row:
    """One task with how far it is."""

    task: Task
    total: int  # who has to do it
    done: int
    is_past: bool

    @property
    def left(self):
        return self.total - self.done

    @property
    def is_late(self):
        return self.is_past and self.left > 0

    @property
    def is_office(self):
        return self.task.whose == Task.For.OFFICE


def rows_of(exhibition, tasks=None, total=None):
    """A ``Row`` for each task (2 queries)."""
    today = today_in_ilam()
    total = taking_part(exhibition).count() if total is None else total
    rows = []
    for task in tasks_of(exhibition) if tasks is None else tasks:
        is_past = is_held(exhibition) and bool(task.deadline) and task.deadline < today
        is_office = task.whose == Task.For.OFFICE
        done = bool(task.done_at) if is_office else task.done_count
        rows.append(Row(task, 1 if is_office else total, int(done), is_past))
    return rows


def is_held(exhibition):
    """Nothing is late of what does not take place."""
    return exhibition.status != Status.CANCELLED


def late_first(exhibition, late_tasks):
    """Those who take part, who has done least of what is late first, each with ``late_done``."""
    late = Count("tasks_done", filter=Q(tasks_done__task__in=late_tasks))
    return (
        taking_part(exhibition)
        .select_related("exhibitor")
        .annotate(late_done=late)
        .order_by("late_done", "exhibitor__slug", "pk")
    )


def with_open_tasks(participations, rows):
    """Give each of ``participations`` its ``open_rows`` of ``rows`` (1 query)."""
    participations = list(participations)
    done = set(TaskDone.objects.filter(participation__in=participations).values_list("participation", "task"))
    for each in participations:
        each.open_rows = [row for row in rows if not row.is_office and (each.pk, row.task.pk) not in done]
        each.late_count = sum(row.is_past for row in each.open_rows)
    return participations


@dataclass
class OfOfficer:
    """What one official has to do; None: what nobody was asked to."""

    official: User | None
    rows: list = field(default_factory=list)

    @property
    def late(self):
        return sum(row.is_late for row in self.rows)


def by_officer(rows):
    """[``OfOfficer``] of the office's tasks, who is late first, what belongs to nobody before all."""
    found = {}
    for row in rows:
        if row.is_office:
            official = row.task.official
            found.setdefault(official and official.pk, OfOfficer(official)).rows.append(row)
    return sorted(found.values(), key=lambda each: (each.official is not None, -each.late, str(each.official)))


def officers_of(exhibition):
    """The accounts that may be asked to do something for it."""
    roles = Role.objects.filter(Q(exhibition=exhibition) | Q(exhibition=None), kind__in=OFFICERS)
    return User.objects.filter(pk__in=roles.values("user"), is_active=True).order_by("name", "pk")


def load_tasks(participations):
    """Give each its ``open_tasks`` and ``done_tasks`` with ``is_late`` on each, for the portal (2 queries, or none)."""
    today = today_in_ilam()
    participations = list(participations)
    asked = [each for each in participations if each.state in SHOWN and is_asked(each.exhibition, today)]
    tasks, done = {}, set()
    if asked:
        rows = Task.objects.filter(exhibition__in=[each.exhibition_id for each in asked], whose=Task.For.EXHIBITORS)
        for task in by_deadline(rows.select_related("exhibition__call")):
            task.is_late = bool(task.deadline) and task.deadline < today
            tasks.setdefault(task.exhibition_id, []).append(task)
        done = set(TaskDone.objects.filter(participation__in=asked).values_list("participation", "task"))
    for each in participations:
        own = tasks.get(each.exhibition_id, ()) if each in asked else ()
        each.done_tasks = [task for task in own if (each.pk, task.pk) in done]
        each.open_tasks = [task for task in own if (each.pk, task.pk) not in done]
    return participations


def is_asked(exhibition, today):
    return is_held(exhibition) and (exhibition.last_day is None or exhibition.last_day + SHOWN_AFTER >= today)
