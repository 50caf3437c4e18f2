"""What visitors see: crafts, the works list and one work."""

from zlib import crc32

from django.conf import settings
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, TemplateView

from accounts.audiences import PublicMixin
from events.models import Exhibition
from exhibitors.models import Exhibitor
from exhibitors.visits import read_visit
from lib import codes
from lib.addresses import address
from lib.dates import today_in_ilam
from lib.kept import KeptPages
from lib.languages import shown
from lib.numbers import row_number
from lib.release import release_mark
from products import work_page
from products.facets import Filters, current_stamp
from products.models import Product
from products.orders import FOR_MANY, ORDERS, choose_order
from products.prices import Price, unit_of
from products.shelf import shelf_of
from products.structured import product_data
from vocabulary.models import Craft

PAGE = 24
MOST_NUMBERED = 1_000_000
MOST_PAGES = 1000  # that can be asked for by number alone; those behind are reached by key
pages = KeptPages(2**21)


class ProductList(PublicMixin, TemplateView):
    """The works, found by words and facets; see ``products.facets`` and ``products.orders`` (at most 3 queries).

    The page is the same for everybody until the catalogue's stamp moves, the day or the release changes, so that an
    answer costs one query where this process, or whoever asks, has it already.
    """

    template_name = "products/public/product_list.jinja"

    def get(self, request, *args, **kwargs):
        self.stamp = current_stamp()
        if not self.stamp:
            return super().get(request, *args, **kwargs)
        asked = request.get_full_path()
        marks = (self.stamp, today_in_ilam().toordinal(), release_mark(), crc32(asked.encode()))
        key = ".".join(f"{mark:x}" for mark in marks)
        validator = f'W/"{key}"'
        if unchanged := get_conditional_response(request, etag=validator):
            unchanged.headers["ETag"] = validator
            return unchanged
        if page := pages.find((key, asked)):
            return HttpResponse(page, headers={"ETag": validator})
        response = super().get(request, *args, **kwargs)
        response.headers["ETag"] = validator
        response.add_post_render_callback(lambda done: pages.add((key, asked), done.content))
        return response

    def fixed(self):
        """The facet values this page is about, if any: {facet: slug}."""
        return {}

    def cards(self, *more):
        return self.narrow(Product.objects.all()).as_cards(*more)

    def get_context_data(self, **kwargs):
        asked, language = self.request.GET, get_language() or "fa"
        filters = Filters.read(asked, stamp=self.stamp, **self.fixed())
        sort = choose_order(asked.get("sort", ""), filters)
        order = ORDERS[sort]
        cursor = order.read_cursor(asked.get("after", ""))
        page = max(1, min(row_number(asked.get("page", "1")) or 1, MOST_NUMBERED if cursor else MOST_PAGES))
        first = (page - 1) * PAGE if cursor is None else 0
        rows = order.rows(filters, self.cards, language, cursor, first, PAGE + 1)
        products, has_more = rows[:PAGE], len(rows) > PAGE
        sorting = [("sort", sort)] if sort != choose_order("", filters) else []
        here = filters.query_string(*sorting)
        following = []
        if has_more:
            following = [("after", order.cursor_after(filters, products[-1], language, cursor)), ("page", page + 1)]
        return super().get_context_data(
            **kwargs,
            products=products,
            total=filters.total,
            filters=filters,
            prices=[(band, count, band_query(filters, band, sorting)) for band, count in filters.price_lines],
            price_unit=filters.price.unit or usual_unit(filters),
            chips=list(chips(filters, sorting)),
            sort=sort,
            sorting=sorting,
            sorts=list(sorts(filters)),
            page=page,
            next_query=filters.query_string(*sorting, *following) if has_more else None,
            first_query=here if page > 1 or cursor is not None else None,
            feed=feed_of(filters, language),
            canonical=canonical(self.request, filters),
            is_narrow=filters.is_narrow,
        )


def canonical(request, filters):
    """The address of what is chosen, without words, order and page."""
    query = filters.query_string(without=("q",))
    return settings.SITE_URL + request.path + (f"?{query}" if query else "")


def feed_of(filters, language):
    """The address of the works that come to be found like this, for readers of feeds."""
    pairs = [("language", language), *filters.fixed.items()]
    return f"{reverse('product_feed')}?{filters.query_string(*pairs)}"


def band_query(filters, band, sorting):
    """The query that chooses a band of prices; an order of prices in another unit ends with it."""
    is_other = filters.price and filters.price.unit != band.unit
    kept = [pair for pair in sorting if not (is_other and pair[1].startswith("price"))]
    return filters.query_string(*kept, price=band)


