"""Whether an accepted exhibitor comes: said in the portal until the deadline."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from exhibitors.acting import PortalPage
from exhibitors.actions.choice import TooLate, confirm_participation, decline_participation
from exhibitors.models import Participation
from exhibitors.states import ParticipationState
from lib.states import MoveNotAllowed


class Answering(PortalPage, View):
    http_method_names = ["post", "options"]

    def post(self, request, code):
        rows = self.narrow(Participation.objects.select_related("exhibition"))
        participation = rows.filter(code=code).exclude(code=None).first()
        if participation is None:
            raise Http404
        try:
            self.act(participation)
        except TooLate:
            messages.error(request, _("The deadline has passed; your place goes to the next on the waiting list."))
        except MoveNotAllowed:
            messages.error(request, _("This step is not possible any more: somebody else may have been faster."))
        else:
            messages.success(request, self.said())
        return redirect("portal:participation_detail", code)


class ParticipationConfirm(Answering):
    def act(self, participation):
        confirm_participation(participation, actor=self.request.user, on_behalf_of=self.acting.on_behalf_of)

    def said(self):
        return _("You come: the office knows it now.")


class ParticipationDecline(Answering):
    def act(self, participation):
        if participation.state != ParticipationState.ACCEPTED:
            raise MoveNotAllowed(participation.state, ParticipationState.DECLINED)
        decline_participation(
            participation,
            actor=self.request.user,
            reason=self.request.POST.get("reason", "").replace("\x00", "").strip()[:2000],
            on_behalf_of=self.acting.on_behalf_of,
        )

    def said(self):
        return _("You do not come: the place is offered to somebody else.")
