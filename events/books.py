"""Closed books: once an exhibition is accounted for, what went, was sold and was counted is what it is."""

from django.utils.translation import gettext as _

from events.models import Exhibition
from events.states import CLOSED


class BooksClosed(Exception):
    """The exhibition is closed: what was written down about it stays. Nothing was changed."""

    def __init__(self):
        super().__init__(_("The books of this exhibition are closed. Whoever may change it can open them again."))


def is_closed(exhibition):
    return exhibition.status in CLOSED


def hold_books(number):
    """Lock the exhibition of that number until the end of the transaction. Raises BooksClosed."""
    exhibition = Exhibition.objects.select_for_update(no_key=True).get(pk=number)
    if is_closed(exhibition):
        raise BooksClosed
    return exhibition
