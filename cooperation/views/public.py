"""What visitors read of the cooperation: what was released of it, with its sources."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView, View

from accounts.audiences import PublicMixin
from cooperation.chain import choices, make_chain
from cooperation.facts import facts_of
from cooperation.models import Paper, Record, Topic
from cooperation.papers import serve_file
from cooperation.showing import shown_record
from cooperation.states import Audience


class CooperationList(PublicMixin, TemplateView):
    """The chain of what is public; ``partner`` (a slug) and ``topic`` keep what is with or about them."""

    template_name = "cooperation/public/record_list.html"

    def get_context_data(self, **kwargs):
        rows = self.narrow(Record.objects.all())
        partners, topics = choices(rows)
        partner = next((each for each in partners if each.slug == self.request.GET.get("partner")), None)
        topic = next((each for each in topics if each == self.request.GET.get("topic")), "")
        chain = make_chain(rows.about(partner=partner, topic=topic), Audience.PUBLIC)
        return super().get_context_data(
            **kwargs,
            chain=chain,
            total=len(chain.nodes),
            partners=partners,
            partner=partner,
            topics=[(topic, Topic(topic).label) for topic in topics],
            topic=topic,
            breadcrumbs=[(_("Cooperation"), "")],
        )


class CooperationDetail(PublicMixin, DetailView):
    queryset = Record.objects.for_page(Audience.PUBLIC)
    template_name = "cooperation/public/record_detail.html"
    context_object_name = "row"

    def get_context_data(self, **kwargs):
        shown = shown_record(self.object, Audience.PUBLIC)
        return super().get_context_data(
            **kwargs,
            shown=shown,
            record=shown.record,
            facts=facts_of(shown.record),
            breadcrumbs=[(_("Cooperation"), reverse("public:cooperation_list")), (shown.record, "")],
        )


class CooperationPaper(PublicMixin, View):
    """A released file of a released record."""

    def get(self, request, slug, name):
        records = self.narrow(Record.objects.filter(slug=slug))
        return serve_file(Paper.objects.filter(record__in=records, audience=Audience.PUBLIC), name)
