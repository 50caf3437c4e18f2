"""Jobs are done once, taken up again after a kill, and set aside when they never end well."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts import jobs
from accounts.jobs import Handler
from accounts.management.commands.run_worker import Command
from accounts.models import Job, Moment, StateChange
from lib.states import MoveNotAllowed
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch):
    """What the handler was asked for; a record of 13 fails, one of 14 was given up."""
    seen = []

    def handler(record):
        seen.append(record)
        if record == 13:
            raise ValueError("unlucky")

    def set_aside(record):
        seen.append(-record)

    def resume(record):
        seen.append(f"{record} again")

    monkeypatch.setattr(jobs, "HANDLERS", {"test": Handler(handler, "It is tested.", set_aside, resume)})
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

    monkeypatch.setattr(jobs, "HANDLERS", {"test": Handler(lambda record: os._exit(9), "")})
    jobs.enqueue("test", 7)
    assert jobs.run_one()
    job = Job.objects.get()
    assert (job.state, job.attempts, job.problem) == ("waiting", 1, "ended with 9")


def set_one_aside():
    jobs.enqueue("test", 13)
    Job.objects.update(state=Job.State.SET_ASIDE, attempts=3, problem="ValueError: unlucky", done=3, total=9)
    return Job.objects.get()


def test_what_was_set_aside_is_tried_again_from_the_start_and_it_is_known_who_wanted_that(done):
    job, somebody = set_one_aside(), UserFactory()
    jobs.try_again(job, actor=somebody)
    job = Job.objects.get()
    assert (job.state, job.attempts, job.problem, job.done, job.total) == ("waiting", 0, "", 0, 0)
    change = StateChange.objects.get()
    assert (change.old, change.new, change.actor) == ("set_aside", "waiting", somebody)
    assert jobs.run_one(apart=False)
    assert done == ["13 again", 13]


def test_what_was_set_aside_can_be_left(done):
    jobs.put_away(set_one_aside(), actor=UserFactory())
    assert Job.objects.get().state == "done"
    assert not jobs.run_one(apart=False)


def test_of_two_officials_one_tries_it_again(done):
    job, same = set_one_aside(), Job.objects.get()
    jobs.try_again(job, actor=UserFactory())
    with pytest.raises(MoveNotAllowed):
        jobs.try_again(same, actor=UserFactory())
    assert done == ["13 again"]


def test_what_was_given_up_for_good_is_not_tried_again(monkeypatch):
    monkeypatch.setattr(jobs, "HANDLERS", {"test": Handler(print, "", set_aside=print)})
    with pytest.raises(MoveNotAllowed):
        jobs.try_again(set_one_aside(), actor=UserFactory())
    assert Job.objects.get().state == "set_aside"


def test_every_kind_of_job_says_what_it_does():
    assert len(jobs.HANDLERS) > 7
    for kind, handler in jobs.HANDLERS.items():
        assert str(handler.does).endswith("."), kind


def test_chores_are_done_by_one_of_all_workers_each_time_they_are_due():
    done = []

    def look():
        return jobs.in_turn("test", timedelta(minutes=1), lambda: done.append(1))

    assert [look(), look(), look()] == [True, False, False]
    Moment.objects.filter(name="test").update(at=timezone.now() - timedelta(seconds=1))
    assert [look(), look()] == [True, False]
    assert len(done) == 2


def test_of_two_workers_that_look_at_once_one_does_the_chore(monkeypatch):
    jobs.in_turn("test", timedelta(0), lambda: None)
    find, other = Moment.objects.get_or_create, []

    def before_another_did_it(**words):
        found = find(**words)
        if not other:
            other.append(Moment.objects.filter(name="test").update(at=timezone.now() + timedelta(hours=1)))
        return found

    monkeypatch.setattr(Moment.objects, "get_or_create", before_another_did_it)
    assert not jobs.in_turn("test", timedelta(0), lambda: pytest.fail("it is done twice"))


def test_the_chores_of_a_day_come_again_soon_where_their_worker_was_killed():
    def be_killed():
        raise SystemExit

    day, lease = timedelta(days=1), timedelta(minutes=30)
    with pytest.raises(SystemExit):
        jobs.in_turn("test", day, be_killed, lease=lease)
    assert Moment.objects.get(name="test").at < timezone.now() + lease
    make_moments_due()
    assert jobs.in_turn("test", day, lambda: None, lease=lease)
    assert Moment.objects.get(name="test").at > timezone.now() + timedelta(hours=23)


def make_moments_due():
    Moment.objects.update(at=timezone.now() - timedelta(seconds=1))


def test_a_clock_that_went_ahead_keeps_no_chore_and_no_job(done):
    Moment.objects.create(name="test", at=timezone.now() + timedelta(days=365))
    assert jobs.in_turn("test", timedelta(days=1), lambda: None)
    jobs.enqueue("test", 7)
    jobs.take_one()
    Job.objects.update(due_at=timezone.now() + timedelta(days=365))
    jobs.mend_due_times()
    assert jobs.run_one(apart=False)


def test_a_job_asked_for_by_a_clock_that_went_ahead_does_not_wait_for_its_time(done, monkeypatch):
    tomorrow = timezone.now() + timedelta(days=1)
    with monkeypatch.context() as ahead:
        ahead.setattr(jobs.timezone, "now", lambda: tomorrow)
        jobs.enqueue("test", 7)
    assert not jobs.run_one(apart=False)
    jobs.mend_due_times()
    assert jobs.run_one(apart=False)


def test_counts_of_a_clock_that_went_ahead_are_forgotten():
    cache.set("tries", 5)
    jobs.leave_sign_of_life()
    Moment.objects.update(at=timezone.now() - timedelta(minutes=1))
    jobs.leave_sign_of_life()
    assert cache.get("tries") == 5
    Moment.objects.update(at=timezone.now() + timedelta(days=1))
    jobs.leave_sign_of_life()
    assert cache.get("tries") is None
    assert jobs.last_sign_of_life() <= timezone.now()


def test_a_job_for_later_is_left_for_later(done):
    jobs.enqueue("test", 7)
    Job.objects.update(due_at=timezone.now() + timedelta(days=1))
    jobs.mend_due_times()
    assert not jobs.run_one(apart=False)


def test_the_sign_of_life_is_written_now_and_then(django_assert_num_queries):
    jobs.leave_sign_of_life()
    with django_assert_num_queries(1):
        jobs.leave_sign_of_life()
    Moment.objects.update(at=timezone.now() - timedelta(minutes=1))
    jobs.leave_sign_of_life()
    assert jobs.last_sign_of_life() > timezone.now() - timedelta(seconds=5)


def test_jobs_do_not_wait_for_a_mail_server_that_is_down(done, monkeypatch):
    monkeypatch.setattr("accounts.management.commands.run_worker.run_one", lambda: jobs.run_one(apart=False))
    worker = Command()
    worker.get_ready()
    worker.next_mail = float("inf")
    jobs.enqueue("test", 7)
    worker.one_round()
    assert done == [7]
