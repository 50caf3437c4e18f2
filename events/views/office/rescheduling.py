"""Cancelling, postponing or moving an exhibition in two steps: what shall be, and what becomes of all that depends on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from accounts.audiences import OfficeMixin
from events.forms.rescheduling import NoticeForm, RescheduleForm
from events.models import Exhibition
from events.rescheduling import (
    CANCELLED,
    MOVED,
    ChangedMeanwhile,
    Unsettled,
    dependents,
    mark_of,
    possible_kinds,
    reschedule,
)
from lib.dates import format_two_calendars
from lib.states import MoveNotAllowed


class ExhibitionReschedule(OfficeMixin, DetailView):
    """Nothing happens before everything that depends on it is answered and the last button pressed."""

    queryset = Exhibition.objects.all()
    permission_required = "events.change_exhibition"
    template_name = "events/office/exhibition_reschedule.html"
    settling_template = "events/office/exhibition_settle.html"
    context_object_name = "exhibition"

    def get_object(self, queryset=None):
        exhibition = super().get_object(queryset)
        if not self.request.user.has_perm(self.permission_required, exhibition):
            raise PermissionDenied
        return exhibition

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", RescheduleForm(exhibition=self.object))
        return super().get_context_data(kinds=possible_kinds(self.object), **kwargs)

    def post(self, request, slug):
        self.object = self.get_object()
        if "do" in request.POST and request.POST.get("seen") != mark_of(self.object):
            return self.look_again()
        form = RescheduleForm(request.POST, exhibition=self.object)
        if "back" in request.POST:
            return self.render_to_response(self.get_context_data(form=self.unchecked(form)))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        change = form.change()
        if "do" not in request.POST:
            return self.ask(form, change, NoticeForm(change=change))
        return self.do(form, change)

    def unchecked(self, form):
        """What was typed, shown again without complaints."""
        return RescheduleForm(initial={name: form[name].data for name in form.fields}, exhibition=self.object)

    def ask(self, form, change, notice, answers=None, errors=(), status=200, seen=""):
        """What depends on it, each with its answers; ``answers`` ({key: answer}) were given already."""
        rows = [
            (
                row,
                f"answer-{row.key}",
                row.default if answers is None else answers.get(row.key),
                answers is not None and answers.get(row.key) not in dict(row.answers),
            )
            for row in dependents(change)
        ]
        self.template_name = self.settling_template
        context = self.get_context_data(
            form=notice,
            typed_values=[(name, form.data.get(name, "")) for name in form.fields],
            change=change,
            place_words=change.name_of_place(get_language()),
            old_days=span(self.object),
            new_days=span(change),
            questions=[each for each in rows if not each[0].is_information],
            information=[each for each in rows if each[0].is_information],
            problems=errors,
            seen=seen or mark_of(self.object),
        )
        return self.render_to_response(context, status=status)

    def do(self, form, change):
        post = self.request.POST
        notice = NoticeForm(post, change=change)
        answers = {name.removeprefix("answer-"): post[name] for name in post if name.startswith("answer-")}
        seen, problems = post.get("seen", ""), []
        if notice.is_valid():
            try:
                reschedule(
                    change,
                    answers,
                    notice=notice.notice,
                    actor=self.request.user,
                    reason=change.reason,
                    seen=seen,
                )
            except Unsettled:
                problems = [_("Answer what is marked below; nothing has been done yet.")]
            except ValidationError as refusal:
                problems = [*refusal.messages, _("Nothing has been done yet: choose another answer.")]
            except (ChangedMeanwhile, MoveNotAllowed):
                return self.look_again()
            else:
                messages.success(self.request, self.say_done(change.kind))
                return redirect("office:exhibition_detail", self.object.slug)
        return self.ask(form, change, notice, answers, problems, status=422, seen=seen)

    def look_again(self):
        messages.warning(self.request, _("It has changed since you opened this page. Please look again."))
        return redirect("office:exhibition_reschedule", self.object.slug)

    def say_done(self, kind):
        if kind == CANCELLED:
            return _("The exhibition is cancelled. Its public page stays at its address, with the notice.")
        if kind == MOVED:
            return _("The exhibition has moved. Its public page stays at its address, with the notice.")
        return _("The exhibition has new days. Its public page stays at its address, with the notice.")


def span(held):
    """The days of an exhibition, or of a change, in both calendars."""
    language = get_language() or "fa"
    return format_two_calendars(held.starts_on, held.ends_on, language) if held.starts_on else ""
