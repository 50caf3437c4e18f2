"""What the pages of the office about one exhibition share: the exhibition, as far as this official may see it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from accounts.audiences import OfficeMixin
from events.models import Exhibition


class OfExhibition(OfficeMixin):
    """Behind the door stands one exhibition; a role for another one is not enough."""

    exhibitions = Exhibition.objects.all()

    @cached_property
    def exhibition(self):
        exhibition = get_object_or_404(self.narrow(self.exhibitions.all()), slug=self.kwargs["slug"])
        if not self.request.user.has_perm(self.permission_required, exhibition):
            raise PermissionDenied
        return exhibition

    def demand(self, permission):
        if not self.request.user.has_perm(permission, self.exhibition):
            raise PermissionDenied
