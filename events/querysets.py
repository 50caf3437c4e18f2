"""Named questions about many exhibitions."""

from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Prefetch, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.oversight import OverseenQuerySet
from events.states import STOPPED, Publication
from lib.text import fold


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
        stopped = Q(status__in=STOPPED)
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

    def in_phase(self, phase, today=None):
        """Those of ``in_timeline`` that ``Exhibition.phase`` says this of."""
        from events.models import VENUE_ZONE

        today = today or timezone.localdate(timezone=VENUE_ZONE)
        if phase in STOPPED:
            return self.filter(status=phase)
        begun = Q(starts_on__isnull=False, starts_on__lte=today)
        of_phase = {
            "planned": Q(last__isnull=True),
            "over": Q(last__lt=today),
            "running": Q(last__gte=today) & begun,
            "next": Q(last__gte=today) & ~begun,
        }
        return self.exclude(status__in=STOPPED).filter(of_phase[phase])

    def ids_named_like(self, query):
        """The ids of those whose name in any language, or whose address, holds every word of ``query``, however it is
        spelt. They are hundreds, not thousands: they are read."""
        words = fold(query).split()
        rows = self.order_by().values_list("pk", "name_fa", "name_en", "name_ar", "name_ckb", "slug")
        return [pk for pk, *texts in rows if all(word in fold(" ".join(filter(None, texts))) for word in words)]

    def with_set_up(self):
        """Know of each whether it has a venue, a programme and stands: what ``checklist.own_lines`` asks."""
        from events.models import ProgrammeItem, Stand, Venue

        return self.annotate(
            has_venue=Exists(Venue.objects.filter(exhibition=OuterRef("pk"))),
            has_programme=Exists(ProgrammeItem.objects.filter(exhibition=OuterRef("pk"))),
            has_stands=Exists(Stand.objects.filter(hall__exhibition=OuterRef("pk"))),
        )

    def for_timeline(self):
        """Load what a timeline row shows: venues with their places, and the figures said (2 queries)."""
        from events.models import Venue

        venues = Venue.objects.select_related("place__parent__parent__parent")
        return self.prefetch_related(Prefetch("venues", venues), "claims")

    def for_office(self):
        """Load what the office's list and pages show: what is set up, and venues with their places (1 query)."""
        from events.models import Venue

        venues = Venue.objects.select_related("place")
        return self.with_set_up().prefetch_related(Prefetch("venues", venues))

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
