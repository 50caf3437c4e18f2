"""What a maker ticks before an exhibition, and enters at the stand with two taps."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from events.books import BooksClosed, is_closed
from exhibitors.acting import EVERYBODY, PortalPage
from exhibitors.models import Participation
from exhibitors.states import SHOWN
from lib.numbers import number_words, row_number
from products.goods.actions import (
    NotThisSale,
    enter_sale,
    may_choose_goods,
    may_sell,
    works_for,
)
from products.goods.forms import SaleForm
from products.goods.lists import lines_of, save_ticks, tick_forms
from products.goods.models import Exhibit, Sale
from products.views.goods import answer_taking_back, say_entered

WORKS, OTHERS = 50, 60


class OwnParticipation(PortalPage):
    """Pages of one participation of the exhibitor acted for, once it is decided."""

    levels = EVERYBODY

    @cached_property
    def participation(self):
        rows = Participation.objects.filter(state__in=SHOWN).select_related("exhibition", "exhibitor")
        return get_object_or_404(self.narrow(rows), code=self.kwargs["code"])

    @property
    def exhibition(self):
        return self.participation.exhibition

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            participation=self.participation,
            exhibition=self.exhibition,
            back=reverse("portal:participation_detail", args=[self.participation.code]),
            is_closed=is_closed(self.exhibition),
            **kwargs,
        )


class Goods(OwnParticipation, TemplateView):
    """Which works go, and how many pieces of each; once the exhibition runs, what became of them."""

    template_name = "products/portal/goods.html"

    def get_context_data(self, **kwargs):
        context = {"may_choose": self.acting.may_keep and may_choose_goods(self.exhibition)}
        context["totals"] = Exhibit.objects.filter(participation=self.participation).totals()
        if context["may_choose"]:
            works = works_for(self.participation).for_cards().order_by("-created_at", "-pk")
            page = Paginator(works, WORKS).get_page(self.request.GET.get("page"))
            context |= {"page": page}
            if "ticks" not in kwargs:
                context["ticks"] = tick_forms(self.participation, page)
        else:
            lines = lines_of(self.participation).select_related("product__cover")
            context["page"] = Paginator(lines, WORKS).get_page(self.request.GET.get("page"))
        return super().get_context_data(**(context | kwargs))

    def post(self, request, code):
        participation = self.participation
        if not self.acting.may_keep:
            raise PermissionDenied
        if not may_choose_goods(self.exhibition):
            messages.error(request, _("The exhibition has begun: please tell the office what shall be changed."))
            return redirect(request.path)
        try:
            ticks, changed = save_ticks(participation, request.POST)
        except BooksClosed as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        if changed is None:
            return self.render_to_response(self.get_context_data(ticks=ticks, is_wrong=True), status=422)
        total = Exhibit.objects.filter(participation=participation).count()
        text = ngettext("Saved: {number} work goes.", "Saved: {number} works go.", total)
        messages.success(request, text.format(number=number_words(total)))
        return redirect(request.get_full_path())


class Sales(OwnParticipation, TemplateView):
    """A tap on a work, a tap to confirm; below them what was sold on the day."""

    template_name = "products/portal/sales.html"
    confirm_template = "products/portal/sale_confirm.html"

    def get(self, request, code):
        asked = request.GET
        if ("work" in asked or "other" in asked) and self.acting.may_keep and may_sell(self.exhibition):
            return self.confirm(self.make_form(product=self.asked_work()))
        return super().get(request, code)

    def asked_work(self):
        code = self.request.GET.get("work")
        if not code:
            return None
        product = self.find_work(code)
        if product is None:
            raise Http404
        return product

    def find_work(self, code):
        works = works_for(self.participation).select_related("cover")
        return None if "\0" in code else works.filter(code=code).first()

    def make_form(self, data=None, product=None):
        works = works_for(self.participation)
        return SaleForm(data, participation=self.participation, works=works, product=product)

    def confirm(self, form, status=200):
        self.template_name = self.confirm_template
        code = form["product"].value()
        product = self.find_work(str(code)) if code else None
        line = product and lines_of(self.participation).filter(product=product).first()
        context = self.get_context_data(form=form, product=product, line=line)
        return self.render_to_response(context, status=status)

    def get_context_data(self, **kwargs):
        if "form" in kwargs:
            return super().get_context_data(**kwargs)
        sales = Sale.objects.filter(participation=self.participation)
        days = list(sales.order_by("sold_on").values_list("sold_on", flat=True).distinct())
        today = self.exhibition.today
        day = next((each for each in days if each.isoformat() == self.request.GET.get("day")), today)
        of_day = sales.filter(sold_on=day)
        lines = list(lines_of(self.participation).select_related("product__cover")[:500])
        listed = [line.product_id for line in lines]
        others = works_for(self.participation).exclude(pk__in=listed).for_cards().order_by("-created_at", "-pk")
        return super().get_context_data(
            may_sell=self.acting.may_keep and may_sell(self.exhibition),
            lines=lines,
            others=list(others[:OTHERS]),
            days=[each for each in days if each != today],
            day=day,
            is_today=day == today,
            sales=of_day.select_related("product")[:200],
            sums=of_day.sums(),
            all_sums=sales.sums(),
            **kwargs,
        )

    def post(self, request, code):
        participation = self.participation
        if not self.acting.may_keep:
            raise PermissionDenied
        if "take_back" in request.POST:
            number = row_number(request.POST["take_back"])
            rows = self.narrow(Sale.objects.filter(participation=participation))
            sale = get_object_or_404(rows.select_related("participation", "product"), pk=number)
            answer_taking_back(request, sale, on_behalf_of=self.acting.on_behalf_of)
            return redirect(request.get_full_path())
        if not may_sell(self.exhibition):
            messages.error(request, _("Sales can be entered from the first day until the books are closed."))
            return redirect(request.path)
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.confirm(form, status=422)
        try:
            sale, is_new = enter_sale(participation, **form.values(), actor=request.user)
        except (BooksClosed, NotThisSale) as refusal:
            messages.error(request, str(refusal))
        else:
            say_entered(request, sale, is_new)
        return redirect(request.path)
