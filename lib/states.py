"""One guarded change of state, told to whoever records it."""

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

# Sent in the transaction of the move, with obj, field, old, new, actor, reason, on_behalf_of.
moved = Signal()


class MoveNotAllowed(Exception):
    """The move is not in the table, or somebody else moved first; nothing was changed."""

    def __init__(self, old, new):
        self.old, self.new = old, new
        super().__init__(_("This step is not possible any more: somebody else may have been faster."))


def move(obj, *, to, actor, moves, field="state", reason="", on_behalf_of="", **also):
    """Change ``obj.<field>`` to ``to`` if ``moves`` (a table from → set of to) permits it.

    A single UPDATE guarded by the old value, so that of two people at once only one succeeds; ``also`` holds further
    columns for the same UPDATE. Raises MoveNotAllowed; then, or when a receiver raises, nothing is changed.
    """
    old = getattr(obj, field)
    if to not in moves.get(old, ()):
        raise MoveNotAllowed(old, to)
    changes = {field: to, **also}
    before = {name: getattr(obj, name) for name in changes}
    try:
        with transaction.atomic():
            if not type(obj)._base_manager.filter(pk=obj.pk, **{field: old}).update(**changes):
                raise MoveNotAllowed(old, to)
            assign(obj, changes)
            moved.send(
                sender=type(obj),
                obj=obj,
                field=field,
                old=str(old),
                new=str(to),
                actor=actor,
                reason=reason,
                on_behalf_of=on_behalf_of,
            )
    except Exception:
        # A receiver objected: the row was rolled back, so must be the object.
        assign(obj, before)
        raise


def assign(obj, values):
    for name, value in values.items():
        setattr(obj, name, value)
