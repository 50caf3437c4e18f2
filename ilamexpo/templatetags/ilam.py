"""Texts, numbers, days, prices and pictures as the language of the page writes them."""

import json
from functools import lru_cache
from html import escape
from importlib.resources import files
from io import BytesIO
from zipfile import ZipFile

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from events.days import days_of
from lib import dates as calendars
from lib import money as amounts
from lib import numbers, phones, sizes
from lib.addresses import address
from lib.languages import direction, pick, shown
from lib.pictures import srcset_names
from products.reviewing import mark_of

register = template.Library()
register.filter("direction", direction)

# What the mark of a text in another language says when one rests on it.
SHOWN_IN = {
    "en": gettext_lazy("Shown in English: not yet translated into this page's language."),
    "fa": gettext_lazy("Shown in Persian: not yet translated into this page's language."),
    "ar": gettext_lazy("Shown in Arabic: not yet translated into this page's language."),
    "ckb": gettext_lazy("Shown in Sorani Kurdish: not yet translated into this page's language."),
}
DIRECTIONAL = {"arrow-right", "arrow-left", "chevron-right", "chevron-left", "log-out", "log-in", "list", "undo-2"}
CENTIMETRES = {"en": "cm", "fa": "سانتی‌متر", "ar": "سم", "ckb": "سم"}


def other_language(text, code):
    """``text`` with its own language and direction, and a small mark that says which it is."""
    return format_html(
        '<span lang="{}" dir="{}">{}</span> <abbr class="other-language" title="{}">{}</abbr>',
        code,
        direction(code),
        text,
        SHOWN_IN[code],
        code,
    )


@register.simple_tag
def text(obj, field):
    """The text of ``obj`` in the page's language; one in another language says so."""
    return written(shown(obj, field))


def written(found):
    """A text that was ``shown``; one in another language than the page says so."""
    return other_language(found.text, found.lang) if found.is_fallback else found.text


@register.simple_tag
def plain(obj, field):
    """As ``text``, without any mark: for titles and attributes."""
    return shown(obj, field).text


@register.simple_tag
def paragraphs(obj, field):
    """The text as paragraphs; one in another language carries it on each, with the mark after the first."""
    found = shown(obj, field)
    pieces = [piece.strip() for piece in found.text.split("\n") if piece.strip()]
    if not found.is_fallback:
        return format_html_join("", "<p>{}</p>", ((piece,) for piece in pieces))
    marked = [other_language(piece, found.lang) for piece in pieces[:1]]
    plain_ones = [
        format_html('<span lang="{}" dir="{}">{}</span>', found.lang, direction(found.lang), piece)
        for piece in pieces[1:]
    ]
    return format_html_join("", "<p>{}</p>", ((piece,) for piece in marked + plain_ones))


@register.simple_tag
def snapshot(record, field):
    """The text kept in a snapshot ({field: {language: text}}), plain."""
    return pick(record.get(field) or {})[0]


@register.filter
def named(names):
    """The best of names by language ({language: name}), plain."""
    return pick(names)[0] if names else ""


@register.filter
def number(value):
    return "" if value is None or value == "" else numbers.number_words(value)


@register.filter
def digits(value):
    """Any text with the digits of the page's language."""
    return numbers.localise(value, get_language() or "fa")


@register.filter
def day(value):
    return calendars.format_date(value, get_language() or "fa") if value else ""


@register.filter
def weekday(value):
    return calendars.format_weekday(value, get_language() or "fa")


@register.filter
def clock(value):
    return calendars.format_time(value, get_language() or "fa") if value else ""


@register.filter
def code(value):
    return mark_safe(f'<bdi dir="ltr" class="code">{escape(str(value))}</bdi>')


@register.filter
def phone(value):
    return format_html('<bdi dir="ltr" class="phone">{}</bdi>', phones.format_phone(value))


@register.simple_tag
def days(exhibition):
    """{own, other, doubt}: when it is held, in both calendars, and how sure that is."""
    own, also, doubt = days_of(exhibition)
    return {"own": own, "other": also, "doubt": doubt}


