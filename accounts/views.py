"""The few account pages that are ours; the others are allauth's, listed in ``urls.py``."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.views.generic import TemplateView, View

from accounts import links
from accounts.audiences import AccountMixin, LinkMixin


class SignInLink(LinkMixin, TemplateView):
    """Ask before signing in: mail programs and messengers open addresses on their own."""

    template_name = "account/link.html"

    def get(self, request, token):
        user = links.user_of(token)
        return self.render_to_response({"account": user}, status=200 if user else 410)

    def post(self, request, token):
        user = links.use(token)
        if user is None:
            return self.render_to_response({"account": None}, status=410)
        if request.user.is_authenticated:
            logout(request)
        record_authentication(request, user, method="link")
        return perform_login(request, user)


class HomeOfUser(AccountMixin, View):
    """Officials come to today, representatives to the portal, everybody else to the public home."""

    def get(self, request):
        if request.user.is_official:
            return redirect("office:today")
        return redirect("portal:home" if request.user.representations.exists() else "public:home")
