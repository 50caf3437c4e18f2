"""Exhibitions, for readers of feeds."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.generic.base import View

from accounts.audiences import PublicMixin
from events.models import Exhibition
from lib.dates import format_two_calendars
from lib.languages import CODES, shown


class LanguageFeed(PublicMixin, Feed, View):
    """An Atom feed in Persian, unless ``?language=`` asks for another."""

    feed_type = Atom1Feed

    def get(self, request):
        language = request.GET.get("language")
        self.language = language if language in CODES else settings.LANGUAGE_CODE
        with override(self.language):
            return self(request)


class ExhibitionFeed(LanguageFeed):
    def title(self):
        return _("Exhibitions of Ilam's handicrafts")

    def subtitle(self):
        return _("Announced, running and past exhibitions.")

    def link(self):
        return reverse("public:exhibition_list")

    def items(self):
        return self.narrow(Exhibition.objects.all()).order_by("-published_at")[:30]

    def item_description(self, item):
        days = format_two_calendars(item.starts_on, item.ends_on, self.language) if item.starts_on else ""
        return " — ".join(filter(None, [days, shown(item, "summary").text]))

    def item_link(self, item):
        return reverse("public:exhibition_detail", args=[item.slug])

    def item_pubdate(self, item):
        return item.published_at
