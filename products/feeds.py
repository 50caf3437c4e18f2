"""New works, for readers of feeds."""

from django.urls import reverse
from django.utils.translation import gettext as _

from events.feeds import LanguageFeed
from lib.languages import shown
from products.models import Product


class ProductFeed(LanguageFeed):
    def title(self):
        return _("New works at IlamExpo")

    def subtitle(self):
        return _("Handicrafts of Ilam, newest first.")

    def link(self):
        return reverse("public:product_list")

    def items(self):
        return self.narrow(Product.objects.newest()).select_related("exhibitor")[:30]

    def item_title(self, item):
        return f"{item} · {item.exhibitor}"

    def item_description(self, item):
        return shown(item, "story").text

    def item_link(self, item):
        return reverse("public:product_detail", args=[item.code, item.slug])

    def item_pubdate(self, item):
        return item.published_at
