"""Plans of stands as drawings; the list beside each says the same."""

from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib.numbers import format_number

register = template.Library()

SQUARE = 10  # units of the drawing for half a metre
LEAST = 20  # squares: smaller plans have room around
LETTER = 6.2  # units that a small letter takes at most


@register.simple_tag
def plan_drawing(hall):
    """A hall of ``exhibitors.plans.public_plan`` as an SVG; a taken stand links to its line in the list."""
    if not hall.stands:
        return ""
    boxes = format_html_join("", "{}", ((public_box(hall, stand),) for stand in hall.stands))
    return drawing(hall.stands, boxes, hall.hall)


def public_box(hall, stand):
    names = ", ".join(map(str, stand.exhibitors))
    kind = "chosen" if stand.is_chosen else "taken" if names else "free" if stand.state == "open" else "closed"
    said = f"{stand.code}: {names}" if names else stand.code
    box = format_html('<g class="stand-{}"><title>{}</title>{}</g>', kind, said, rectangle(stand))
    if not names:
        return box
    return format_html('<a href="#stand-{}-{}" aria-label="{}">{}</a>', hall.pk, stand.code, said, box)


@register.simple_tag
def working_drawing(hall, view):
    """A hall with ``stands`` as the office sees them; each leads to its own page and carries what the script needs."""
    boxes = format_html_join("", "{}", ((office_box(stand, view),) for stand in hall.drawn))
    return drawing(hall.drawn, boxes, hall, is_edited=view == "arrange")


def office_box(stand, view):
    exhibition = stand.hall.exhibition.slug
    names = ", ".join(str(each.participation.exhibitor) for each in stand.standing)
    kinds = ["closed" if stand.state != "open" else "taken" if stand.standing else "free"]
    kinds += ["held"] if any(each.held_until for each in stand.standing) else []
    said = f"{stand.code}: {names or state_words(stand)}"
    place = {name: getattr(stand, name) for name in ("x", "y", "width", "height")}
    return format_html(
        '<a href="{}" class="{}" data-stand="{}" data-number="{}" {} aria-label="{}"><g><title>{}</title>{}{}</g></a>',
        reverse("office:stand_detail", args=[exhibition, stand.public_code]),
        " ".join(f"stand-{kind}" for kind in kinds),
        stand.public_code,
        stand.code,
        format_html_join(" ", 'data-{}="{}"', place.items()),
        said,
        said,
        rectangle(stand, has_name=bool(names) and view != "arrange"),
        name_line(stand, names) if names and view != "arrange" else "",
    )


@register.simple_tag
def stand_size(stand):
    """Its width and depth in metres."""
    language = get_language() or "fa"
    sides = [format_number(Decimal(side) / 2, language) for side in (stand.width, stand.height)]
    # Translators: width and depth of a stand in metres.
    return _("{width} × {depth} m").format(width=sides[0], depth=sides[1])


def state_words(stand):
    return _("free") if stand.state == "open" else stand.get_state_display()


def rectangle(stand, has_name=False):
    middle = stand.y * SQUARE + stand.height * SQUARE // 2
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="3"/><text x="{}" y="{}">{}</text>',
        stand.x * SQUARE,
        stand.y * SQUARE,
        stand.width * SQUARE,
        stand.height * SQUARE,
        stand.x * SQUARE + stand.width * SQUARE // 2,
        middle - 2 if has_name else middle + 5,
        stand.code,
    )


def name_line(stand, names):
    most = int(stand.width * SQUARE / LETTER)
    short = names if len(names) <= most else f"{names[: most - 1].rstrip()}…"
    middle = stand.x * SQUARE + stand.width * SQUARE // 2
    return format_html(
        '<text class="stand-name" x="{}" y="{}">{}</text>',
        middle, stand.y * SQUARE + stand.height * SQUARE // 2 + 14, short,
    )  # fmt: skip


def drawing(stands, boxes, hall, *, is_edited=False):
    """The SVG around ``boxes``: as large as its stands, with room to draw where it ``is_edited``."""
    room = 10 if is_edited else 2
    wide = max([stand.x + stand.width + room for stand in stands] + [66 if is_edited else LEAST])
    high = max([stand.y + stand.height + room for stand in stands] + [24 if is_edited else 4])
    label = _("Plan of {hall}").format(hall=hall) if hall else _("Plan")
    number = hall.pk if hall else ""
    # The directions of a hall are the same in every language.
    return (
        format_html(
            '<svg class="plan-drawing" width="{}" viewBox="0 0 {} {}" role="group" aria-label="{}" direction="ltr"{}>{}{}</svg>',
            wide * SQUARE,
            wide * SQUARE,
            high * SQUARE,
            label,
            format_html(' data-arrange="{}"', number) if is_edited else "",
            squared_paper(number) if is_edited else "",
            boxes,
        )
        if boxes or is_edited
        else mark_safe("")
    )


def squared_paper(number):
    """A line each metre."""
    return format_html(
        '<defs><pattern id="metres-{}" width="20" height="20" patternUnits="userSpaceOnUse"><path class="grid-line" d="M20 0H0V20"/>'
        '</pattern></defs><rect class="grid" width="100%" height="100%" fill="url(#metres-{})"/>',
        number, number,
    )  # fmt: skip
