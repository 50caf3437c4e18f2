"""What a search says of the words it was given."""

from html import escape

from django import template
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from ilamexpo.templatetags.ilam import other_language
from lib.addresses import address
from lib.languages import pick

register = template.Library()


@register.simple_tag
def search_said(found):
    """In sentences: which words of the site were taken for those typed, and what a word of a neighbour finds besides.

    ``found`` is a ``Said``.
    """
    language = get_language() or "fa"
    separator, quoted = pgettext("list", ", "), _("“{word}”")
    said = []
    for typed, used in found.slips.items():
        words = separator.join(quoted.format(word=isolated(word)) for word in used)
        # Translators: what was typed was misspelt; {words} are the words the site has, each in quotation marks.
        said.append(
            escape_around(_("Nothing was found for “{typed}”; showing results for {words}."), isolated(typed), words)
        )
    names: dict = {}
    for typed, facet, slug, named in found.widened_in(language):
        names.setdefault(typed, []).append(link_to(facet, slug, named))
    for typed, links in names.items():
        # Translators: {typed} is a word of another language or trade; {words} are our own words for it, as links.
        said.append(escape_around(_("“{typed}” also finds: {words}"), isolated(typed), separator.join(links)))
    return mark_safe("".join(f'<p class="search-said">{sentence}</p>' for sentence in said))


def escape_around(sentence, typed, words):
    return escape(sentence).format(typed=typed, words=words)


def isolated(text):
    return f"<bdi>{escape(text)}</bdi>"


def link_to(facet, slug, named):
    url = f"{address('public:product_list')}?{urlencode({facet: slug})}"
    return f'<a href="{escape(url)}">{name_in(named)}</a>'


def name_in(named):
    language = get_language() or "fa"
    words, spoken = pick(named, language)
    return escape(words) if spoken == language else other_language(words, spoken)


@register.simple_tag
def near_link(entry, page):
    """To a search on ``page`` for its name; to the works from within a place, whose words hold that of their county alone."""
    if entry.facet == "place":
        return mark_safe(link_to(entry.facet, entry.slug, entry.names))
    query = urlencode({"q": pick(entry.names, get_language() or "fa")[0]})
    return mark_safe(f'<a href="{escape(page)}?{escape(query)}">{name_in(entry.names)}</a>')
