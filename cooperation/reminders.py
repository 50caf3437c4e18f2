"""Whoever follows a promise is reminded of it once a week before its day and once on it.

Each is one UPDATE guarded by the moment it was done, in one transaction with its messages: of two workers one writes, and
one that is killed in between has neither written nor marked.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.jobs import minutely
from cooperation import emails
from cooperation.keepers import followers_of
from cooperation.models import Promise
from cooperation.states import OPEN
from lib.dates import today_in_ilam

logger = logging.getLogger("accounts.worker")
BEFORE = timedelta(days=7)
# What has been due for longer is not news: such as a promise that was entered long after its day.
NEWS = timedelta(days=7)


@minutely
def remind_before():
    """Remind of what is due within a week; return of how many promises."""
    today = today_in_ilam()
    return each_once("reminded_before_at", today + timedelta(days=1), today + BEFORE)


@minutely
def remind_due():
    """Remind of what is due today, or was while no worker ran; return of how many promises."""
    today = today_in_ilam()
    return each_once("reminded_due_at", today - NEWS, today)


def each_once(mark, first, last):
    waiting = Promise.objects.filter(state__in=OPEN, is_sample=False, due_on__range=(first, last), **{mark: None})
    number = 0
    for promise in waiting.select_related("partner").order_by("due_on", "pk"):
        try:
            number += once(promise, mark)
        except Exception:  # one that cannot be told must not keep the others from it
            logger.exception("%s of %s was not told and is tried again", mark, promise.slug)
    return number


@transaction.atomic
def once(promise, mark):
    """Whether anybody was reminded: not when another worker was faster, it got another day, or nobody can be reached."""
    people = followers_of(promise)
    same = Promise.objects.filter(pk=promise.pk, state__in=OPEN, due_on=promise.due_on, **{mark: None})
    if not people or not same.update(**{mark: timezone.now()}):
        return False
    for person in people:
        emails.promise_due(promise, person)
    return True
