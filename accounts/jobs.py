"""Work that a request must not wait for: kept as ``Job`` rows, done by the worker, each in a process of its own.

A job is taken by moving its due time ahead, so that one whose worker was killed is taken up again; tries are counted
before they begin, so that one which kills its worker is set aside. Every handler may be run twice.
"""

import logging
import os
import resource
import signal
import time
from datetime import timedelta
from itertools import count

from django.db import connections, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Job

logger = logging.getLogger("accounts.worker")
ATTEMPTS = 3
LONGEST = 40  # seconds a job may go on without telling its progress
LEASE = timedelta(seconds=LONGEST + 10)
MOST_MEMORY = 2 * 2**30  # bytes of addresses, of which the libraries alone take a good part
HANDLERS = {}
DAILY = []
MINUTELY = []


def handles(kind, *, set_aside=None):
    """Let the decorated ``handler(record)`` do the jobs of ``kind``; ``set_aside(record)`` hears of one given up."""

    def register(handler):
        HANDLERS[kind] = handler, set_aside
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


def do_daily_chores():
    do_each(DAILY, "tomorrow")


def do_minutely_chores():
    do_each(MINUTELY, "in a minute")


def do_each(chores, when):
    for chore in chores:
        try:
            chore()
        except Exception:  # one that fails must not keep the worker from its jobs
            logger.exception("%s failed and is tried again %s", chore.__qualname__, when)


def enqueue(kind, record):
    """Have the job of ``kind`` done about the record of that number, once, also when asked for twice or again."""
    fresh = {"state": Job.State.WAITING, "attempts": 0, "due_at": timezone.now(), "problem": "", "done": 0, "total": 0}
    return Job.objects.update_or_create(kind=kind, record=record, defaults=fresh)[0]


def tell_progress(kind, record, done, total):
    """Say how far a long job is, which also gives it more time."""
    Job.objects.filter(kind=kind, record=record).update(done=done, total=total, due_at=timezone.now() + LEASE)


def run_one(*, apart=True):
    """Do one job that is due, in a process ``apart`` or in this one; False when there is none."""
    job = take_one()
    if job is None:
        return False
    if job.attempts > ATTEMPTS:
        give_up(job, "it ended its worker each time")
        return True
    handler, _set_aside = HANDLERS[job.kind]
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
    _handler, set_aside = HANDLERS[job.kind]
    if set_aside:
        set_aside(job.record)


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
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        os._exit(1 if run_here(handler, job) else 0)
    for look in count(1):
        time.sleep(0.02)
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return "" if code == 0 else f"ended with {code}"
        if look % 100 == 0 and is_silent(job):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return f"took longer than {LONGEST} s"


def is_silent(job):
    """Whether it told no progress for ``LONGEST`` seconds."""
    limit = timezone.now() + LEASE - timedelta(seconds=LONGEST)
    return Job.objects.filter(pk=job.pk, due_at__lt=limit).exists()
