"""Named questions about many enquiries."""

from django.db import models
from django.db.models import Q

from enquiries.states import EnquiryState


class EnquiryQuerySet(models.QuerySet):
    def new(self):
        return self.filter(state=EnquiryState.NEW)

    def overseen_by(self, user):
        """All for officials with a role for all; else those from, or about exhibitors of, their exhibitions."""
        if user.is_superuser or any(role.exhibition_id is None for role in user.role_list):
            return self
        exhibitions = [role.exhibition_id for role in user.role_list]
        return self.filter(
            Q(exhibition__in=exhibitions)
            | Q(exhibitor__participations__exhibition__in=exhibitions)
            | Q(lines__exhibitor__participations__exhibition__in=exhibitions)
        ).distinct()

    def for_desk(self):
        """Load what a row of the desk shows: lines and exhibition (2 queries)."""
        return self.select_related("exhibition", "exhibitor").prefetch_related("lines")
