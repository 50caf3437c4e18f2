"""What the office sees and does: the desk, one enquiry, entering one by hand, and what is still to be told."""

from enquiries.views.office.contact import EnquiryContact
from enquiries.views.office.desk import EnquiryExport, EnquiryList
from enquiries.views.office.enquiry import (
    EnquiryAddress,
    EnquiryDetail,
    EnquiryFile,
    EnquiryHere,
    EnquiryHold,
    EnquiryRelease,
    EnquirySee,
)
from enquiries.views.office.entry import EnquiryNew
from enquiries.views.office.messages import MessageList
from enquiries.views.office.threads import (
    ThreadAssign,
    ThreadClose,
    ThreadDecide,
    ThreadNote,
    ThreadQuote,
    ThreadReopen,
    ThreadReply,
)

__all__ = [
    "EnquiryAddress",
    "EnquiryContact",
    "EnquiryDetail",
    "EnquiryExport",
    "EnquiryFile",
    "EnquiryHere",
    "EnquiryHold",
    "EnquiryList",
    "EnquiryNew",
    "EnquiryRelease",
    "EnquirySee",
    "MessageList",
    "ThreadAssign",
    "ThreadClose",
    "ThreadDecide",
    "ThreadNote",
    "ThreadQuote",
    "ThreadReopen",
    "ThreadReply",
]
