"""Plans of the stands as they were: who was moved when and why, and what is released to everybody."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from accounts.models import StateChange
from exhibitors.actions.stands import (
    MovedMeanwhile,
    release_plan,
)
from exhibitors.models import Exhibitor, Participation, PlanVersion
from exhibitors.plan_letters import letters_of_changes, reached_by_none
from exhibitors.plans import (
    changes_between,
    digest,
    is_drawn_alike,
    working_plan,
)
from exhibitors.views.stands import StandPage
from lib.numbers import number_words, row_number

PAGE = 50


class StandHistory(StandPage):
    """Who was moved from where to where, by whom and why: of all, or of one ``exhibitor``."""

    template_name = "exhibitors/office/stand_history.html"
    http_method_names = ["get", "options"]

    def words(self):
        return _("History")

    def get_context_data(self, **kwargs):
        taking = self.exhibition.participations.all()
        slug = self.request.GET.get("exhibitor", "")
        maker = None
        if slug:
            maker = Exhibitor.objects.filter(slug=slug, participations__in=taking).distinct().first()
            taking = taking.filter(exhibitor=maker)
        rows = StateChange.objects.filter(
            content_type=ContentType.objects.get_for_model(Participation),
            field="stands",
            object_id__in=taking.values("pk"),
        )
        number = row_number(self.request.GET.get("page", "")) or 1
        first = (min(number, 1000) - 1) * PAGE
        found = list(rows[first : first + PAGE + 1])
        return super().get_context_data(
            **kwargs,
            maker=maker,
            rows=found[:PAGE],
            earlier=number + 1 if len(found) > PAGE else None,
            later=number - 1 if number > 1 else None,
        )


class PlanRelease(StandPage):
    """What is new against the last released plan and who is told, before it is released; and the plans so far."""

    permission_required = "exhibitors.view_planversion"
    template_name = "exhibitors/office/plan_release.html"
    address = "plan_release"
    acts = {"release": "release"}

    def words(self):
        return _("Release")

    def release(self, posted):
        number = row_number(posted.get("number", "")) or 0
        mark = posted.get("mark", "")
        try:
            version = release_plan(self.exhibition, number=number, mark=mark, actor=self.request.user)
        except MovedMeanwhile as refusal:
            return self.page(409, refusal=refusal.messages[0])
        return self.done(_("Plan {number} is released.").format(number=number_words(version.number)))

    def get_context_data(self, **kwargs):
        versions = list(
            PlanVersion.objects.filter(exhibition=self.exhibition)
            .select_related("released_by")
            .order_by("-number")[:PAGE]
        )
        last = versions[0] if versions else None
        plan = working_plan(self.exhibition)
        changes = changes_between(last.plan if last else [], plan)
        told = [*changes, *(change for version in versions for change in version.changes)]
        names = Exhibitor.objects.in_bulk({change["exhibitor"] for change in told})
        for change in told:
            change["who"] = names.get(change["exhibitor"])
        letters = letters_of_changes(self.exhibition, changes) if self.may_change else []
        return super().get_context_data(
            **kwargs,
            number=last.number + 1 if last else 1,
            mark=digest(plan),
            last=last,
            versions=versions,
            changes=changes,
            is_redrawn=last is not None and not is_drawn_alike(last.plan, plan),
            letters=letters,
            unreached=reached_by_none(self.exhibition, changes, letters) if self.may_change else [],
        )
