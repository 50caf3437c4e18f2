"""What signing in asks of every request and answer."""

from auditlog.middleware import AuditlogMiddleware
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.utils.cache import patch_cache_control

from accounts.audiences import is_personal
from accounts.limits import address_of, is_trusted
from accounts.sessions import note_use

READING = {"GET", "HEAD", "OPTIONS"}


class LoginRequired(LoginRequiredMiddleware):
    """Close every view that no door opens; Django's own asks who is there even where everybody may pass.

    Asking reads the session, and a public page that read a session could be kept by nobody.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None and request.user.is_authenticated:
            note_use(request.session)
        return answer


class AuditTrail(AuditlogMiddleware):
    """Tell the audit trail who writes, from where.

    Reading changes nothing, and asking who reads would open the session of every visitor. The address is the one
    the limits go by: a forged ``X-Forwarded-For`` is not believed.
    """

    def __call__(self, request):
        return self.get_response(request) if request.method in READING else super().__call__(request)

    @staticmethod
    def _get_remote_addr(request):
        return address_of(request)

    @staticmethod
    def _get_remote_port(request):
        return None


class KeepPrivate:
    """Nobody keeps an answer that depends on who asks, whichever view or error page wrote it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if is_personal(request) and "no-store" not in response.get("Cache-Control", ""):
            del response["Cache-Control"]
            patch_cache_control(response, private=True, no_store=True)
        return response


class TrustedProxies:
    """What a proxy says of a request (``X-Forwarded-…``) is heard from TRUSTED_PROXIES alone; from others it is dropped."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not is_trusted(request.META.get("REMOTE_ADDR", "")):
            for name in [name for name in request.META if name.startswith("HTTP_X_FORWARDED_")]:
                del request.META[name]
        return self.get_response(request)
