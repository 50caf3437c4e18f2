"""Triggers that refuse to alter what was once recorded, and to delete it before its time is over.

They are the same on SQLite and PostgreSQL, and go by the clock of the database: ``ilamexpo.retention`` cuts the trails
after ``KEPT``, and neither it nor anybody else can cut them earlier.

A migration puts them up. SQLite rebuilds a table to alter it and loses its triggers: a later migration that touches
one of these tables puts them up again. ``TRUNCATE`` passes on PostgreSQL; a test run needs it.
"""

from datetime import timedelta

KEPT = timedelta(days=3 * 365)
# Each table with the moment its rows were written.
TABLES = {"accounts_statechange": "at", "auditlog_logentry": "timestamp"}
# The one change let through: when an account is deleted, its entries forget the account; its e-mail stays with them.
FORGETTABLE = {"auditlog_logentry": "actor_id"}
YOUNG = {
    "postgresql": "OLD.\"{column}\" > statement_timestamp() - interval '{days} days'",
    # Both are moments of UTC; SQLite keeps them as text, which sorts as they do.
    "sqlite": "OLD.\"{column}\" > strftime('%Y-%m-%d %H:%M:%f', 'now', '-{days} days')",
}

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$ LANGUAGE plpgsql
"""


def triggers(table, columns, vendor):
    """Name, event and condition of each trigger of ``table``; ``columns`` are all its columns."""
    young = YOUNG[vendor].format(column=TABLES[table], days=KEPT.days)
    yield f"{table}_no_delete", "DELETE", f"WHEN ({young})"
    forgettable = FORGETTABLE.get(table)
    if not forgettable:
        yield f"{table}_no_update", "UPDATE", ""
        return
    kept = ", ".join(f'"{column}"' for column in columns if column != forgettable)
    yield f"{table}_no_update", f"UPDATE OF {kept}", ""
    yield f"{table}_no_other_{forgettable}", f"UPDATE OF {forgettable}", f"WHEN (NEW.{forgettable} IS NOT NULL)"


def putting_up(connection):
    """The statements that create the triggers."""
    if connection.vendor == "postgresql":
        yield FUNCTION
    for table, name, event, condition in _all(connection):
        if connection.vendor == "postgresql":
            body = "EXECUTE FUNCTION refuse_change()"
        else:
            body = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {condition} {body}"


def taking_down(connection):
    """The statements that drop them."""
    for table, name, _event, _condition in _all(connection):
        yield f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if connection.vendor == "postgresql" else "")
    if connection.vendor == "postgresql":
        yield "DROP FUNCTION IF EXISTS refuse_change()"


def _all(connection):
    for table in TABLES:
        with connection.cursor() as cursor:
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        for name, event, condition in triggers(table, columns, connection.vendor):
            yield table, name, event, condition
