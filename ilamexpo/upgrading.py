"""Pending migrations all or none, so that a failed upgrade leaves the database as it was, for the code that still runs.

Both databases undo changes of tables with the transaction that made them. On PostgreSQL the old code serves meanwhile:
a lock that is not had within seconds fails the upgrade, instead of holding up everybody who comes after it. On SQLite
nobody else can write meanwhile, so the site is closed for these seconds.
"""

from contextlib import contextmanager, nullcontext

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from ilamexpo.closing import closed

LOCK_SECONDS = 5
TRIGGERS = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}


class TriggersLost(Exception):
    """Migrations took away what keeps records from being altered."""


def pending_migrations():
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [migration for migration, _is_backwards in plan]


def apply_migrations(pending):
    """Bring the database to where the code is; raises what the failing migration raised, and nothing has changed."""
    is_alone = connection.vendor == "sqlite"
    with closed() if is_alone else nullcontext(), in_one_transaction():
        before = triggers()
        call_command(MigrateInOne(), interactive=False, verbosity=0)
        refuse_lost(before - triggers(), pending)


@contextmanager
def in_one_transaction():
    if connection.vendor == "sqlite":
        # It makes a table anew to change it; within a transaction its foreign keys cannot be let alone any more.
        with connection.constraint_checks_disabled(), transaction.atomic():
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield


class MigrateInOne(migrate.Command):
    """``migrate``, for migrations that share a transaction."""

    def migration_progress_callback(self, action, migration=None, fake=False):
        super().migration_progress_callback(action, migration, fake)
        if action == "apply_success":
            # Foreign keys are looked at now: PostgreSQL alters no table about which checks are pending.
            connection.check_constraints()


def triggers():
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def refuse_lost(lost, pending):
    """SQLite loses the triggers of a table that it makes anew; a migration that means it says so in ``takes_away``."""
    meant = {name for migration in pending for name in getattr(migration, "takes_away", {})}
    if unmeant := sorted(lost - meant):
        raise TriggersLost(f"they would take away {', '.join(unmeant)}, which guards records; nothing was changed")
