"""What single pages draw: facet names, plans of stands, contacts."""

from datetime import date, datetime, timedelta

from django import template
from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib import dates, phones

register = template.Library()

# Iran is half an hour ahead of Iraq, all year (neither changes its clocks).
ILAM_AHEAD = timedelta(minutes=30)


@register.simple_tag
def hours_in_ilam(exhibition):
    """The opening hours (local to the venue in Iraq) as the clocks of Ilam show them."""
    times = [exhibition.opens_at, exhibition.closes_at]
    moved = [(datetime.combine(date.min, time) + ILAM_AHEAD).time() for time in times if time]
    return format_html(
        '<bdi dir="ltr">{}</bdi>', "–".join(dates.format_time(time, get_language() or "fa") for time in moved)
    )


CHANNELS = {"whatsapp": "WhatsApp", "viber": "Viber", "telegram": "Telegram"}


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


CONTACT_LINKS = {"phone": "tel:{}", "email": "mailto:{}", "web": "{}"}


@register.simple_tag
def contact(point):
    """A contact its owner agreed to show, as a link, with the messengers it answers on."""
    shown = phones.format_phone(point.value) if point.kind == "phone" else point.value
    link = format_html('<a href="{}"><bdi dir="ltr">{}</bdi></a>', CONTACT_LINKS[point.kind].format(point.value), shown)
    for channel in filter(None, (name.strip() for name in point.channels.split(","))):
        address = phones.channel_link(channel, point.value) if point.kind == "phone" else ""
        name = channel_name(channel)
        link += (
            format_html(' <a rel="noreferrer" href="{}">{}</a>', address, name) if address else format_html(" {}", name)
        )
    return link


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
