"""The doors: every view of the site opens through exactly one of them.

``LoginRequiredMiddleware`` keeps everything shut; ``PublicMixin`` opens to everybody and narrows rows to
``published()``, ``PortalMixin`` to ``managed_by(request.user)``, ``OfficeMixin`` demands the view's
``permission_required`` and narrows to ``overseen_by(request.user)``. Two small doors lead to single things:
``LinkMixin`` to what a private address names, ``AccountMixin`` to one's own account.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.views.generic import View

from accounts.second_factor import needs_second_factor


class Door(View):
    """What all doors share: the rows a view starts from, and how its answer may be kept."""

    audience: str

    def get_queryset(self):
        return self.narrow(super().get_queryset())  # type: ignore[misc]  # of the list or page behind the door

    def narrow(self, rows):
        """Those of ``rows`` that may pass this door; also for rows fetched by hand and for choices in forms."""
        raise NotImplementedError

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        self.keep(response)
        return response

    def keep(self, response):
        patch_cache_control(response, private=True, no_store=True)


@method_decorator(login_not_required, name="dispatch")
class PublicMixin(Door):
    """Open to everybody; the answer is the same bytes for all and may be kept, asking each time whether it changed."""

    audience = "public"

    def narrow(self, rows):
        return rows.published()

    def keep(self, response):
        """Decide once the page is written: a form's token, or a look at the session, makes it one person's own."""
        if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            response.add_post_render_callback(self.keep)
        elif is_personal(self.request):
            super().keep(response)
        elif not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, max_age=0, must_revalidate=True)


class PortalMixin(Door):
    """For whoever acts for an exhibitor (``exhibitors.acting``); another exhibitor's row is not found."""

    audience = "portal"

    def narrow(self, rows):
        return rows.managed_by(self.request.user)

    def dispatch(self, request, *args, **kwargs):
        if not request.user.acting_for:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class OfficeMixin(Door):
    """For officials who hold ``permission_required`` and, when they must, a second factor."""

    audience = "office"
    permission_required = ""

    def narrow(self, rows):
        return rows.overseen_by(self.request.user)

    def dispatch(self, request, *args, **kwargs):
        if not self.permission_required:
            raise ImproperlyConfigured(f"{type(self).__name__} names no permission_required")
        if not request.user.has_perm(self.permission_required):
            raise PermissionDenied
        if needs_second_factor(request.user):
            return redirect("mfa_activate_totp")
        return super().dispatch(request, *args, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class LinkMixin(Door):
    """For whoever holds a private address; what it opens is never kept."""

    audience = "link"


class AccountMixin(Door):
    """For everybody who is signed in, to what is their own."""

    audience = "account"

    def narrow(self, rows):
        return rows.filter(user=self.request.user)


def is_personal(request):
    """Whether the answer depends on who asks: its making used the session or a form's token."""
    return request.session.accessed or bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE"))
