"""The register of the cooperation, and one record with everything that belongs to it."""

from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView, View

from accounts.audiences import OfficeMixin
from accounts.models import StateChange
from accounts.records.history import row_of_change
from cooperation.actions import next_states
from cooperation.chain import make_chain
from cooperation.facts import facts_of, when
from cooperation.filters import ChainFilter, RecordFilter
from cooperation.lateness import lateness
from cooperation.models import Paper, Record
from cooperation.papers import serve_file
from cooperation.showing import shown_record
from cooperation.states import Audience
from lib.dates import today_in_ilam

PAGE = 50
SHOWN_CHANGES = 8


class RecordList(OfficeMixin, ListView):
    """All records, the newest first, narrowed by what is asked for; at most 8 queries, however many there are."""

    permission_required = "cooperation.view_record"
    queryset = Record.objects.for_register()
    template_name = "cooperation/office/record_list.html"
    context_object_name = "records"
    paginate_by = PAGE

    def get_queryset(self):
        everything = self.narrow(Record.objects.all())
        self.form = RecordFilter(self.request.GET, records=everything)
        self.asked = self.form.asked()
        return self.form.narrow(super().get_queryset(), everything)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for record in context["records"]:
            record.when = when(record)
        return context | {"filter": self.form, "is_narrowed": bool(self.asked), "kinds": self.kinds()}

    def kinds(self):
        """[(words, query, is chosen)]: one tap for each kind, keeping what else is asked."""
        asked = {name: value for name, value in self.request.GET.items() if name not in ("kind", "page") and value}
        chosen = self.asked.get("kind", "")
        chips = [(_("All"), urlencode(asked), not chosen)]
        return chips + [(kind.label, urlencode(asked | {"kind": kind.value}), kind == chosen) for kind in Record.Kind]


class RecordChain(OfficeMixin, TemplateView):
    """All records as one line in time, narrowed by partner, topic and who follows; at most 9 queries."""

    permission_required = "cooperation.view_record"
    template_name = "cooperation/office/record_chain.html"

    def get_context_data(self, **kwargs):
        records = self.narrow(Record.objects.all())
        form = ChainFilter(self.request.GET, records=records)
        asked = form.asked()
        return super().get_context_data(
            filter=form,
            is_narrowed=bool(asked),
            chain=make_chain(records.about(**asked), Audience.INTERNAL),
            breadcrumbs=[(_("Cooperation"), reverse("office:promise_list")), (_("One line in time"), "")],
            **kwargs,
        )


class OfRecord(OfficeMixin):
    """A page of the one record that the address names."""

    permission_required = "cooperation.view_record"

    @cached_property
    def record(self):
        record = self.narrow(Record.objects.for_page(Audience.INTERNAL)).filter(slug=self.kwargs["slug"]).first()
        if record is None:
            raise Http404
        return record

    @cached_property
    def concrete(self):
        return self.record.concrete

    @cached_property
    def may_change(self):
        return self.request.user.has_perm("cooperation.change_record", self.record)


class RecordDetail(OfRecord, TemplateView):
    """At most 12 queries. ``refused`` and ``typed`` are what a posted step was refused for, and what it said."""

    template_name = "cooperation/office/record_detail.html"

    def get_context_data(self, **kwargs):
        record, today = self.concrete, today_in_ilam()
        shown = shown_record(self.record, Audience.INTERNAL)
        for item in shown.agenda:
            item.readers = readers_of(item)
        table = f"records:cooperation_{record._meta.model_name}"
        return super().get_context_data(
            record=record,
            shown=shown,
            facts=facts_of(record, for_office=True),
            readers=readers_of(record),
            is_promise=is_promise(record),
            lateness=lateness(record, today) if is_promise(record) else "",
            is_late=is_promise(record) and record.is_late_on(today),
            next_states=[(state.value, state.label) for state in next_states(record)],
            may_change=self.may_change,
            may_show=self.request.user.has_perm("cooperation.show_record", self.record),
            changes=changes_of(record),
            today=today,
            record_change=f"{table}_change",
            record_history=f"{table}_history",
            breadcrumbs=[(_("Cooperation"), reverse("office:promise_list")), (record, "")],
            **kwargs,
        )


def is_promise(record):
    return record.kind in (Record.Kind.DECISION, Record.Kind.COMMITMENT)


def readers_of(record):
    """{part: the words for who reads it}, of all parts of a record or of a point of an agenda."""
    widest = record.audience if isinstance(record, Record) else Audience.PUBLIC
    return {part: Audience(min(record.audiences.get(part, 0), widest)).label for part in record.PARTS}


def changes_of(record):
    """What became of it, the newest first, with who and why (1 query)."""
    kind = ContentType.objects.get_for_model(record)
    changes = StateChange.objects.filter(content_type=kind, object_id=record.pk).select_related("content_type")
    return [row_of_change(change) for change in changes[:SHOWN_CHANGES]]


class RecordPaper(OfficeMixin, View):
    """A file of a record, for officials who read the record."""

    http_method_names = ["get", "head", "options"]
    permission_required = "cooperation.view_paper"

    def get(self, request, slug, name):
        records = self.narrow(Record.objects.filter(slug=slug))
        return serve_file(Paper.objects.filter(record__in=records), name)
