"""Whether everything is well is said in words to officials, and to machines without a word about anybody."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.utils import timezone, translation
from post_office.models import STATUS, Email

from accounts import jobs, messages
from accounts.jobs import Handler, leave_sign_of_life
from accounts.models import Job, MailHold, Moment, StateChange
from ilamexpo import health
from tests.factories import ExhibitionFactory, ProductFactory, UserFactory, official

pytestmark = pytest.mark.django_db
GIBIBYTE = 2**30


@pytest.fixture(autouse=True)
def all_well(settings, tmp_path, monkeypatch):
    """A site on which nothing is wrong."""
    settings.VAR = tmp_path
    tell_backup(tmp_path, hours=3)
    leave_sign_of_life()
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: SimpleNamespace(free=50 * GIBIBYTE))


def tell_backup(folder, hours):
    made_at = (timezone.now() - timedelta(hours=hours)).isoformat()
    (folder / "last-backup.json").write_text(json.dumps({"made_at": made_at, "file": "/secret/place", "bytes": 1}))


def ago(**span):
    return timezone.now() - timedelta(**span)


def states():
    return {each.name: each.state for each in health.findings() if each.state != "well"}


def facts(name):
    return next(each.facts for each in health.findings() if each.name == name)


def say(**fields):
    said = messages.send(subject="Words", text="Words", language="en", email="leila@example.org")
    Email.objects.filter(pk=said.mail.pk).update(**fields)
    return said


def test_a_site_on_which_nothing_is_wrong_is_well():
    assert states() == {}
    assert len(health.findings()) == 11


def test_a_worker_that_is_silent_for_two_minutes_is_missed():
    Moment.objects.filter(name="worker").update(at=ago(seconds=110))
    assert states() == {}
    Moment.objects.filter(name="worker").update(at=ago(seconds=130))
    assert states() == {"worker": "bad"}
    Moment.objects.all().delete()
    assert states() == {"worker": "bad"}


def test_mail_that_waits_is_noticed_by_the_time_it_is_due():
    say()
    say(scheduled_time=timezone.now() + timedelta(hours=9), created=ago(days=2))
    say(status=STATUS.sent, created=ago(days=2))
    assert states() == {}
    late = say(created=ago(minutes=20))
    assert states() == {"outbox": "warn"}
    Email.objects.filter(pk=late.mail.pk).update(status=STATUS.requeued, scheduled_time=ago(hours=2))
    assert states() == {"outbox": "bad"}
    assert facts("outbox")["waiting"] == 2


def test_mail_that_failed_is_told_for_some_days():
    failed = say(status=STATUS.failed)
    assert states() == {"failed_mail": "warn"}
    assert facts("failed_mail") == {"failed": 1}
    Email.objects.filter(pk=failed.mail.pk).update(last_updated=ago(days=4))
    assert states() == {}


def test_mail_on_hold_is_told_with_the_way_to_end_it():
    MailHold.objects.create()
    [finding] = [each for each in health.findings() if each.state != "well"]
    assert (finding.name, finding.state) == ("mail_hold", "warn")
    assert finding.command.endswith("resume_mail")


def test_mail_that_waits_because_it_is_held_blames_no_mail_server():
    say(created=ago(hours=5))
    assert states() == {"outbox": "bad"}
    MailHold.objects.create()
    assert states() == {"mail_hold": "warn", "outbox": "warn"}
    [waiting] = [each for each in health.findings() if each.name == "outbox"]
    assert waiting.advice == ""


def test_tasks_that_are_set_aside_or_wait_for_long_are_told():
    Job.objects.create(kind="picture", record=1, due_at=ago(minutes=5))
    Job.objects.create(kind="picture", record=2, state="done", due_at=ago(days=5))
    assert states() == {}
    late = Job.objects.create(kind="picture", record=3, due_at=ago(minutes=15))
    assert states() == {"jobs": "warn"}
    late.delete()
    Job.objects.create(kind="picture", record=4, state="set_aside")
    assert states() == {"jobs": "warn"}
    assert facts("jobs") == {"late": 0, "set_aside": 1}


@pytest.mark.parametrize(("free", "state"), [(3 * GIBIBYTE, None), (GIBIBYTE, "warn"), (GIBIBYTE // 10, "bad")])
def test_a_disk_that_fills_is_told_before_it_is_full(monkeypatch, free, state):
    sizes = iter([SimpleNamespace(free=50 * GIBIBYTE), SimpleNamespace(free=free)])
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: next(sizes))
    assert states().get("disk") == state


def test_the_disk_is_looked_at_before_the_first_picture_has_made_its_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "none" / "yet"
    assert states() == {}


def test_a_backup_is_missed_after_a_day_and_a_little(tmp_path):
    tell_backup(tmp_path, hours=25)
    assert states() == {}
    tell_backup(tmp_path, hours=27)
    assert states() == {"backup": "warn"}
    assert facts("backup") == {"hours_ago": 27}
    (tmp_path / "last-backup.json").unlink()
    assert states() == {"backup": "warn"}
    (tmp_path / "last-backup.json").write_text("{")
    assert states() == {"backup": "warn"}


def test_invented_records_are_told_of_on_a_public_address_alone(settings):
    ExhibitionFactory(is_sample=True)
    assert states() == {}
    settings.SECURE = True
    assert states() == {"samples": "warn"}


def test_works_made_for_measuring_are_told_of_on_a_public_address(settings):
    settings.SECURE = True
    assert states() == {}
    ProductFactory(slug="synthetic-7")
    assert states() == {"samples": "warn"}
    assert facts("samples") == {"samples": False, "synthetic": True}


def test_a_migration_that_waits_makes_the_site_not_ready(client, monkeypatch):
    known = health.known_migrations()
    monkeypatch.setattr(health, "known_migrations", lambda: known | {("events", "9999_tomorrow")})
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["ready"] is False
    assert response.json()["checks"]["migrations"] == {"state": "bad", "pending": 1}


def test_what_is_known_to_be_applied_is_all_there_is():
    assert ("accounts", "0001_initial") in health.known_migrations()
    assert facts("migrations") == {"pending": 0}


@pytest.mark.postgresql
def test_the_letters_of_the_database_are_looked_at(monkeypatch):
    assert facts("letters") == {"encoding": "UTF8", "ctype": "C.UTF-8"}


def test_a_database_that_does_not_answer_is_told_and_nothing_else_waits_for_it(client, monkeypatch):
    asked = []

    def fail():
        asked.append(1)
        raise OperationalError("connection to server at 10.1.2.3 failed for user secret")

    monkeypatch.setattr(health, "ask_database", fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["ready"] is False
    assert response.json()["checks"]["database"]["state"] == "bad"
    assert response.json()["checks"]["disk"]["state"] == "well"
    assert {name for name, each in response.json()["checks"].items() if each["state"] == "warn"} == {
        name for name, (_look, asks) in health.CHECKS.items() if asks
    }
    assert len(asked) == 1
    assert "secret" not in response.content.decode()


def test_a_check_that_fails_is_told_and_stops_no_other(client, monkeypatch):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: 1 / 0)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["checks"]["disk"] == {"state": "warn", "error": "ZeroDivisionError"}
    assert response.json()["checks"]["backup"]["state"] == "well"


def test_what_only_needs_attention_leaves_the_site_ready_and_names_nobody(client):
    say(status=STATUS.failed)
    Moment.objects.all().delete()
    Job.objects.create(kind="picture", record=4, state="set_aside", problem="leila@example.org")
    response = client.get("/readyz")
    text = response.content.decode()
    assert response.status_code == 200
    assert response.json()["ready"] is True
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "application/json"
    assert not response.cookies
    for secret in ("leila", "/secret", connection.settings_dict["NAME"]):
        assert str(secret) not in text


def test_machines_ask_without_tls_on_the_machine_itself(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/readyz").status_code == client.get("/healthz").status_code == 200
    assert client.get("/robots.txt").status_code == 301


# The page


@pytest.fixture
def handler(monkeypatch):
    monkeypatch.setitem(jobs.HANDLERS, "test", Handler(print, "A test is made."))
    return Job.objects.create(kind="test", record=4, state="set_aside", problem="ValueError: leila")


def test_the_page_says_that_everything_is_well(client):
    client.force_login(official())
    html = client.get("/en/office/health/").content.decode()
    assert '<output data-count="0">Everything is well.</output>' in html
    assert html.count("circle-check") or "The database answers." in html


def test_the_page_says_what_is_not_well_what_to_do_and_how(client, tmp_path):
    (tmp_path / "last-backup.json").unlink()
    client.force_login(official())
    html = client.get("/en/office/health/").content.decode()
    assert '<output data-count="1">1 thing needs attention.</output>' in html
    assert "There is no backup yet." in html
    assert "<code>.venv/bin/python manage.py backup --folder var/backups</code>" in html


@pytest.mark.parametrize("language", ["en", "fa", "ar", "ckb"])
def test_the_page_can_be_read_in_every_language_when_everything_is_wrong(client, tmp_path, language, handler):
    (tmp_path / "last-backup.json").unlink()
    Moment.objects.all().delete()
    MailHold.objects.create()
    say(status=STATUS.failed)
    say(created=ago(hours=2))
    client.force_login(official())
    response = client.get(f"/{language}/office/health/")
    assert response.status_code == 200
    assert '<output data-count="6">' in response.content.decode()


def test_today_leads_there_when_something_is_not_well(client, tmp_path):
    client.force_login(official())
    assert "about the site needs attention" not in client.get("/en/office/").content.decode()
    (tmp_path / "last-backup.json").unlink()
    cache.delete("unwell")  # as a minute does
    assert "1 thing about the site needs attention" in client.get("/en/office/").content.decode()


def test_who_looks_after_one_exhibition_is_neither_told_nor_let_in(client, tmp_path):
    (tmp_path / "last-backup.json").unlink()
    client.force_login(official(exhibition=ExhibitionFactory()))
    assert "about the site needs attention" not in client.get("/en/office/").content.decode()
    assert client.get("/en/office/health/").status_code == 403


def test_a_task_that_was_set_aside_is_tried_again_once_and_it_is_known_who_wanted_that(client, handler):
    person = official()
    client.force_login(person)
    page = client.get("/en/office/health/").content.decode()
    assert "A test is made." in page and "leila" not in page
    for said in ("It is tried once more.", "Somebody else was faster"):
        answer = client.post("/en/office/health/", {"job": handler.pk, "act": "again"}, follow=True)
        assert said in answer.content.decode()
    assert Job.objects.get().state == "waiting"
    assert StateChange.objects.get().actor == person


def test_a_task_that_was_set_aside_can_be_left(client, handler):
    client.force_login(official())
    client.post("/en/office/health/", {"job": handler.pk, "act": "leave"})
    assert Job.objects.get().state == "done"
    assert "A test is made." not in client.get("/en/office/health/").content.decode()


def test_what_cannot_be_tried_again_has_no_button_for_it(client):
    Job.objects.create(kind="portrait", record=4, state="set_aside")
    client.force_login(official())
    html = client.get("/en/office/health/").content.decode()
    assert 'value="again"' not in html and 'value="leave"' in html


def test_a_task_of_an_older_version_can_only_be_left(client):
    Job.objects.create(kind="unheard_of", record=4, state="set_aside")
    client.force_login(official())
    html = client.get("/en/office/health/").content.decode()
    assert "A task that this version of the site does not know." in html and 'value="again"' not in html


def test_a_reader_looks_and_changes_nothing(client, handler):
    client.force_login(official("viewer"))
    html = client.get("/en/office/health/").content.decode()
    assert "A test is made." in html and 'value="again"' not in html
    assert client.post("/en/office/health/", {"job": handler.pk, "act": "again"}).status_code == 403
    assert Job.objects.get().state == "set_aside"


@pytest.mark.parametrize("words", [{}, {"job": "x", "act": "again"}, {"job": "999999", "act": "again"}])
def test_a_task_that_is_none_is_not_found(client, words):
    client.force_login(official())
    assert client.post("/en/office/health/", words).status_code == 404


def test_a_step_that_is_none_is_not_found(client, handler):
    client.force_login(official())
    assert client.post("/en/office/health/", {"job": handler.pk, "act": "explode"}).status_code == 404


def test_strangers_are_not_let_in(client):
    client.force_login(UserFactory())
    assert client.get("/en/office/health/").status_code == 403


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=59), "0 minutes"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(minutes=120), "2 hours"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(hours=203), "8 days"),
    ],
)
def test_how_long_something_has_waited_is_said_in_units_people_count_in(span, words):
    with translation.override("en"):
        assert health.span_in_words(span) == words


@pytest.mark.postgresql
def test_postgresql_makes_no_machine_code_for_a_query(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
