"""What the words of the trade tell the apps above them."""

from django.dispatch import Signal

# Sent after a name or spelling of a term was changed, in the transaction of the change, with ``term``.
reworded = Signal()
