"""The translation desk: texts of public works and exhibitors that are missing or older than their source."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView

from accounts.audiences import OfficeMixin
from events.models import Exhibition
from events.permissions import OFFICIALS
from exhibitors.models import Exhibitor
from exhibitors.signals import reworded
from exhibitors.views.saving import COPIED
from lib.languages import CODES
from products.forms.wording import WordingForm
from products.models import Product
from products.wording import save_translations, worst_states


class Desk(OfficeMixin):
    permission_required = "products.translate_product"

    def narrow(self, rows):
        """Only what this official may change: to look at everything is another role."""
        return rows.within_roles(self.request.user, OFFICIALS)

    def get_works(self):
        return self.narrow(Product.objects.published()).select_related("exhibitor", "craft")

    def get_exhibitors(self):
        return self.narrow(Exhibitor.objects.published())


class TranslationList(Desk, ListView):
    """What waits, the longest first, for all exhibitions or for one."""

    template_name = "products/office/translation_list.html"
    context_object_name = "products"
    paginate_by = 50

    def get_queryset(self):
        slug = self.request.GET.get("exhibition", "")
        exhibitions = Exhibition.objects.overseen_by(self.request.user).order_by("-starts_on", "slug")
        self.exhibitions = list(exhibitions)
        self.exhibition = next((each for each in self.exhibitions if each.slug == slug), None)
        works = self.get_works().filter(waits_since__isnull=False)
        if self.exhibition:
            works = works.filter(exhibitor__participations__exhibition=self.exhibition).distinct()
        return works.order_by("waits_since", "pk")

    def get_context_data(self, **kwargs):
        exhibitors = self.get_exhibitors().filter(waits_since__isnull=False)
        if self.exhibition:
            exhibitors = exhibitors.filter(participations__exhibition=self.exhibition).distinct()
        context = super().get_context_data(**kwargs)
        return context | {
            "exhibition": self.exhibition,
            "exhibitions": self.exhibitions,
            "exhibitors": [(each, summary(each)) for each in exhibitors.order_by("waits_since", "pk")[:50]],
            "works": [(each, summary(each)) for each in context["products"]],
        }


def summary(record):
    """[(language, "missing", "copied" or "stale")] of what waits, in the order of the languages."""
    states = worst_states(record)
    return [(code, states[code]) for code in CODES if code in states]


class Translate(Desk, FormView):
    """One record's texts, each language beside the source."""

    form_class = WordingForm
    template_name = "products/office/translation_form.html"

    def find(self):
        raise NotImplementedError

    @cached_property
    def record(self):
        found = self.find()
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"record": self.record}

    def form_valid(self, form):
        changed, held, copies = form.changes()
        save_translations(self.record, changed, held, copies)
        messages.success(self.request, COPIED if copies else _("Saved."))
        return redirect(self.request.path if self.record.waiting_texts() else "office:translations")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, record=self.record)


class ProductTranslate(Translate):
    def find(self):
        return self.get_works().filter(code=self.kwargs["code"]).first()


class ExhibitorTranslate(Translate):
    def find(self):
        return self.get_exhibitors().filter(slug=self.kwargs["slug"]).first()

    def form_valid(self, form):
        response = super().form_valid(form)
        reworded.send(sender=Exhibitor, exhibitor=self.record)
        return response
