"""What single pages draw: facet names, plans of stands, contacts."""

from datetime import date, datetime, timedelta

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import get_language, pgettext

from enquiries import talks
from events import programme
from exhibitors import decision_letters
from exhibitors.profile.channels import CHANNELS, greeting, split_channels
from ilamexpo.templatetags.talks import talk_address
from lib import dates, phones
from lib.languages import direction

register = template.Library()

# Iran is half an hour ahead of Iraq, all year (neither changes its clocks).
ILAM_AHEAD = timedelta(minutes=30)


def span(times):
    """From and until, whichever is known, in the digits of the page; as the days do, hours run the way it is read."""
    language = get_language() or "fa"
    hours = "–".join(dates.format_time(time, language) for time in times if time)
    return format_html('<bdi dir="{}">{}</bdi>', direction(language), hours) if hours else ""


@register.simple_tag
def hours_in_ilam(exhibition):
    """The opening hours (local to the venue) as the clocks of Ilam show them; nothing where the venue's show the same."""
    if exhibition.zone == dates.ILAM.key:
        return ""
    times = [exhibition.opens_at, exhibition.closes_at]
    return span([(datetime.combine(date.min, time) + ILAM_AHEAD).time() for time in times if time])


@register.simple_tag
def deadline(participation):
    """Until when a place is to be confirmed, as the letter about it said."""
    return decision_letters.said(participation.confirm_by, participation.exhibition, get_language() or "fa")


@register.simple_tag
def programme_hours(item):
    """When an item of a programme runs, by the clock of the venue."""
    return span(programme.hours(item))


@register.simple_tag
def programme_hours_in_ilam(item):
    """The same by the clocks of Ilam; nothing where they show the same."""
    moments = programme.hours_in_ilam(item)
    return span(moments) if moments else ""


@register.filter
def channel_name(channel):
    return CHANNELS.get(channel, channel.capitalize())


@register.simple_tag
def picture_address(record):
    """The widest public file of a picture."""
    widths = [width for width in (320, 640, 1024, 1600) if width <= record.width]
    return f"{settings.MEDIA_URL}pictures/{record.digest}-{widths[-1] if widths else record.width}.webp"


@register.simple_tag
def jpeg(record):
    """The public JPEG of a picture, for readers that know no WebP."""
    return f"{settings.MEDIA_URL}pictures/{record.digest}-1000.jpg"


CONTACT_LINKS = {"email": "mailto:{}", "web": "{}"}


@register.simple_tag
def contact(point, place, visit=None):
    """A contact its owner agreed to show, as a link; a phone with the messengers it answers on, each leading to the page
    that gives the question its number first. ``place`` is the contact's on the page, from 1.
    """
    if point.kind != "phone":
        address = CONTACT_LINKS[point.kind].format(point.value)
        return format_html('<a href="{}"><bdi dir="ltr">{}</bdi></a>', address, point.value)
    number = format_html('<bdi dir="ltr" class="phone">{}</bdi>', phones.format_phone(point.value))
    offered = talks.offered(point.channels)
    about = {"exhibitor": point.exhibitor.slug} | ({"number": place} if place > 1 else {})
    # A number that answers in writing only is no link for calling.
    link = talk_link("call", number, visit, about) if "call" in offered else number
    for channel in split_channels(point.channels):
        if channel in offered and channel != "call":
            link += format_html(" {}", talk_link(channel, channel_name(channel), visit, about))
        elif channel != "call":
            link += format_html(" {}", channel_name(channel))
    return link


def talk_link(channel, words, visit, about):
    address = talk_address(channel, visit, **about)
    return format_html('<a rel="nofollow" href="{}" data-talk="{}">{}</a>', address, channel, words)


@register.simple_tag
def unlinked_channels(points):
    """The names of the channels of shown numbers that no address opens, each once."""
    found = {
        channel: channel_name(channel)
        for point in points
        if point.kind == "phone"
        for channel in split_channels(point.channels)
        if not phones.channel_link(channel, point.value)
    }
    return pgettext("list", ", ").join(str(name) for name in found.values())


@register.simple_tag
def first_words(exhibitor):
    """What a buyer can send an exhibitor as a first word."""
    return greeting(exhibitor)
