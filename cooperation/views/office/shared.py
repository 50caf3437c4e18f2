"""What the partner's officers in Iraq read of the cooperation: records shown to the partner, and only their shown parts."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView, View

from accounts.audiences import OfficeMixin
from cooperation.facts import facts_of, when
from cooperation.models import Paper, Record
from cooperation.papers import serve_file
from cooperation.showing import shown_record
from cooperation.states import Audience
from exhibitors.views.shared import READERS, K


class SharedWithPartner(OfficeMixin):
    """Hosts come to the records of their own exhibitions, or to all with a role for all; officials see the same pages."""

    permission_required = "cooperation.view_shared"

    def narrow(self, rows):
        return rows.within_roles(self.request.user, (K.HOST, *READERS)).shown_to(Audience.PARTNER)


class SharedRecords(SharedWithPartner, ListView):
    queryset = Record.objects.for_register()
    template_name = "cooperation/office/shared_record_list.html"
    context_object_name = "records"
    paginate_by = 50

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for record in context["records"]:
            record.when = when(record)
        return context | {"is_host": self.request.user.overseen_exhibitions(READERS) == set()}


class SharedRecord(SharedWithPartner, TemplateView):
    """At most 12 queries."""

    template_name = "cooperation/office/shared_record.html"

    @cached_property
    def record(self):
        record = self.narrow(Record.objects.for_page(Audience.PARTNER)).filter(slug=self.kwargs["slug"]).first()
        if record is None:
            raise Http404
        return record

    def get_context_data(self, **kwargs):
        shown = shown_record(self.record, Audience.PARTNER)
        others = [step.earlier_id for step in shown.before] + [step.later_id for step in shown.after]
        # Of another exhibition's records a host does not learn that they are there.
        mine = set(self.narrow(Record.objects.filter(pk__in=others)).order_by().values_list("pk", flat=True))
        shown.before = [step for step in shown.before if step.earlier_id in mine]
        shown.after = [step for step in shown.after if step.later_id in mine]
        return super().get_context_data(
            record=shown.record,
            shown=shown,
            facts=facts_of(shown.record),
            breadcrumbs=[(_("Cooperation"), reverse("office:shared_record_list")), (shown.record, "")],
            **kwargs,
        )


class SharedPaper(SharedWithPartner, View):
    http_method_names = ["get", "head", "options"]

    def get(self, request, slug, name):
        records = self.narrow(Record.objects.filter(slug=slug))
        return serve_file(Paper.objects.filter(record__in=records, audience__gte=Audience.PARTNER), name)
