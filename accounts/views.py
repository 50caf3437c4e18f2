"""The account pages that are ours; the others are allauth's, listed in ``urls.py``."""

import re

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth as webauthn_auth
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.generic import FormView, TemplateView, UpdateView, View

from accounts import codes, links
from accounts.audiences import AccountMixin, LinkMixin
from accounts.forms import AccountForm, FirstEntryForm, InvitationCodeForm, PhoneLoginForm
from accounts.limits import is_within, network_of, take_back
from accounts.models import User

QUARTER, HOUR = 15 * 60, 3600


def let_in(request, user, *, method, redirect_url=None):
    """Sign ``user`` in, whoever was signed in on this device before."""
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, user, method=method)
    return perform_login(request, user, redirect_url=redirect_url)


def home_in(language):
    """Where this person's pages begin, in that language."""
    with override(language):
        return reverse("home_of_user")


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
        return let_in(request, user, method="link")


class TypedCode(LinkMixin, FormView):
    """A page where a one-use code is typed; wrong ones are counted, and after some of them even the right one waits.

    An attempt is counted before its code is looked at, so that many at once are too many, and taken back when it was
    right: a whole workshop may enter from one telephone.
    """

    def limits(self, form):
        """[(purpose, key, how many wrong ones, seconds)]"""
        raise NotImplementedError

    def find(self, form):
        raise NotImplementedError

    def found(self, code):
        raise NotImplementedError

    def form_valid(self, form):
        limits = self.limits(form)
        # The network's own limit comes first, and beyond it nothing more is counted: one address shuts out nobody else.
        if not all(is_within(purpose, key, limit=limit, seconds=seconds) for purpose, key, limit, seconds in limits):
            form.add_error(
                None, _("There were too many wrong codes. Please wait a quarter of an hour, then try again.")
            )
            response = self.form_invalid(form, status=429)
            response["Retry-After"] = max(seconds for _purpose, _key, _limit, seconds in limits)
            return response
        code = self.find(form)
        if code is None:
            form.add_error(None, self.wrong)
            return self.form_invalid(form)
        for purpose, key, _limit, seconds in limits:
            take_back(purpose, key, seconds=seconds)
        return self.found(code)

    def form_invalid(self, form, status=422):
        return self.render_to_response(self.get_context_data(form=form), status=status)


class Invitation(TypedCode):
    """Where the eight digits of a printed or spoken invitation are typed."""

    form_class = InvitationCodeForm
    template_name = "account/invitation.html"

    @property
    def wrong(self):
        return _(
            "This code opens nothing: it is mistyped, was used, or has ended. The office can make you another one."
        )

    def limits(self, form):
        # These digits alone name the account, so what all networks try together is counted too.
        return [
            ("invitation", network_of(self.request), 10, QUARTER),
            ("invitation of all", "", 200, HOUR),
        ]

    def find(self, form):
        digits = form.cleaned_data["code"]
        digest = codes.digest_of(digits, codes.Purpose.INVITATION)
        return codes.find(digits, codes.Purpose.INVITATION, digest=digest)

    def found(self, code):
        return redirect("invitation_entry", codes.ticket(code))


