"""Steps touching several models, or sending mail."""

from enquiries.actions.enquiries import hold, mark_seen, receive_enquiry, release, snapshot
from enquiries.actions.forgetting import delete_held, forget_buyer, withdraw
from enquiries.actions.quotations import accept_quotation, decline_quotation, send_quotation
from enquiries.actions.threads import AnsweredMeanwhile, ThreadClosed, close_thread, open_threads, reopen_thread, say

__all__ = [
    "AnsweredMeanwhile",
    "ThreadClosed",
    "accept_quotation",
    "close_thread",
    "decline_quotation",
    "delete_held",
    "forget_buyer",
    "hold",
    "mark_seen",
    "open_threads",
    "receive_enquiry",
    "release",
    "reopen_thread",
    "say",
    "send_quotation",
    "snapshot",
    "withdraw",
]