def usual_unit(filters):
    """That of most prices, for whoever types a limit and says no currency."""
    prices = filters.shelf.prices
    return unit_of(max(prices, key=lambda currency: len(prices[currency].works), default="IQD"))


def chips(filters, sorting):
    """What is chosen, each with the query that takes it back."""
    choices = filters.choices
    for facet, slug in filters.pairs():
        if facet in choices:
            line = next(line for line in choices[facet] if line.slug == slug)
            yield {"line": line, "query": filters.query_string(*sorting, without=[(facet, slug)])}
    if filters.price:
        sorting = [pair for pair in sorting if not pair[1].startswith("price")]
        yield {"line": None, "query": filters.query_string(*sorting, price=Price())}


def sorts(filters):
    """(name of an order, unit of its prices or "", query) of every order that can be had here."""
    for name in FOR_MANY if filters.is_too_much else ORDERS:
        if name.startswith("price"):
            units = [filters.price.unit] if filters.price else [*map(unit_of, filters.shelf.prices)]
            for unit in sorted(units):
                price = filters.price or Price(unit)
                yield name, unit, filters.query_string(("sort", name), price=price)
        elif filters.query or name != "best":
            usual = name == choose_order("", filters)
            yield name, "", filters.query_string(*([] if usual else [("sort", name)]))


class ExhibitionProductList(ProductList):
    """The works shown at one exhibition."""

    template_name = "products/public/exhibition_product_list.jinja"

    def fixed(self):
        return {"exhibition": self.kwargs["slug"]}

    def get_context_data(self, **kwargs):
        exhibition = self.narrow(Exhibition.objects.all()).filter(slug=self.kwargs["slug"]).first()
        if not exhibition:
            raise Http404
        return super().get_context_data(**kwargs, exhibition=exhibition)


class WorkPage(PublicMixin, TemplateView):
    """Finds a published work by its code, typed in any digits and case; one that was public once is gone (410)."""

    def get(self, request, *args, **kwargs):
        try:
            code = codes.read(kwargs["code"])
        except ValueError:
            raise Http404 from None
        if product := work_page.published_work(code):
            return self.show(product)
        if gone := work_page.gone_work(code):
            context = {"gone": gone, "products": work_page.similar_to(gone)}
            return render(request, "products/public/product_gone.html", context, status=410)
        raise Http404


class ProductByCode(WorkPage):
    """A code alone leads to the work's page."""

    def show(self, product):
        return redirect("public:product_detail", product.code, product.slug, permanent=True)


class ProductDetail(WorkPage):
    template_name = "products/public/product_detail.jinja"

    def show(self, product):
        kwargs = self.kwargs
        if kwargs["slug"] != product.slug or kwargs["code"] != product.code:
            return redirect("public:product_detail", product.code, product.slug, permanent=True)
        return self.render_to_response(self.get_context_data(product=product))

    def get_context_data(self, **kwargs):
        product = kwargs["product"]
        terms = work_page.terms(product)
        pictures = work_page.pictures(product, terms["material"], get_language() or "fa")
        return super().get_context_data(
            **kwargs,
            pictures=pictures,
            terms=terms,
            showings=work_page.showings(product),
            more=work_page.more_of_maker(product),
            visit=read_visit(self.request.GET),
            breadcrumbs=[
                (_("Works"), address("public:product_list")),
                (shown(product, "craft__name").text, address("public:craft_detail", product.craft__slug)),
                (shown(product, "title").text or product.code, ""),
            ],
            data=product_data(product, pictures, self.request),
        )


class CraftList(PublicMixin, ListView):
    """Every craft with how many works and makers it has here."""

    queryset = Craft.objects.annotate(
        makers=Count("exhibitors", filter=Q(exhibitors__publication="published"), distinct=True)
    )
    template_name = "products/public/craft_list.html"
    context_object_name = "crafts"

    def narrow(self, rows):
        return rows  # crafts are words: all of them are public

    def get_context_data(self, **kwargs):
        works = shelf_of(current_stamp()).sets["craft"]
        for craft in self.object_list:
            craft.works = len(works.get(craft.slug, ()))
        return super().get_context_data(**kwargs)


class CraftDetail(PublicMixin, DetailView):
    queryset = Craft.objects.prefetch_related("materials", "techniques", "hs_codes")
    template_name = "products/public/craft_detail.html"
    context_object_name = "craft"

    def narrow(self, rows):
        return rows  # crafts are words: all of them are public

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            products=Product.objects.published().filter(craft=self.object).newest().as_cards()[:12],
            makers=Exhibitor.objects.published().filter(crafts=self.object).select_related("place")[:24],
            breadcrumbs=[(_("Crafts"), address("public:craft_list")), (self.object, "")],
        )
