"""What exhibitors tell the apps above them."""

from django.dispatch import Signal

# Sent after the names or the place of an exhibitor may have changed, with ``exhibitor``.
reworded = Signal()
