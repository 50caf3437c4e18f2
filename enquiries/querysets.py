"""Named questions about many enquiries."""

from django.db.models import Q

from enquiries.states import EnquiryState
from events.models import Role
from events.oversight import OverseenQuerySet

HANDLERS = (Role.Kind.OFFICIAL, Role.Kind.DESK)
READERS = (*HANDLERS, Role.Kind.VIEWER)


class EnquiryQuerySet(OverseenQuerySet):
    def new(self):
        return self.filter(state=EnquiryState.NEW)

    def overseen_by(self, user):
        """Those this official may read: where the role is that of a juror alone, none."""
        return self.within_roles(user, READERS)

    def handled_by(self, user):
        """Those this official may act on, having the role for it there and not only elsewhere."""
        return self.within_roles(user, HANDLERS)

    def of_exhibitions(self, exhibitions):
        """Those from one of them, or about exhibitors that take part in one."""
        return self.filter(
            Q(exhibition__in=exhibitions)
            | Q(exhibitor__participations__exhibition__in=exhibitions)
            | Q(lines__exhibitor__participations__exhibition__in=exhibitions)
        ).distinct()

    def for_desk(self):
        """Load what a row of the desk shows: lines and exhibition (2 queries)."""
        return self.select_related("exhibition", "exhibitor").prefetch_related("lines")
