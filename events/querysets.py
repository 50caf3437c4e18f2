"""Named questions about many exhibitions."""

from django.db import models
from django.db.models import Case, F, IntegerField, Prefetch, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.oversight import OverseenQuerySet
from events.states import Publication, Status


class ExhibitionQuerySet(OverseenQuerySet):
    def published(self):
        return self.filter(publication=Publication.PUBLISHED)

    def of_exhibitions(self, exhibitions):
        return self.filter(pk__in=exhibitions)

    def at_place(self, slugs):
        """Those with a venue at one of these places or anywhere inside them (up to three levels)."""
        inside = Q()
        for path in ("slug", "parent__slug", "parent__parent__slug", "parent__parent__parent__slug"):
            inside |= Q(**{f"venues__place__{path}__in": slugs})
        return self.filter(inside).distinct()

    def in_timeline(self, today=None):
        """Running first, then the next ones by nearness, planned ones without a day, then the past, newest first."""
        from events.models import VENUE_ZONE

        today = today or timezone.localdate(timezone=VENUE_ZONE)
        last = Coalesce("ends_on", "ends_by", "starts_on", "starts_by")
        first = Coalesce("starts_on", "starts_by", "ends_on", "ends_by")
        stopped = Q(status__in=[Status.CANCELLED, Status.MOVED])
        return self.annotate(
            first=first,
            last=last,
            rank=Case(
                When(~stopped & Q(starts_on__lte=today, last__gte=today), then=Value(0)),
                When(last__gte=today, then=Value(1)),
                When(last__isnull=True, then=Value(2)),
                default=Value(3),
                output_field=IntegerField(),
            ),
            nearness=Case(When(last__gte=today, then=F("first"))),
        ).order_by("rank", F("nearness").asc(nulls_last=True), F("first").desc(nulls_last=True), "slug")

    def for_timeline(self):
        """Load what a timeline row shows: venues with their places, and the figures said (2 queries)."""
        from events.models import Venue

        venues = Venue.objects.select_related("place__parent__parent__parent")
        return self.prefetch_related(Prefetch("venues", venues), "claims")

    def for_page(self):
        """Load what an exhibition's page shows of itself (6 queries)."""
        return self.select_related("series").for_timeline().prefetch_related("organisers", "programme", "crafts")

    def for_calendar(self):
        """Load venues and programme (2 queries)."""
        from events.models import Venue

        return self.prefetch_related(Prefetch("venues", Venue.objects.select_related("place__parent")), "programme")


class ClaimQuerySet(OverseenQuerySet):
    def of_exhibitions(self, exhibitions):
        """Those about one of them; figures about the whole are not among them."""
        return self.filter(exhibition__in=exhibitions)

    def about_the_whole(self, key):
        """The claim of that key with the public exhibitions it probably means; None without one (2 queries)."""
        from events.models import Exhibition

        exhibitions = models.Prefetch("exhibitions", Exhibition.objects.published())
        return self.filter(key=key).prefetch_related(exhibitions).first()
