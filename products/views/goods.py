"""What goes to an exhibition and comes back, and what is sold there, as the office keeps it."""

from collections import Counter

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.models import StateChange
from events.books import BooksClosed, is_closed
from events.views.office import pages
from events.views.office.exhibitions import exhibition_trail
from exhibitors.states import SHOWN
from lib.dates import format_date
from lib.languages import CODES, pick, shown
from lib.money import format_money
from lib.numbers import format_number, number_words, row_number
from products.goods.actions import (
    NotThisSale,
    enter_sale,
    may_sell,
    participations_with_goods,
    sign_differences,
    take_back_sale,
    works_for,
)
from products.goods.forms import LineForm, SaleForm, SignForm
from products.goods.lists import lines_of, save_lines, save_ticks, tick_forms
from products.goods.models import Exhibit, Sale
from products.goods.querysets import COUNTS

WORKS, SALES, LINES, ACCOUNTS = 50, 50, 100, 100  # on one page
MOST_WORKS = 200
WORK = ("product__code", *(f"product__title_{code}" for code in CODES))
MAKER = [f"exhibitor__{name}" for name in ("slug", "code", "wording", *(f"name_{code}" for code in CODES))]


class OfExhibition(pages.OfExhibition):
    """Pages about the goods of one exhibition, for those whose role for it permits to look."""

    permission_required = "products.view_sale"

    @cached_property
    def participations(self):
        """Those with goods or sales as named rows, by the name of the exhibitor."""
        rows = self.narrow(participations_with_goods(self.exhibition)).order_by()
        rows = rows.values_list("pk", "state", "is_sample", *MAKER, named=True)
        # Whoever left and came back has two; the live one is meant first.
        return sorted(rows, key=lambda row: (shown(row, "exhibitor__name").text, row.state not in SHOWN, row.pk))

    def chosen(self, slug):
        """The participation of the exhibitor of that short name; None without one, Http404 for an unknown one."""
        if not slug:
            return None
        found = next((row.pk for row in self.participations if row.exhibitor__slug == slug), None)
        if found is None:
            raise Http404
        participation = self.exhibition.participations.select_related("exhibitor").get(pk=found)
        participation.exhibition = self.exhibition
        return participation

    def get_context_data(self, **kwargs):
        user, exhibition = self.request.user, self.exhibition
        return super().get_context_data(
            exhibition=exhibition,
            breadcrumbs=exhibition_trail(exhibition, self.title),
            title=self.title,
            may_count=user.has_perm("products.change_exhibit", exhibition) and not is_closed(exhibition),
            may_sell=user.has_perm("products.change_sale", exhibition) and may_sell(exhibition),
            is_closed=is_closed(exhibition),
            # While it runs, what is not sold yet stands at the stands.
            is_over=exhibition.phase() == "over",
            **kwargs,
        )


