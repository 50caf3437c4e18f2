"""What visitors see: crafts, the works list and one work."""

from datetime import UTC, datetime, timedelta

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, TemplateView

from accounts.audiences import PublicMixin
from events.models import Exhibition
from exhibitors.models import Exhibitor
from exhibitors.visits import read_visit
from lib import codes
from lib.addresses import address
from lib.languages import shown
from lib.numbers import row_number
from products import work_page
from products.facets import FACETS, Filters
from products.models import Product
from products.querysets import crafts_with_counts
from products.structured import product_data
from vocabulary.models import Craft

PAGE = 24
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def cursor_after(product):
    """Where the list goes on after ``product``: its moment of publication and its code."""
    return f"{(product.published_at - EPOCH) // MICROSECOND:x}.{product.code}"


def read_cursor(text):
    """The moment and code of a cursor; None when it is not one."""
    moment, _dot, code = text.partition(".")
    try:
        return EPOCH + int(moment, 16) * MICROSECOND, codes.read(code)
    except (ValueError, OverflowError):
        return None


class ProductList(PublicMixin, ListView):
    queryset = Product.objects.newest().as_cards()
    template_name = "products/public/product_list.html"
    context_object_name = "products"

    def fixed(self):
        """The facet values this page is about, if any: {facet: slug}."""
        return {}

    def get_queryset(self):
        self.filters = Filters.read(self.request.GET, **self.fixed())
        products = self.filters.apply(super().get_queryset())
        self.is_continued = False
        number = self.request.GET.get("page", "1")
        self.page = min(row_number(number) or 1, 10_000)
        self.page = max(self.page, 1)
        if cursor := read_cursor(self.request.GET.get("after", "")):
            return products.after(*cursor)[: PAGE + 1]
        first = (self.page - 1) * PAGE
        return products[first : first + PAGE + 1]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        products = list(context["products"])
        total, *_rest = self.filters.counts()
        fixed = self.fixed()
        context |= {
            "products": products[:PAGE],
            "total": total,
            "filters": self.filters,
            "facets": {facet: lines for facet, lines in self.filters.choices().items() if facet not in fixed},
            "chips": list(self.chips(fixed)),
            "page": self.page,
            "next_query": self.next_query(products),
            "first_query": self.query_without("after", "page")
            if self.page > 1 or "after" in self.request.GET
            else None,
        }
        return context

    def chips(self, fixed):
        """What is chosen, each with the query that takes it back."""
        for facet in FACETS:
            if facet in fixed:
                continue
            for slug in self.filters.chosen[facet]:
                query = self.request.GET.copy()
                query.setlist(facet, [value for value in query.getlist(facet) if value != slug])
                for name in ("after", "page"):
                    query.pop(name, None)
                yield {"facet": facet, "line": self.filters.choice(facet, slug), "query": query.urlencode()}

    def query_without(self, *names):
        query = self.request.GET.copy()
        for name in names:
            query.pop(name, None)
        return query.urlencode()

    def next_query(self, products):
        if len(products) <= PAGE:
            return None
        query = self.request.GET.copy()
        query["after"], query["page"] = cursor_after(products[PAGE - 1]), str(self.page + 1)
        return query.urlencode()


class ExhibitionProductList(ProductList):
    """The works shown at one exhibition."""

    template_name = "products/public/exhibition_product_list.html"

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

    queryset = crafts_with_counts()
    template_name = "products/public/craft_list.html"
    context_object_name = "crafts"

    def narrow(self, rows):
        return rows  # crafts are words: all of them are public


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