class InvitationEntry(LinkMixin, UpdateView):
    """The first page of somebody invited: language, name, a password or none; then the portal."""

    form_class = FirstEntryForm
    template_name = "account/invitation_entry.html"
    context_object_name = "account"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.code = codes.find_invitation(kwargs["token"])

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.code else self.gone()

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.code else self.gone()

    def gone(self):
        return self.render_to_response({"account": None}, status=410)

    def get_object(self, queryset=None):
        return self.code.user

    def get_context_data(self, **kwargs):
        representations = self.object.representations.select_related("exhibitor").order_by("pk")
        return super().get_context_data(representations=representations, **kwargs)

    def form_valid(self, form):
        with transaction.atomic():
            if not codes.claim(self.code):
                return self.gone()
            user, fields = form.save(commit=False), ["language", "name"]
            if password := form.cleaned_data.get("password"):
                user.set_password(password)
                fields.append("password")
            user.save(update_fields=fields)
        return let_in(self.request, user, method="invitation", redirect_url=home_in(user.language))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class PhoneLogin(TypedCode):
    """Signing in by phone number and a code the office has told; nothing here says which of the two was wrong."""

    form_class = PhoneLoginForm
    template_name = "account/phone_login.html"

    @property
    def wrong(self):
        return _("This number and this code do not belong together, or the code is older than 15 minutes.")

    def limits(self, form):
        return [
            ("phone login", network_of(self.request), 10, QUARTER),
            ("phone login of", form.cleaned_data["phone"], 5, QUARTER),
        ]

    def find(self, form):
        data = form.cleaned_data
        return codes.find(data["code"], codes.Purpose.SIGN_IN, user__phone=data["phone"])

    def found(self, code):
        if not codes.claim(code):
            form = self.get_form()
            form.add_error(None, self.wrong)
            return self.form_invalid(form)
        return let_in(self.request, code.user, method="phone code")


class HomeOfUser(AccountMixin, View):
    """Officials come to today, representatives to the portal, everybody else to the public home."""

    def get(self, request):
        if request.user.is_official:
            return redirect("office:today")
        return redirect("portal:home" if request.user.representations.exists() else "public:home")


class Account(AccountMixin, UpdateView):
    """One's language and name, and the way to everything else about the account."""

    form_class = AccountForm
    template_name = "account/account.html"
    context_object_name = "account"

    def get_object(self, queryset=None):
        # A copy: what is typed and refused shall not stand in the head of the page.
        return User.objects.get(pk=self.request.user.pk)

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            passkeys=Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count(),
            has_app=is_mfa_enabled(user, [Authenticator.Type.TOTP]),
            **kwargs,
        )

    def form_valid(self, form):
        user = form.save()
        with override(user.language):
            messages.success(self.request, _("Saved."))
            return redirect("account_home")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Sessions(AccountMixin, ListUserSessionsView):
    """Where one is signed in; ended one by one, or all but this one."""

    def post(self, request, *args, **kwargs):
        number = request.POST.get("session", "")
        if not number:
            return super().post(request, *args, **kwargs)
        session = next((each for each in self.sessions() if str(each.pk) == number), None)
        if session and not session.is_current():
            session.end()
            messages.success(request, _("That device is signed out."))
        return redirect("usersessions_list")

    def sessions(self):
        return self.narrow(UserSession.objects.all())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        # This device first, then the newest.
        context["sessions"] = sorted(context["sessions"], key=lambda each: (not each.is_current(), -each.pk))
        for session in context["sessions"]:
            session.device = device_of(session.user_agent)
        return context


BROWSERS = (("Edg", "Edge"), ("SamsungBrowser", "Samsung Internet"), ("OPR", "Opera"), ("Firefox", "Firefox"))
BROWSERS += (("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"))
SYSTEMS += (("CrOS", "ChromeOS"), ("Macintosh", "Mac"), ("Linux", "Linux"))


def device_of(user_agent):
    """ "Chrome, Android" for what a browser says of itself; empty when it says nothing known."""
    found = []
    for known in (BROWSERS, SYSTEMS):
        found += [name for mark, name in known if re.search(rf"\b{mark}", user_agent)][:1]
    return ", ".join(found)


class PasskeyAdd(AccountMixin, webauthn.AddWebAuthnView):
    """A passkey that signs in by itself: the device is asked to keep it and to make sure who holds it."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["js_data"] = {"creation_options": webauthn_auth.begin_registration(self.request.user, True)}
        return context

    def form_valid(self, form):
        response = super().form_valid(form)
        user = self.request.user
        if is_mfa_enabled(user, [Authenticator.Type.TOTP]) or user.is_official:
            return response
        # Recovery codes stand in for a second factor, which makers have none of.
        Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
        return redirect("mfa_list_webauthn")
