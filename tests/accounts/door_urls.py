"""The site, and beside it a few pages behind the doors, as small as they can be."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.urls import path
from django.views.generic import DetailView, TemplateView, View

import ilamexpo.urls
from accounts.audiences import OfficeMixin, PublicMixin
from events.models import Exhibition
from exhibitors.acting import PortalPage
from exhibitors.models import Exhibitor
from ilamexpo.urls import handler400, handler403, handler404, handler500  # noqa: F401


class Plain(View):
    def get(self, request):
        return HttpResponse("plain")


class Detail(DetailView):
    def render_to_response(self, context):
        return HttpResponse(self.object.slug)


class Public(PublicMixin, Plain):
    pass


class PublicForm(PublicMixin, TemplateView):
    template_name = "account/form.html"


class PublicExhibition(PublicMixin, Detail):
    queryset = Exhibition.objects.all()


class Portal(PortalPage, Plain):
    pass


class PortalExhibitor(PortalPage, Detail):
    queryset = Exhibitor.objects.all()


class Office(OfficeMixin, Plain):
    permission_required = "events.view_today"


class OfficeExhibition(OfficeMixin, Detail):
    permission_required = "events.change_exhibition"
    queryset = Exhibition.objects.all()


class Unguarded(OfficeMixin, Plain):
    pass


urlpatterns = [
    *i18n_patterns(
        path("doors/public/", Public.as_view()),
        path("doors/public/form/", PublicForm.as_view()),
        path("doors/public/<slug:slug>/", PublicExhibition.as_view()),
        path("doors/portal/", Portal.as_view()),
        path("doors/portal/<slug:slug>/", PortalExhibitor.as_view()),
        path("doors/office/", Office.as_view()),
        path("doors/office/unguarded/", Unguarded.as_view()),
        path("doors/office/<slug:slug>/", OfficeExhibition.as_view()),
    ),
    *ilamexpo.urls.urlpatterns,
]
