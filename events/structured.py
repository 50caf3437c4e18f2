"""Structured data of exhibitions (schema.org)."""

from django.conf import settings
from django.urls import reverse

from events.models import Organiser
from events.programme import hours
from events.states import Status
from lib.languages import shown

STATUS = {Status.CANCELLED: "EventCancelled", Status.MOVED: "EventRescheduled"}


def exhibition_data(exhibition):
    """The ``ExhibitionEvent`` of schema.org, in the language of the page; days that nobody knows are left out."""
    address = settings.SITE_URL + reverse("public:exhibition_detail", args=[exhibition.slug])
    data = {
        "@context": "https://schema.org",
        "@type": "ExhibitionEvent",
        "@id": address,
        "url": address,
        "name": str(exhibition),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "eventStatus": "https://schema.org/" + STATUS.get(exhibition.status, "EventScheduled"),
        "location": [venue_data(venue) for venue in exhibition.venues.all()],
        "organizer": [
            {"@type": "Organization", "name": str(organiser)}
            for organiser in exhibition.organisers.all()
            if organiser.role == Organiser.Role.ORGANISER
        ],
    }
    if exhibition.starts_on:
        data["startDate"] = exhibition.starts_on.isoformat()
    if exhibition.ends_on:
        data["endDate"] = exhibition.ends_on.isoformat()
    if summary := shown(exhibition, "summary").text:
        data["description"] = summary
    if items := [item_data(item) for item in exhibition.programme.all()]:
        data["subEvent"] = items
    return data


def item_data(item):
    """One programme item, its moments with the venue's distance from UTC."""
    starts, ends = hours(item)
    data = {"@type": "Event", "name": str(item), "startDate": (starts or item.day).isoformat()}
    if ends:
        data["endDate"] = ends.isoformat()
    if where := shown(item, "location").text:
        data["location"] = {"@type": "Place", "name": where}
    if host := shown(item, "host").text:
        data["performer"] = {"@type": "Person", "name": host}
    if item.languages:
        data["inLanguage"] = item.languages
    return data


def venue_data(venue):
    places = venue.place.lineage
    return {
        "@type": "Place",
        "name": str(venue),
        "address": {
            "@type": "PostalAddress",
            "streetAddress": shown(venue, "address").text or shown(venue, "landmark").text,
            "addressLocality": str(places[0]),
            "addressCountry": {"iran": "IR", "iraq": "IQ"}.get(places[-1].slug, str(places[-1])),
        },
    }
