"""What exhibitions ask and tell the apps above them."""

from django.dispatch import Signal

# Asked before an exhibition is closed, with ``exhibition``: receivers return sentences about what is still open.
closing = Signal()

# Asked before days or places change or everything is cancelled, with ``change`` (``events.rescheduling.Change``):
# receivers return ``Dependent`` rows, each with the answers that settle it.
rescheduling = Signal()

# Sent in the transaction that changed days or places, or cancelled, with ``exhibition``, ``change`` and ``actor``.
rescheduled = Signal()

# Asked for the checklist of an exhibition, with ``exhibition`` and ``user``: receivers return ``events.checklist.Item`` rows.
checking = Signal()

# Sent in the transaction that made an exhibition after another one, with ``source``, ``exhibition``, ``shift``
# (``events.cloning.Shift``) and ``actor``: receivers copy what is theirs.
cloned = Signal()

# Asked for the numbers on the page of an exhibition, with ``exhibition`` and ``user``: receivers return
# ``events.checklist.Number`` rows.
counting = Signal()
