"""The sample's enquiries: several buyers, four languages, every state."""

import tomllib
import uuid
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from enquiries.actions import snapshot
from enquiries.models import Enquiry, Line
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
        made += 1
    return made