@register.simple_tag
def dates(exhibition):
    """When it is held: the language's own calendar, the other one, and how sure that is."""
    own, also, doubt = days_of(exhibition)
    other = format_html(' <span class="dates-other">{}</span>', also) if also else ""
    doubtful = format_html(' <span class="dates-doubt">{}</span>', doubt) if doubt else ""
    return format_html('<span class="dates"><span class="dates-own">{}</span>{}{}</span>', own, other, doubtful)


@register.filter
def date_both(value):
    """One day in both calendars, with the machine's form."""
    if not value:
        return ""
    language = get_language() or "fa"
    both = calendars.format_two_calendars(value, None, language)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), both)


@register.filter
def moment(value):
    """A day and time as the office's clocks show it."""
    if not value:
        return ""
    local, language = value.astimezone(calendars.ILAM), get_language() or "fa"
    written = (
        f"{calendars.format_date(local.date(), language)}، "
        if language != "en"
        else f"{calendars.format_date(local.date(), language)}, "
    )
    return format_html(
        '<time datetime="{}">{}<bdi dir="ltr">{}</bdi></time>',
        value.isoformat(),
        written,
        calendars.format_time(local, language),
    )


@register.simple_tag
def money(product, language=None):
    """The price in its place on a card or a page, with dinars where a dated rate was loaded."""
    dinars = approximate_price(product, language)
    also = f' <small class="price-dinars"><bdi>{escape(dinars)}</bdi></small>' if dinars else ""
    return mark_safe(f'<span class="price">{price(product, language)}{also}</span>')


@register.simple_tag
def price(product, language=None):
    """The price as the maker set it, or that it is on request."""
    if product.price_mode == "on_request":
        return mark_safe(escape(_("Price on request")))
    amount = amounts.format_money(
        product.price_amount, product.currency, language or get_language(), product.price_unit
    )
    amount = mark_safe(f"<bdi>{escape(amount)}</bdi>")
    # Translators: {price} is an amount with its currency.
    return format_html(_("from {price}"), price=amount) if product.price_mode == "from" else amount


@register.simple_tag
def approximate_price(product, language=None):
    """ "≈ 237,000 IQD" where an official entered a dated rate, else nothing; needs ``rate`` from ``for_page``."""
    rate = getattr(product, "rate", None)
    if product.price_mode == "on_request" or product.currency == "IQD" or not rate:
        return ""
    dinars = amounts.approximate_dinars(product.price_amount, rate)
    return "≈ " + amounts.format_money(dinars, "IQD", language or get_language())


@register.simple_tag
def size(product, language=None):
    """Width × length × height in centimetres, in the direction in which the page is read."""
    language = language or get_language()
    lengths = sizes.format_lengths((product.width_mm, product.length_mm, product.height_mm), language)
    return mark_safe(f'<bdi dir="{direction(language)}">{lengths}</bdi> {CENTIMETRES[language]}') if lengths else ""


@register.simple_tag
def work_title(product):
    """The title of a work that may be a draft without one."""
    return text(product, "title") or _("Without a title yet")


@register.simple_tag
def review_mark(product):
    """What a form of the review names: this work as it was sent at that moment."""
    return mark_of(product)


@register.simple_tag
def language_name(code):
    """The name of a language in that language."""
    return dict(settings.LANGUAGES).get(code, code)


@register.simple_tag
def words_in(product, code):
    """Title and story of a work in one language, with no fallback, and the direction they run in."""
    return {
        "title": getattr(product, f"title_{code}") or "",
        "story": getattr(product, f"story_{code}") or "",
        "direction": direction(code),
    }


@register.simple_tag
def fact(value):
    """The answer to a question of a craft: a number in the digits of the page, everything else as it is."""
    return number(value) if isinstance(value, int) else value


@register.filter
def weight(grams):
    return sizes.weight_text(grams, get_language() or "fa")


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name, size=20):
    """A sign beside words; one that points turns with the direction of the page."""
    css = "icon flip" if name in DIRECTIONAL else "icon"
    lines = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    drawing = icons().read(f"{name}.svg").decode().partition(">")[2]  # all of them begin with the same
    return mark_safe(
        f'<svg width="{size}" height="{size}" viewBox="0 0 24 24" {lines} class="{css}" aria-hidden="true">{drawing}'
    )


@lru_cache
def icons():
    """Lucide's archive, opened once: reading what it holds takes longer than any icon, and its own tag does so for each."""
    return ZipFile(BytesIO((files("lucide") / "lucide.zip").read_bytes()))


