"""Work that a request must not wait for: kept as ``Job`` rows, done by the worker, each in a process of its own.

A job is taken by moving its due time ahead, so that one whose worker was killed is taken up again; tries are counted
before they begin, so that one which kills its worker is set aside. Every handler may be run twice. Chores are done by
whichever of the workers comes first.
"""

import logging
import os
import resource
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count
from typing import NamedTuple

from django.core.cache import cache
from django.db import connections, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Job, Moment
from lib.states import MoveNotAllowed, move

logger = logging.getLogger("accounts.worker")
ATTEMPTS = 3
LONGEST = 40  # seconds a job may go on without telling its progress
LEASE = timedelta(seconds=LONGEST + 10)
GIVING_WAY = 10  # to whoever waits for a page
MOST_MEMORY = 2 * 2**30  # bytes of addresses, of which the libraries alone take a good part
CHORES_LEASE = timedelta(minutes=30)  # longer than the chores of a day take
A_MOMENT = timedelta(seconds=10)  # by which the clocks of two machines may differ
SIGN_EVERY = timedelta(seconds=10)
SIGN = "worker"
HANDLERS = {}
DAILY = []
MINUTELY = []
STEPWISE = []
MOVES = {Job.State.SET_ASIDE: {Job.State.WAITING, Job.State.DONE}}


class Handler(NamedTuple):
    """Who does the jobs of a kind: ``does`` says in a sentence what, for officials.

    ``set_aside(record)`` hears of one given up, ``resume(record)`` of one that shall be tried again.
    """

    do: Callable
    does: str
    set_aside: Callable | None = None
    resume: Callable | None = None

    @property
    def can_resume(self):
        """Whether trying again can do anything: what was given up for good cannot be taken up."""
        return self.resume is not None or self.set_aside is None


def handles(kind, *, does, set_aside=None, resume=None):
    """Let the decorated ``handler(record)`` do the jobs of ``kind``; see ``Handler``."""

    def register(handler):
        HANDLERS[kind] = Handler(handler, does, set_aside, resume)
        return handler

    return register


def daily(chore):
    """Let the worker call the decorated ``chore()`` once a day, and when it starts."""
    DAILY.append(chore)
    return chore


def minutely(chore):
    """Let the worker call the decorated ``chore()`` once a minute; it looks, and does only what is due."""
    MINUTELY.append(chore)
    return chore


def stepwise(chore):
    """Let the worker begin the decorated generator once a minute; between its steps it does everything else.

    Each step yields something true.
    """
    STEPWISE.append(chore)
    return chore


def do_daily_chores():
    do_each(DAILY, "tomorrow")


def do_minutely_chores():
    do_each(MINUTELY, "in a minute")


def do_stepwise_chores(between):
    """Do ``between()`` after each step but the last."""
    for chore in STEPWISE:
        steps = chore()
        while guarded(partial(next, steps, None), chore, "in a minute"):
            between()


def do_each(chores, when):
    for chore in chores:
        guarded(chore, chore, when)


def guarded(act, chore, when):
    """What ``act()`` of a ``chore`` gives; None where it fails."""
    try:
        return act()
    except Exception:  # one that fails must not keep the worker from its jobs
        logger.exception("%s failed and is tried again %s", chore.__qualname__, when)
        return None


def in_turn(name, every, act, *, lease=None):
    """``act()`` when ``every`` has passed since the last time, on one of all the workers; return whether it was done.

    Whoever moves the moment ahead does it. It is moved by a ``lease`` first, where a killed worker's turn shall come
    again sooner.
    """
    now = timezone.now()
    moment, _is_new = Moment.objects.get_or_create(name=name, defaults={"at": now})
    # One farther ahead was set by a clock that went wrong.
    is_due = moment.at <= now or moment.at > now + every + A_MOMENT
    if not is_due or not Moment.objects.filter(pk=moment.pk, at=moment.at).update(at=now + (lease or every)):
        return False
    act()
    if lease:
        Moment.objects.filter(name=name).update(at=now + every)
    return True


def keep_turn(name, every):
    """Let nobody else begin what we are at."""
    Moment.objects.filter(name=name).update(at=timezone.now() + every)


def leave_sign_of_life():
    """Let the others see that a worker is at work (``last_sign_of_life``); written only when the last is a while old."""
    now = timezone.now()
    signs = Moment.objects.filter(name=SIGN)
    # One of a clock that went ahead is not trusted.
    if signs.filter(at__gt=now - SIGN_EVERY, at__lte=now).exists():
        return
    if signs.filter(at__gt=now + A_MOMENT).exists():
        # Who tried too often by that clock would be refused until its time has come.
        cache.clear()
    if not signs.update(at=now):
        Moment.objects.get_or_create(name=SIGN, defaults={"at": now})


