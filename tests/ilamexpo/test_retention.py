"""One table says what is kept of whom and how long: it names every column, and what it says is done, at the border."""

import os
import uuid
from datetime import timedelta
from pathlib import PurePosixPath

import pytest
from allauth.usersessions.models import UserSession
from auditlog.models import LogEntry
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from post_office.models import STATUS, Email

from accounts import sessions
from accounts.jobs import do_daily_chores
from accounts.messages import send
from accounts.models import Job, Limit, Message, OneUseCode, StateChange, User
from enquiries.actions import forgetting
from enquiries.links import VALID_FOR, make_link
from enquiries.models import BuyerLink, Enquiry, Reply, Thread
from exhibitors.models import Answer, Call
from exhibitors.profile.erasing import NOWHERE
from ilamexpo.models import CleanUp
from ilamexpo.retention import IMPERSONAL, TABLE, clean_up, report, steps
from products.models import SheetUpload
from products.orphans import KEPT_ABOVE, PRIVATE, PUBLIC
from tests.factories import (
    EnquiryFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    ParticipationFactory,
    RepresentativeFactory,
    UserFactory,
    official,
)

pytestmark = pytest.mark.django_db
ROWS = {row.key: row for row in TABLE}
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def now(monkeypatch):
    """Now, and it stays so."""
    moment = timezone.now().replace(microsecond=0)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


# What the table names

WORDS = (models.CharField, models.TextField, models.JSONField, models.FileField, models.GenericIPAddressField)


def could_name_somebody(column):
    """Columns that can hold words, files or accounts; a choice among fixed words says nothing of somebody."""
    if column.is_relation:
        return column.related_model is User
    return isinstance(column, WORDS) and not column.choices


def named(table):
    found = {}
    for row in table:
        for model, names in row.holds.items():
            found.setdefault(model, set()).update(names.split())
    return found


def unnamed(table):
    """ "app.Model.column" of what neither the table nor the list of impersonal columns names."""
    personal = named(table)
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        known = personal.get(label, set()) | set(IMPERSONAL.get(label, {}))
        known |= set(IMPERSONAL.get(f"{model._meta.app_label}.*", {}))
        for column in model._meta.concrete_fields:
            if could_name_somebody(column) and column.name not in known and "*" not in known:
                yield f"{label}.{column.name}"


def test_every_column_that_could_name_somebody_is_in_the_table_or_said_to_name_nobody():
    assert list(unnamed(TABLE)) == []


def test_no_session_is_used_again_later_than_the_table_says():
    (row,) = [row for row in TABLE if row.key == "sessions"]
    for unused in (sessions.OF_OFFICIALS[0], sessions.OF_OTHERS[0], settings.SESSION_COOKIE_AGE):
        assert row.shown.total_seconds() >= unused


def test_a_column_that_is_forgotten_is_refused():
    found = list(unnamed([row for row in TABLE if row.key not in ("enquiries", "accounts")]))
    assert {"enquiries.Enquiry.phone", "enquiries.Reply.text", "accounts.User.email", "mfa.Authenticator.data"} <= set(
        found
    )


def test_the_table_names_nothing_that_is_not_there_and_nothing_twice():
    for model, names in named(TABLE).items():
        columns = {column.name for column in apps.get_model(model)._meta.get_fields()}
        assert names <= columns, model
        assert not names & set(IMPERSONAL.get(model, {})), model
    for model, reasons in IMPERSONAL.items():
        if not model.endswith(".*") and "*" not in reasons:
            assert set(reasons) <= {column.name for column in apps.get_model(model)._meta.get_fields()}, model
    assert len(ROWS) == len(TABLE)


def test_every_folder_of_media_is_in_the_table():
    folders = {*PRIVATE, *PUBLIC, *KEPT_ABOVE, "workbooks"}
    for model in apps.get_models():
        if model._meta.app_label != "post_office":  # mails of this site carry no files
            for column in model._meta.concrete_fields:
                if isinstance(column, models.FileField):
                    folders.add(PurePosixPath(column.upload_to).parts[0])
    assert folders == {folder for row in TABLE for folder in row.folders}


# What goes, and what stays


def an_enquiry(at, **fields):
    enquiry = EnquiryFactory(created_at=at, message="Two, please", **fields)
    Thread.objects.create(enquiry=enquiry, exhibitor=ExhibitorFactory(), waits_since=at)
    return enquiry