@register.simple_tag
def picture(record, title="", sizes="(max-width: 40rem) 45vw, 16rem", lazy=True):
    """One picture with every width a phone may want; the ``words`` its page made, its own text, or the work's title
    said to be a drawing."""
    return image(record, getattr(record, "words", "") or shown(record, "alt").text, title, sizes, lazy)


def image(record, words, title, sizes="(max-width: 40rem) 45vw, 16rem", lazy=True):
    """As the tag ``picture``, for a record whose ``words`` are known to be these."""
    names = srcset_names(record.digest, record.width)
    alt = words or (_("Drawing: {title}").format(title=title) if record.is_drawing else str(title))
    url = settings.MEDIA_URL
    srcset = ", ".join(f"{url}{name} {width}w" for width, name in names)
    haste = 'loading="lazy"' if lazy else 'fetchpriority="high"'
    return mark_safe(
        f'<img src="{url}{names[min(1, len(names) - 1)][1]}" srcset="{srcset}" sizes="{escape(sizes)}"'
        f' width="{record.width}" height="{record.height}" alt="{escape(alt)}" {haste} decoding="async">'
    )


@register.simple_tag
def json_ld(data):
    """Structured data as a block no script runs; nothing in it can end the block."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    for character, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        body = body.replace(character, escaped)
    return mark_safe(f'<script type="application/ld+json">{body}</script>')


@register.simple_tag
def motif(craft_slug):
    """The small woven sign of a craft."""
    address = f"{static('img/crafts.svg')}#{craft_slug}"
    return format_html(
        '<svg class="motif" width="40" height="40" aria-hidden="true"><use href="{}"></use></svg>', address
    )


@register.simple_tag
def route(name, *parts):
    """As ``url``, looked up once a language (``lib.addresses``)."""
    return address(name, *parts)


@register.simple_tag
def kept(template_name):
    """As ``include`` for a template that looks at nothing but the language: rendered once a language and process."""
    return rendered_in(get_language(), template_name)


@lru_cache(maxsize=64)
def rendered_in(_language, template_name):
    return mark_safe(render_to_string(template_name))


@register.simple_tag(takes_context=True)
def nav_link(context, name, words, symbol="", but=""):
    """A link of a menu, marked when the page is the one it names or lies below it, unless below its neighbour ``but``."""
    url, path = route(name), context["request"].path
    is_below = path.startswith(url) and url.count("/") > 3 and not (but and path.startswith(route(but)))
    current = "page" if path == url else "true" if is_below else ""
    return menu_link(url, str(words), symbol, current)


@register.simple_tag(takes_context=True)
def menu_link_if(context, name, words, symbol, is_allowed, but=""):
    """A link of a menu for whoever may open the page."""
    return nav_link(context, name, words, symbol, but) if is_allowed else ""


@lru_cache(maxsize=512)
def menu_link(url, words, symbol, current):
    return format_html(
        '<a href="{}"{}>{}<span>{}</span></a>',
        url,
        format_html(' aria-current="{}"', current) if current else "",
        icon(symbol) if symbol else "",
        words,
    )


@register.simple_tag
def sample(record):
    """The attribute every sample record carries."""
    return mark_safe(" data-sample") if record.is_sample else ""


@register.simple_tag
def sample_mark(record):
    """A word beside an invented record, so that nobody takes it for a real one."""
    return sample_pill(get_language()) if record.is_sample else ""


@lru_cache(maxsize=8)
def sample_pill(_language):
    return format_html(
        '<span class="pill pill-sample" title="{}">{}</span>', _("Invented to show the site."), _("Sample")
    )


PHASES = {
    "running": gettext_lazy("Open now"),
    "next": gettext_lazy("Coming"),
    "over": gettext_lazy("Over"),
    "planned": gettext_lazy("Planned"),
    "cancelled": gettext_lazy("Cancelled"),
    "moved": gettext_lazy("Moved"),
}


@register.simple_tag
def phase_mark(phase):
    """A word for the phase an exhibition is in (``Exhibition.phase``)."""
    return phase_pill(get_language(), phase)


@lru_cache(maxsize=64)
def phase_pill(_language, phase):
    return format_html('<span class="pill pill-{}">{}</span>', phase, PHASES[phase])
