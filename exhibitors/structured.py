"""Structured data of exhibitors (schema.org)."""

from typing import Any

from django.conf import settings

from exhibitors.models import Exhibitor
from lib.languages import shown


def exhibitor_data(exhibitor, request):
    """A ``Person`` for an artist, else an ``Organization``; only contacts that may be shown."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Person" if exhibitor.kind == Exhibitor.Kind.ARTIST else "Organization",
        "@id": f"{settings.SITE_URL}{request.path}",
        "url": f"{settings.SITE_URL}{request.path}",
        "name": str(exhibitor),
        "knowsAbout": [str(craft) for craft in exhibitor.crafts.all()],
    }
    if story := shown(exhibitor, "story").text:
        data["description"] = story
    if exhibitor.place:
        data["address"] = {"@type": "PostalAddress", "addressLocality": str(exhibitor.place), "addressCountry": "IR"}
    phones = [point.value for point in exhibitor.shown_contacts if point.kind == "phone"]
    if phones:
        data["telephone"] = phones[0]
    return data
