"""Triggers that keep a report as it was signed off; the same on SQLite and PostgreSQL.

A migration puts them up. SQLite rebuilds a table to alter it and loses its triggers: a later migration that touches the
reports puts them up again. Two things pass: the account of who signed may be deleted, and samples may be forgotten.
"""

TABLE = "cooperation_exhibitionreport"
SIGNER = "signed_by_id"
FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change_of_report() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'a report that was signed off is not changed' USING ERRCODE = 'restrict_violation';
END
$$ LANGUAGE plpgsql
"""


def triggers(columns):
    """(name, event, condition) of each; ``columns`` are all of the table."""
    kept = ", ".join(f'"{column}"' for column in columns if column != SIGNER)
    yield f"{TABLE}_no_update", f"UPDATE OF {kept}", "OLD.state = 'signed'"
    yield f"{TABLE}_no_other_signer", f"UPDATE OF {SIGNER}", f"OLD.state = 'signed' AND NEW.{SIGNER} IS NOT NULL"
    yield f"{TABLE}_no_delete", "DELETE", "OLD.state = 'signed' AND NOT OLD.is_sample"


def putting_up(connection):
    """The statements that create the triggers."""
    if connection.vendor == "postgresql":
        yield FUNCTION
        body = "EXECUTE FUNCTION refuse_change_of_report()"
    else:
        body = "BEGIN SELECT RAISE(ABORT, 'a report that was signed off is not changed'); END"
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, TABLE)]
    for name, event, condition in triggers(columns):
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} FOR EACH ROW WHEN ({condition}) {body}"


def taking_down(connection):
    """The statements that drop them."""
    for name, _event, _condition in triggers([]):
        yield f"DROP TRIGGER IF EXISTS {name}" + (f" ON {TABLE}" if connection.vendor == "postgresql" else "")
    if connection.vendor == "postgresql":
        yield "DROP FUNCTION IF EXISTS refuse_change_of_report()"
