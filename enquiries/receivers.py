"""Answers to signals from below."""

from django.dispatch import receiver
from django.utils.translation import ngettext

from enquiries.actions import close_thread
from enquiries.actions.threads import lock_thread
from enquiries.models import Line, Reply, Thread
from enquiries.rescheduling import dependents
from enquiries.states import ASKING, PROMISED, Outcome, QuotationState
from events.models import Exhibition
from events.signals import rescheduling
from exhibitors.signals import erased, erasing, open_matters
from lib.languages import CODES
from lib.numbers import number_words


@receiver(open_matters)
def say_what_is_open(sender, exhibitor, **kwargs):
    threads = Thread.objects.filter(exhibitor=exhibitor)
    asking, promised = (threads.filter(state__in=states).count() for states in (ASKING, PROMISED))
    found = []
    if asking:
        text = ngettext(
            "{number} enquiry is open: it is closed with the deletion. Answer its buyer first.",
            "{number} enquiries are open: they are closed with the deletion. Answer their buyers first.",
            asking,
        )
        found.append(text.format(number=number_words(asking)))
    if promised:
        text = ngettext(
            "{number} order is not handed over yet: it stays on the desk, for you to settle with the buyer.",
            "{number} orders are not handed over yet: they stay on the desk, for you to settle with the buyers.",
            promised,
        )
        found.append(text.format(number=number_words(promised)))
    return found


@receiver(erased)
def forget_names(sender, exhibitor, **kwargs):
    """A buyer keeps what was asked for and said; the maker is named by the code from now on."""
    for line in Line.objects.filter(exhibitor=exhibitor):
        line.snapshot = line.snapshot | {"exhibitor": dict.fromkeys(CODES, exhibitor.code)}
        line.save(update_fields=["snapshot"])
    Reply.objects.filter(thread__exhibitor=exhibitor).exclude(on_behalf_of="").update(on_behalf_of=exhibitor.code)


@receiver(erasing)
def end_threads(sender, exhibitor, actor, **kwargs):
    """Nobody can quote or accept any more in the name of somebody who is gone."""
    for number in Thread.objects.filter(exhibitor=exhibitor).order_by("pk").values_list("pk", flat=True):
        thread = lock_thread(number)
        for draft in thread.quotations.filter(state=QuotationState.DRAFT):
            draft.delete()
        if thread.state in ASKING:
            close_thread(thread, outcome=Outcome.LOST, lost_because=Thread.LostBecause.OTHER, actor=actor)


@receiver(rescheduling, sender=Exhibition)
def find_what_is_handed_over_there(sender, change, **kwargs):
    return list(dependents(change))