def last_sign_of_life():
    """When a worker was last seen at work, or None."""
    return Moment.objects.filter(name=SIGN).values_list("at", flat=True).first()


def enqueue(kind, record):
    """Have the job of ``kind`` done about the record of that number, once, also when asked for twice or again."""
    fresh = {"state": Job.State.WAITING} | afresh()
    return Job.objects.update_or_create(kind=kind, record=record, defaults=fresh)[0]


def afresh():
    """The columns of a job that is to be done at once; what is asked for and due at different moments is for later."""
    now = timezone.now()
    return {"attempts": 0, "created_at": now, "due_at": now, "problem": "", "done": 0, "total": 0}


def tell_progress(kind, record, done, total):
    """Say how far a long job is, which also gives it more time."""
    Job.objects.filter(kind=kind, record=record).update(done=done, total=total, due_at=timezone.now() + LEASE)


@minutely
def mend_due_times():
    """What was taken is due again when its lease is over, and what was to be done at once now, also when the clock that
    set it went ahead of ours."""
    now = timezone.now()
    is_taken = Q(attempts__gt=0, due_at__gt=now + LEASE + A_MOMENT)
    is_urgent = Q(attempts=0, due_at__gt=now + A_MOMENT, due_at=F("created_at"))
    Job.objects.filter(is_taken | is_urgent, state=Job.State.WAITING).update(due_at=now)


def run_one(*, apart=True):
    """Do one job that is due, in a process ``apart`` or in this one; False when there is none."""
    job = take_one()
    if job is None:
        return False
    if job.attempts > ATTEMPTS:
        give_up(job, "it ended its worker each time")
        return True
    handler = HANDLERS[job.kind].do
    problem = run_apart(handler, job) if apart else run_here(handler, job)
    if not problem:
        Job.objects.filter(pk=job.pk, attempts=job.attempts).update(state=Job.State.DONE, problem="")
    elif job.attempts >= ATTEMPTS:
        give_up(job, problem)
    else:
        logger.warning("Job %s failed (%s) and is tried again", job, problem)
        Job.objects.filter(pk=job.pk).update(problem=problem, due_at=timezone.now() + timedelta(seconds=job.attempts))
    return True


def take_one():
    """The job that is due longest, now taken: of two workers only one gets it."""
    now = timezone.now()
    for job in Job.objects.filter(state=Job.State.WAITING, due_at__lte=now, kind__in=HANDLERS)[:5]:
        taken = Job.objects.filter(pk=job.pk, state=Job.State.WAITING, due_at=job.due_at)
        if taken.update(attempts=F("attempts") + 1, due_at=now + LEASE):
            job.attempts += 1
            return job
    return None


@transaction.atomic
def give_up(job, problem):
    logger.error("Job %s is set aside: %s", job, problem)
    Job.objects.filter(pk=job.pk).update(state=Job.State.SET_ASIDE, problem=problem)
    if set_aside := HANDLERS[job.kind].set_aside:
        set_aside(job.record)


@transaction.atomic
def try_again(job, *, actor):
    """Have a job that was set aside done once more; raises MoveNotAllowed when it is not, or cannot be taken up."""
    handler = HANDLERS.get(job.kind)
    if handler is None or not handler.can_resume:
        raise MoveNotAllowed(job.state, Job.State.WAITING)
    move(job, to=Job.State.WAITING, actor=actor, moves=MOVES, **afresh())
    if handler.resume:
        handler.resume(job.record)


def put_away(job, *, actor):
    """Leave undone what was set aside; raises MoveNotAllowed when it is not."""
    move(job, to=Job.State.DONE, actor=actor, moves=MOVES)


def run_here(handler, job):
    """Run it in this process; why it failed, or nothing."""
    try:
        handler(job.record)
    except Exception as error:
        logger.exception("Job %s failed", job)
        return f"{type(error).__name__}: {error}"[:500]
    return ""


def run_apart(handler, job):
    """Run it in a child with little memory and little time; why it failed, or nothing."""
    connections.close_all()  # a connection cannot be shared with the child
    child = os.fork()
    if not child:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.nice(GIVING_WAY)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        os._exit(1 if run_here(handler, job) else 0)
    for look in count(1):
        time.sleep(0.02)
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return "" if code == 0 else f"ended with {code}"
        if look % 100 == 0:
            leave_sign_of_life()
            if is_silent(job):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return f"took longer than {LONGEST} s"


def is_silent(job):
    """Whether it told no progress for ``LONGEST`` seconds."""
    limit = timezone.now() + LEASE - timedelta(seconds=LONGEST)
    return Job.objects.filter(pk=job.pk, due_at__lt=limit).exists()
