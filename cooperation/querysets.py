"""Named questions about many records of the cooperation."""

from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Coalesce

from cooperation.states import OPEN, Audience, ReportState
from events.oversight import OverseenQuerySet
from lib.languages import CODES
from lib.text import fold


class RecordQuerySet(OverseenQuerySet):
    """Rows of ``Record`` or of one of its kinds."""

    def of_exhibitions(self, exhibitions):
        return self.filter(exhibition__in=exhibitions)

    def shown_to(self, audience):
        return self.filter(audience__gte=audience)

    def published(self):
        return self.shown_to(Audience.PUBLIC)

    def in_time(self):
        """Earliest first; what has no day stands at the end."""
        day = Coalesce("starts_on", "starts_by", "ends_on", "memorandum__signed_on")
        return self.alias(day=day).order_by(F("day").asc(nulls_last=True), "pk")

    def about(self, *, partner=None, topic="", owner=None):
        """Those with this partner (an institution), on this topic, followed by this account; each may be left out."""
        rows = self
        if partner:
            rows = rows.filter(partner=partner)
        if topic:
            # A list of short words none of which is part of another; JSON's own "contains" is PostgreSQL's alone.
            rows = rows.filter(topics__icontains=f'"{topic}"')
        if owner:
            rows = rows.filter(promise__keeper=owner)
        return rows

    def in_year(self, year):
        return self.filter(Q(starts_on__year=year) | Q(starts_on=None, starts_by__year=year))

    def ids_titled_like(self, query):
        """The ids of those whose title in any language holds every word of ``query``, however it is spelt. They are
        hundreds, not thousands: they are read."""
        words = fold(query).split()
        rows = self.order_by().values_list("pk", *(f"title_{code}" for code in CODES), "slug")
        return [pk for pk, *texts in rows if all(word in fold(" ".join(filter(None, texts))) for word in words)]

    def for_register(self):
        """Load what a line of the register shows (1 query)."""
        return self.select_related("partner", "exhibition")

    def with_kinds(self):
        """Load what each record has by its kind, in the one query."""
        return self.select_related(
            *("delegation", "meeting", "memorandum", "tour", "promise", "promise__keeper"), "place__parent", "partner"
        )

    def for_page(self, audience):
        """Load what the page of a record shows to ``audience`` (10 queries)."""
        from cooperation.models import Attendance, Paper, Step, Stop

        steps = Step.objects.filter(later__audience__gte=audience, earlier__audience__gte=audience)
        sides = [f"promise__{side}_{who}" for side in ("our", "their") for who in ("post__institution", "person")]
        named = ["exhibition", "tour__invited_by", "memorandum__review_at", "memorandum__signed_in", *sides]
        return (
            self.with_kinds()
            .select_related(*named)
            .prefetch_related(
                "sources",
                Prefetch("attendances", Attendance.objects.for_list()),
                Prefetch("stops", Stop.objects.select_related("exhibitor", "host")),
                Prefetch("papers", Paper.objects.filter(audience__gte=audience)),
                Prefetch("steps_before", steps.select_related("earlier").order_by("earlier__starts_on", "pk")),
                Prefetch("steps_after", steps.select_related("later").order_by("later__starts_on", "pk")),
                *("meeting__agenda", "memorandum__parties", "delegation__hosts", "promise__crafts"),
            )
        )


class PromiseQuerySet(RecordQuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def late(self, today):
        return self.open().filter(due_on__lt=today)

    def promised_by(self, side):
        """What this side promised, alone or with the other."""
        return self.filter(promised_by__in=[side, "both"])

    def by_lateness(self):
        """The longest overdue first, then those due next; without a day at the end."""
        return self.order_by(F("due_on").asc(nulls_last=True), "pk")

    def for_list(self):
        """Load what a line of a list of promises shows (1 query)."""
        people = ("our_post__institution", "our_person", "their_post__institution", "their_person")
        return self.select_related("keeper", "partner", *people)

    def with_origin(self):
        """Load what each came out of (1 query)."""
        from cooperation.models import Step

        return self.prefetch_related(Prefetch("steps_before", Step.objects.select_related("earlier")))

    def kept_by(self, user):
        return self.filter(keeper=user)


class AttendanceQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("person", "post__institution__place")


class ExhibitionReportQuerySet(OverseenQuerySet):
    def of_exhibitions(self, exhibitions):
        return self.filter(exhibition__in=exhibitions)

    def signed(self):
        return self.filter(state=ReportState.SIGNED)
