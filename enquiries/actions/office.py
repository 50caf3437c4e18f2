"""What the office does beside answering: says who cares for a thread, and hands over or ends private addresses."""

from auditlog.models import LogEntry
from django.db import transaction

from enquiries.links import make_link, revoke_links
from enquiries.models import Thread
from enquiries.states import ThreadState
from lib.states import MoveNotAllowed


@transaction.atomic
def assign_thread(thread, *, to, was):
    """Let the account ``to`` (or nobody: None) care for it, if the one of number ``was`` still does.

    Raises MoveNotAllowed when somebody else assigned it meanwhile.
    """
    if to is not None and to.pk == was:
        return
    changed = Thread.objects.filter(pk=thread.pk, assigned_to=was).update(assigned_to=to)
    if not changed:
        raise MoveNotAllowed(thread.state, ThreadState(thread.state))
    note(thread, "assigned_to", str(was or ""), str(to or ""))
    thread.assigned_to = to


@transaction.atomic
def hand_over_address(enquiry):
    """A fresh private address of ``enquiry``, to be shown once; that it was made stays in the audit trail."""
    address = make_link(enquiry)
    note(enquiry, "private_address", "", "made")
    return address


@transaction.atomic
def revoke_addresses(enquiry):
    """End every private address of ``enquiry``; return how many there were."""
    number = revoke_links(enquiry)
    if number:
        note(enquiry, "private_address", str(number), "revoked")
    return number


def note(record, field, old, new):
    """The request's own account is filled in by the audit trail."""
    LogEntry.objects.log_create(record, action=LogEntry.Action.UPDATE, changes={field: [old, new]})
