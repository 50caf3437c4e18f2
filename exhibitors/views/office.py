"""What the organiser does with exhibitors."""

from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import View

from accounts.audiences import OfficeMixin
from exhibitors.acting import CHOSEN, find_overseen
from exhibitors.models import Exhibitor


class ExhibitorAct(OfficeMixin, View):
    """Enter the portal in the name of an exhibitor; everything done there is recorded with the official's name."""

    permission_required = "exhibitors.act_for_exhibitor"
    http_method_names = ["post", "options"]

    def post(self, request, slug):
        exhibitor = self.narrow(Exhibitor.objects.all()).filter(slug=slug).first()
        if exhibitor is None or not find_overseen(request.user, exhibitor.pk):
            raise Http404
        request.session[CHOSEN] = exhibitor.pk
        return redirect("portal:home")
