"""The shares of a stand never exceed one on any day: a trigger on both databases.

An allocation without days counts from the first day to the last. The sum is taken on the first day of every
allocation that overlaps the new one, since a sum can only rise on such a day.
"""

from django.db import migrations

# {new}: the row being written; {day}: the earliest day there is, so that rows without days compare.
TOO_MUCH = """
SELECT 1 FROM (
    SELECT COALESCE(NEW.starts_on, {first}) AS day
    UNION SELECT COALESCE(a.starts_on, {first}) FROM exhibitors_allocation a
    WHERE a.stand_id = NEW.stand_id AND a.id <> NEW.id
      AND COALESCE(a.starts_on, {first}) BETWEEN COALESCE(NEW.starts_on, {first}) AND COALESCE(NEW.ends_on, {last})
) days WHERE NEW.share + (
    SELECT COALESCE(SUM(b.share), 0) FROM exhibitors_allocation b
    WHERE b.stand_id = NEW.stand_id AND b.id <> NEW.id
      AND days.day BETWEEN COALESCE(b.starts_on, {first}) AND COALESCE(b.ends_on, {last})
) > 1.0001
"""
MESSAGE = "stand_is_full: the shares of a stand exceed one"

SQLITE = """
CREATE TRIGGER exhibitors_allocation_share_{event} AFTER {verb} ON exhibitors_allocation
WHEN EXISTS ({too_much})
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
# The stand is locked, so that two officials at once are counted one after the other.
POSTGRESQL = """
CREATE FUNCTION exhibitors_allocation_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM events_stand WHERE id = NEW.stand_id FOR UPDATE;
    IF EXISTS ({too_much}) THEN
        RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER exhibitors_allocation_share AFTER INSERT OR UPDATE ON exhibitors_allocation
FOR EACH ROW EXECUTE FUNCTION exhibitors_allocation_share();
"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        too_much = TOO_MUCH.format(first="'0001-01-01'", last="'9999-12-31'")
        for event, verb in (("insert", "INSERT"), ("update", "UPDATE")):
            schema_editor.execute(
                SQLITE.format(event=event, verb=verb, too_much=too_much, message=MESSAGE), params=None
            )
    else:
        too_much = TOO_MUCH.format(first="DATE '0001-01-01'", last="DATE '9999-12-31'")
        schema_editor.execute(POSTGRESQL.format(too_much=too_much, message=MESSAGE), params=None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER exhibitors_allocation_share_{event}")
    else:
        schema_editor.execute("DROP FUNCTION exhibitors_allocation_share() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("exhibitors", "0001_initial"), ("events", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
