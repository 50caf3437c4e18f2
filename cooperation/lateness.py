"""How late a promise is, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib.numbers import number_words


def lateness(promise, today):
    """ "12 days late", "due today", "due in 3 days"; "" for what is settled, or has no day."""
    days = promise.days_late(today)
    if days is None:
        return ""
    if days == 0:
        return _("due today")
    if days > 0:
        words = ngettext("{number} day late", "{number} days late", days)
    else:
        words = ngettext("due in {number} day", "due in {number} days", -days)
    return words.format(number=number_words(abs(days)))
