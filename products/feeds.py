"""New works, for readers of feeds."""

from functools import cached_property

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.feeds import LanguageFeed
from lib.languages import pick, shown
from lib.text import one_line
from products.facets import Filters
from products.models import Product
from products.prices import price_words

MOST = 30


class ProductFeed(LanguageFeed):
    """The newest of the works that a search finds; its words are those of the works list, in the query string."""

    @cached_property
    def filters(self):
        return Filters.read(self.request.GET)

    def title(self):
        if words := self.words():
            # Translators: {words} are what the feed was narrowed to, such as: Kilim, wool.
            return _("New works at IlamExpo: {words}").format(words=pgettext("list", ", ").join(words))
        return _("New works at IlamExpo")

    def words(self):
        """What was typed, the name of each value chosen, and the prices."""
        words = [one_line(self.filters.query)]
        for facet, slugs in self.filters.chosen.items():
            words += [name_of(self.filters.words[facet].get(slug) or slug, self.language) for slug in slugs]
        words += [price_words(self.filters.price, self.language)] if self.filters.price else []
        return [word for word in words if word]

    def subtitle(self):
        return _("Handicrafts of Ilam, newest first.")

    def link(self):
        query = self.request.GET.copy()
        query.pop("language", None)
        return reverse("public:product_list") + (f"?{query.urlencode()}" if query else "")

    def feed_url(self):
        return self.request.get_full_path()

    def items(self):
        works = self.filters.shelf.newest.walk(self.filters.results, None, MOST)
        return self.narrow(Product.objects.filter(pk__in=works)).newest().select_related("exhibitor")

    def item_title(self, item):
        return f"{item} · {item.exhibitor}"

    def item_description(self, item):
        return shown(item, "story").text

    def item_link(self, item):
        return reverse("public:product_detail", args=[item.code, item.slug])

    def item_pubdate(self, item):
        return item.published_at


def name_of(words, language):
    """The words of a value: names by language, or gettext's."""
    return pick(words, language)[0] if isinstance(words, dict) else capfirst(str(words))
