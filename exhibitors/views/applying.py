"""Applications in the portal: open calls, the own application step by step, and what became of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, TemplateView

from exhibitors.acting import EVERYBODY, PortalPage
from exhibitors.actions.applying import (
    CallClosed,
    is_to_come,
    live_application,
    locked_call,
    open_calls,
    save_application,
    send_application,
    takes,
    withdraw_application,
)
from exhibitors.actions.participation import AlreadyTakesPart
from exhibitors.answers import answers_of, questions_of
from exhibitors.feedback import problem_of_time
from exhibitors.forms.applying import ApplicationForm
from exhibitors.models import Call, Participation
from exhibitors.states import PARTICIPATION_MOVES, ParticipationState
from exhibitors.views.saving import saved_at, saves_itself
from lib.states import MoveNotAllowed

S = ParticipationState
# What a state means to whoever applied; what is decided and not announced shows in none of them.
PLAIN_WORDS = {
    S.DRAFT: gettext_lazy("You have begun it; it is not sent yet."),
    S.SUBMITTED: gettext_lazy("It is sent. The office decides and writes to you."),
    S.REJECTED: gettext_lazy("You were not chosen this time."),
    S.RESERVE: gettext_lazy("You are on the waiting list. If a place becomes free, the office writes to you."),
    S.ACCEPTED: gettext_lazy("You are accepted. Please say whether you come."),
    S.CONFIRMED: gettext_lazy("You take part."),
    S.DECLINED: gettext_lazy("You did not take the place."),
    S.WITHDRAWN: gettext_lazy("You withdrew."),
}
TOOK_PART = gettext_lazy("You took part.")
RETURNED = gettext_lazy("The office asks for something. Mend it and send it again.")


def plain_words(participation):
    """How it stands; needs the exhibition loaded."""
    if participation.state == S.CONFIRMED and participation.exhibition.phase() == "over":
        return TOOK_PART
    if participation.state == S.DRAFT and participation.return_reason:
        return RETURNED
    return PLAIN_WORDS[participation.state]


class ParticipationList(PortalPage, ListView):
    """Calls that can be answered now, then where one takes part or applied, the newest exhibition first."""

    levels = EVERYBODY
    queryset = Participation.objects.for_exhibitor_page()
    template_name = "exhibitors/portal/participation_list.html"
    context_object_name = "participations"
    paginate_by = 30

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for each in context["participations"]:
            each.words = plain_words(each)
        mine = self.narrow(Participation.objects.live()).values("exhibition")
        return context | {"calls": open_calls().exclude(exhibition__in=mine).order_by("closes_at", "pk")}


class Application(PortalPage, TemplateView):
    """The application to one call: saved by itself and by its buttons, sent when nothing is missing.

    After the call has closed it is only read, unless the office gave it back.
    """

    template_name = "exhibitors/portal/application.html"

    @cached_property
    def call(self):
        call = Call.objects.filter(exhibition__slug=self.kwargs["slug"]).select_related("exhibition").first()
        if call is None or not (call.exhibition.is_published or self.participation_of(call)):
            raise Http404
        return call

    def participation_of(self, call):
        return live_application(call.exhibition, self.acting.exhibitor)

    def get(self, request, slug):
        participation = self.participation_of(self.call)
        if participation and participation.state != S.DRAFT:
            return redirect("portal:participation_detail", participation.code)
        return self.render_to_response(self.get_context_data(participation=participation))

    def post(self, request, slug):
        with transaction.atomic():
            # Whatever another tab saves, it saves before we look or after we are done.
            locked_call(self.call)
            return self.save(request)

    def save(self, request):
        participation = self.participation_of(self.call)
        form = ApplicationForm(
            request.POST, call=self.call, exhibitor=self.acting.exhibitor, participation=participation
        )
        by_itself, sends = saves_itself(request), "send" in request.POST
        form.is_valid()
        try:
            # What is right is kept, whatever else is still wrong.
            participation = save_application(
                self.call, self.acting.exhibitor, values=form.values(), entered_by=self.enterer
            )
            if by_itself:
                return JsonResponse(
                    {"saved_at": saved_at(), "errors": form.errors, "told": form.told, "seen": form.seen_now}
                )
            if sends and form.demand():
                participation = send_application(
                    participation, self.call, actor=request.user, on_behalf_of=self.acting.on_behalf_of
                )
                messages.success(
                    request, _("Your application has arrived. Its code is {code}.").format(code=participation.code)
                )
                return redirect("portal:participation_detail", participation.code)
        except (CallClosed, AlreadyTakesPart) as refusal:
            return self.refuse(form, participation, refusal.messages[0], by_itself)
        except MoveNotAllowed:
            return self.refuse(form, participation, _("It has been sent already, perhaps from another tab."), by_itself)
        if form.errors:
            return self.render_to_response(self.get_context_data(form=form, participation=participation), status=422)
        messages.success(request, _("Saved at {time}.").format(time=saved_at()))
        if "leave" in request.POST:
            return redirect("portal:participation_list")
        return redirect("portal:application", self.call.exhibition.slug)

    @property
    def enterer(self):
        """The official who writes it down for the maker; nobody where makers write themselves."""
        return self.request.user if self.acting.is_official else None

    def refuse(self, form, participation, words, by_itself):
        """What was typed stays on the page, with the reason above it."""
        if by_itself:
            return JsonResponse({"saved_at": "", "errors": {"": [words]}}, status=409)
        if "" not in form.errors:
            form.add_error(None, ValidationError(words))
        context = self.get_context_data(form=form, participation=participation, is_refused=True)
        return self.render_to_response(context, status=409)

    def get_context_data(self, *, participation=None, form=None, is_refused=False, **kwargs):
        call = self.call
        is_open = takes(call, participation)
        form = form or ApplicationForm(call=call, exhibitor=self.acting.exhibitor, participation=participation)
        return super().get_context_data(
            **kwargs,
            call=call,
            exhibition=call.exhibition,
            participation=participation,
            form=form,
            is_open=is_open and not is_refused,
            is_refused=is_refused,
            now=timezone.now(),
            answers=answers_of(participation, form.questions, with_personal=True)
            if participation and not is_open
            else [],
        )


class ParticipationDetail(PortalPage, TemplateView):
    """What was sent, how it stands, and the way back: mend and send again, or withdraw."""

    levels = EVERYBODY
    template_name = "exhibitors/portal/participation_detail.html"

    @cached_property
    def participation(self):
        rows = Participation.objects.with_released_stands().select_related("exhibitor", "craft")
        participation = self.narrow(rows).filter(code=self.kwargs["code"]).first()
        if participation is None:
            raise Http404
        return participation

    def get(self, request, code):
        return self.render_to_response(self.get_context_data())

    def post(self, request, code):
        if not self.acting.may_keep or "withdraw" not in request.POST:
            raise Http404
        participation = self.participation
        try:
            with transaction.atomic():
                withdraw_application(participation, actor=request.user, on_behalf_of=self.acting.on_behalf_of)
        except MoveNotAllowed as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("You have withdrawn. While the call is open you can apply again."))
        return redirect("portal:participation_detail", code)

    def get_context_data(self, **kwargs):
        participation = self.participation
        call = Call.objects.filter(exhibition=participation.exhibition_id).select_related("exhibition").first()
        questions = questions_of(call) if call else []
        is_live = participation.state not in (S.REJECTED, S.DECLINED, S.WITHDRAWN)
        return super().get_context_data(
            **kwargs,
            participation=participation,
            exhibition=participation.exhibition,
            call=call,
            words=plain_words(participation),
            answers=answers_of(participation, questions, with_personal=True),
            asks_feedback=participation.state == S.CONFIRMED and not problem_of_time(participation.exhibition),
            may_mend=self.acting.may_keep
            and participation.state == S.DRAFT
            and call is not None
            and takes(call, participation),
            may_withdraw=self.acting.may_keep
            and S.WITHDRAWN in PARTICIPATION_MOVES.get(participation.state, ())
            and is_to_come(participation.exhibition),
            may_apply_again=self.acting.may_keep
            and not is_live
            and call is not None
            and takes(call)
            and live_application(participation.exhibition, self.acting.exhibitor) is None,
        )
