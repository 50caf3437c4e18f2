"""The frame around every page, written in Python: on the page asked most that is cheaper than as templates."""

from html import escape

from django import template
from django.conf import settings
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilamexpo.templatetags.ilam import icon, json_ld, kept, nav_link
from lib.addresses import address

register = template.Library()

PUBLIC_MENU = (
    ("public:exhibition_list", gettext_lazy("Exhibitions")),
    ("public:exhibitor_list", gettext_lazy("Artists and producers")),
    ("public:product_list", gettext_lazy("Works")),
    ("public:craft_list", gettext_lazy("Crafts")),
)


@register.simple_tag(takes_context=True)
def masthead(context):
    """The head of a public page: brand, menu (on a phone behind a button), search, enquiry list, languages."""
    menu = "\n".join(nav_link(context, name, words) for name, words in PUBLIC_MENU)
    main_menu, short = escape(_("Main menu")), escape(_("Menu"))
    search, current = address("public:search"), ""
    if context["request"].path == search:
        current = ' aria-current="page"'
    search_words = escape(_("Search"))
    return mark_safe(
        f"""<header class="masthead">
<div class="wrap">
{kept("components/brand.html")}
<nav class="masthead-nav" aria-label="{main_menu}">{menu}</nav>
<a class="masthead-search" href="{search}"{current}>{icon("search")}<span class="visually-hidden">{search_words}</span></a>
{kept("components/enquiry_list_link.html")}
<details class="menu" data-menu>
<summary>{icon("menu")}<span class="visually-hidden">{short}</span></summary>
<nav aria-label="{short}">{menu}</nav>
</details>
{language_switch(context)}
</div>
</header>"""
    )


@register.simple_tag(takes_context=True)
def alternate_links(context):
    """For machines: the same page in the other languages, English for readers of none of them."""
    links = []
    for each in context["alternates"]:
        for code in (each["code"], "x-default") if each["code"] == "en" else (each["code"],):
            links.append(f'<link rel="alternate" hreflang="{code}" href="{escape(each["url"])}">')
    return mark_safe("\n".join(links))


@register.simple_tag(takes_context=True)
def language_switch(context):
    """For people: the same page in the other languages."""
    links, label = [], escape(_("Language"))
    for each in context["alternates"]:
        code, path = each["code"], escape(each["path"])
        current = ' aria-current="true"' if code == context["language"] else ""
        links.append(f'<a href="{path}" lang="{code}" hreflang="{code}"{current}>{each["name"]}</a>')
    return mark_safe(f'<nav class="language-switch" aria-label="{label}">{"".join(links)}</nav>')


@register.simple_tag(takes_context=True)
def breadcrumb_trail(context):
    """The way to this page, where its view tells one: ``breadcrumbs``."""
    breadcrumbs = [(str(name), url) for name, url in context.get("breadcrumbs") or ()]
    return trail(breadcrumbs) if breadcrumbs else ""


def trail(breadcrumbs):
    """The way to a page for people and machines, from [(name, address)], the last without an address."""
    entries = [
        f'<a href="{escape(url)}">{escape(name)}</a>' if url else f'<span aria-current="page">{escape(name)}</span>'
        for name, url in [(_("Home"), address("public:home")), *breadcrumbs]
    ]
    label, listed = escape(_("You are here")), "\n".join(f"<li>{entry}</li>" for entry in entries)
    way = f'<nav class="breadcrumbs" aria-label="{label}"><ol>\n{listed}\n</ol></nav>'
    return mark_safe(way + breadcrumb_data(breadcrumbs))


def breadcrumb_data(breadcrumbs):
    """The ``BreadcrumbList`` of schema.org for [(name, address)]."""
    items = [
        {"@type": "ListItem", "position": position, "name": name} | ({"item": settings.SITE_URL + url} if url else {})
        for position, (name, url) in enumerate(breadcrumbs, 1)
    ]
    return json_ld({"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items})
