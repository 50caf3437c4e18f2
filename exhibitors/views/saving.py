"""What portal pages share that save themselves (static/js/autosave.js)."""

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy

from lib.dates import ILAM, format_time

# What is said after the button of ``components/copy_original.html``.
COPIED = gettext_lazy("Copied. In public it is marked as not yet translated, until somebody writes it.")
NOTHING_TO_COPY = gettext_lazy("Nothing was missing, or there is no text yet that could be copied.")


def saved_at():
    """The time of day in Ilam, in the digits of the page."""
    return format_time(timezone.localtime(timezone=ILAM), get_language() or "fa")


def saves_itself(request):
    """Whether the page saves by itself, without a button; what it says on leaving can carry no header."""
    return "X-Autosave" in request.headers or "autosave" in request.POST
