import pytest
from auditlog.context import set_actor
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction

from accounts.models import StateChange, User
from lib.states import move
from tests.factories import EnquiryFactory, UserFactory

pytestmark = pytest.mark.django_db


def a_change():
    return StateChange.objects.create(
        content_type=ContentType.objects.get_for_model(User),
        object_id=1,
        label="x",
        field="state",
        old="new",
        new="done",
    )


def an_entry():
    UserFactory(name="Before")
    return LogEntry.objects.latest("pk")


@pytest.mark.parametrize("make", [a_change, an_entry])
def test_what_was_recorded_can_be_neither_altered_nor_deleted(make):
    record = make()
    rows = type(record).objects.filter(pk=record.pk)
    field = "label" if make is a_change else "object_repr"
    for attempt in (
        lambda: rows.update(**{field: "forged"}),
        rows.delete,
        lambda: rows._raw_delete(using="default"),
        lambda: rows.update(actor=UserFactory()),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            attempt()
    assert rows.get().pk == record.pk
    assert getattr(rows.get(), field) != "forged"


def test_an_account_can_be_deleted_and_what_it_did_stays():
    actor = UserFactory(email="left@example.org")
    with set_actor(actor):
        changed = UserFactory(name="Before")
    entry = LogEntry.objects.get_for_object(changed).get()
    assert entry.actor == actor
    actor.delete()
    entry = LogEntry.objects.get(pk=entry.pk)
    assert entry.actor is None
    assert entry.actor_email == "left@example.org"


def test_a_move_is_recorded_with_its_name_and_reason():
    actor, enquiry = UserFactory(name="Mina"), EnquiryFactory()
    move(enquiry, to="read", actor=actor, moves={"new": {"read"}}, reason="seen", on_behalf_of="Abu Ali")
    change = StateChange.objects.get()
    assert change.record == enquiry
    assert (change.old, change.new, change.reason) == ("new", "read", "seen")
    assert (change.actor, change.actor_name, change.on_behalf_of) == (actor, "Mina", "Abu Ali")


def test_a_record_and_its_actor_can_go_while_the_change_stays():
    actor, enquiry = UserFactory(name="Mina"), EnquiryFactory()
    move(enquiry, to="read", actor=actor, moves={"new": {"read"}})
    enquiry.delete()
    actor.delete()
    assert StateChange.objects.get().actor_name == "Mina"


def test_the_audit_trail_keeps_no_password():
    user = UserFactory()
    user.set_password("Straw-Facets-1404")
    user.name = "After"
    user.save()
    entry = LogEntry.objects.get_for_object(user).latest("pk")
    assert set(entry.changes_dict) == {"name"}
