"""What exhibitors manage of themselves."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import View

from exhibitors.acting import ENTERED_FROM, EVERYBODY, PortalPage, act_for


class Switch(PortalPage, View):
    """Act for another exhibitor that one represents; an official goes back to the office, where they came from."""

    levels = EVERYBODY
    http_method_names = ["post", "options"]

    def post(self, request):
        code = request.POST.get("exhibitor", "")
        if not code and self.acting.is_official:
            name, arguments, fragment = request.session.get(ENTERED_FROM, ("office:today", [], ""))
            act_for(request, None)
            return redirect(reverse(name, args=arguments) + fragment)
        chosen = next((each for each in self.acting.others if each.code == code), None)
        if chosen is None:
            raise Http404
        act_for(request, chosen)
        return redirect("portal:home")
