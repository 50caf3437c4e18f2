"""Is everything well? For officials in words, for machines as JSON."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from accounts import jobs
from accounts.audiences import OfficeMixin, PublicMixin
from accounts.models import Job
from ilamexpo.health import WELL, findings, is_ready
from ilamexpo.views.errors import not_kept
from lib.numbers import row_number
from lib.states import MoveNotAllowed

SHOWN = 50


class Readyz(PublicMixin, View):
    """Whether requests may be sent here; facts of the machine alone, since anybody may ask."""

    def get(self, request):
        found = findings()
        ready = is_ready(found)
        checks = {each.name: {"state": each.state, **each.facts} for each in found}
        return not_kept(JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503))


class Health(OfficeMixin, TemplateView):
    """What is well, what is not and what to do; tasks that were set aside can be tried again."""

    permission_required = "accounts.view_health"
    template_name = "ilamexpo/office/health.html"

    def get_context_data(self, **kwargs):
        found = findings()
        aside = Job.objects.filter(state=Job.State.SET_ASIDE).order_by("-created_at", "-pk")[:SHOWN]
        return super().get_context_data(
            **kwargs,
            unwell=[each for each in found if each.state != WELL],
            well=[each for each in found if each.state == WELL],
            jobs=list(map(in_words, aside)),
        )

    def post(self, request):
        if not request.user.has_perm("accounts.change_job"):
            raise PermissionDenied
        job = Job.objects.filter(pk=row_number(request.POST.get("job", ""))).first()
        act = request.POST.get("act", "")
        if job is None or act not in ("again", "leave"):
            raise Http404
        try:
            if act == "again":
                jobs.try_again(job, actor=request.user)
                messages.success(request, _("It is tried once more."))
            else:
                jobs.put_away(job, actor=request.user)
                messages.success(request, _("It is left as it is."))
        except MoveNotAllowed:
            messages.warning(request, _("Somebody else was faster: this is done already."))
        return redirect(reverse("office:health"))


def in_words(job):
    """A job with what it does, and whether trying again can do anything."""
    handler = jobs.HANDLERS.get(job.kind)
    job.does = handler.does if handler else ""
    job.can_resume = bool(handler and handler.can_resume)
    return job
