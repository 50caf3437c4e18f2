"""The sample's enquiries: several buyers, four languages, every state."""

import tomllib
import uuid
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from enquiries.actions import open_threads, snapshot
from enquiries.actions.threads import worded
from enquiries.models import Enquiry, Line, PreparedSentence, Reply
from enquiries.states import EnquiryState, Outcome, ThreadState, WaitsFor
from events.models import Exhibition
from exhibitors.sample import sample_code
from lib.languages import shown
from products.models import Product

DATA = Path(__file__).parent / "data" / "sample.toml"
FIELDS = ("name", "kind", "channel", "language", "state", "message", "city")


def load_sample():
    """Create the enquiries that are missing; nobody is mailed. Returns how many were made."""
    made = 0
    works = {
        shown(work, "title", "en").text: work
        for work in Product.objects.filter(is_sample=True).select_related("exhibitor")
    }
    for row in tomllib.loads(DATA.read_text())["enquiry"]:
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"sample/{row['name']}")
        if Enquiry.objects.filter(request_key=key).exists():
            continue
        enquiry = Enquiry.objects.create(
            request_key=key,
            code=sample_code("E", row["name"]),
            phone=row.get("phone", ""),
            email=row.get("email", ""),
            country=row.get("country", "IQ"),
            exhibition=Exhibition.objects.filter(slug=row.get("exhibition", "")).first(),
            may_pass_on=True,
            is_sample=True,
            created_at=timezone.now() - timedelta(days=row["days_ago"], minutes=17 * made),
            **{field: row[field] for field in FIELDS},
        )
        for position, (title, quantity) in enumerate(row["works"].items()):
            work = works[title]
            Line.objects.create(
                enquiry=enquiry,
                product=work,
                exhibitor=work.exhibitor,
                snapshot=snapshot(work),
                quantity=quantity,
                unit=work.unit,
                position=position,
            )
        if enquiry.state != EnquiryState.SPAM:
            for thread in open_threads(enquiry):
                tell(thread, row)
        made += 1
    return made


def tell(thread, row):
    """What happened in the thread by its ``thread`` in the sample: new, answered, ordered (closed) or lost (closed)."""
    state = row.get("thread", "new")
    if state == "new":
        return
    said_at = thread.opened_at + timedelta(hours=5)
    sentences = PreparedSentence.objects.filter(slug__in=row.get("sentences", ["thanks", "call-you"]))
    Reply.objects.create(
        thread=thread,
        request_key=uuid.uuid5(uuid.NAMESPACE_URL, f"sample/{thread.enquiry.code}/{thread.exhibitor_id}"),
        side=Reply.Side.EXHIBITOR if thread.exhibitor_id else Reply.Side.OFFICE,
        language="fa",
        sentences=[worded(sentence, thread.enquiry) for sentence in sentences],
        created_at=said_at,
    )
    thread.answered_at = thread.waits_since = said_at
    thread.state, thread.waits_for = ThreadState.ANSWERED, WaitsFor.BUYER
    if state != "answered":
        thread.state, thread.waits_for = ThreadState.CLOSED, WaitsFor.NOBODY
        thread.outcome = Outcome(state)
    if state == "ordered":
        thread.value, thread.currency = row["value"], row["currency"]
    if state == "lost":
        thread.lost_because = row["lost_because"]
    thread.save()
