"""What the pages of the office share."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ilamexpo.templatetags.ilam import written
from lib.languages import shown

register = template.Library()
# (name of the address, words, what one must be allowed to)
TABS = [
    ("exhibition_detail", gettext_lazy("Overview"), "events.view_exhibition"),
    ("exhibition_programme", gettext_lazy("Programme"), "events.view_programmeitem"),
    ("call_edit", pgettext_lazy("for exhibitors", "Call"), "exhibitors.view_call"),
    ("exhibition_ranking", gettext_lazy("Choice"), "exhibitors.view_review"),
    ("stand_plan", gettext_lazy("Stands"), "exhibitors.view_allocation"),
    ("exhibition_goods", gettext_lazy("Goods and sales"), "products.view_sale"),
    ("exhibition_visitors", gettext_lazy("Visitors"), "events.view_visitorcount"),
    ("exhibition_feedback", gettext_lazy("Satisfaction"), "exhibitors.view_feedback"),
    ("circular_list", gettext_lazy("Messages"), "exhibitors.view_circular"),
    ("task_list", gettext_lazy("Tasks"), "exhibitors.view_task"),
    ("exhibition_report", gettext_lazy("Report"), "cooperation.view_exhibitionreport"),
]


@register.simple_tag
def circular_subject(circular, is_plain=False):
    """The subject of a message to many, with the name of its exhibition where that is filled in for everybody."""
    found = shown(circular, "subject")
    name = shown(circular.exhibition, "name", found.lang).text
    found = found._replace(text=found.text.replace("{exhibition}", name))
    return found.text if is_plain else written(found)


@register.simple_tag(takes_context=True)
def exhibition_tabs(context, exhibition):
    """The pages of one exhibition that this official may open, the current one marked."""
    request = context["request"]
    links = format_html_join("", "<li>{}</li>", ((link,) for link in tab_links(request, exhibition)))
    return format_html('<nav class="tabs" aria-label="{}"><ul>{}</ul></nav>', _("Pages of the exhibition"), links)


def tab_links(request, exhibition):
    for name, words, permission in TABS:
        if not request.user.has_perm(permission, exhibition):
            continue
        url = reverse(f"office:{name}", args=[exhibition.slug])
        is_here = request.path == url or (name != "exhibition_detail" and request.path.startswith(url))
        yield format_html('<a href="{}"{}>{}</a>', url, mark_safe(' aria-current="page"') if is_here else "", words)
