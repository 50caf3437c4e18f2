"""What was said in a thread, in the language of whoever reads it."""

from datetime import date

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from enquiries.models import Line
from ilamexpo.templatetags.ilam import other_language
from lib.dates import ILAM, format_date, format_time
from lib.languages import NAMES, direction, pick
from lib.money import format_money
from lib.text import in_reading_order, left_to_right
from vocabulary.models import Unit

register = template.Library()
ANSWERS = dict(Line.Answer.choices)


def answer_words(said, language):
    """ "Kilim cushion: in stock, ready on 3 May" for one of ``Reply.answers``, in ``language``."""
    with override(language):
        words = f"{pick(said['title'], language)[0]}: {ANSWERS.get(said['answer'], said['answer'])}"
        if said["ready_on"]:
            words += f" ({format_date(date.fromisoformat(said['ready_on']), language)})"
    return words


@register.simple_tag
def said_in(reply, language):
    """The whole reply as plain text for a mail in ``language``: answers, prepared sentences, free text."""
    pieces = [answer_words(said, language) for said in reply.answers]
    pieces += [pick(sentence, language)[0] for sentence in reply.sentences]
    return mark_safe("\n".join([*pieces, reply.text] if reply.text else pieces))


@register.simple_tag
def said(reply):
    """The whole reply as HTML in the page's language; free text keeps its own language and direction."""
    language = get_language() or "fa"
    answers = format_html_join("", "<li>{}</li>", ((answer_words(each, language),) for each in reply.answers))
    sentences = []
    for sentence in reply.sentences:
        text, code = pick(sentence, language)
        sentences.append((text if code == language else other_language(text, code),))
    paragraphs = [piece for piece in reply.text.splitlines() if piece.strip()]
    return format_html(
        "{}{}{}",
        format_html('<ul class="said-answers">{}</ul>', answers) if answers else "",
        format_html_join("", "<p>{}</p>", sentences),
        format_html_join(
            "",
            '<p lang="{}" dir="{}">{}</p>',
            ((reply.language, direction(reply.language), in_reading_order(each)) for each in paragraphs),
        ),
    )


@register.simple_tag
def amount(value, currency, unit=""):
    """A stored amount in the page's language, in the unit it was typed in."""
    return format_money(value, currency, get_language() or "fa", unit or None)


register.filter("in_reading_order", in_reading_order)


@register.filter
def counted(line):
    """How many a line of an enquiry or quotation is about, with their unit."""
    return Unit(line.unit).counted(line.quantity)


@register.filter
def moment_in_ilam(value):
    """A day and time as the office's clocks show it, which says so: for readers elsewhere, and in plain text."""
    local, language = value.astimezone(ILAM), get_language() or "fa"
    time = left_to_right(format_time(local, language))
    return _("{day}, {time} in Ilam").format(day=format_date(local.date(), language), time=time)


@register.filter
def clock(moment):
    """The time of day of a moment, as the office's clocks show it."""
    return format_html('<bdi dir="ltr">{}</bdi>', format_time(moment.astimezone(ILAM), get_language() or "fa"))


@register.filter
def language_here(code):
    """The name of a language in the page's own: sentences are built with it."""
    return NAMES.get(code, code)
