"""What single pages draw: facet names, plans of stands, contacts."""

from datetime import date, datetime, timedelta

from django import template
from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from enquiries import talks
from exhibitors.profile.channels import CHANNELS, greeting, split_channels
from ilamexpo.templatetags.talks import talk_address
from lib import dates, phones
from lib.languages import direction

register = template.Library()

# Iran is half an hour ahead of Iraq, all year (neither changes its clocks).
ILAM_AHEAD = timedelta(minutes=30)


@register.simple_tag
def hours_in_ilam(exhibition):
    """The opening hours (local to the venue in Iraq) as the clocks of Ilam show them."""
    times = [exhibition.opens_at, exhibition.closes_at]
    moved = [(datetime.combine(date.min, time) + ILAM_AHEAD).time() for time in times if time]
    language = get_language() or "fa"
    # As the days do, hours run the way the page is read.
    hours = "–".join(dates.format_time(time, language) for time in moved)
    return format_html('<bdi dir="{}">{}</bdi>', direction(language), hours)


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


WIDTH, HEIGHT, GAP = 72, 52, 12


@register.simple_tag
def plan_drawing(hall):
    """The stands of a hall as an SVG; a taken one links to who stands there. The list beside it says the same."""
    stands = list(hall.stands.all())
    if not stands:
        return ""
    columns, rows = max(stand.column for stand in stands), max(stand.row for stand in stands)
    boxes = "".join(stand_box(stand) for stand in stands)
    size = f"0 0 {columns * (WIDTH + GAP) + GAP} {rows * (HEIGHT + GAP) + GAP}"
    label = escape(_("Plan of {hall}").format(hall=hall))
    return mark_safe(
        f'<svg class="plan" viewBox="{size}" role="group" aria-label="{label}" direction="ltr">{boxes}</svg>'
    )


def stand_box(stand):
    x, y = GAP + (stand.column - 1) * (WIDTH + GAP), GAP + (stand.row - 1) * (HEIGHT + GAP)
    names = ", ".join(str(allocation.participation.exhibitor) for allocation in stand.shown_allocations)
    taken = "taken" if names else "free"
    box = format_html(
        '<g class="stand-{}"><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="3"/><text x="{}" y="{}">{}</text></g>',
        taken, f"{stand.code}: {names}" if names else stand.code, x, y, WIDTH, HEIGHT, x + WIDTH // 2, y + HEIGHT // 2 + 5, stand.code,
    )  # fmt: skip
    if not names:
        return box
    address = f"#stand-{stand.hall_id}-{stand.code}"
    return format_html('<a href="{}" aria-label="{}">{}</a>', address, f"{stand.code}: {names}", box)
