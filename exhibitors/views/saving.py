"""What portal pages share that save themselves (static/js/autosave.js)."""

from django.utils import timezone
from django.utils.translation import get_language

from lib.dates import ILAM, format_time


def saved_at():
    """The time of day in Ilam, in the digits of the page."""
    return format_time(timezone.localtime(timezone=ILAM), get_language() or "fa")


def saves_itself(request):
    """Whether the page saves by itself, without a button; what it says on leaving can carry no header."""
    return "X-Autosave" in request.headers or "autosave" in request.POST
