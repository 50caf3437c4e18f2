"""What makers manage of their works: a draft in four short steps, and what they may change at any time."""

from django.contrib import messages
from django.db.models import F
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, ListView

from exhibitors.acting import EVERYBODY, PortalPage
from exhibitors.views.saving import COPIED, NOTHING_TO_COPY, saved_at, saves_itself
from lib.languages import CODES
from products.facts import shown_facts
from products.forms.portal import NewWorkForm, PriceForm, SaleForm, TermsForm, WhatForm, WordsForm
from products.models import Product
from products.reviewing import missing_for_sending
from products.revisions import EDITABLE, LIVE, editable, live_revision, row_to_write
from products.search import refresh
from products.states import ProductState
from products.views.prints import languages_to_choose, part_choices

STEPS = ("pictures", "what", "sale", "words")
UNDO = "undo_work"  # in the session: what the last live change replaced


class OwnWork:
    """Pages of one work of the exhibitor acted for, by the code of the work itself, also while a revision is edited."""

    @cached_property
    def product(self):
        product = self.narrow(Product.objects.select_related("craft", "exhibitor")).filter(code=self.kwargs["code"])
        found = product.first()
        if found is None:
            raise Http404
        return found

    def go_back(self, product):
        return redirect("portal:product_detail", product.code)


class ProductList(PortalPage, ListView):
    """All works of the exhibitor, those that wait for somebody first."""

    levels = EVERYBODY
    template_name = "products/portal/product_list.html"
    context_object_name = "products"
    paginate_by = 30

    def get_queryset(self):
        products = self.narrow(Product.objects.for_cards()).exclude(state=ProductState.ARCHIVED)
        self.state = self.request.GET.get("state", "")
        if self.state in ProductState.values:
            products = self.narrow(Product.objects.for_cards()).filter(state=self.state)
        self.without = self.request.GET.get("without", "")
        if self.without in CODES:
            products = products.filter(state=ProductState.PUBLISHED).without_title(self.without)
        elif self.without == "confirmation":
            products = products.filter(state=ProductState.PUBLISHED).order_by(F("confirmed_on").asc(nulls_first=True))
            return products
        return products.order_by("-created_at", "-pk")

    def get_context_data(self, **kwargs):
        states = [(state.value, state.label) for state in ProductState if state != ProductState.APPLIED]
        public = self.narrow(Product.objects.published()).count()
        return super().get_context_data(
            **kwargs,
            states=states,
            state=self.state,
            print_languages=languages_to_choose(),
            print_parts=part_choices(public),
        )


class ProductNew(PortalPage, FormView):
    """Begin a draft; a title is enough, and a picture without a title too."""

    form_class = NewWorkForm
    template_name = "products/portal/product_new.html"

    def form_valid(self, form):
        language = get_language() or "fa"
        exhibitor = self.acting.exhibitor
        crafts = list(exhibitor.crafts.all()[:2])
        product = Product(
            exhibitor=exhibitor,
            is_sample=exhibitor.is_sample,
            # Whoever makes one thing only is not asked which.
            craft=crafts[0] if len(crafts) == 1 else None,
            **{f"title_{language}": form.cleaned_data["title"]},
        )
        product.save()
        return redirect("portal:product_pictures", product.code)


class ProductDetail(OwnWork, PortalPage, DetailView):
    """How far a work is, what is missing, and every step and button it has."""

    levels = EVERYBODY
    template_name = "products/portal/product_detail.html"
    context_object_name = "product"

    def get_object(self, queryset=None):
        return self.product

    def get_context_data(self, **kwargs):
        product = self.object
        revision = live_revision(product)
        row = revision or product
        undo = self.request.session.get(UNDO) or {}
        return super().get_context_data(
            **kwargs,
            row=row,
            revision=revision,
            may_edit=editable(product) is not None,
            missing=missing_for_sending(row) if row.state in EDITABLE else [],
            steps=list(steps_of(product, row)),
            pictures=row.pictures.standing(),
            facts=shown_facts(row),
            may_undo=undo.get("code") == product.code,
        )


def steps_of(product, row):
    """{name, number, words, address, missing} of the four steps."""
    words = {
        "pictures": _("Pictures"),
        "what": _("What it is"),
        "sale": _("Size and price"),
        "words": _("Title and description"),
    }
    lacking = {each.step for each in missing_for_sending(row)} if row.state in EDITABLE else set()
    for number, name in enumerate(STEPS, 1):
        yield {
            "name": name,
            "number": number,
            "words": words[name],
            "address": reverse(f"portal:product_{name}", args=[product.code]),
            "is_lacking": name in lacking,
        }


