"""The sheet for the next meeting, as a page to be printed and as a PDF."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView, View

from accounts.audiences import OfficeMixin
from cooperation.extract import PAIRS, extract, extract_pdf, in_rows
from cooperation.filters import FilterForm, PartnerChoice
from cooperation.models import Promise
from cooperation.states import Audience

LANGUAGES = [("fa,ar", gettext_lazy("Persian and Arabic")), ("fa,ckb", gettext_lazy("Persian and Sorani Kurdish"))]


class ExtractForm(FilterForm):
    partner = PartnerChoice(label=pgettext_lazy("cooperation", "partner"))
    languages = forms.ChoiceField(label=gettext_lazy("languages"), choices=LANGUAGES)


class OfExtract(OfficeMixin):
    permission_required = "cooperation.view_promise"

    @cached_property
    def promises(self):
        return self.narrow(Promise.objects.all())

    @cached_property
    def form(self):
        form = ExtractForm(self.request.GET, records=self.promises.shown_to(Audience.PARTNER))
        form.fields["languages"].choices = LANGUAGES
        return form

    @cached_property
    def data(self):
        asked = self.form.asked()
        languages = PAIRS[asked.get("languages", LANGUAGES[0][0])]
        return extract(self.promises, asked.get("partner"), languages)


class Extract(OfExtract, TemplateView):
    """At most 12 queries."""

    template_name = "cooperation/office/extract.html"

    def get_context_data(self, **kwargs):
        halves = self.data["halves"]
        return super().get_context_data(
            filter=self.form,
            halves=halves,
            sections=in_rows(halves),
            query=urlencode({name: value for name, value in self.request.GET.items() if name in self.form.fields}),
            breadcrumbs=[(_("Cooperation"), reverse("office:promise_list")), (_("For the next meeting"), "")],
            **kwargs,
        )


class ExtractPaper(OfExtract, View):
    http_method_names = ["get", "head", "options"]

    def get(self, request):
        headers = {"Content-Disposition": 'inline; filename="ilamexpo-promises.pdf"'}
        return HttpResponse(extract_pdf(self.data), content_type="application/pdf", headers=headers)
