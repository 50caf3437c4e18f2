"""Whether everything is well, and what to do where it is not: for officials in words, for machines as JSON."""

import functools
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext
from post_office.models import STATUS, Email

from accounts.jobs import last_sign_of_life
from accounts.models import Job, MailHold, User
from events.models import Exhibition
from exhibitors.models import Exhibitor
from lib.numbers import number_words
from products.models import Product

WELL, WARN, BAD = "well", "warn", "bad"
NEEDED = {"database", "migrations"}  # without which nothing can be served
SIGN_OF_LIFE = timedelta(minutes=2)
MAIL_LATE, MAIL_VERY_LATE = timedelta(minutes=10), timedelta(hours=1)
MAIL_FAILED = timedelta(days=3)  # later it is old news; the call list keeps it
JOB_LATE = timedelta(minutes=10)
BACKUP_OLD = timedelta(hours=26)  # it is made daily, and may take a while
KEPT = 60  # seconds
LITTLE_ROOM, NO_ROOM = 2 * 2**30, 300 * 2**20  # bytes


@dataclass(frozen=True)
class Finding:
    """What one look found: in words for people, in ``facts`` for machines. ``command`` is what the advice speaks of."""

    name: str
    state: str
    sentence: str
    advice: str = ""
    facts: dict = field(default_factory=dict)
    command: str = ""


CHECKS: dict[str, tuple[Callable, bool]] = {}


def check(name, *, asks_database=True):
    """Let the decorated function, which returns what follows ``name`` in a Finding, be one of the checks."""

    def register(look):
        CHECKS[name] = look, asks_database
        return look

    return register


def findings():
    """A Finding of each check, the most important first; none fails because another does, or itself."""
    found = []
    for name, (look, asks_database) in CHECKS.items():
        if asks_database and any(each.name == "database" and each.state == BAD for each in found):
            found.append(Finding(name, WARN, _("While the database does not answer this cannot be looked at.")))
            continue
        try:
            found.append(Finding(name, *look()))
        except Exception as error:  # whatever it is, the others shall be looked at
            words = _("This could not be looked at.")
            found.append(Finding(name, WARN, words, advice_to_ask(), {"error": type(error).__name__}))
    return found


def number_unwell():
    """How many of the checks are not well, as of a minute ago at most: the office asks with every look at today."""
    return cache.get_or_set("unwell", lambda: sum(each.state != WELL for each in findings()), KEPT)


def is_ready(found):
    return all(each.state != BAD for each in found if each.name in NEEDED)


def manage(words):
    """A command of manage.py as it is typed where this site runs."""
    return f"ilamexpo {words}" if settings.SECURE else f".venv/bin/python manage.py {words}"


def advice_to_ask():
    return _("Tell the technician; the log says more.")