def an_answered_enquiry(at):
    """Asked long ago; the last word is what counts."""
    enquiry = an_enquiry(at - timedelta(days=400))
    thread = enquiry.threads.get()
    said = Reply.objects.create(thread=thread, request_key=uuid.uuid4(), side="buyer", text="When?", language="ar")
    Reply.objects.filter(pk=said.pk).update(created_at=at)
    return enquiry


def a_talk(at):
    return an_enquiry(at, came_by="talk", name="", phone="")


def a_held_letter(at):
    """Sent long ago; the moment of holding counts."""
    enquiry = an_enquiry(at - timedelta(days=400), state="spam")
    change = a_decision(at, record=enquiry, new="spam")
    assert change.pk
    return enquiry


def a_link(at):
    make_link(enquiry := EnquiryFactory())
    link = enquiry.links.get()
    BuyerLink.objects.filter(pk=link.pk).update(expires_at=at)
    return link


def a_revoked_link(at):
    make_link(enquiry := EnquiryFactory())
    link = enquiry.links.get()
    BuyerLink.objects.filter(pk=link.pk).update(revoked_at=at)
    return link


def a_message(at):
    said = send(subject="Received", text="We have it.", language="en", name="Abu Ali", email="buyer@example.org")
    Message.objects.filter(pk=said.pk).update(created_at=at)
    return said


def a_mail(at):
    mail = a_message(at).mail
    Email.objects.filter(pk=mail.pk).update(created=at, status=STATUS.sent)
    return mail


def a_session(at):
    return Session.objects.create(session_key=uuid.uuid4().hex, session_data="x", expire_date=at)


def a_sign_in(at):
    return UserSession.objects.create(
        user=UserFactory(), ip="192.0.2.1", session_key=uuid.uuid4().hex, user_agent="x", created_at=at
    )


def a_code(at):
    return OneUseCode.objects.create(user=UserFactory(), purpose="sign_in", digest=uuid.uuid4().hex, expires_at=at)


def a_counter(at):
    return Limit.objects.create(key=uuid.uuid4().hex, window=int(at.timestamp()), count=1)


def an_account(at):
    return UserFactory(last_login=at)


def a_new_account(at):
    return UserFactory(created_at=at)


def a_sheet(at):
    upload = SheetUpload(
        exhibitor=ExhibitorFactory(), user=official(), language="en", name="x.xlsx", state="read", created_at=at
    )
    upload.file.save("x.table", ContentFile(b"x"), save=False)
    upload.save()
    return upload


def a_job(at):
    return Job.objects.create(kind="x", record=Job.objects.count(), state="done", due_at=at)


def a_failed_job(at):
    return Job.objects.create(kind="x", record=Job.objects.count(), state="set_aside", problem="x", due_at=at)


def an_edit(at):
    kind = ContentType.objects.get_for_model(User)
    return LogEntry.objects.create(
        content_type=kind,
        object_pk="1",
        object_id=1,
        object_repr="x",
        action=1,
        changes={"phone": ["1", "2"]},
        timestamp=at,
    )


def a_decision(at, record=None, new="done"):
    return StateChange.objects.create(
        content_type=ContentType.objects.get_for_model(type(record) if record else User),
        object_id=record.pk if record else 1,
        label="x",
        field="state",
        old="new",
        new=new,
        at=at,
    )


def a_personal_answer(at):
    participation = ParticipationFactory(state="draft")
    call = Call.objects.create(exhibition=participation.exhibition, opens_at=at - timedelta(days=9), closes_at=at)
    passport = call.questions.create(label_en="Passport", is_personal=True)
    Answer.objects.create(participation=participation, question=call.questions.create(label_en="Works"), value="twelve")
    return Answer.objects.create(participation=participation, question=passport, value="A1234567")


MADE = [
    ("enquiries", an_enquiry), ("enquiries", an_answered_enquiry), ("talks", a_talk), ("held", a_held_letter),
    ("links", a_link), ("links", a_revoked_link), ("messages", a_message), ("mails", a_mail), ("sessions", a_session),
    ("sign_ins", a_sign_in), ("codes", a_code), ("counters", a_counter), ("accounts", an_account),
    ("accounts", a_new_account), ("sheets", a_sheet), ("jobs", a_job), ("failed_jobs", a_failed_job),
    ("personal_answers", a_personal_answer), ("edits", an_edit), ("decisions", a_decision),
]  # fmt: skip


