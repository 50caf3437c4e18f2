"""The doors: every view of the site opens through exactly one of them.

``LoginRequiredMiddleware`` keeps everything shut; ``PublicMixin`` opens to everybody and narrows rows to
``published()``, ``PortalMixin`` to ``managed_by(request.user)``, ``OfficeMixin`` demands the view's
``permission_required`` and narrows to ``overseen_by(request.user)``.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator

from accounts.second_factor import needs_second_factor


class Door:
    """What all doors share: the rows a view starts from, and how its answer may be kept."""

    audience: str

    def get_queryset(self):
        return self.narrow(super().get_queryset())

    def narrow(self, rows):
        """Those of ``rows`` that may pass this door; also for rows fetched by hand and for choices in forms."""
        raise NotImplementedError

    def keep(self, response):
        patch_cache_control(response, private=True, no_store=True)


@method_decorator(login_not_required, name="dispatch")
class PublicMixin(Door):
    """Open to everybody; the answer is the same bytes for all and may be kept for a moment."""

    audience = "public"

    def narrow(self, rows):
        return rows.published()

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        self.keep(response)
        return response

    def keep(self, response):
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, max_age=0, must_revalidate=True)


class PortalMixin(Door):
    """For whoever represents an exhibitor; another exhibitor's row is not found."""

    audience = "portal"

    def narrow(self, rows):
        return rows.managed_by(self.request.user)

    def dispatch(self, request, *args, **kwargs):
        if not request.user.representations.exists():
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        self.keep(response)
        return response


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
        response = super().dispatch(request, *args, **kwargs)
        self.keep(response)
        return response
