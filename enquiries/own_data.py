"""What the site keeps of one buyer, as a ZIP file: what they told, wrote, sent and decided, and nothing of others."""

from enquiries.models import Attachment, Reply
from lib import packing

TOLD = [
    *("code", "kind", "name", "phone", "email", "city", "country", "channel", "language", "message", "looked_for"),
    *("may_pass_on", "wanted_by", "came_by", "created_at", "deletion_asked_at"),
]
ASKED = ["quantity", "unit", "target_price", "currency", "note", "answer", "ready_on"]
WRITTEN = ["text", "language", "created_at"]
OFFERED = ["code", "version", "currency", "total", "sent_at", "valid_until", "decided_at", "declined_because"]


def pack(enquiry):
    """A temporary file with the ZIP, at its start."""
    return packing.pack(everything(enquiry), files_of(enquiry))


def attachments_of(enquiry):
    """What the buyer sent, with the enquiry and later."""
    own = Attachment.objects.of(enquiry, enquiry.threads.all())
    return own.exclude(reply__side__in=[Reply.Side.EXHIBITOR, Reply.Side.OFFICE]).order_by("pk")


def files_of(enquiry):
    for number, file in enumerate(attachments_of(enquiry), 1):
        yield f"files/{number}-{file.name}", file.file


def everything(enquiry):
    return {
        "enquiry": {name: getattr(enquiry, name) for name in TOLD},
        "exhibition": enquiry.exhibition.slug if enquiry.exhibition else "",
        "asked": [
            {"work": line.snapshot.get("code", ""), "title": line.snapshot.get("title", {})}
            | {name: getattr(line, name) for name in ASKED}
            for line in enquiry.lines.all()
        ],
        "parts": [part(thread) for thread in enquiry.threads.for_buyer()],
        "files": [file.name for file in attachments_of(enquiry)],
        "private_addresses": list(enquiry.links.order_by("pk").values("created_at", "expires_at", "revoked_at")),
    }


def part(thread):
    """What the buyer said to one maker and decided about its quotations; who made them is said by the code."""
    return {
        "exhibitor": thread.exhibitor.code if thread.exhibitor else "",
        "state": thread.state,
        "written": [
            {name: getattr(reply, name) for name in WRITTEN} for reply in thread.said if reply.side == Reply.Side.BUYER
        ],
        "quotations": [
            {name: getattr(offer, name) for name in OFFERED} | {"state": offer.shown_state} for offer in thread.offers
        ],
    }
