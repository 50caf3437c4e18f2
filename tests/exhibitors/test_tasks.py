"""Tasks: their deadlines follow the exhibition's days; who is late, who has done what, and what makers see of it."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Message, Moment, StateChange
from events.checklist import lines_from_above
from exhibitors import reminders
from exhibitors.models import Call, Task, TaskDone
from exhibitors.tasks import by_officer, load_tasks, rows_of
from lib.dates import today_in_ilam
from tests.factories import (
    ExhibitionFactory,
    ExhibitorFactory,
    ParticipationFactory,
    RepresentativeFactory,
    official,
)

pytestmark = pytest.mark.django_db
HOME = "/en/office/exhibitions/kut/tasks/"


@pytest.fixture
def kut():
    """Opens in ten days."""
    today = today_in_ilam()
    return ExhibitionFactory(
        slug="kut", name_en="Kut", starts_on=today + timedelta(days=10), ends_on=today + timedelta(days=16)
    )


@pytest.fixture
def officer(client):
    user = official(name="Officer")
    client.force_login(user, backend="accounts.backends.Backend")
    return user


def task(exhibition, title="Goods list", days=-14, **fields):
    return Task.objects.create(exhibition=exhibition, title_en=title, days=days, **fields)


def takes_part(exhibition, slug, state="confirmed"):
    return ParticipationFactory(
        exhibition=exhibition, state=state, exhibitor=ExhibitorFactory(slug=slug, name_en=slug.title())
    )


def typed(**fields):
    empty = {f"title_{code}": "" for code in ("en", "fa", "ar", "ckb")}
    given = {"whose": "exhibitors", "official": "", "days": "14", "side": "before", "anchor": "starts", "seen": ""}
    return empty | given | fields


def reading(user):
    client = Client()
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def test_deadlines_follow_the_days_and_are_kept_nowhere():
    exhibition = ExhibitionFactory(starts_on=date(2030, 10, 10), ends_on=date(2030, 10, 16))
    at_start, at_end = task(exhibition, days=-14), task(exhibition, days=3, anchor="ends")
    of_call = task(exhibition, days=0, anchor="call")
    assert (at_start.deadline, at_end.deadline, of_call.deadline) == (date(2030, 9, 26), date(2030, 10, 19), None)

    # The call closes in the last hour of a day in Kut, which is the next day in Ilam.
    closes = datetime(2030, 8, 31, 23, 45)
    exhibition.starts_on, exhibition.ends_on = date(2030, 11, 10), None
    exhibition.save()
    Call.objects.create(
        exhibition=exhibition,
        opens_at=timezone.make_aware(closes - timedelta(days=9), exhibition.timezone),
        closes_at=timezone.make_aware(closes, exhibition.timezone),
    )
    fresh = {each.pk: each.deadline for each in Task.objects.all()}
    assert fresh == {
        at_start.pk: date(2030, 10, 27),
        # One day only.
        at_end.pk: date(2030, 11, 13),
        of_call.pk: date(2030, 8, 31),
    }
    exhibition.ends_certainty = "unknown"
    exhibition.save()
    assert Task.objects.get(pk=at_end.pk).deadline is None
    exhibition.starts_on = None
    exhibition.save()
    assert Task.objects.get(pk=at_start.pk).deadline is None


def test_the_usual_tasks_come_once(kut, client, officer):
    client.post(HOME, {"act": "usual"})
    first = list(Task.objects.values_list("whose", "anchor", "days", "title_en"))
    assert {
        ("exhibitors", "starts", -14, "Send the goods list"),
        ("exhibitors", "starts", -20, "Have passport and visa ready"),
        ("exhibitors", "starts", -7, "Send the price list"),
        ("exhibitors", "starts", -21, "Send good photographs of the works"),
        ("exhibitors", "starts", -10, "Confirm the journey"),
        ("exhibitors", "ends", 3, "Send the list of goods that came back"),
        ("office", "starts", -30, "Draw up the guest list"),
    } <= set(first)
    assert all(each.title_fa and each.title_ar and each.title_ckb for each in Task.objects.all())
    Task.objects.filter(days=-14, whose="exhibitors").delete()
    response = client.post(HOME, {"act": "usual"}, follow=True)
    assert "1 task added." in response.content.decode()
    assert sorted(Task.objects.values_list("whose", "anchor", "days", "title_en")) == sorted(first)
    response = client.post(HOME, {"act": "usual"}, follow=True)
    assert "All usual tasks are there already." in response.content.decode()


def test_the_list_says_who_is_late_by_task_by_exhibitor_and_by_officer(kut, client, officer):
    late, due = task(kut, "Goods list", -14), task(kut, "Price list", -7)
    letter = task(kut, "Border letter", -20, whose="office", official=officer)
    task(kut, "Posters", -3, whose="office")
    ali, sara = takes_part(kut, "ali"), takes_part(kut, "sara", "accepted")
    takes_part(kut, "reserve", "reserve")
    TaskDone.objects.create(task=late, participation=sara)
    TaskDone.objects.create(task=due, participation=ali)

    rows = {str(row.task): row for row in client.get(HOME).context["rows"]}
    assert [title for title, row in rows.items() if row.is_late] == ["Border letter", "Goods list"]
    assert (rows["Goods list"].done, rows["Goods list"].total) == (1, 2)
    page = client.get(f"{HOME}?by=exhibitors")
    found = {
        str(each.exhibitor): ([str(row.task) for row in each.open_rows], each.late_count)
        for each in page.context["participations"]
    }
    assert found == {"Ali": (["Goods list"], 1), "Sara": (["Price list"], 0)}
    assert list(found) == ["Ali", "Sara"]
    officers = client.get(f"{HOME}?by=officers").context["officers"]
    assert [(each.official, [str(row.task) for row in each.rows], each.late) for each in officers] == [
        (None, ["Posters"], 0),
        (officer, ["Border letter"], 1),
    ]
    assert client.get(f"{HOME}?by=nonsense").status_code == 200
    html = client.get(HOME).content.decode()
    assert "2 late" in html and "1 of 2 exhibitors have done it" in html
    assert letter.deadline.isoformat() in html


def test_of_a_cancelled_exhibition_nothing_is_late(kut):
    task(kut)
    participation = takes_part(kut, "ali")
    kut.status = "cancelled"
    kut.save()
    assert [row.is_late for row in rows_of(kut)] == [False]
    [participation] = load_tasks([participation])
    assert participation.open_tasks == [] and participation.done_tasks == []


def test_without_days_there_is_no_deadline_yet(client, officer):
    exhibition = ExhibitionFactory(slug="kut", starts_on=None, ends_on=None)
    task(exhibition)
    assert "no deadline yet" in client.get(HOME).content.decode()
    assert "no deadline yet" in client.get(f"{HOME}1/").content.decode()


def test_the_office_marks_many_at_once_and_takes_it_back(kut, client, officer):
    goods = task(kut)
    rows = [takes_part(kut, f"maker-{number}") for number in range(3)]
    elsewhere = takes_part(ExhibitionFactory(), "elsewhere")
    codes = [rows[0].code, rows[1].code, elsewhere.code, "X\x00", "nonsense"]
    client.post(f"{HOME}1/", {"task": goods.pk, "act": "done", "code": codes})
    client.post(f"{HOME}1/", {"task": goods.pk, "act": "done", "code": codes})
    assert set(goods.done.values_list("participation", "by")) == {(rows[0].pk, officer.pk), (rows[1].pk, officer.pk)}
    page = client.get(f"{HOME}1/")
    assert [each.exhibitor.slug for each in page.context["still_open"]] == ["maker-2"]
    client.post(f"{HOME}1/", {"task": goods.pk, "act": "open", "code": [rows[0].code, rows[2].code]})
    assert [each.participation_id for each in goods.done.all()] == [rows[1].pk]
    response = client.post(f"{HOME}1/", {"task": goods.pk, "act": "done"}, follow=True)
    assert "Tick at least one exhibitor." in response.content.decode()
    other = task(elsewhere.exhibition)
    for wrong in ({"task": other.pk, "act": "done"}, {"task": goods.pk, "act": "x"}, {"task": "x", "act": "done"}, {}):
        assert client.post(f"{HOME}1/", wrong | {"code": rows[2].code}).status_code == 404


def test_the_office_does_its_own_tasks_and_whoever_was_asked_may_say_so(kut, client, officer):
    desk = official("desk", name="Desk")
    letter, posters = task(kut, whose="office", official=desk), task(kut, whose="office")
    client.post(HOME, {"act": "done", "task": posters.pk})
    posters.refresh_from_db()
    assert posters.done_by == officer and StateChange.objects.get().field == "done"
    response = client.post(HOME, {"act": "done", "task": posters.pk}, follow=True)
    assert "Somebody else was faster" in response.content.decode()

    asked = reading(desk)
    assert asked.post(HOME, {"act": "done", "task": letter.pk}).status_code == 302
    assert asked.post(HOME, {"act": "open", "task": posters.pk}).status_code == 403
    assert asked.post(HOME, {"act": "usual"}).status_code == 403
    letter.refresh_from_db()
    assert letter.done_by == desk
    client.post(HOME, {"act": "open", "task": letter.pk, "by": "officers"})
    letter.refresh_from_db()
    assert letter.done_at is None
    assert client.post(HOME, {"act": "nonsense"}).status_code == 404
    assert client.post(HOME, {"act": "done", "task": task(kut).pk}).status_code == 404


def test_a_task_is_written_changed_and_removed(kut, client, officer):
    assert client.get(f"{HOME}new/").status_code == 200
    client.post(f"{HOME}new/", typed(title_en="Bring samples", days="۱۲"))
    bring = Task.objects.get()
    assert (bring.days, bring.whose, bring.anchor) == (-12, "exhibitors", "starts")
    form = client.get(f"{HOME}1/edit/").context["form"]
    assert (form["days"].value(), form["side"].value()) == ("12", "before")
    seen = form.initial["seen"]
    changed = typed(title_en="Bring", days="3", side="after", anchor="ends", seen=seen, task=bring.pk)
    assert client.post(f"{HOME}1/edit/", changed).status_code == 302
    bring.refresh_from_db()
    assert (bring.title_en, bring.deadline) == ("Bring", kut.ends_on + timedelta(days=3))
    # What somebody else saved meanwhile is said, and nothing typed is lost.
    response = client.post(f"{HOME}1/edit/", changed | {"title_en": "Mine", "days": "5"})
    html = response.content.decode()
    assert response.status_code == 422 and "Mine" in html and "It is now: 3 days after" in html
    again = response.context["form"].data["seen"]
    assert client.post(f"{HOME}1/edit/", changed | {"title_en": "Mine", "seen": again}).status_code == 302

    elsewhere = task(ExhibitionFactory())
    assert client.post(f"{HOME}1/edit/", {"task": elsewhere.pk, "remove": "1"}).status_code == 404
    assert client.post(f"{HOME}1/edit/", {"task": bring.pk, "remove": "1"}).status_code == 302
    assert list(Task.objects.all()) == [elsewhere]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Write it in one language at least."),
        ({"title_en": "T", "days": "many"}, "This is not a number."),
        ({"title_en": "T", "days": "400"}, "This must be at most 365."),
        ({"title_en": "T", "days": "-4"}, "This must be at least 0."),
        ({"title_en": "T", "days": ""}, "This field is required."),
        ({"title_en": "T", "anchor": "moon"}, "moon"),
        ({"title_en": "T", "official": "999999"}, "Select a valid choice."),
        ({"title_en": "T" * 201}, "200"),
    ],
)
def test_a_task_that_is_wrong_is_said_to_be_so(kut, client, officer, fields, words):
    response = client.post(f"{HOME}new/", typed(**fields))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Task.objects.exists()


def test_only_the_office_can_be_asked_by_name(kut, client, officer):
    response = client.post(f"{HOME}new/", typed(title_en="T", official=officer.pk))
    assert response.status_code == 422
    assert "Each who takes part does it" in response.content.decode()
    assert client.post(f"{HOME}new/", typed(title_en="T", whose="office", official=officer.pk)).status_code == 302
    done = Task.objects.get()
    done.done_at, done.done_by = timezone.now(), officer
    done.save()
    # Given to the exhibitors, it is open for each of them.
    seen = client.get(f"{HOME}1/edit/").context["form"].initial["seen"]
    assert client.post(f"{HOME}1/edit/", typed(title_en="T", seen=seen, task=done.pk)).status_code == 302
    done.refresh_from_db()
    assert (done.whose, done.done_at, done.official) == ("exhibitors", None, None)


@pytest.mark.parametrize(
    ("kind", "reads", "writes"),
    [
        ("admin", 200, 302),
        ("official", 200, 302),
        ("governorate", 200, 302),
        ("desk", 200, 403),
        ("viewer", 200, 403),
        ("juror", 403, 403),
        ("host", 403, 403),
    ],
)
@pytest.mark.parametrize("is_for_one", [False, True])
def test_each_role_reads_or_writes_as_it_may(kut, kind, reads, writes, is_for_one):
    goods, ali = task(kut), takes_part(kut, "ali")
    client = reading(official(kind, exhibition=kut if is_for_one else None))
    for page in ("", "1/", "?by=exhibitors", "?by=officers"):
        assert client.get(HOME + page).status_code == reads
    assert client.get(f"{HOME}new/").status_code == client.get(f"{HOME}1/edit/").status_code
    assert client.get(f"{HOME}new/").status_code == (200 if writes == 302 else 403)
    assert client.post(f"{HOME}1/", {"task": goods.pk, "act": "done", "code": ali.code}).status_code == writes
    assert client.post(HOME, {"act": "usual"}).status_code == writes
    assert client.post(f"{HOME}1/edit/", {"task": goods.pk, "remove": "1"}).status_code == writes
    assert goods.done.count() == 0 if writes == 302 else Task.objects.count() == 1


def test_a_role_for_another_exhibition_is_not_enough(kut):
    goods = task(kut)
    client = reading(official(exhibition=ExhibitionFactory(slug="elsewhere")))
    for page in ("", "1/", "new/", "1/edit/"):
        assert client.get(HOME + page).status_code == 404
    assert client.post(HOME, {"act": "usual"}).status_code == 404
    assert client.post(f"{HOME}1/edit/", {"task": goods.pk, "remove": "1"}).status_code == 404


def asked(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_pages_cost_the_same_for_one_and_many(kut, client, officer):
    pages = [HOME, f"{HOME}?by=exhibitors", f"{HOME}?by=officers", f"{HOME}1/", f"{HOME}1/edit/"]
    for number in range(8):
        each = task(kut, f"Task {number}", -14 + number)
        task(kut, f"Office {number}", -3, whose="office", official=official(name=f"Officer {number}"))
        TaskDone.objects.create(task=each, participation=takes_part(kut, f"maker-{number}"), by=officer)
        takes_part(kut, f"idle-{number}")
        if number in (0, 7):
            costs = [asked(client, page) for page in pages]
            if number == 0:
                first = costs
    assert costs == first
    assert max(costs) <= 12


def test_makers_see_their_own_open_tasks_and_say_with_one_tap_what_is_done(kut, client):
    late, due = task(kut, "Goods list", -14), task(kut, "Price list", -7)
    task(kut, "Border letter", -20, whose="office")
    ali, sara = takes_part(kut, "ali"), takes_part(kut, "sara")
    user = RepresentativeFactory(exhibitor=ali.exhibitor).user
    client.force_login(user, backend="accounts.backends.Backend")

    html = client.get("/en/portal/").content.decode()
    assert html.index("Goods list") < html.index("Price list")
    assert "late" in html and "Border letter" not in html
    address = f"/en/portal/exhibitions/{ali.code}/tasks/"
    assert client.post(address, {"task": late.pk, "act": "done"}).url == "/en/portal/#tasks"
    client.post(address, {"task": late.pk, "act": "done"})
    assert list(TaskDone.objects.values_list("task", "participation", "by")) == [(late.pk, ali.pk, user.pk)]
    assert "Undo" in client.get("/en/portal/").content.decode()
    client.post(address, {"task": late.pk, "act": "open", "back": "exhibition"})
    assert not TaskDone.objects.exists()

    assert client.post(f"/en/portal/exhibitions/{sara.code}/tasks/", {"task": due.pk, "act": "done"}).status_code == 404
    other = task(ExhibitionFactory())
    of_office = Task.objects.get(whose="office")
    for number in (other.pk, of_office.pk, "x", ""):
        assert client.post(address, {"task": number, "act": "done"}).status_code == 404
    assert client.post(address, {"task": due.pk, "act": "x"}).status_code == 404
    assert client.get(address).status_code == 405
    assert not TaskDone.objects.exists()


@pytest.mark.parametrize("state", ["submitted", "reserve", "rejected", "declined", "withdrawn", "draft"])
def test_whoever_is_not_accepted_has_no_tasks(kut, client, state):
    goods, row = task(kut), takes_part(kut, "ali", state)
    client.force_login(RepresentativeFactory(exhibitor=row.exhibitor).user, backend="accounts.backends.Backend")
    assert "Goods list" not in client.get("/en/portal/").content.decode()
    address = f"/en/portal/exhibitions/{row.code}/tasks/"
    assert client.post(address, {"task": goods.pk, "act": "done"}).status_code == 404


def test_tasks_of_long_ago_are_asked_for_no_more(kut):
    task(kut)
    row = takes_part(kut, "ali")
    kut.starts_on = kut.ends_on = today_in_ilam() - timedelta(days=61)
    kut.save()
    [row] = load_tasks([row])
    assert row.open_tasks == []


def test_the_checklist_says_what_is_late(kut):
    user = official("viewer")

    def line():
        with override("en"):
            [item] = [each for each in lines_from_above(type(kut).objects.get(), user) if each.key == "tasks"]
            return str(item.words), item.is_done

    assert line() == ("Nobody has a task yet. Add the usual ones.", False)
    goods, ali = task(kut), takes_part(kut, "ali")
    assert line() == ("1 task is late.", False)
    TaskDone.objects.create(task=goods, participation=ali)
    assert line() == ("No task is late.", True)
    juror = official("juror")
    assert [each for each in lines_from_above(kut, juror) if each.key == "tasks"] == []


def test_makers_are_reminded_once_before_and_once_when_late(kut):
    soon, late = task(kut, "Price list", -8), task(kut, "Goods list", -14)
    task(kut, "Old", -30)
    task(kut, "Later", -1)
    Task.objects.update(created_at=timezone.now() - timedelta(days=40))
    set_too_late = task(kut, "Set too late", -13)
    ali, sara = takes_part(kut, "ali"), takes_part(kut, "sara")
    mailed = RepresentativeFactory(exhibitor=ali.exhibitor, user__language="en", user__email="ali@example.org").user
    RepresentativeFactory(exhibitor=sara.exhibitor, user=mailed)
    RepresentativeFactory(exhibitor=sara.exhibitor, user__email=None, user__phone="+9647701234567", user__language="ar")
    TaskDone.objects.create(task=late, participation=sara)
    sample = ExhibitionFactory(starts_on=kut.starts_on, ends_on=kut.ends_on, is_sample=True)
    task(sample, "Sample", -8)
    RepresentativeFactory(exhibitor=takes_part(sample, "invented").exhibitor)

    assert reminders.remind_of_tasks() == 2
    assert reminders.remind_of_tasks() == 0
    mail, call = Message.objects.order_by("channel").reverse()
    assert (mail.address, mail.subject, mail.language) == ("ali@example.org", "3 things to do for Kut", "en")
    assert "Goods list (late: it was due by" in mail.text and mail.text.count("Price list (by ") == 2
    assert "Set too late" not in mail.text and "Old" not in mail.text and "Later" not in mail.text
    assert "/en/portal/#tasks" in mail.text
    assert (call.address, call.language, call.about) == ("+9647701234567", "ar", sara.code)

    # Later it is late; and with other days it is due anew.
    kut.starts_on -= timedelta(days=4)
    kut.save()
    TaskDone.objects.create(task=soon, participation=ali)
    assert reminders.remind_of_tasks() == 2
    assert reminders.remind_of_tasks() == 0
    assert set_too_late.done.count() == 0


def test_what_was_reminded_of_is_forgotten_in_time(kut):
    Moment.objects.create(name="reminded 1 soon 2020-01-01", at=timezone.now() - timedelta(days=61))
    Moment.objects.create(name="worker", at=timezone.now() - timedelta(days=61))
    reminders.remind_of_tasks()
    assert [moment.name for moment in Moment.objects.all()] == ["worker"]


def at_once(*steps):
    gate = threading.Barrier(len(steps))

    def run(step):
        try:
            gate.wait(10)
            step()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[step]) for step in steps]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_what_two_do_at_once_is_done_once():
    today = today_in_ilam()
    exhibition = ExhibitionFactory(slug="kut", starts_on=today + timedelta(days=10), ends_on=None)
    clients = [reading(official()) for _number in range(2)]
    at_once(*[lambda client=client: client.post(HOME, {"act": "usual"}) for client in clients])
    total = Task.objects.count()
    assert total == len({*Task.objects.values_list("whose", "title_fa")}) > 10

    row = takes_part(exhibition, "ali")
    RepresentativeFactory(exhibitor=row.exhibitor)
    Task.objects.update(created_at=timezone.now() - timedelta(days=40))
    at_once(reminders.remind_of_tasks, reminders.remind_of_tasks)
    assert Message.objects.count() == 1

    goods = Task.objects.filter(whose="exhibitors").first()
    address = f"{HOME}1/"
    at_once(*[lambda c=c: c.post(address, {"task": goods.pk, "act": "done", "code": row.code}) for c in clients])
    assert goods.done.count() == 1


def test_officers_without_tasks_are_no_rows(kut):
    assert by_officer(rows_of(kut)) == []
