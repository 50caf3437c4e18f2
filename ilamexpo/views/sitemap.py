"""Every public page in four languages, in parts that stay small however many works there are."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.generic import View

from accounts.audiences import PublicMixin
from cooperation.models import Record
from events.models import Exhibition
from exhibitors.models import Exhibitor
from products.facets import current_stamp
from products.models import Product
from products.shelf import shelf_of
from vocabulary.models import Craft

PART = 1000
FIXED = (
    "home",
    "exhibition_list",
    "exhibitor_list",
    "craft_list",
    "product_list",
    "cooperation_list",
    "enquiry",
    "about",
    "privacy",
    "accessibility",
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


class Sitemap(PublicMixin, View):
    """An index of parts; ``?part=products-2`` is one of them, with every page's other languages beside it."""

    def get(self, request):
        part = request.GET.get("part")
        body = self.index() if part is None else self.part(part)
        return HttpResponse(HEAD + body, content_type="application/xml; charset=utf-8")

    def rows(self, kind):
        """The public records of a kind, in a stable order."""
        if kind == "crafts":
            return Craft.objects.order_by("pk")
        models = {"exhibitions": Exhibition, "exhibitors": Exhibitor, "products": Product, "cooperation": Record}
        if kind not in models:
            raise Http404
        return self.narrow(models[kind].objects.order_by("pk"))

    def index(self):
        parts = ["pages-1"]
        for kind in ("exhibitions", "exhibitors", "crafts", "products", "cooperation"):
            count = len(works_on_show()) if kind == "products" else self.rows(kind).count()
            parts += [f"{kind}-{number + 1}" for number in range(-(-count // PART))]
        address = settings.SITE_URL + reverse("sitemap")
        entries = "".join(f"<sitemap><loc>{address}?part={part}</loc></sitemap>\n" for part in parts)
        return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</sitemapindex>\n'

    def part(self, name):
        kind, _dash, number = name.partition("-")
        if not (number.isascii() and number.isdigit() and 1 <= int(number[:9]) < 10**6):
            raise Http404
        with translation.override("en"):
            pages = list(self.pages(kind, int(number)))
        if not pages:
            raise Http404
        return f"<urlset {SPACES}>\n{''.join(entries(path, day) for path, day in pages)}</urlset>\n"

    def pages(self, kind, number):
        """(path under /en/, day of its last change or None)."""
        if kind == "pages":
            yield from ((reverse(f"public:{name}"), None) for name in FIXED if number == 1)
            return
        rows = self.rows(kind)
        chosen = slice((number - 1) * PART, number * PART)
        if kind == "products":
            base = reverse("public:product_list")
            rows = rows.filter(pk__in=list(works_on_show()[chosen]))
            for code, slug, moment in rows.values_list("code", "slug", "published_at"):
                yield f"{base}{code}-{slug}/", moment.date()
        elif kind in ("crafts", "cooperation"):
            base = reverse("public:craft_list" if kind == "crafts" else "public:cooperation_list")
            yield from ((f"{base}{slug}/", None) for slug in rows.values_list("slug", flat=True)[chosen])
        else:
            base = reverse(f"public:{kind[:-1]}_list")
            for slug, moment in rows.values_list("slug", "published_at")[chosen]:
                yield f"{base}{slug}/", moment.date() if moment else None


def works_on_show():
    """Their keys as a set in order, as a million are not counted anew for each robot."""
    return shelf_of(current_stamp()).works


def entries(path, day):
    """The ``url`` elements of one page, one a language, each naming all of them."""
    inside = path.removeprefix("/en/")
    addresses = {code: f"{settings.SITE_URL}/{code}/{inside}" for code, _name in settings.LANGUAGES}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
        for code, address in [*addresses.items(), ("x-default", addresses["en"])]
    )
    changed = f"<lastmod>{day.isoformat()}</lastmod>" if day else ""
    return "".join(f"<url><loc>{address}</loc>{changed}{links}</url>\n" for address in addresses.values())