class ExhibitionGoods(OfExhibition, TemplateView):
    """Who brought how much and what became of it; of one exhibitor every line, to be counted and signed for."""

    template_name = "products/office/exhibition_goods.html"

    @property
    def title(self):
        return _("Goods")

    def get_context_data(self, **kwargs):
        asked = self.request.GET
        participation = self.chosen(asked.get("exhibitor", ""))
        context = {
            "participation": participation,
            "differs": asked.get("differs") == "1",
            "columns": ["quantity", "sold", *COUNTS, "difference"],
        }
        if participation and asked.get("works"):
            context |= self.picking(participation)
        elif participation:
            context |= self.lines(participation)
        elif context["differs"]:
            differing = Exhibit.objects.at(self.exhibition).differing()
            rows = differing.select_related("product", "participation__exhibitor", "signed_by")
            context["page"] = Paginator(rows.order_by("participation", "pk"), LINES).get_page(asked.get("page"))
        else:
            context |= self.accounts() | {"sums": sums_of(Sale.objects.at(self.exhibition))[0]}
        if not participation:
            context["totals"] = Exhibit.objects.at(self.exhibition).totals()
        context |= kwargs
        return super().get_context_data(**context)

    def accounts(self):
        """A page of [(participation, totals of its account, pieces sold beside it)], those with an open account first."""
        totals, unlisted = Exhibit.objects.at(self.exhibition).totals_of_each(), Counter()
        for number, pieces in Sale.objects.at(self.exhibition).unlisted().values_list("participation", "quantity"):
            unlisted[number] += pieces
        rows = [(each, totals.get(each.pk), unlisted[each.pk]) for each in self.participations]
        rows.sort(key=lambda row: not (row[2] or (row[1] and row[1]["open"])))
        return {"page": Paginator(rows, ACCOUNTS).get_page(self.request.GET.get("page"))}

    def lines(self, participation):
        page = Paginator(lines_of(participation), LINES).get_page(self.request.GET.get("page"))
        return {
            "page": page,
            "forms": [LineForm(instance=each) for each in page],
            "sign": SignForm(),
            "totals": Exhibit.objects.filter(participation=participation).totals(),
            "unlisted": Sale.objects.filter(participation=participation).unlisted().select_related("product")[:20],
        }

    def picking(self, participation):
        works = works_for(participation).for_cards().order_by("-created_at", "-pk")
        page = Paginator(works, WORKS).get_page(self.request.GET.get("page"))
        return {"page": page, "ticks": tick_forms(participation, page)}

    def post(self, request, slug):
        self.demand("products.change_exhibit")
        participation = self.chosen(request.GET.get("exhibitor", ""))
        if participation is None:
            raise Http404
        acts = {"lines": self.count, "ticks": self.tick, "sign": self.sign}
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            return act(participation)
        except BooksClosed as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())

    def again(self, **context):
        return self.render_to_response(self.get_context_data(**context), status=422)

    def say(self, changed):
        text = ngettext("{number} line saved.", "{number} lines saved.", changed)
        messages.success(self.request, text.format(number=number_words(changed)))

    def count(self, participation):
        forms, changed, gone = save_lines(participation, self.request.POST)
        if changed is None:
            return self.again(forms=forms, is_wrong=True)
        self.say(changed)
        if gone:
            text = _("Somebody took works off this list meanwhile; they are not in it any more.")
            messages.warning(self.request, text)
        return redirect(self.request.get_full_path())

    def tick(self, participation):
        forms, changed = save_ticks(participation, self.request.POST)
        if changed is None:
            return self.again(ticks=forms, is_wrong=True)
        self.say(changed)
        return redirect(f"{self.request.path}?{urlencode({'exhibitor': participation.exhibitor.slug})}")

    def sign(self, participation):
        form = SignForm(self.request.POST)
        marks = set(self.request.POST.getlist("line")[:LINES])
        numbers = {row_number(mark.partition(".")[0]) for mark in marks} - {None}
        if not form.is_valid():
            return self.again(sign=form, form=form, signing=numbers)
        with transaction.atomic():
            rows = lines_of(participation).filter(pk__in=numbers).select_for_update(of=("self",))
            agreed = [row for row in rows if row.difference and f"{row.pk}.{row.difference}" in marks]
            sign_differences(agreed, reason=form.cleaned_data["reason"], actor=self.request.user)
        if not marks:
            messages.error(self.request, _("Choose the lines you sign for."))
        elif len(agreed) < len(marks):
            messages.warning(self.request, _("Some numbers changed meanwhile. Look again before you sign for them."))
        if agreed:
            text = ngettext("{number} difference signed for.", "{number} differences signed for.", len(agreed))
            messages.success(self.request, text.format(number=number_words(len(agreed))))
        return redirect(self.request.get_full_path())


