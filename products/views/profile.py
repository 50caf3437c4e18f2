"""An exhibitor's page before the public sees it, and who did what for the exhibitor."""

from auditlog.context import disable_auditlog
from django.db import transaction
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from exhibitors.acting import PortalPage
from exhibitors.models import Exhibitor
from exhibitors.profile.proposals import columns_of, wanted, write_lists
from exhibitors.profile.reviewing import missing_for_sending
from exhibitors.states import Publication
from lib.wording import with_copy_marks
from products.history import history_page
from products.views.exhibitions import ExhibitorPage


class ProfilePreview(PortalPage, ExhibitorPage, DetailView):
    """The public page with what was proposed.

    It is published for the moment of drawing the page, in a transaction that is rolled back: so the preview cannot
    show more or less than visitors will see.
    """

    template_name = "products/portal/profile_preview.html"

    def get(self, request):
        exhibitor = self.acting.exhibitor
        self.extra_context = {
            "missing": [each.words for each in missing_for_sending(exhibitor)],
            "was_published": exhibitor.is_published,
            "has_changes": bool(exhibitor.proposed),
        }
        wording = with_copy_marks(exhibitor.wording, wanted(exhibitor)["copies"])
        with transaction.atomic(), disable_auditlog():
            Exhibitor.objects.filter(pk=exhibitor.pk).update(
                publication=Publication.PUBLISHED,
                published_at=exhibitor.published_at or timezone.now(),
                wording=wording,
                **columns_of(exhibitor.proposed),
            )
            write_lists(exhibitor, exhibitor.proposed)
            response = super().get(request)
            response.render()
            transaction.set_rollback(True)
        return response

    def get_object(self, queryset=None):
        return self.get_queryset().get(pk=self.acting.exhibitor.pk)


class History(PortalPage, TemplateView):
    """Who did what for this exhibitor, newest first."""

    template_name = "products/portal/history.html"

    def get_context_data(self, **kwargs):
        page = history_page(self.acting.exhibitor, self.request.GET.get("page"))
        return super().get_context_data(**kwargs, page=page, exhibitor=self.acting.exhibitor)
