"""What exhibitors tell the apps above them."""

from django.dispatch import Signal

# Sent after the names or the place of an exhibitor may have changed, with ``exhibitor``.
reworded = Signal()

# Sent after nobody shows a portrait any more, with ``portrait``: its public files may go where no work needs them.
portrait_dropped = Signal()

# Asked before an exhibitor is erased, with ``exhibitor``: receivers return sentences about what is still open.
open_matters = Signal()

# Sent first in that transaction, with ``exhibitor`` and ``actor``: what is open with it ends now. Threads and quotations are
# locked here, before any work is.
erasing = Signal()

# Sent in the transaction that erases an exhibitor's personal data, with ``exhibitor`` and ``actor``.
erased = Signal()

# Asked for the works by which an application is judged, with ``exhibitor``: receivers return lists of works, each with the
# pictures that can be shown as ``shown_pictures``.
works_wanted = Signal()
