"""What the release before does with the database must work while the new one is put in, and again when it is taken back.

A migration that is new since then takes nothing away that the old code reads, and asks for nothing the old code does
not write. What must go goes in a later release, when nothing reads it any more; such a migration says why it may:

    class Migration(migrations.Migration):
        takes_away = {"accounts.User.phone": "nothing has read it since 1.2"}
"""

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.fields import FieldOperation

from tests.test_architecture import LADDER

# The last ones before this rule; their databases were nowhere yet.
BEFORE = {
    "accounts": "0003_portal",
    "enquiries": "0006_held_talks",
    "events": "0002_stand_public_code",
    "exhibitors": "0005_portrait_uploads",
    "products": "0008_picture_role_unsaid",
    "vocabulary": "0001_initial",
}
TAKING = (
    migrations.RemoveField,
    migrations.RenameField,
    migrations.DeleteModel,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def new_migrations():
    loader = MigrationLoader(None)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app in LADDER and name > BEFORE.get(app, ""):
            yield migration, loader.project_state((app, name), at_end=False)


def faults(migration, state):
    """What the code of the release before would stumble over, in words; ``state`` is that before ``migration``."""
    meant = getattr(migration, "takes_away", {})
    if not migration.atomic:
        yield f"{migration} is not atomic: upgrade runs all pending ones in one transaction"
    made = {each.name_lower for each in migration.operations if isinstance(each, migrations.CreateModel)}
    for operation in migration.operations:
        for each in getattr(operation, "database_operations", [operation]):
            if getattr(each, "model_name_lower", "") in made:
                continue
            if (fault := fault_of(each, migration.app_label, state)) and fault[0] not in meant:
                yield " ".join(fault)
        operation.state_forwards(migration.app_label, state)


def fault_of(operation, app, state):
    """(what, what is wrong with it) or None."""
    if isinstance(operation, TAKING):
        return ".".join(filter(None, (app, *touched(operation, app, state)))), "goes, and the old code reads it"
    if isinstance(operation, migrations.AddField | migrations.AlterField):
        before = state.models[app, operation.model_name_lower].fields.get(operation.name)
        if needs_value(operation.field) and not (before and needs_value(before)):
            name = ".".join((app, *touched(operation, app, state)))
            return name, "must be written, and the old code leaves it out: null=True or db_default="
    return None


def touched(operation, app, state):
    """The names of the model and, where it is about one, of the field, as they were."""
    if isinstance(operation, FieldOperation):
        field = operation.old_name if isinstance(operation, migrations.RenameField) else operation.name
        return state.models[app, operation.model_name_lower].name, field
    name = operation.old_name if isinstance(operation, migrations.RenameModel) else operation.name
    return state.models[app, name.lower()].name, None


def needs_value(field):
    return not (field.null or field.many_to_many or field.primary_key or field.has_db_default())


def test_new_migrations_let_the_release_before_go_on():
    assert [fault for migration, state in new_migrations() for fault in faults(migration, state)] == []


class Taking(migrations.Migration):
    operations = [
        migrations.RemoveField("user", "phone"),
        migrations.RenameField("user", "name", "called"),
        migrations.DeleteModel("Limit"),
        migrations.RenameModel("Job", "Chore"),
        migrations.AddField("user", "shoe", models.IntegerField(default=42)),
        migrations.AddField("user", "hat", models.IntegerField(null=True)),
        migrations.AddField("user", "coat", models.IntegerField(db_default=0)),
        migrations.AlterField("message", "mail", models.IntegerField()),
        migrations.AlterField("message", "name", models.CharField(max_length=300)),
    ]


@pytest.fixture
def state():
    return MigrationLoader(None).project_state(("accounts", "0003_portal"))


def test_taking_away_and_asking_for_more_are_found(state):
    found = [fault.split(" ")[0] for fault in faults(Taking("0099_taking", "accounts"), state)]
    assert found == [
        "accounts.User.phone",
        "accounts.User.name",
        "accounts.Limit",
        "accounts.Job",
        "accounts.User.shoe",
        "accounts.Message.mail",
    ]


def test_a_migration_may_say_why_it_takes_something_away(state):
    migration = Taking("0099_taking", "accounts")
    migration.takes_away = {"accounts.User.phone": "a reason", "accounts.Limit": "a reason"}
    found = [fault.split(" ")[0] for fault in faults(migration, state)]
    assert found == ["accounts.User.name", "accounts.Job", "accounts.User.shoe", "accounts.Message.mail"]


def test_a_migration_outside_a_transaction_is_found(state):
    migration = migrations.Migration("0099_apart", "accounts")
    migration.atomic = False
    assert list(faults(migration, state)) == [
        "accounts.0099_apart is not atomic: upgrade runs all pending ones in one transaction"
    ]
