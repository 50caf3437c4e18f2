"""What the pages about a profile draw: a field before and after."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.records.reading import LANGUAGE_NAMES, name_of
from exhibitors.models import Exhibitor
from ilamexpo.templatetags.ilam import picture
from lib.languages import direction

register = template.Library()


@register.simple_tag
def difference_name(difference):
    """The name of a field; a text says in which language."""
    if difference.kind == "portrait":
        return _("portrait")
    field = difference.name.rpartition("_")[0] if difference.language else difference.name
    words = name_of(Exhibitor, field)
    if not difference.language:
        return words
    return format_html('{} <bdi lang="{}">{}</bdi>', words, difference.language, LANGUAGE_NAMES[difference.language])


@register.simple_tag
def difference_value(difference, side):
    """One side of it as a reader sees it; a dash for nothing."""
    value = getattr(difference, side)
    if not value:
        return mark_safe("<p>–</p>")
    if difference.kind == "portrait":
        return picture(value, title=_("portrait"), sizes="16rem")
    if difference.kind == "list":
        return format_html("<p>{}</p>", pgettext("list", ", ").join(str(each) for each in value))
    lines = [(line,) for line in value.split("\n") if line.strip()]
    code = difference.language
    return format_html(
        '<div lang="{}" dir="{}">{}</div>', code, direction(code), format_html_join("", "<p>{}</p>", lines)
    )
