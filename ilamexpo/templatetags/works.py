"""What the page of one work lists, written in Python: on the page asked most that is cheaper than as a template."""

from html import escape

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ilamexpo.templatetags.ilam import (
    approximate_price,
    code,
    day,
    fact,
    icon,
    money,
    named,
    number,
    phase_mark,
    size,
    text,
    weight,
)
from lib.addresses import address
from products.facts import shown_facts

register = template.Library()


@register.simple_tag
def price_lines(product):
    """The price, what it is for, and the day of the rate that made dinars of it."""
    line = money(product)
    if product.price_mode != "on_request":
        # Translators: %(unit)s is such as pair or square metre.
        unit = _("for one %(unit)s") % {"unit": product.get_unit_display()}
        line += mark_safe(f' <span class="meta">{escape(unit)}</span>')
    lines = f'<p class="product-price">{line}</p>'
    if approximate_price(product):
        rate = _("Dinars at the rate of %(day)s") % {"day": day(product.rate_day)}
        lines += f'\n<p class="meta">{escape(rate)}</p>'
    return mark_safe(lines)


@register.simple_tag
def add_to_list(product, visit):
    """The button that adds a work to the enquiry list; a ``visit`` is told (``exhibitors.visits``)."""
    query = f"add={product.code}" + (f"&{visit.query}" if visit else "")
    return format_html(
        '<p class="actions"><a class="btn btn-primary" rel="nofollow" href="{}?{}" data-add="{}" data-added="{}">'
        "{} <span data-words>{}</span></a></p>",
        *(address("public:enquiry"), query, product.code, _("On your enquiry list: open it")),
        *(icon("clipboard-list"), _("Add to the enquiry list")),
    )


@register.simple_tag
def showing_lines(showings):
    """Where a work was and will be shown, with its stands; as ``products.work_page`` loads them."""
    stand, lines = escape(_("Stand")), []
    for exhibition, stands in showings:
        where = address("public:exhibition_detail", exhibition.slug)
        at = "".join(f' <span class="stand">{stand} {code(each)}</span>' for each in stands)
        name = conditional_escape(text(exhibition, "name"))
        lines.append(f'<li><a href="{where}">{name}</a> {phase_mark(exhibition.phase())}{at}</li>')
    return mark_safe("".join(lines))


@register.simple_tag
def more_by(exhibitor):
    return _("More by %(name)s") % {"name": exhibitor}


@register.simple_tag
def specification(product, terms):
    """What is known of a work, as the entries of a ``dl``; ``terms`` as ``products.work_page`` loads them."""
    rows = [
        (_("Code"), code(product.code)),
        (_("Width × length × height") if product.height_mm else _("Width × length"), size(product)),
        (_("Weight"), weight(product.weight_g) if product.weight_g else ""),
        (_("Material"), listed(terms["material"])),
        (_("Technique"), listed(terms["technique"])),
        *((label, fact(value)) for label, value in shown_facts(product)),
        (_("Minimum order quantity"), number(product.minimum_quantity) if product.minimum_quantity > 1 else ""),
        (_("Lead time"), lead_time(product.lead_time_days)),
        (_("Monthly capacity"), number(product.capacity_per_month or None)),
        (_("Confirmed by the maker"), day(product.confirmed_on)),
        (_("Season"), text(product, "season")),
        *((_("HS code"), hs_code(each)) for each in terms["hs_code"][:1]),
    ]
    return mark_safe("\n".join(row(label, value) for label, value in rows if value))


def row(label, value):
    written = value if isinstance(value, SafeString) else escape(str(value))
    return f"<div><dt>{escape(str(label))}</dt><dd>{written}</dd></div>"


def listed(terms):
    return pgettext("list", ", ").join(named(names) for names in terms)


def lead_time(days):
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": number(days)} if days else ""


def hs_code(term):
    doubt = "" if term["certainty"] == "checked" else _("indicative; ask a customs broker")
    return format_html('{} <span class="meta">{}</span>', code(term["slug"]), doubt) if doubt else code(term["slug"])
