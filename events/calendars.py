"""Calendar files (RFC 5545) with the venue's named time zone."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from events.programme import hours, hours_in_ilam
from events.states import Status
from lib.dates import format_time
from lib.languages import shown

NAMES_OF_LANGUAGES = dict(settings.LANGUAGES)


def exhibition_calendar(exhibitions):
    """The bytes of a calendar with these exhibitions and their programmes; days without a date are left out."""
    calendar = Calendar()
    calendar.add("prodid", "-//IlamExpo//exhibitions//")
    calendar.add("version", "2.0")
    for exhibition in exhibitions:
        if exhibition.starts_on:
            calendar.add_component(exhibition_event(exhibition))
        for item in exhibition.programme.all():
            calendar.add_component(programme_event(exhibition, item))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def base_event(exhibition, key):
    event = Event()
    event.add("uid", f"{key}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", exhibition.published_at or exhibition.created_at)
    # A calendar that has the event already takes the one with the higher number (RFC 5546, 2.1.4).
    event.add("sequence", exhibition.sequence)
    if exhibition.status == Status.CANCELLED:
        event.add("status", "CANCELLED")
    event.add("url", settings.SITE_URL + reverse("public:exhibition_detail", args=[exhibition.slug]))
    if where := ", ".join(filter(None, map(describe_venue, exhibition.venues.all()))):
        event["location"] = vText(where)
    return event


def describe_venue(venue):
    """Name, landmark and place of a venue, as one line."""
    parts = [
        shown(venue, "name").text,
        shown(venue, "landmark").text,
        *(str(place) for place in venue.place.lineage[:2]),
    ]
    return ", ".join(dict.fromkeys(filter(None, parts)))


def exhibition_event(exhibition):
    event = base_event(exhibition, exhibition.slug)
    event.add("summary", str(exhibition))
    event.add("dtstart", exhibition.starts_on)
    # A whole-day event ends on the day after its last (RFC 5545, 3.6.1).
    event.add("dtend", (exhibition.ends_on or exhibition.starts_on) + timedelta(days=1))
    about = [shown(exhibition, name).text for name in ("notice", "summary")]
    if any(about):
        event.add("description", "\n\n".join(filter(None, about)))
    return event


def programme_event(exhibition, item):
    event = base_event(exhibition, f"{exhibition.slug}-{item.pk}")
    event.add("summary", f"{item} · {exhibition}")
    starts, ends = hours(item)
    event.add("dtstart", starts or item.day)
    if ends:
        event.add("dtend", ends)
    if where := shown(item, "location").text:
        event["location"] = vText(", ".join(filter(None, [where, event.get("location")])))
    if about := "\n".join(describe_item(item)):
        event.add("description", about)
    return event


def describe_item(item):
    """Who leads it, in which languages, and when it is in Ilam, a sentence each."""
    if host := shown(item, "host").text:
        yield _("Led by {host}").format(host=host)
    if item.languages:
        names = pgettext("list", ", ").join(NAMES_OF_LANGUAGES.get(code, code) for code in item.languages)
        yield _("Languages: {languages}").format(languages=names)
    if moments := hours_in_ilam(item):
        times = "–".join(format_time(each, get_language() or "fa") for each in moments if each)
        yield _("In Ilam: {hours}").format(hours=times)
