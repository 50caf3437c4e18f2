"""What compiled templates (``ilamexpo.compiled``) may call: what Django's templates have as tags, and some words more."""

from collections import namedtuple
from functools import partial

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import ngettext, override
from django.utils.translation.trans_real import translation

from exhibitors.profile.channels import CHANNELS
from ilamexpo.templatetags import frame, ilam, pages, talks
from lib import dates
from lib.addresses import address_in
from lib.languages import pick, shown
from lib.numbers import format_number
from lib.sizes import weight_text
from products.facts import answers
from products.models import Product
from vocabulary.models import Unit

Cover = namedtuple("Cover", ("digest", "width", "height", "is_drawing"))


def names_in(language):
    """{name: what a template of that language may name}."""
    with override(language):
        return {
            "site_url": settings.SITE_URL,
            "kinds": {value: capfirst(str(label)) for value, label in Product.Kind.choices},
            "availabilities": {value: capfirst(str(label)) for value, label in Product.Availability.choices},
            "units": {value: str(label) for value, label in Unit.choices},
            "channel_names": {value: str(label) for value, label in CHANNELS.items()},
        }


def filters_in(language):
    """{name: what a template of that language may ask of a value}; of what is known beforehand, once."""
    separator = translation(language).pgettext("list", ", ")
    return {
        "answers": lambda facts, craft: [(label, ilam.fact(value)) for label, value in answers(craft, facts)],
        "approximate_price": lambda product: ilam.approximate_price(product, language),
        "breadcrumb_trail": frame.trail,
        "channels_about_work": talks.channels_about_work,
        "code": ilam.code,
        "cover": partial(cover, language),
        "day": lambda day: dates.format_date(day, language),
        "icon": ilam.icon,
        "jpeg": pages.jpeg,
        "json_ld": ilam.json_ld,
        "lead_time": lead_time,
        "listed": lambda terms: separator.join(pick(names, language)[0] for names in terms),
        "money": lambda product: ilam.money(product, language),
        "number": lambda value: format_number(value, language),
        "paragraphs": ilam.paragraphs,
        "phase_mark": partial(ilam.phase_pill, language),
        "picture": lambda record, *args, **kwargs: ilam.image(record, record.words, *args, **kwargs),
        "picture_address": pages.picture_address,
        "plain": lambda record, field: shown(record, field, language).text,
        "rendered": lambda name, **context: render_to_string(name, context),
        "route": partial(address_in, language),
        "sample_mark": lambda record: ilam.sample_pill(language) if record.is_sample else "",
        "size": lambda product: ilam.size(product, language),
        "text": lambda record, field: ilam.written(shown(record, field, language)),
        "weight": lambda grams: weight_text(grams, language),
    }


def cover(language, row, *, lazy):
    """The first picture of a row of ``as_cards()``."""
    picture = Cover(row.cover__digest, row.cover__width, row.cover__height, row.cover__is_drawing)
    words, title = (shown(row, field, language).text for field in ("cover__alt", "title"))
    return ilam.image(picture, words, title, lazy=lazy)


def lead_time(days):
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": ilam.number(days)}
