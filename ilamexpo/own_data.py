"""The ZIP file of an exhibitor's own data: readable by people and programs, with the files that were sent.

Of buyers it holds what concerns the exhibitor's own works; who they are only where they agreed that the maker may know.
"""

import tempfile

from django.core.files.storage import storages
from django.db.models import Prefetch

from enquiries.models import Line, Reply, Thread
from enquiries.states import EnquiryState
from exhibitors.models import Exhibitor, PortraitUpload
from exhibitors.models.feedback import QUESTIONS
from exhibitors.own_answers import own_applications
from exhibitors.profile.proposals import stored
from lib import packing
from lib.languages import CODES
from products.models import Product

PRODUCT = [
    *("code", "kind", "availability", "width_mm", "length_mm", "height_mm", "weight_g", "price_mode", "price_amount"),
    *("currency", "price_unit", "unit", "minimum_quantity", "lead_time_days", "capacity_per_month", "facts", "state"),
    *("published_at", "confirmed_on", "review_note", "sent_at", "created_at"),
]
CREDENTIAL = ["kind", "number", "year", "issued_on", "expires_on"]
GOODS = ["quantity", "sold", "returned", "given", "damaged", "missing", "counted_at", "signed_at", "signed_reason"]
SALE = ["title", "quantity", "amount", "currency", "price_unit", "channel", "sold_on", "created_at", "cancelled_at"]
REPLY = ["text", "language", "sentences", "answers", "created_at"]
QUOTATION = ["code", "version", "state", "currency", "total", "remarks", "sent_at", "valid_until"]
QUOTED = ["title", "quantity", "unit", "unit_price"]
FEEDBACK = [*QUESTIONS, "remark", "given_at"]
CONTACT = ["kind", "value", "channels", "is_shown", "consented_at"]


def pack(exhibitor):
    """A temporary file with the ZIP, at its start."""
    return packing.pack(everything(exhibitor), files_of(exhibitor))


def files_of(exhibitor):
    """(name inside the ZIP, name in the private storage), the papers first."""
    # What is on its way before the portrait that it becomes, so that neither is missed.
    sent = list(PortraitUpload.objects.filter(exhibitor=exhibitor).exclude(original=""))
    exhibitor = Exhibitor.objects.get(pk=exhibitor.pk)
    for number, each in enumerate(exhibitor.credentials.all(), 1):
        if each.file:
            yield f"papers/{number}-{each.kind}.{each.file.name.rpartition('.')[2]}", each.file.name
    if exhibitor.portrait_original:
        yield "portrait" + suffix(exhibitor.portrait_original.name), exhibitor.portrait_original.name
    if (proposed := exhibitor.proposed.get("portrait")) and proposed["original"]:
        yield "portrait-proposed" + suffix(proposed["original"]), proposed["original"]
    for upload in sent:
        # Not prepared yet.
        yield "portrait-sent" + suffix(upload.original.name), upload.original.name
    for product in works_of(exhibitor):
        for number, picture in enumerate(product.pictures.all(), 1):
            if picture.original:
                yield f"works/{product.code}/{number}" + suffix(picture.original.name), picture.original.name


def suffix(name):
    """The ending that a picture program knows the file by."""
    with storages["default"].open(name) if storages["default"].exists(name) else tempfile.TemporaryFile() as file:
        head = file.read(12)
    if head.startswith(b"\x89PNG"):
        return ".png"
    return ".webp" if head[8:12] == b"WEBP" else ".jpg"


def works_of(exhibitor):
    works = Product.objects.filter(exhibitor=exhibitor).order_by("pk")
    return works.select_related("craft").prefetch_related("materials", "techniques", "pictures")


