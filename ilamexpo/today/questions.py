"""The questions that the heaps of the first page ask: which rows wait, are late, are nobody's or lack something."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Message
from cooperation.models import Promise
from enquiries import calls
from enquiries.models import Thread
from enquiries.states import EnquiryState
from events.models import Exhibition, Role, Stand
from events.permissions import OFFICIALS
from events.states import CLOSED, STOPPED, Status
from exhibitors.models import Allocation, Participation, Review, Task
from exhibitors.states import SHOWN, ParticipationState
from exhibitors.telling import lacks
from lib.dates import today_in_ilam
from products.models import Product

OVER = (*CLOSED, *STOPPED)


def of_officials(rows, user):
    """Those the roles for it let this official decide; to read everything is another role."""
    return rows.within_roles(user, OFFICIALS)


def threads(user):
    return Thread.objects.overseen_by(user).exclude(enquiry__state=EnquiryState.SPAM)


def own_messages(user):
    return calls.handled_by(Message.objects.all(), user)


def undecided(user, _exhibition=None):
    """Applications about which the office has recorded nothing."""
    rows = of_officials(Participation.objects.all(), user)
    return rows.filter(state=ParticipationState.SUBMITTED, pending="").exclude(exhibition__status=Status.CANCELLED)


def unannounced(user, _exhibition=None):
    waiting = (ParticipationState.SUBMITTED, ParticipationState.RESERVE)
    return of_officials(Participation.objects.filter(state__in=waiting).exclude(pending=""), user)


def unconfirmed(user, _exhibition=None):
    rows = of_officials(Participation.objects.filter(state=ParticipationState.ACCEPTED), user)
    return rows.filter(confirm_by__lt=timezone.now()).exclude(exhibition__status__in=OVER)


def to_score(user, _exhibition=None):
    """Applications this juror was given and has not scored."""
    given = Participation.objects.judged_by(user).within_roles(user, (Role.Kind.JUROR,))
    scored = Review.objects.filter(participation=OuterRef("pk"), juror=user, scores__isnull=False).order_by()
    return given.filter(~Exists(scored), state=ParticipationState.SUBMITTED)


def open_tasks(user, _exhibition=None):
    """What this official has to do; a task's deadline follows from its exhibition's days, so that it is no column."""
    return Task.objects.filter(official=user, done_at=None).exclude(exhibition__status=Status.CANCELLED)


def late_tasks(user, _exhibition=None):
    today = today_in_ilam()
    rows = open_tasks(user).select_related("exhibition__call")
    late = [task.pk for task in rows if task.deadline and task.deadline < today]
    return Task.objects.filter(pk__in=late)


def late_promises(user, _exhibition=None):
    return Promise.objects.overseen_by(user).late(today_in_ilam())


def nobodys_tasks(user, _exhibition=None):
    rows = Task.objects.overseen_by(user).filter(whose=Task.For.OFFICE, official=None, done_at=None)
    return rows.exclude(exhibition__status__in=OVER)


def without_jury(user, _exhibition=None):
    """Exhibitions whose call has opened, which somebody has to judge and nobody was asked to."""
    rows = Exhibition.objects.overseen_by(user).filter(call__opens_at__lte=timezone.now(), call__panel=None)
    return rows.exclude(status__in=(*OVER, Status.PREPARATION, Status.RUNNING))


def taking_part(exhibition):
    return Participation.objects.filter(exhibition=exhibition, state__in=SHOWN)


def unplaced(_user, exhibition):
    standing = Allocation.objects.standing().filter(participation=OuterRef("pk")).order_by()
    return taking_part(exhibition).filter(~Exists(standing))


def free_stands(_user, exhibition):
    standing = Allocation.objects.standing().filter(stand=OuterRef("pk")).order_by()
    rows = Stand.objects.filter(hall__exhibition=exhibition, state=Stand.State.OPEN)
    return rows.filter(~Exists(standing))


def without_picture(_user, exhibition):
    """Works that go there and have no picture to be shown by."""
    going = Product.objects.filter(exhibits__participation__in=taking_part(exhibition)).order_by().values("pk")
    return Product.objects.filter(pk__in=going, cover=None)


def lacking(name):
    return lambda _user, exhibition: taking_part(exhibition).filter(lacks(name, exhibition))


def waiting_works(user, exhibition=None):
    rows = of_officials(Product.objects.published(), user).filter(waits_since__isnull=False)
    return rows.filter(exhibitor__participations__exhibition=exhibition).distinct() if exhibition else rows
