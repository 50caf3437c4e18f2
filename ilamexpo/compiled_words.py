"""What compiled templates (``ilamexpo.compiled``) may call: what Django's templates have as tags, and some words more."""

from collections import namedtuple
from functools import cache, partial

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, ngettext, override
from django.utils.translation.trans_real import translation

from exhibitors.profile.channels import CHANNELS
from ilamexpo.compiled import component
from ilamexpo.searching import crafts_among, near_works
from ilamexpo.templatetags import frame, ilam, pages, talks
from ilamexpo.templatetags.searching import search_said
from lib import dates
from lib.addresses import address, address_in
from lib.kept import Kept
from lib.languages import pick, shown
from lib.numbers import format_number
from lib.sizes import weight_text
from products.facts import answers
from products.models import Product
from products.prices import price_words
from vocabulary.models import Unit

kept = Kept(4)  # a language each
MOST_LINKED = 12  # what is chosen stands in every link
FACET_TITLES = {
    "craft": gettext_lazy("Craft"),
    "material": gettext_lazy("Material"),
    "technique": gettext_lazy("Technique"),
    "place": gettext_lazy("Place"),
    "exhibition": gettext_lazy("Exhibition"),
    "exhibitor": gettext_lazy("Artist or producer"),
    "kind": gettext_lazy("Kind"),
    "availability": gettext_lazy("Availability"),
    "size": gettext_lazy("Size"),
}
ORDER_WORDS = {
    "best": gettext_lazy("Best match first"),
    "newest": gettext_lazy("Newest first"),
    "fair": gettext_lazy("Another order every day"),
    "name": gettext_lazy("By name"),
    "price": gettext_lazy("Lowest price first"),
    "price-down": gettext_lazy("Highest price first"),
}
Cover = namedtuple("Cover", ("digest", "width", "height", "is_drawing"))


def names_in(language):
    """{name: what a template of that language may name}."""
    with override(language):
        return {
            "site_url": settings.SITE_URL,
            "kinds": {value: capfirst(str(label)) for value, label in Product.Kind.choices},
            "availabilities": {value: capfirst(str(label)) for value, label in Product.Availability.choices},
            "facet_titles": {name: str(words) for name, words in FACET_TITLES.items()},
            "price_units": {value: capfirst(str(label)) for value, label in Product.PriceUnit.choices},
            "units": {value: str(label) for value, label in Unit.choices},
            "channel_names": {value: str(label) for value, label in CHANNELS.items()},
        }


def filters_in(language):
    """{name: what a template of that language may ask of a value}; of what is known beforehand, once."""
    separator = translation(language).pgettext("list", ", ")
    return {
        "amount": lambda amount: "" if amount is None else format_number(amount, language),
        "answers": lambda facts, craft: [(label, ilam.fact(value)) for label, value in answers(craft, facts)],
        "approximate_price": lambda product: ilam.approximate_price(product, language),
        "boxes": partial(boxes, language),
        "breadcrumb_trail": frame.trail,
        "channels_about_work": talks.channels_about_work,
        "code": ilam.code,
        "cover": partial(cover, language),
        "day": lambda day: dates.format_date(day, language),
        "facet_name": partial(facet_name, language),
        "facets_drawn": partial(facets_drawn, language),
        "icon": ilam.icon,
        "jpeg": pages.jpeg,
        "json_ld": ilam.json_ld,
        "lead_time": lead_time,
        "listed": lambda terms: separator.join(pick(names, language)[0] for names in terms),
        "money": lambda product: ilam.money(product, language),
        "near_words": near_words,
        "number": lambda value: format_number(value, language),
        "order_words": partial(order_words, language),
        "paragraphs": ilam.paragraphs,
        "phase_mark": partial(ilam.phase_pill, language),
        "picture": lambda record, *args, **kwargs: ilam.image(record, record.words, *args, **kwargs),
        "picture_address": pages.picture_address,
        "plain": lambda record, field: shown(record, field, language).text,
        "price_words": lambda price: price_words(price, language),
        "rendered": lambda name, **context: render_to_string(name, context),
        "route": partial(address_in, language),
        "sample_mark": lambda record: ilam.sample_pill(language) if record.is_sample else "",
        "search_said": search_said,
        "size": lambda product: ilam.size(product, language),
        "static": static,
        "text": lambda record, field: ilam.written(shown(record, field, language)),
        "weight": lambda grams: weight_text(grams, language),
        "works_counted": works_counted,
    }


def facets_drawn(language, filters, sorting):
    """What may be chosen, in the usual order drawn once for as long as the counts of ``filters`` are kept."""
    drawn = {} if sorting else filters.counted.drawn
    if language not in drawn:
        drawn[language] = component("products/public/facets.jinja", filters=filters, sorting=sorting)
    return drawn[language]


def boxes(language, lines, facet, filters, sorting):
    """The boxes of a facet, each with how many works it alone would show, which is a link to them; in Python, as a page
    holds some hundred.

    The names are kept until the catalogue's stamp moves, but for those of makers, who may be very many.
    """
    pieces, names = [], {} if facet == "exhibitor" else kept.answer(filters.stamp, language, dict)
    query, rel = filters.asking_for(facet, *sorting), ' rel="nofollow"' if filters.is_narrow_with(facet) else ""
    is_linked = len(filters.pairs()) <= MOST_LINKED
    for line in lines:
        if (facet, line.slug) not in names:
            names[facet, line.slug] = facet_name(language, line), escape(plain_name(language, line)[0])
        name, label = names[facet, line.slug]
        inside = " inside" if line.is_inside else ""
        state = " checked" if line.is_chosen else "" if line.count else " disabled"
        number = format_number(line.count, language)
        if is_linked and line.count and filters.chosen[facet] != [line.slug]:
            count = f'<a href="?{escape(query(line.slug))}"{rel} aria-label="{label}: {number}"'
            count += f' class="count" data-count="{line.count}">{number}</a>'
        else:
            count = f'<span class="count" data-count="{line.count}">{number}</span>'
        pieces.append(
            f'<div class="choice{inside}"><label><input type="checkbox" name="{facet}" value="{line.slug}"{state}>'
            f"<span>{name}</span></label>{count}</div>"
        )
    return mark_safe("\n".join(pieces))


def near_words(filters):
    """What comes near words that find no work, to be looked for among all works instead."""
    near, page = near_works(filters.query, filters.stamp), address("public:product_list")
    return render_to_string("components/near.html", {"near": near, "near_crafts": crafts_among(near), "page": page})


def facet_name(language, line):
    """The name of one line of a facet, marked when it is in another language than the page."""
    name, found = plain_name(language, line)
    return escape(name) if found == language else ilam.other_language(name, found)


def plain_name(language, line):
    """(the name of one line of a facet, the language it is in)."""
    if isinstance(line.words, dict):
        return pick(line.words, language)
    return capfirst(str(line.words or line.slug)), language


@cache
def order_words(_language, name, unit=""):
    """What an order of the works list is called in that language, the active one; that by price names its unit."""
    words = str(ORDER_WORDS[name])
    return f"{words} ({Product.PriceUnit(unit).label})" if name.startswith("price") and unit else words


def works_counted(total):
    return ngettext("%(number)s work", "%(number)s works", total) % {"number": ilam.number(total)}


def cover(language, row, *, lazy):
    """The first picture of a row of ``as_cards()``."""
    picture = Cover(row.cover__digest, row.cover__width, row.cover__height, row.cover__is_drawing)
    words, title = (shown(row, field, language).text for field in ("cover__alt", "title"))
    return ilam.image(picture, words, title, lazy=lazy)


def lead_time(days):
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": ilam.number(days)}
