"""One site of records, for officials only. It is not Django's default site, so no package adds pages to it."""

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from accounts.second_factor import second_factor_required

APP_ORDER = ["events", "exhibitors", "products", "enquiries", "cooperation", "vocabulary", "accounts", "auditlog"]


class RecordsSite(AdminSite):
    site_header = site_title = _("Records")
    index_title = _("What the office keeps")
    enable_nav_sidebar = False

    def has_permission(self, request):
        return request.user.is_authenticated and request.user.is_official

    def admin_view(self, view, cacheable=False):
        """Open ``view`` to officials, once they have a second factor."""
        return super().admin_view(second_factor_required(view), cacheable)

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """There is one way to sign in, and it is not here; who is signed in and comes here is no official."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or request.get_full_path())

    def each_context(self, request):
        """The site's own pages tell visitors apart by language, so "View site" keeps it."""
        from django.urls import reverse

        return super().each_context(request) | {"site_url": reverse("public:home")}

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: APP_ORDER.index(app["app_label"]) if app["app_label"] in APP_ORDER else 99)


records = RecordsSite(name="records")
