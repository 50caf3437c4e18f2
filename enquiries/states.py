"""States and permitted moves of enquiry, thread and quotation."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EnquiryState(models.TextChoices):
    """Of the whole letter: whether the office has read it; how far it went is said by its threads."""

    NEW = "new", _("new")
    SEEN = "seen", _("seen")
    SPAM = "spam", _("spam")


E = EnquiryState
ENQUIRY_MOVES = {
    E.NEW: {E.SEEN, E.SPAM},
    E.SEEN: {E.SPAM},
    E.SPAM: {E.NEW},
}


class ThreadState(models.TextChoices):
    NEW = "new", pgettext_lazy("thread", "new")
    ANSWERED = "answered", pgettext_lazy("thread", "answered")
    QUOTED = "quoted", pgettext_lazy("thread", "quoted")
    ORDERED = "ordered", pgettext_lazy("thread", "ordered")
    READY = "ready", pgettext_lazy("thread", "ready")
    HANDED_OVER = "handed_over", pgettext_lazy("thread", "handed over")
    CLOSED = "closed", pgettext_lazy("thread", "closed")


T = ThreadState
THREAD_MOVES = {
    T.NEW: {T.ANSWERED, T.QUOTED, T.CLOSED},
    T.ANSWERED: {T.QUOTED, T.CLOSED},
    T.QUOTED: {T.ANSWERED, T.ORDERED, T.CLOSED},
    T.ORDERED: {T.READY, T.HANDED_OVER, T.CLOSED},
    T.READY: {T.HANDED_OVER, T.CLOSED},
    T.HANDED_OVER: {T.CLOSED},
    T.CLOSED: {T.ANSWERED},
}
# Nothing is promised yet; what was ordered and not handed over is an open order.
ASKING = (T.NEW, T.ANSWERED, T.QUOTED)
PROMISED = (T.ORDERED, T.READY)
# With what was handed over: the order stands, as far as it has come.
ORDERED = (*PROMISED, T.HANDED_OVER)
# What the buyer reads for the same state.
BUYER_WORDS = {
    T.NEW: _("The maker has your question and answers soon."),
    T.ANSWERED: _("The maker has answered."),
    T.QUOTED: _("A quotation waits for your answer."),
    T.ORDERED: _("You have ordered. The maker prepares it."),
    T.READY: _("Your order is ready to be handed over."),
    T.HANDED_OVER: _("Your order has been handed over."),
    T.CLOSED: _("This is closed. Write if there is more to say."),
}
# The same where no maker is asked, but the office.
OFFICE_WORDS = BUYER_WORDS | {
    T.NEW: _("The office has your question and answers soon."),
    T.ANSWERED: _("The office has answered."),
}
LAPSED_WORDS = _("The validity of the quotation is over. You may write and ask for a new one.")
# Why a closed thread was taken up again, where no official did it: kept so, read in the reader's language.
WROTE_AGAIN = "buyer wrote again"


class WaitsFor(models.TextChoices):
    EXHIBITOR = "exhibitor", _("the maker")
    BUYER = "buyer", _("the buyer")
    NOBODY = "nobody", _("nobody")


# Whose turn is shown first.
RANKS = {side: rank for rank, side in enumerate((WaitsFor.EXHIBITOR, WaitsFor.BUYER, WaitsFor.NOBODY))}


class Outcome(models.TextChoices):
    ORDERED = "ordered", _("ordered")
    LOST = "lost", _("no order")


class QuotationState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("quotation", "draft")
    SENT = "sent", pgettext_lazy("quotation", "sent")
    SUPERSEDED = "superseded", pgettext_lazy("quotation", "replaced by a newer one")
    ACCEPTED = "accepted", pgettext_lazy("quotation", "accepted")
    DECLINED = "declined", pgettext_lazy("quotation", "declined")
    # Never stored: computed from the validity in every query.
    LAPSED = "lapsed", pgettext_lazy("quotation", "lapsed")


Q = QuotationState
QUOTATION_MOVES = {
    Q.DRAFT: {Q.SENT},
    Q.SENT: {Q.SUPERSEDED, Q.ACCEPTED, Q.DECLINED},
}
