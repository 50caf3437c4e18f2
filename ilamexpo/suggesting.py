"""What the search box offers while somebody types: names that begin like that, then those that hold it."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy

from exhibitors.models import Exhibitor
from ilamexpo.searching import entries, holds_all, strong_forms
from lib.addresses import address
from lib.languages import CODES, pick
from lib.search import matching
from lib.text import fold, search_document, search_terms
from products.facets import current_stamp
from products.models import Product

MOST, MOST_OF_ONE_KIND = 10, 4
# Rows of which the text holds the words, of which only those are offered that are called so.
LIKELY = 40
KINDS = {
    "craft": gettext_lazy("Craft"),
    "material": gettext_lazy("Material"),
    "place": gettext_lazy("Place"),
    "exhibitor": gettext_lazy("Artist or producer"),
    "exhibition": gettext_lazy("Exhibition"),
    "work": gettext_lazy("Work"),
}
PAGES = {
    "craft": "public:craft_detail",
    "exhibition": "public:exhibition_detail",
    "exhibitor": "public:exhibitor_detail",
}


def suggestions(query):
    """At most ten lines for what was typed so far: [{"words", "kind", "url"}], best first (at most 4 queries).

    A name in another language than the page carries it as "lang".
    """
    terms = search_terms(query)
    if not terms:
        return []
    found = [
        (rank(entry.forms, query), entry.facet, entry.names, url_of(entry.facet, entry.slug))
        for entry in entries(current_stamp())
        if entry.may_become(terms)
    ]
    if len(fold(query)) > 1:
        found += list(makers(query))
        if len(chosen([each for each in found if each[0] == 0])) < MOST:
            found += list(works(query))
    return chosen(found)


def chosen(found):
    """The lines of ``found`` [(rank, kind, names, url)]: no words twice in a kind, no kind alone."""
    language, kinds = get_language() or "fa", list(KINDS)
    lines, taken = [], {}
    for _rank, kind, names, url in sorted(found, key=lambda each: (each[0], kinds.index(each[1]))):
        words, spoken = pick(names, language)
        said = taken.setdefault(kind, set())
        if words and words not in said and len(said) < MOST_OF_ONE_KIND:
            said.add(words)
            line = {"words": words, "kind": str(KINDS[kind]), "url": url}
            lines.append(line | ({} if spoken == language else {"lang": spoken}))
    return lines[:MOST]


def rank(names, query):
    """0 for a name that begins with what was typed, 1 for one of which a word does, 2 for any other."""
    begun = strong_forms(query)
    if any(form.startswith(begun) for form in names):
        return 0
    return 1 if any(f" {each}" in form for form in names for each in begun) else 2


def forms_of(names):
    return [form for name in names if name for form in strong_forms(name)]


def url_of(kind, slug):
    if kind in PAGES:
        return address(PAGES[kind], slug)
    return f"{address('public:product_list')}?{urlencode({kind: slug})}"


def makers(query):
    columns = [f"{name}_{code}" for name in ("name", "known_as") for code in CODES]
    rows = Exhibitor.objects.published().matching(query).rewrite(False).order_by("slug")
    terms = search_terms(query)
    for slug, *names in rows.values_list("slug", *columns)[:LIKELY]:
        # What finds a maker is also a story, crafts and a place.
        if holds_all(search_document(*filter(None, names)), terms):
            named = dict(zip(CODES, names, strict=False))
            yield rank(forms_of(names), query), "exhibitor", named, url_of("exhibitor", slug)


def works(query):
    rows = matching(Product.objects.published(), query, "search_name").rewrite(False).order_by()
    for code, slug, *titles in rows.values_list("code", "slug", *(f"title_{code}" for code in CODES))[:LIKELY]:
        titled = dict(zip(CODES, titles, strict=True))
        yield rank(forms_of(titles), query), "work", titled, reverse("public:product_detail", args=[code, slug])
