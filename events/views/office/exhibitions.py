"""All exhibitions of an official, and one of them: what it is, what it lacks and how far it has come."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView

from accounts.audiences import OfficeMixin
from accounts.models import StateChange
from events.actions import missing_for_publication
from events.checklist import lines_from_above, numbers_from_above, own_lines
from events.models import Exhibition
from events.progress import StillOpen, change_status, next_statuses
from events.states import STATUS_MOVES, STOPPED, Publication, Status
from lib.states import MoveNotAllowed

PHASES = [
    ("running", gettext_lazy("Open now")),
    ("next", gettext_lazy("Coming")),
    ("planned", gettext_lazy("Planned")),
    ("over", gettext_lazy("Over")),
    ("cancelled", gettext_lazy("Cancelled")),
    ("moved", gettext_lazy("Moved")),
]
# In these something can still be missing before it opens.
AHEAD = {"running", "next", "planned"}
LONGEST_REASON = 1000
SHOWN_CHANGES = 5


class ExhibitionList(OfficeMixin, ListView):
    """``q`` is a part of a name, ``phase`` and ``status`` narrow; other names and values are ignored."""

    permission_required = "events.view_exhibition"
    queryset = Exhibition.objects.for_office()
    template_name = "events/office/exhibition_list.html"
    context_object_name = "exhibitions"
    paginate_by = 25

    def get_queryset(self):
        self.asked = {
            "q": self.request.GET.get("q", "").replace("\0", "").strip()[:100],
            "phase": self.chosen("phase", dict(PHASES)),
            "status": self.chosen("status", Status),
            "publication": self.chosen("publication", Publication),
        }
        rows = super().get_queryset().in_timeline()
        if phase := self.asked["phase"]:
            rows = rows.in_phase(phase)
        for name in ("status", "publication"):
            if self.asked[name]:
                rows = rows.filter(**{name: self.asked[name]})
        if self.asked["q"]:
            found = self.narrow(Exhibition.objects.all()).ids_named_like(self.asked["q"])
            rows = rows.filter(pk__in=found)
        return rows

    def chosen(self, name, known):
        value = self.request.GET.get(name, "")
        return value if value in known else ""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        asked = {name: value for name, value in self.asked.items() if value}
        others = {name: value for name, value in asked.items() if name != "phase"}
        for exhibition in context["exhibitions"]:
            is_ahead = exhibition.phase() in AHEAD
            exhibition.missing_number = sum(not line.is_done for line in own_lines(exhibition)) if is_ahead else None
        return context | {
            "asked": self.asked,
            "is_narrowed": bool(asked),
            "phases": [
                ("", _("All"), urlencode(others), not self.asked["phase"]),
                *(
                    (value, words, urlencode(others | {"phase": value}), value == self.asked["phase"])
                    for value, words in PHASES
                ),
            ],
            "statuses": Status.choices,
            "publications": Publication.choices,
            "may_add": self.request.user.has_perm("events.add_exhibition"),
            "breadcrumbs": [(_("Exhibitions"), "")],
        }


class ExhibitionDetail(OfficeMixin, DetailView):
    """What it lacks, how far it has come, who takes part, and everything that can be done with it."""

    permission_required = "events.view_exhibition"
    queryset = Exhibition.objects.for_office()
    template_name = "events/office/exhibition_detail.html"
    context_object_name = "exhibition"

    def get_context_data(self, **kwargs):
        exhibition, user = self.object, self.request.user
        may_change = user.has_perm("events.change_exhibition", exhibition)
        own = [line if may_change else replace(line, url="") for line in own_lines(exhibition)]
        lines = [*own, *lines_from_above(exhibition, user)]
        return {
            "lines": sorted(lines, key=lambda line: line.is_done),
            "missing_number": sum(not line.is_done for line in lines),
            "numbers": numbers_from_above(exhibition, user),
            "missing": [] if exhibition.is_published else missing_for_publication(exhibition),
            "may_publish": user.has_perm("events.publish_exhibition", exhibition),
            "may_change": may_change,
            "may_see_shared": user.has_perm("events.view_shared", exhibition),
            "may_add": user.has_perm("events.add_exhibition"),
            "next_statuses": [(status, Status(status).label) for status in next_statuses(exhibition)],
            "may_stop": bool(set(STOPPED) & set(STATUS_MOVES.get(exhibition.status, ()))),
            "changes": list(changes_of(exhibition)),
            "breadcrumbs": exhibition_trail(exhibition),
            **super().get_context_data(**kwargs),
        }


class ExhibitionStatus(ExhibitionDetail):
    """POST says how far the office has come, with ``seen`` (the status that was shown), ``to`` and ``reason``; refused, it
    shows the page again with what was typed."""

    permission_required = "events.change_exhibition"

    def get(self, request, *args, **kwargs):
        """Whoever changes the language of a refused page, or opens its address anew."""
        return redirect("office:exhibition_detail", self.get_object().slug)

    def get_object(self, queryset=None):
        exhibition = super().get_object(queryset)
        if not self.request.user.has_perm(self.permission_required, exhibition):
            raise PermissionDenied
        return exhibition

    def post(self, request, slug):
        self.object = exhibition = self.get_object()
        to, seen = request.POST.get("to", ""), request.POST.get("seen", "")
        reason = request.POST.get("reason", "").replace("\0", "").strip()[:LONGEST_REASON]
        if to not in Status:
            return self.refuse([_("Choose what comes next.")], to, reason)
        try:
            change_status(exhibition, to=to, seen=seen, actor=request.user, reason=reason)
        except StillOpen as refusal:
            return self.refuse(refusal.matters, to, reason, is_closing=True)
        except MoveNotAllowed as refusal:
            return self.refuse([self.why(refusal, seen)], to, reason)
        messages.success(request, _("Its status is now: {status}").format(status=Status(to).label))
        return redirect(reverse("office:exhibition_detail", args=[slug]) + "#status")

    @staticmethod
    def why(refusal, seen):
        """The sentence for a step that is not possible: somebody was faster, or it cannot follow."""
        if refusal.old != seen and refusal.old in Status:
            return _("Somebody else changed the status meanwhile. It is now: {status}").format(
                status=Status(refusal.old).label
            )
        return str(refusal)

    def refuse(self, sentences, to, reason, *, is_closing=False):
        """The page with the sentences beside the step; the status is read anew."""
        self.object = self.get_object()
        context = self.get_context_data(
            status_errors=sentences, status_typed={"to": to, "reason": reason}, is_closing=is_closing
        )
        return self.render_to_response(context, status=422)


def changes_of(exhibition):
    """Moves of its status and its publication, the newest first, with who and why."""
    kind = ContentType.objects.get_for_model(Exhibition)
    rows = StateChange.objects.filter(content_type=kind, object_id=exhibition.pk, field__in=["status", "publication"])
    for change in rows[:SHOWN_CHANGES]:
        words = dict(Status.choices if change.field == "status" else Publication.choices)
        change.old_words, change.new_words = words.get(change.old, change.old), words.get(change.new, change.new)
        yield change


def exhibition_trail(exhibition, page="", through=()):
    """Exhibitions › this one › ``through``, each (name, address) › the ``page``."""
    here = reverse("office:exhibition_detail", args=[exhibition.slug]) if page or through else ""
    trail = [(_("Exhibitions"), reverse("office:exhibition_list")), (exhibition, here), *through]
    return [*trail, (page, "")] if page else trail
