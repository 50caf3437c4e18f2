"""Triggers that refuse to alter or delete what was once recorded, on SQLite and PostgreSQL.

A migration puts them up. SQLite rebuilds a table to alter it and loses its triggers: a later migration that touches
one of these tables puts them up again. ``TRUNCATE`` passes on PostgreSQL; a test run needs it.
"""

TABLES = ("accounts_statechange", "auditlog_logentry")
# The one change let through: when an account is deleted, its entries forget the account; its e-mail stays with them.
FORGETTABLE = {"auditlog_logentry": "actor_id"}

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$ LANGUAGE plpgsql
"""


def triggers(table, columns):
    """Name, event and condition of each trigger of ``table``; ``columns`` are all its columns."""
    yield f"{table}_no_delete", "DELETE", ""
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
        for name, event, condition in triggers(table, columns):
            yield table, name, event, condition
