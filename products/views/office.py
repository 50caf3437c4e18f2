"""What the office sees before visitors do."""

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import DetailView

from accounts.audiences import OfficeMixin
from events.actions import missing_for_publication
from events.models import Exhibition
from events.states import Publication
from products.views.exhibitions import ExhibitionPage


class ExhibitionPreview(OfficeMixin, ExhibitionPage, DetailView):
    """The public page of an exhibition that is not public yet.

    It is published for the moment of drawing the page, in a transaction that is rolled back: so the preview cannot
    show more or less than visitors will see.
    """

    permission_required = "events.view_exhibition"
    template_name = "products/office/exhibition_preview.html"

    def get(self, request, slug):
        exhibition = get_object_or_404(self.narrow(Exhibition.objects.all()), slug=slug)
        self.extra_context = {
            "was_published": exhibition.is_published,
            "missing": missing_for_publication(exhibition),
            "may_publish": request.user.has_perm("events.publish_exhibition", exhibition),
        }
        with transaction.atomic():
            Exhibition.objects.filter(pk=exhibition.pk).update(
                publication=Publication.PUBLISHED, published_at=exhibition.published_at or timezone.now()
            )
            response = super().get(request, slug=slug)
            response.render()
            transaction.set_rollback(True)
        return response