class ExhibitionSales(OfExhibition, TemplateView):
    """All sales of an exhibition, narrowed and summed; the desk enters them for whoever has no phone at hand."""

    template_name = "products/office/exhibition_sales.html"

    @property
    def title(self):
        return _("Sales")

    @cached_property
    def asked(self):
        """What the list is narrowed to: {name: value}; what is no such value is left out."""
        asked = self.request.GET
        found = {"exhibitor": self.chosen(asked.get("exhibitor", ""))}
        found["currency"] = asked.get("currency") if asked.get("currency") in Sale.Currency.values else ""
        found["channel"] = asked.get("channel") if asked.get("channel") in Sale.Channel.values else ""
        found["day"] = next((day for day in self.days if day.isoformat() == asked.get("day")), None)
        return found

    @cached_property
    def days(self):
        sold = Sale.objects.at(self.exhibition).order_by("sold_on")
        return list(sold.values_list("sold_on", flat=True).distinct())

    @property
    def query(self):
        words = {
            "exhibitor": self.asked["exhibitor"] and self.asked["exhibitor"].exhibitor.slug,
            "currency": self.asked["currency"],
            "channel": self.asked["channel"],
            "day": self.asked["day"] and self.asked["day"].isoformat(),
        }
        return urlencode({name: value for name, value in words.items() if value})

    def get_sales(self):
        sales, asked = self.narrow(Sale.objects.at(self.exhibition)), self.asked
        if asked["exhibitor"]:
            sales = sales.filter(participation__exhibitor=asked["exhibitor"].exhibitor_id)
        for name, column in (("currency", "currency"), ("channel", "channel"), ("day", "sold_on")):
            if asked[name]:
                sales = sales.filter(**{column: asked[name]})
        return sales

    def get_context_data(self, **kwargs):
        sales, participation = self.get_sales(), self.asked["exhibitor"]
        rows = sales.select_related("participation__exhibitor", "product", "entered_by")
        page = Paginator(rows, SALES).get_page(self.request.GET.get("page"))
        note_who_took_back(page.object_list)
        language = get_language() or "fa"
        by_channel, by_work = sums_of(sales)
        context = super().get_context_data(
            page=page,
            query=self.query,
            asked=self.asked,
            participations=self.participations,
            participation=participation,
            days=[(day.isoformat(), format_date(day, language)) for day in self.days],
            currencies=Sale.Currency.choices,
            channels=Sale.Channel.choices,
            sums=by_channel,
            by_work=by_work,
            **kwargs,
        )
        if participation and context["may_sell"] and "form" not in context:
            context["form"] = self.make_form(participation)
        return context

    def make_form(self, participation, data=None):
        return SaleForm(data, participation=participation, works=works_for(participation).order_by("title_fa", "pk"))

    def post(self, request, slug):
        self.demand("products.change_sale")
        if "take_back" in request.POST:
            return self.take_back()
        participation = self.chosen(request.POST.get("exhibitor", ""))
        if participation is None:
            raise Http404
        self.asked["exhibitor"] = participation
        back = f"{request.path}?{self.query}"
        if not may_sell(self.exhibition):
            messages.error(request, _("Sales can be entered from the first day until the books are closed."))
            return redirect(back)
        form = self.make_form(participation, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            sale, is_new = enter_sale(participation, **form.values(), actor=request.user)
        except (BooksClosed, NotThisSale) as refusal:
            messages.error(request, str(refusal))
        else:
            say_entered(request, sale, is_new)
        return redirect(back)

    def take_back(self):
        number = row_number(self.request.POST["take_back"])
        sales = self.narrow(Sale.objects.at(self.exhibition)).select_related("participation", "product")
        sale = get_object_or_404(sales, pk=number)
        answer_taking_back(self.request, sale)
        return redirect(self.request.get_full_path())


def answer_taking_back(request, sale, on_behalf_of=""):
    """Take ``sale`` back and say what came of it."""
    try:
        is_taken = take_back_sale(sale, actor=request.user, on_behalf_of=on_behalf_of)
    except BooksClosed as refusal:
        messages.error(request, str(refusal))
        return
    if is_taken:
        messages.success(request, _("Taken back: it counts no more."))
    else:
        messages.info(request, _("It was taken back already."))


def say_entered(request, sale, is_new):
    if is_new:
        messages.success(request, _("Entered: {sale}").format(sale=sale_words(sale)))
    else:
        messages.info(request, _("This sale was entered already; it counts once."))


def sale_words(sale):
    """ "2 × Kilim, 500,000 toman", in the page's language."""
    language = get_language() or "fa"
    # Translators: one sale in a line: how many pieces of what, for how much.
    return _("{quantity} × {title}, {amount}").format(
        quantity=format_number(sale.quantity, language),
        title=pick(sale.title)[0] or (sale.product and sale.product.code) or _("A piece that is not in the catalogue"),
        amount=format_money(sale.amount, sale.currency, language, sale.price_unit),
    )


def note_who_took_back(sales):
    """Give each taken-back sale ``taken_back_by``, the name of whoever did (1–2 queries)."""
    gone = {sale.pk: sale for sale in sales if sale.cancelled_at}
    if not gone:
        return
    kind = ContentType.objects.get_for_model(Sale)
    changes = StateChange.objects.filter(content_type=kind, object_id__in=gone, field="cancelled_at")
    for number, name in changes.values_list("object_id", "actor_name"):
        gone[number].taken_back_by = name


def sums_of(sales):
    """What stands of ``sales``, summed up by channel and by work, currencies never mixed (1 query).

    ([{channel, channel_words, …}], [{code, title, …}]), each with currency, unit, sales, pieces and amount_sum; the works
    that sold most pieces first.
    """
    channels, works = {}, {}
    for row in sales.sums("channel", *WORK):
        add_up(channels, (row["channel"], row["currency"]), row)
        add_up(works, (row["product__code"], row["currency"]), row)
    words = dict(Sale.Channel.choices)
    by_channel = [row | {"channel_words": words[row["channel"]]} for row in channels.values()]
    by_work = [
        row
        | {
            "code": row["product__code"] or "",
            "title": pick({code: row[f"product__title_{code}"] for code in CODES})[0],
        }
        for row in works.values()
    ]
    by_work.sort(key=lambda row: (-row["pieces"], row["title"]))
    return by_channel, by_work[:MOST_WORKS]


def add_up(sums, key, row):
    if key not in sums:
        sums[key] = dict(row)
        return
    found = sums[key]
    for name in ("sales", "pieces", "amount_sum"):
        found[name] += row[name]
    if found["unit"] != row["unit"]:
        found["unit"] = found["currency"]
