"""Open promises by lateness, and the steps that are taken with one of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import ListView, View

from accounts.audiences import OfficeMixin
from cooperation.actions import move_record, note_checked, set_due
from cooperation.filters import PromiseFilter
from cooperation.lateness import lateness
from cooperation.models import Promise
from cooperation.views.office.records import OfRecord, RecordDetail, is_promise
from lib.dates import format_two_calendars, parse_date, today_in_ilam
from lib.states import MoveNotAllowed

LONGEST_REASON = 1000


class PromiseList(OfficeMixin, ListView):
    """What is promised and not settled, the longest overdue first; at most 10 queries, however many there are."""

    permission_required = "cooperation.view_promise"
    queryset = Promise.objects.open().for_list().with_origin().by_lateness()
    template_name = "cooperation/office/promise_list.html"
    context_object_name = "promises"
    paginate_by = 50

    def get_queryset(self):
        self.form = PromiseFilter(self.request.GET, records=self.narrow(Promise.objects.open()))
        return self.form.narrow(super().get_queryset())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        today = today_in_ilam()
        for promise in context["promises"]:
            promise.lateness = lateness(promise, today)
            promise.is_late = promise.is_late_on(today)
            promise.is_checked = promise.checked_on == today
        late = self.form.narrow(self.narrow(Promise.objects.late(today))).count()
        return context | {
            "filter": self.form,
            "is_narrowed": bool(self.form.asked()),
            "late": late,
            "may_change": self.request.user.has_perm("cooperation.change_promise"),
            "may_add": self.request.user.has_perm("cooperation.add_record"),
            "query": self.request.GET.urlencode(),
            "breadcrumbs": [(_("Cooperation"), "")],
        }


class Stepping(OfRecord):
    """A POST that takes one step with the record; refused, its page says why and keeps what was typed."""

    permission_required = "cooperation.change_record"
    step_name = ""

    def get(self, request, *args, **kwargs):
        """Whoever changes the language of a refused page, or opens its address anew."""
        return redirect("office:record_detail", self.record.slug)

    def post(self, request, slug):
        if not self.may_change:
            raise PermissionDenied
        try:
            words = self.step(request.POST)
        except ValidationError as refusal:
            return self.refuse(refusal.messages)
        except MoveNotAllowed as refusal:
            return self.refuse([self.why(refusal)])
        messages.success(request, words)
        return redirect(self.back())

    def step(self, data):
        """Take the step; the sentence to say. Raises ValidationError or MoveNotAllowed."""
        raise NotImplementedError

    def why(self, refusal):
        return str(refusal)

    @property
    def reason(self):
        return self.request.POST.get("reason", "").replace("\0", "").strip()[:LONGEST_REASON]

    def back(self):
        """The list the step was taken in, as it was narrowed, or the page of the record."""
        if self.request.POST.get("from") == "list":
            query = self.request.POST.get("query", "").replace("\n", "").replace("\r", "")[:500]
            return reverse("office:promise_list") + (f"?{query}" if query else "")
        return reverse("office:record_detail", args=[self.record.slug]) + "#steps"

    def refuse(self, sentences):
        """The page with the sentences, the record read anew; what was typed stays."""
        page = RecordDetail(kwargs=self.kwargs, request=self.request, args=self.args)
        typed = {name: self.request.POST.get(name, "") for name in ("to", "due_on")} | {"reason": self.reason}
        context = page.get_context_data(refused=sentences, refused_step=self.step_name, typed=typed)
        return page.render_to_response(context, status=422)


class RecordMove(Stepping, View):
    """How far it has come: ``seen`` (the state that was shown), ``to`` and ``reason``."""

    step_name = "state"

    def step(self, data):
        record, to = self.concrete, data.get("to", "")
        states = type(record)._meta.get_field("state").choices
        if to not in dict(states):
            raise ValidationError(_("Choose what comes next."))
        move_record(record, to=to, seen=data.get("seen", ""), actor=self.request.user, reason=self.reason)
        return _("It is now: {state}").format(state=record.get_state_display())

    def why(self, refusal):
        if refusal.old != self.request.POST.get("seen", ""):
            # Somebody moved it before this page was sent, or while it was.
            return _("Somebody else changed the state meanwhile. It is now: {state}").format(
                state=dict(type(self.concrete)._meta.get_field("state").choices).get(refusal.old, refusal.old)
            )
        return str(refusal)


class OfPromise(Stepping):
    def step(self, data):
        if not is_promise(self.record):
            raise PermissionDenied
        return self.step_with(self.concrete, data)

    def step_with(self, promise, data):
        raise NotImplementedError


class PromiseChecked(OfPromise, View):
    """One tap: somebody asked today how it stands."""

    def step_with(self, promise, data):
        if note_checked(promise):
            return _("Noted: it was checked today.")
        return _("It was checked today already.")


class PromiseDue(OfPromise, View):
    """Another day, for a reason: ``due_on`` as it is typed, ``seen`` the day that was shown."""

    step_name = "due"

    def step_with(self, promise, data):
        typed = data.get("due_on", "").strip()
        try:
            due_on = parse_date(typed) if typed else None
        except (ValueError, OverflowError) as wrong:
            raise ValidationError(_("This is not a day. Write 1404/7/18 or 2025-10-10.")) from wrong
        try:
            seen = parse_date(data["seen"]) if data.get("seen") else None
        except (ValueError, OverflowError):
            seen = None
        set_due(promise, due_on=due_on, seen=seen, actor=self.request.user, reason=self.reason)
        if due_on is None:
            return _("It has no day now.")
        day = format_two_calendars(due_on, None, self.request.LANGUAGE_CODE)
        return _("It is due on {day} now.").format(day=day)

    def why(self, refusal):
        if refusal.old == refusal.new:
            return _("It is due on that day already.")
        return _("Somebody else gave it another day meanwhile. It is shown below.")