def span_in_words(span):
    """Whole minutes, above two hours whole hours, above two days whole days."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return npgettext("span", "{number} minute", "{number} minutes", minutes).format(number=number_words(minutes))
    hours = minutes // 60
    if hours < 48:
        return npgettext("span", "{number} hour", "{number} hours", hours).format(number=number_words(hours))
    return npgettext("span", "{number} day", "{number} days", hours // 24).format(number=number_words(hours // 24))


@check("database", asks_database=False)
def look_at_database():
    try:
        ask_database()
    except DatabaseError:
        return (
            BAD,
            _("The database does not answer."),
            _(
                "Nobody can do anything that is kept. The technician looks whether PostgreSQL runs and the disk has room."
            ),
            {"vendor": connection.vendor},
            "systemctl status postgresql" if connection.vendor == "postgresql" else "",
        )
    return WELL, _("The database answers."), "", {"vendor": connection.vendor}


def ask_database():
    try:
        connection.introspection.table_names()
    except DatabaseError:
        # A line that was cut meanwhile says nothing about the database.
        if connection.in_atomic_block:
            raise
        connection.close()
        connection.introspection.table_names()


@check("migrations")
def look_at_migrations():
    pending = len(known_migrations() - set(MigrationRecorder(connection).applied_migrations()))
    facts = {"pending": pending}
    if pending:
        return (
            BAD,
            _("The database does not have the form that this version of the site needs."),
            _("An update was not finished. The technician finishes it with:"),
            facts,
            manage("upgrade"),
        )
    return WELL, _("The database has the form that this version of the site needs."), "", facts


@functools.cache
def known_migrations():
    """(app, name) of those that belong to the code that runs."""
    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


@check("letters")
def look_at_letters():
    words = _("The database knows Arabic, Persian and Kurdish letters.")
    if connection.vendor != "postgresql":
        return WELL, words, "", {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()"
        )
        encoding, ctype = cursor.fetchone()
    facts = {"encoding": encoding, "ctype": ctype}
    if encoding == "UTF8" and ctype not in {"C", "POSIX"}:
        return WELL, words, "", facts
    return (
        WARN,
        _("The database was made without Arabic, Persian and Kurdish letters."),
        _("Searching misses works. The technician makes a backup and restores it into a database made with:"),
        facts,
        "CREATE DATABASE ilamexpo_new TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8'",
    )


@check("worker")
def look_at_worker():
    """The worker is what sends mail and prepares pictures."""
    seen = last_sign_of_life()
    age = timezone.now() - seen if seen else None
    facts = {"seconds_ago": round(age.total_seconds()) if age is not None else None}
    if age is not None and age <= SIGN_OF_LIFE:
        return WELL, _("Mail and pictures are being worked on."), "", facts
    return (
        BAD,
        _("The worker stands still: no mail goes out and no picture is made ready."),
        _("Nothing is lost; it all goes on when the worker runs again. The technician starts it with:")
        if settings.SECURE
        else _("Nothing is lost; it all goes on when the worker runs again. Stop the site and start it with:"),
        facts,
        "systemctl restart ilamexpo-worker" if settings.SECURE else "./run",
    )


@check("mail_hold")
def look_at_hold():
    hold = MailHold.objects.first()
    if hold is None:
        return WELL, _("Mail may go out."), "", {"on_hold": False}
    return (
        WARN,
        _("Mail is held back, because {reason}.").format(reason=hold.get_reason_display()),
        _(
            "Look first whether this is the real site: a copy must not write to people. If it is, mail goes out again with:"
        ),
        {"on_hold": True},
        manage("resume_mail"),
    )


@check("outbox")
def look_at_outbox():
    now = timezone.now()
    due = Email.objects.filter(
        Q(scheduled_time=None) | Q(scheduled_time__lte=now), status__in=[STATUS.queued, STATUS.requeued]
    )
    found = due.aggregate(count=Count("pk"), since=Min(Coalesce("scheduled_time", "created")))
    age = now - found["since"] if found["since"] else timedelta(0)
    facts = {"waiting": found["count"], "oldest_seconds": round(age.total_seconds())}
    if age <= MAIL_LATE:
        return WELL, _("Mail goes out without delay."), "", facts
    sentence = ngettext(
        # Translators: {span} is how long, such as 3 hours.
        "{count} mail waits in the outbox, the oldest for {span}.",
        "{count} mails wait in the outbox, the oldest for {span}.",
        found["count"],
    ).format(count=number_words(found["count"]), span=span_in_words(age))
    if MailHold.objects.exists():
        # Why, and what to do, is said there.
        return WARN, sentence, "", facts
    advice = _(
        "They are kept and go out as soon as the mail server takes them. If that takes longer, tell the technician."
    )
    return BAD if age > MAIL_VERY_LATE else WARN, sentence, advice, facts


@check("failed_mail")
def look_at_failed_mail():
    failed = Email.objects.filter(status=STATUS.failed, said__isnull=False)
    count = failed.filter(last_updated__gte=timezone.now() - MAIL_FAILED).count()
    facts = {"failed": count}
    if not count:
        return WELL, _("Every mail of the last days found its reader."), "", facts
    sentence = ngettext(
        "{count} mail of the last days could not be delivered.",
        "{count} mails of the last days could not be delivered.",
        count,
    ).format(count=number_words(count))
    advice = _("Mostly the address is mistyped. Call the person, or send the mail once more from the call list.")
    return WARN, sentence, advice, facts


@check("jobs")
def look_at_jobs():
    late = Q(state=Job.State.WAITING, due_at__lt=timezone.now() - JOB_LATE)
    found = Job.objects.filter(late | Q(state=Job.State.SET_ASIDE)).aggregate(
        late=Count("pk", filter=late), aside=Count("pk", filter=Q(state=Job.State.SET_ASIDE))
    )
    facts = {"late": found["late"], "set_aside": found["aside"]}
    if found["aside"]:
        sentence = ngettext(
            "{count} task did not succeed and was set aside.",
            "{count} tasks did not succeed and were set aside.",
            found["aside"],
        ).format(count=number_words(found["aside"]))
        return WARN, sentence, _("Below you can have them tried again, or leave them."), facts
    if found["late"]:
        sentence = ngettext(
            "{count} task has waited for more than ten minutes.",
            "{count} tasks have waited for more than ten minutes.",
            found["late"],
        ).format(count=number_words(found["late"]))
        advice = _("They are kept and done in turn. If the number does not fall within an hour, tell the technician.")
        return WARN, sentence, advice, facts
    return WELL, _("Nothing that was begun has stopped halfway."), "", facts


@check("disk", asks_database=False)
def look_at_disk():
    free = {name: shutil.disk_usage(existing(path)).free for name, path in places().items()}
    facts = {f"{name}_free_bytes": room for name, room in free.items()}
    least = min(free.values())
    if least >= LITTLE_ROOM:
        return WELL, _("There is room on the disk."), "", facts
    sentence = _("The disk is nearly full: {size} MB are left.").format(size=number_words(least // 10**6))
    advice = _("When it is full nothing can be saved. The technician makes room; old backups and logs take the most:")
    return BAD if least < NO_ROOM else WARN, sentence, advice, facts, "du -xh --max-depth=3 / | sort -h | tail -20"


def places():
    return {"data": settings.VAR, "media": Path(settings.MEDIA_ROOT)}


def existing(path):
    """The folder, or the first above it that is there already."""
    return next(each for each in (path, *path.parents) if each.exists())


@check("backup", asks_database=False)
def look_at_backup():
    advice = _("What breaks now would be lost. The technician makes a backup, and looks why none was made by itself:")
    command = manage("backup --folder /var/backups/ilamexpo" if settings.SECURE else "backup --folder var/backups")
    try:
        made_at = datetime.fromisoformat(json.loads((settings.VAR / "last-backup.json").read_text())["made_at"])
    except FileNotFoundError:
        return WARN, _("There is no backup yet."), advice, {"hours_ago": None}, command
    age = timezone.now() - made_at
    hours = int(age.total_seconds() // 3600)
    if age <= BACKUP_OLD:
        return WELL, _("The last backup is recent."), "", {"hours_ago": hours}
    # Translators: {span} is how long ago, such as 3 days.
    sentence = _("The last backup was made {span} ago.").format(span=span_in_words(age))
    return WARN, sentence, advice, {"hours_ago": hours}, command


@check("samples")
def look_at_samples():
    """Invented records belong on no public site; on a machine of one's own they are what one looks at."""
    words = _("No invented record stands among the real ones.")
    if not settings.SECURE:
        return WELL, _("Invented records may stand here: this is no public address."), "", {}
    samples = any(model.objects.filter(is_sample=True).exists() for model in (User, Exhibition, Exhibitor, Product))
    synthetic = Product.objects.filter(slug__startswith="synthetic-").exists()
    facts = {"samples": samples, "synthetic": synthetic}
    if not samples and not synthetic:
        return WELL, words, "", facts
    sentence = _("Invented records stand on a public address.")
    if samples:
        advice = _("Visitors could take them for real. The technician removes them all at once with:")
        return WARN, sentence, advice, facts, manage("forget_samples")
    advice = _("They were made to measure the site. The technician moves the site to a database without them.")
    return WARN, sentence, advice, facts
