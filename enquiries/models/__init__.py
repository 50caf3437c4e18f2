from enquiries.models.enquiry import Enquiry, Line, enquiry_code
from enquiries.models.quotation import PriceBreak, Quotation, QuotationLine
from enquiries.models.thread import Attachment, BuyerLink, PreparedSentence, Reply, Thread

__all__ = [
    "Attachment",
    "BuyerLink",
    "Enquiry",
    "Line",
    "PreparedSentence",
    "PriceBreak",
    "Quotation",
    "QuotationLine",
    "Reply",
    "Thread",
    "enquiry_code",
]