class WorkPart(OwnWork, PortalPage, FormView):
    """One part of a work: saved by its button, and by itself (``X-Autosave``) as far as it is valid."""

    step: str
    row: Product | None  # what is shown and written: the work, or its revision

    def get(self, request, *args, **kwargs):
        self.row = editable(self.product)
        return self.render_to_response(self.get_context_data()) if self.row else self.refuse(request)

    def post(self, request, *args, **kwargs):
        self.row = editable(self.product)
        if self.row is None:
            return self.refuse(request)
        form = self.get_form()
        is_valid = form.is_valid()
        by_itself = saves_itself(request)
        if is_valid or by_itself:
            self.row = row_to_write(self.product)
            if self.row is None:
                return self.refuse(request)
            if self.row.pk != form.instance.pk:
                # The first change of a public work: the form is read again, onto the revision made now.
                form = self.get_form()
                is_valid = form.is_valid()
            self.row = form.save_valid()
            refresh(self.row)
        if by_itself:
            return JsonResponse({"saved_at": saved_at(), "errors": form.errors})
        if not is_valid:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return self.go_on()

    def refuse(self, request):
        words = _("An official is reading this work. Take it back first if you want to change it.")
        if saves_itself(request):
            return JsonResponse({"saved_at": "", "errors": {"": [words]}}, status=409)
        messages.warning(request, words)
        return redirect("portal:product_detail", self.kwargs["code"])

    def go_on(self):
        """To the next step, or where the button said."""
        messages.success(self.request, _("Saved at {time}.").format(time=saved_at()))
        following = STEPS.index(self.step) + 1
        if "leave" in self.request.POST or following == len(STEPS):
            return self.go_back(self.product)
        return redirect(f"portal:product_{STEPS[following]}", self.product.code)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.row}

    def get_context_data(self, **kwargs):
        steps = list(steps_of(self.product, self.row))
        return super().get_context_data(
            **kwargs,
            product=self.product,
            row=self.row,
            steps=steps,
            step=next(each for each in steps if each["name"] == self.step),
            is_last=self.step == STEPS[-1],
        )


class ProductWhat(WorkPart):
    step = "what"
    form_class = WhatForm
    template_name = "products/portal/product_what.html"

    def go_on(self):
        """A new craft asks new questions: they are shown before the next step."""
        craft_before = self.request.POST.get("craft_before", "")
        if str(self.row.craft_id or "") != craft_before:
            messages.success(self.request, _("Saved at {time}.").format(time=saved_at()))
            return redirect("portal:product_what", self.product.code)
        return super().go_on()


class ProductSale(WorkPart):
    step = "sale"
    template_name = "products/portal/product_sale.html"

    def get_form_class(self):
        """The price of a public work has a page of its own, where it is changed at once."""
        return SaleForm if self.product.state in EDITABLE else TermsForm


class ProductWords(WorkPart):
    """The texts; the button ``copy`` names a language whose missing ones the source stands for until they are written."""

    step = "words"
    form_class = WordsForm
    template_name = "products/portal/product_words.html"

    def go_on(self):
        code = self.request.POST.get("copy", "")
        if code not in CODES:
            return super().go_on()
        if copies := [f"{field}_{code}" for field in Product.WORDED if self.row.copy_text(field, code)]:
            self.row.save(update_fields=copies)
            refresh(self.row)
            messages.success(self.request, COPIED)
        else:
            messages.warning(self.request, NOTHING_TO_COPY)
        return redirect(self.request.path)


class ProductPrice(OwnWork, PortalPage, FormView):
    """Price, availability and capacity: changed at once, also on a public work, and undone as easily."""

    form_class = PriceForm
    template_name = "products/portal/product_price.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.product}

    def form_valid(self, form):
        before = live_values(self.product)
        after = form.save_valid()
        keep_undo(self.request, before, after)
        messages.success(self.request, _("Saved at {time}.").format(time=saved_at()))
        return self.go_back(after)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, product=self.product)


def live_values(product):
    """The live columns as texts, for the session."""
    fresh = Product.objects.get(pk=product.pk)
    return {name: None if (value := getattr(fresh, name)) is None else str(value) for name in LIVE}


def keep_undo(request, before, product):
    request.session[UNDO] = {"code": product.code, "before": before, "after": live_values(product)}