def is_gone(record):
    row = type(record)._base_manager.filter(pk=record.pk).first()
    if isinstance(row, Enquiry):
        return row.forgotten_at is not None
    return row is None or (isinstance(row, Message) and row.address == NOWHERE)


def test_everything_that_time_ends_is_tried():
    assert {key for key, _make in MADE} == {row.key for row in TABLE if row.act}


@pytest.mark.parametrize(("key", "make"), MADE, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_over_goes_at_the_second_and_what_is_younger_stays(key, make, now):
    row = ROWS[key]
    over, young = make(now - row.period), make(now - row.period + A_SECOND)

    assert row.remaining()[0] >= 2
    assert row.clean(now) == 1
    assert (is_gone(over), is_gone(young)) == (True, False)
    assert row.clean(now) == 0


@pytest.mark.parametrize("make", [an_edit, a_decision])
def test_the_trails_are_cut_by_nobody_before_their_time(make, now):
    young = make(now - ROWS["edits"].period + timedelta(hours=1))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        type(young).objects.filter(pk=young.pk).delete()
    assert not is_gone(young)


@pytest.mark.usefixtures("empty_media")
@pytest.mark.parametrize(("key", "folder"), [("workbooks", "workbooks"), ("files", "originals")])
def test_files_that_nobody_names_go_after_a_day(key, folder, now):
    row, storage = ROWS[key], storages["default"]
    names = [storage.save(f"{folder}/{uuid.uuid4().hex}", ContentFile(b"x")) for _number in range(2)]
    for name, age in zip(names, (1, -1), strict=True):
        moment = (now - row.period).timestamp() - age
        os.utime(storage.path(name), (moment, moment))
    assert row.clean(now) == 1
    assert [storage.exists(name) for name in names] == [False, True]


@pytest.mark.parametrize("state", ["ordered", "ready"])
@pytest.mark.parametrize("key", ["enquiries", "held"])
def test_an_open_order_keeps_its_enquiry(key, state, now):
    long_ago = now - timedelta(days=4000)
    enquiry = an_enquiry(long_ago, state="spam" if key == "held" else "seen")
    enquiry.threads.update(state=state)
    assert ROWS[key].clean(now) == 0
    assert Enquiry.objects.get(pk=enquiry.pk).name == "Abu Ali"
    enquiry.threads.update(state="handed_over")
    assert ROWS[key].clean(now) == 1


def test_an_enquiry_whose_buyer_asked_for_deletion_goes_in_the_night_after_its_order(now):
    enquiry = an_enquiry(now, deletion_asked_at=now)
    enquiry.threads.update(state="ready")
    assert ROWS["enquiries"].clean(now) == 0
    enquiry.threads.update(state="handed_over")
    assert ROWS["enquiries"].clean(now) == 1
    assert is_gone(enquiry)


def test_mails_that_wait_stay_however_old_they_are(now):
    said = a_message(now)
    Email.objects.update(created=now - timedelta(days=365))
    clean_up()
    assert Message.objects.get(pk=said.pk).mail


def test_a_living_session_keeps_its_sign_in_and_accounts_that_act_for_somebody_stay(now):
    sign_in = a_sign_in(now - timedelta(days=10))
    Session.objects.create(session_key=sign_in.session_key, session_data="x", expire_date=now + A_SECOND)
    long_ago = now - timedelta(days=4000)
    maker = RepresentativeFactory(user__last_login=long_ago).user
    desk, boss = official(last_login=long_ago), UserFactory(is_superuser=True, last_login=long_ago)
    clean_up()
    assert not [each for each in (sign_in, maker, desk, boss) if is_gone(each)]


def test_counters_in_the_cache_whose_time_is_over_are_not_left_lying(now):
    cache.set("over", 1, -1)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache")
        past = connection.ops.adapt_datetimefield_value(now - A_SECOND)
        later = connection.ops.adapt_datetimefield_value(now + timedelta(hours=1))
        cursor.execute(
            "INSERT INTO cache (cache_key, value, expires) VALUES ('a', 'x', %s), ('b', 'x', %s)", [past, later]
        )
        ROWS["counters"].clean(now)
        cursor.execute("SELECT cache_key FROM cache")
        assert cursor.fetchall() == [("b",)]


def test_cleaning_up_writes_nothing_down_anew(now):
    a_code(now - timedelta(days=30))
    an_account(now - timedelta(days=4000))
    before = LogEntry.objects.count()
    clean_up()
    assert LogEntry.objects.count() == before


# How it is done


def test_the_worker_does_all_of_it_once_a_day_and_says_when(now):
    over = [make(now - ROWS[key].period) for key, make in MADE]
    do_daily_chores()
    assert [record for record in over if not is_gone(record)] == []
    ran = {each.row: each for each in CleanUp.objects.all()}
    assert set(ran) == set(ROWS)
    assert not any(each.is_failed for each in ran.values())
    assert (ran["enquiries"].removed, ran["enquiries"].ran_at) == (2, now)
    do_daily_chores()
    assert CleanUp.objects.get(row="enquiries").removed == 0


def test_one_that_fails_keeps_neither_the_others_nor_the_other_rows_from_going(now, monkeypatch):
    bad, good = (an_enquiry(now - timedelta(days=4000)) for _number in range(2))
    counter = a_counter(now - timedelta(days=4000))
    plain = forgetting.empty

    def fail(enquiry, threads):
        if enquiry == bad:
            raise ValueError("a row that cannot be done")
        plain(enquiry, threads)

    monkeypatch.setattr(forgetting, "empty", fail)
    clean_up()
    assert [is_gone(each) for each in (bad, good, counter)] == [False, True, True]
    ran = CleanUp.objects.get(row="enquiries")
    assert (ran.is_failed, ran.removed) == (True, 1)


def test_a_clean_up_that_was_killed_is_done_again_to_the_end(now, monkeypatch):
    enquiries = [an_enquiry(now - timedelta(days=4000)) for _number in range(3)]
    plain, calls = forgetting.empty, []

    def die_at_the_second(enquiry, threads):
        calls.append(enquiry)
        plain(enquiry, threads)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(forgetting, "empty", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        clean_up()
    assert [is_gone(each) for each in enquiries] == [True, False, False]
    monkeypatch.undo()
    clean_up()
    assert all(is_gone(each) for each in enquiries)
    assert CleanUp.objects.get(row="enquiries").removed == 2


def test_batches_take_all_there_is(now, monkeypatch):
    monkeypatch.setattr(steps, "BATCH", 2)
    for key, make in (("jobs", a_job), ("messages", a_message), ("enquiries", an_enquiry)):
        over = [make(now - ROWS[key].period) for _number in range(5)]
        assert ROWS[key].clean(now) == 5
        assert all(is_gone(each) for each in over)


# Who reads the table


@pytest.mark.parametrize(("language", "words"), [("en", "90 days"), ("fa", "۹۰"), ("ar", "٩٠"), ("ckb", "٩٠")])
def test_the_privacy_page_shows_every_row_with_its_period(client, language, words):
    html = client.get(f"/{language}/privacy/").content.decode()
    with translation.override(language):
        for row in TABLE:
            assert f'data-row="{row.key}"' in html
        assert words in ROWS["held"].rule_in_words()
        assert ROWS["held"].rule_in_words() in html
    assert "{" not in html.partition('id="kept"')[2].partition("</section>")[0]


def test_the_report_counts_without_a_word_of_anybody(client, now):
    an_enquiry(now - timedelta(days=10))
    a_message(now)
    clean_up()
    client.force_login(official(), backend="accounts.backends.Backend")
    html = client.get(reverse("office:kept")).content.decode()
    assert 'data-row="enquiries"' in html
    for words in ("Abu Ali", "+9647701234567", "buyer@example.org", "Two, please", "We have it."):
        assert words not in html
    make_link(Enquiry.objects.get())
    made_at = BuyerLink.objects.get().created_at
    rows = {each["row"].key: each for each in report()}
    assert (rows["links"]["oldest"], rows["links"]["next_due"]) == (made_at, now + VALID_FOR)
    assert rows["enquiries"]["remaining"] == 1
    assert rows["enquiries"]["oldest"] == now - timedelta(days=10)
    assert rows["enquiries"]["next_due"] == now - timedelta(days=10) + ROWS["enquiries"].period
    assert rows["enquiries"]["ran"].ran_at == now
    assert rows["backups"]["remaining"] is None


def test_who_oversees_one_exhibition_does_not_read_the_report(client):
    client.force_login(official(exhibition=ExhibitionFactory()), backend="accounts.backends.Backend")
    assert client.get(reverse("office:kept")).status_code == 403