def everything(exhibitor):
    apart = ("portrait", "copies")
    own = {name: value for name, value in stored(exhibitor).items() if name not in apart}
    asked = ("deletion_asked_at", "deletion_reason", "review_note", "sent_at", "published_at", "created_at")
    return {
        "profile": {
            "code": exhibitor.code,
            "kind": exhibitor.kind,
            "gender": exhibitor.gender,
            **own,
            "publication": exhibitor.publication,
            "review": exhibitor.review,
            "proposed": {name: value for name, value in exhibitor.proposed.items() if name not in apart},
            **{name: getattr(exhibitor, name) for name in asked},
        },
        "contacts": list(exhibitor.contact_points.values(*CONTACT)),
        "licences_and_honours": [
            {name: getattr(each, name) for name in CREDENTIAL} | {"craft": each.craft.slug if each.craft else ""}
            for each in exhibitor.credentials.select_related("craft")
        ],
        "groups": [each.code for each in exhibitor.groups.order_by("pk")],
        "representatives": [
            {"name": each.user.name, "may_do": each.level}
            for each in exhibitor.representatives.select_related("user").order_by("pk")
        ],
        "works": [work(product) for product in works_of(exhibitor)],
        "participations": [
            {
                "exhibition": each.exhibition.slug,
                "state": each.state,
                "stands": each.released_stand_codes,
                "applied_at": each.created_at,
                "goods": [
                    brought(line) for line in each.exhibits.with_account().select_related("product").order_by("pk")
                ],
                "how_it_was": said_of(each),
                "sales": [sold(sale) for sale in each.sales.select_related("product").order_by("pk")],
            }
            for each in exhibitor.participations.select_related("exhibition", "feedback")
            .with_released_stands()
            .order_by("pk")
        ],
        "applications": own_applications(exhibitor),
        "enquiries": [asked_for(line) for line in lines_of(exhibitor)],
        "answers": [answered(thread) for thread in threads_of(exhibitor)],
    }


def work(product):
    texts = {
        f"{name}_{code}": getattr(product, f"{name}_{code}") for name in ("title", "story", "season") for code in CODES
    }
    return {
        **{name: getattr(product, name) for name in PRODUCT},
        **texts,
        "is_proposed_change": product.revises_id is not None,
        "craft": product.craft.slug if product.craft else "",
        "materials": [each.slug for each in product.materials.all()],
        "techniques": [each.slug for each in product.techniques.all()],
        "pictures": [
            {"shows": each.role, **{f"alt_{code}": getattr(each, f"alt_{code}") for code in CODES}}
            for each in product.pictures.all()
        ],
    }


def said_of(participation):
    """What was answered about the exhibition, None without an answer."""
    given = getattr(participation, "feedback", None)
    return given and {name: getattr(given, name) for name in FEEDBACK}


def brought(line):
    return {"work": line.product.code} | {name: getattr(line, name) for name in GOODS}


def sold(sale):
    return {"work": sale.product.code if sale.product else ""} | {name: getattr(sale, name) for name in SALE}


def lines_of(exhibitor):
    lines = Line.objects.filter(exhibitor=exhibitor).exclude(enquiry__state=EnquiryState.SPAM)
    return lines.select_related("enquiry").order_by("enquiry__created_at", "pk")


def asked_for(line):
    enquiry = line.enquiry
    found = {
        "enquiry": enquiry.code,
        "received_at": enquiry.created_at,
        "work": line.snapshot.get("code", ""),
        "quantity": line.quantity,
        "unit": line.unit,
        "kind": enquiry.kind,
    }
    if enquiry.may_pass_on:
        found |= {"buyer": enquiry.name, "phone": enquiry.phone, "email": enquiry.email, "message": enquiry.message}
    return found


def threads_of(exhibitor):
    threads = Thread.objects.filter(exhibitor=exhibitor).exclude(enquiry__state=EnquiryState.SPAM)
    said = Reply.objects.filter(side=Reply.Side.EXHIBITOR)
    threads = threads.prefetch_related(Prefetch("replies", said, to_attr="own_replies"), "quotations__lines")
    return threads.select_related("enquiry").order_by("pk")


def answered(thread):
    """What the maker said and quoted to one buyer."""
    return {
        "enquiry": thread.enquiry.code,
        "state": thread.state,
        "outcome": thread.outcome,
        "said": [{name: getattr(each, name) for name in REPLY} for each in thread.own_replies],
        "quotations": [
            {name: getattr(each, name) for name in QUOTATION}
            | {"lines": [{name: getattr(line, name) for name in QUOTED} for line in each.lines.all()]}
            for each in thread.quotations.all()
        ],
    }
