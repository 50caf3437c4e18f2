"""Jobs are done once, taken up again after a kill, and set aside when they never end well."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import jobs
from accounts.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch):
    """What the handler was asked for; a record of 13 fails, one of 14 was given up."""
    seen = []

    def handler(record):
        seen.append(record)
        if record == 13:
            raise ValueError("unlucky")

    monkeypatch.setattr(jobs, "HANDLERS", {"test": (handler, lambda record: seen.append(-record))})
    return seen


def make_due():
    Job.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_job_asked_for_twice_is_done_once(done):
    jobs.enqueue("test", 7)
    jobs.enqueue("test", 7)
    assert jobs.run_one(apart=False)
    assert not jobs.run_one(apart=False)
    assert (done, Job.objects.get().state) == ([7], "done")


def test_a_job_can_be_asked_for_again_later(done):
    for _time in range(2):
        jobs.enqueue("test", 7)
        jobs.run_one(apart=False)
    assert done == [7, 7]


def test_a_job_of_a_killed_worker_is_taken_up_within_a_minute(done):
    jobs.enqueue("test", 7)
    assert jobs.take_one().attempts == 1  # and then the worker is killed
    assert not jobs.run_one(apart=False)
    assert Job.objects.get().due_at <= timezone.now() + timedelta(minutes=1)
    make_due()
    assert jobs.run_one(apart=False)
    assert (done, Job.objects.get().attempts) == ([7], 2)


def test_a_failing_job_is_tried_three_times_and_then_set_aside(done):
    jobs.enqueue("test", 13)
    for _try in range(5):
        make_due()
        jobs.run_one(apart=False)
    job = Job.objects.get()
    assert (job.state, job.attempts, job.problem) == ("set_aside", 3, "ValueError: unlucky")
    assert done == [13, 13, 13, -13]


def test_a_job_that_kills_its_worker_each_time_is_set_aside(done):
    jobs.enqueue("test", 7)
    for _kill in range(3):
        make_due()
        assert jobs.take_one()
    make_due()
    assert jobs.run_one(apart=False)
    assert (done, Job.objects.get().state) == ([-7], "set_aside")


def test_of_two_workers_one_gets_the_job(done, monkeypatch):
    jobs.enqueue("test", 7)
    assert jobs.take_one()
    assert jobs.take_one() is None


def test_progress_gives_more_time(done):
    jobs.enqueue("test", 7)
    jobs.take_one()
    Job.objects.update(due_at=timezone.now() + timedelta(seconds=2))
    jobs.tell_progress("test", 7, 50, 200)
    job = Job.objects.get()
    assert (job.done, job.total) == (50, 200)
    assert job.due_at > timezone.now() + timedelta(seconds=30)


def test_one_kind_nobody_handles_stops_nothing(done):
    jobs.enqueue("unknown", 1)
    jobs.enqueue("test", 7)
    assert jobs.run_one(apart=False)
    assert done == [7]


@pytest.mark.django_db(transaction=True)
def test_a_job_in_a_process_of_its_own_may_crash_without_harm(monkeypatch):
    import os

    monkeypatch.setattr(jobs, "HANDLERS", {"test": (lambda record: os._exit(9), None)})
    jobs.enqueue("test", 7)
    assert jobs.run_one()
    job = Job.objects.get()
    assert (job.state, job.attempts, job.problem) == ("waiting", 1, "ended with 9")
