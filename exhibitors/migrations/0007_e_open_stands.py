"""Only a stand that can be given is given: a trigger on both databases, on the allocations alone.

Blocking a stand is not guarded here: SQLite makes a table anew for nearly every change of it, and the triggers on stands
would be lost with the next. ``exhibitors.actions.stands`` locks the stand and looks whether somebody has it. On
PostgreSQL this trigger comes after the one that locks the stand, by the order of their names.
"""

from django.db import migrations

MESSAGE = "stand_is_closed: this stand is not given to exhibitors"
CLOSED = "SELECT 1 FROM events_stand WHERE id = NEW.stand_id AND state <> 'open'"

SQLITE = """
CREATE TRIGGER exhibitors_allocation_state_{event} AFTER {verb} ON exhibitors_allocation
WHEN {changed} EXISTS ({closed})
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
EVENTS = [("insert", "INSERT", ""), ("update", "UPDATE", "NEW.stand_id <> OLD.stand_id AND")]
POSTGRESQL = """
CREATE FUNCTION exhibitors_allocation_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.stand_id = OLD.stand_id THEN
        RETURN NEW;
    END IF;
    IF EXISTS ({closed}) THEN
        RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER exhibitors_allocation_state AFTER INSERT OR UPDATE ON exhibitors_allocation
FOR EACH ROW EXECUTE FUNCTION exhibitors_allocation_state();
"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event, verb, changed in EVENTS:
            schema_editor.execute(
                SQLITE.format(event=event, verb=verb, changed=changed, closed=CLOSED, message=MESSAGE), params=None
            )
    else:
        schema_editor.execute(POSTGRESQL.format(closed=CLOSED, message=MESSAGE), params=None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event, _verb, _changed in EVENTS:
            schema_editor.execute(f"DROP TRIGGER exhibitors_allocation_state_{event}")
    else:
        schema_editor.execute("DROP FUNCTION exhibitors_allocation_state() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("exhibitors", "0006_choosing_and_telling"), ("events", "0003_running_exhibitions")]
    operations = [migrations.RunPython(create, drop)]
