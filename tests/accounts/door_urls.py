"""Three pages behind three doors, as small as they can be; the account pages stand beside them."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.urls import include, path
from django.views.generic import DetailView, TemplateView, View

import accounts.urls
from accounts.audiences import OfficeMixin, PortalMixin, PublicMixin
from events.models import Exhibition
from exhibitors.models import Exhibitor


class Plain(View):
    def get(self, request):
        return HttpResponse("plain")


class Home(PublicMixin, Plain):
    pass


class Form(PublicMixin, TemplateView):
    template_name = "account/form.html"


class Detail(DetailView):
    def render_to_response(self, context):
        return HttpResponse(self.object.slug)


class PublicExhibition(PublicMixin, Detail):
    queryset = Exhibition.objects.all()


class PortalHome(PortalMixin, Plain):
    pass


class PortalExhibitor(PortalMixin, Detail):
    queryset = Exhibitor.objects.all()


class Today(OfficeMixin, Plain):
    permission_required = "events.view_today"


class OfficeExhibition(OfficeMixin, Detail):
    permission_required = "events.change_exhibition"
    queryset = Exhibition.objects.all()


class OfficeWithoutPermission(OfficeMixin, Plain):
    pass


public_urls = [
    path("", Home.as_view(), name="home"),
    path("form/", Form.as_view()),
    path("exhibitions/<slug:slug>/", PublicExhibition.as_view()),
]
portal_urls = [
    path("", PortalHome.as_view(), name="home"),
    path("exhibitors/<slug:slug>/", PortalExhibitor.as_view()),
]
office_urls = [
    path("", Today.as_view(), name="today"),
    path("exhibitions/<slug:slug>/", OfficeExhibition.as_view()),
    path("unguarded/", OfficeWithoutPermission.as_view()),
]
urlpatterns = i18n_patterns(
    path("accounts/", include(accounts.urls)),
    path("portal/", include((portal_urls, "portal"))),
    path("office/", include((office_urls, "office"))),
    path("", include((public_urls, "public"))),
)
