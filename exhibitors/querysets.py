"""Named questions about many exhibitors and participations."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Avg, Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from events.oversight import OverseenQuerySet
from events.permissions import OFFICIALS
from exhibitors.states import ENDED, SHOWN, ParticipationState, Publication, ReviewState
from lib.dates import today_in_ilam
from lib.search import holds, matching
from lib.text import search_words
from vocabulary.spellings import stand_ins

MOST_SLIPS = 3  # words in which slips are looked for, each with questions of its own


class ExhibitorQuerySet(OverseenQuerySet):
    def published(self):
        return self.filter(publication=Publication.PUBLISHED)

    def managed_by(self, user):
        return self.filter(pk=user.acting_for)

    def of_exhibitions(self, exhibitions):
        """Those that take part in one of them."""
        return self.filter(participations__exhibition__in=exhibitions).distinct()

    def matching(self, query):
        """Those whose folded text holds every word of ``query``, in any of the four languages."""
        return matching(self, query)

    def matching_nearly(self, query):
        """(rows, slips): as ``matching``; where nobody is found, those of words one slip of a letter away.

        ``slips`` is {word as typed: [words it was taken for]}, empty for rows that hold the words as typed.
        """
        rows, words = self.matching(query), search_words(query)
        if not words or len(words) > MOST_SLIPS or rows.exists():
            return rows, {}

        def is_held(form):
            return self.filter(holds(form, "search_text")).exists()

        near = stand_ins([word for form, word in words.items() if len(words) == 1 or not is_held(form)])
        taken = {
            word: {other: form for other, form in others.items() if is_held(form)} for word, others in near.items()
        }
        near_rows = self
        for form, word in words.items():
            meant = taken[word].values() if word in taken else [form]
            near_rows = near_rows.filter(reduce(or_, (holds(each, "search_text") for each in meant), Q(pk__in=[])))
        if not taken or not near_rows.exists():
            return rows, {}
        return near_rows, {word: list(others) for word, others in taken.items()}

    def reviewed_by(self, user):
        """Those whose profile this official may publish, return or erase: by the role for it, not by any role."""
        return self.within_roles(user, OFFICIALS)

    def sent(self):
        """Profiles that wait for an official, the oldest first."""
        return self.filter(review=ReviewState.SENT).order_by("sent_at", "pk")

    def asking_deletion(self):
        """Those that want everything deleted, the oldest request first."""
        return self.filter(deletion_asked_at__isnull=False).order_by("deletion_asked_at", "pk")

    def with_portrait(self, **part):
        """Those whose portrait, proposed portrait or portrait that may come back has this ``digest`` or ``original``."""
        [(name, value)] = part.items()
        return self.filter(
            Q(**{f"portrait_{name}": value})
            | Q(**{f"proposed__portrait__{name}": value})
            | Q(**{f"decided__was__portrait__{name}": value})
        )

    def for_directory(self):
        """Load what a directory row shows: place and crafts (1 query)."""
        return self.select_related("place").prefetch_related("crafts")

    def for_page(self):
        """Load what an exhibitor's page shows besides its works: parts and people, each by one query."""
        from exhibitors.models import ContactPoint, Credential, Participation

        today = today_in_ilam()
        return self.select_related("place__parent__parent").prefetch_related(
            "crafts",
            Prefetch("contact_points", ContactPoint.objects.filter(is_shown=True), to_attr="shown_contacts"),
            Prefetch(
                "credentials",
                Credential.objects.filter(Q(expires_on=None) | Q(expires_on__gte=today)),
                to_attr="valid_credentials",
            ),
            Prefetch(
                "participations", Participation.objects.shown().for_exhibitor_page(), to_attr="shown_participations"
            ),
            Prefetch("members", self.model.objects.published(), to_attr="shown_members"),
            Prefetch("groups", self.model.objects.published(), to_attr="shown_groups"),
        )


class ParticipationQuerySet(OverseenQuerySet):
    def live(self):
        return self.exclude(state__in=ENDED)

    def shown(self):
        """Those the public sees: accepted or confirmed, of a published exhibitor at a published exhibition."""
        return self.filter(
            state__in=SHOWN,
            exhibitor__publication=Publication.PUBLISHED,
            exhibition__publication=Publication.PUBLISHED,
        )

    published = shown

    def managed_by(self, user):
        return self.filter(exhibitor=user.acting_for)

    def of_exhibitions(self, exhibitions):
        return self.filter(exhibition__in=exhibitions)

    def judged_by(self, juror):
        """Applications of calls whose jury this person is in, of the crafts given there (1 query first).

        An application is of the craft it names; without one, of each craft of the exhibitor.
        """
        from exhibitors.models import Exhibitor

        seats: dict[int, set[int]] = {}
        for exhibition, craft in juror.panels.values_list("call__exhibition", "crafts"):
            seats.setdefault(exhibition, set()).update({craft} - {None})
        given = Q(pk__in=[])
        for exhibition, crafts in seats.items():
            makers = Exhibitor.objects.filter(crafts__in=crafts).values("pk")
            of_crafts = Q(craft__in=crafts) | Q(craft=None, exhibitor__in=makers) if crafts else Q()
            given |= of_crafts & Q(exhibition=exhibition)
        return self.filter(given).exclude(state__in=[ParticipationState.DRAFT, ParticipationState.WITHDRAWN])

    def for_exhibitor_page(self):
        """Load the exhibition and the stands on the plan everybody sees, newest first (2 queries)."""
        return self.with_released_stands().order_by("-exhibition__starts_on", "pk")

    def with_stands(self):
        """Load the allocations with their stands (1 query)."""
        from exhibitors.models import Allocation

        return self.prefetch_related(Prefetch("allocations", Allocation.objects.select_related("stand")))

    def with_released_stands(self):
        """Load the exhibition with the plan released last (1 query)."""
        from exhibitors.models import PlanVersion

        newest = Prefetch("exhibition__plan_versions", PlanVersion.objects.newest())
        return self.select_related("exhibition").prefetch_related(newest)

    def for_directory(self):
        """Load what a row of an exhibition's exhibitors shows: exhibitor, place, crafts, stands (2 queries)."""
        return self.select_related("exhibitor__place").prefetch_related("exhibitor__crafts").with_released_stands()


class AllocationQuerySet(models.QuerySet):
    def standing(self, now=None):
        """Without those held for somebody whose time is over."""
        return self.exclude(held_until__lte=now or timezone.now())


class OfExhibitionQuerySet(OverseenQuerySet):
    def of_exhibitions(self, exhibitions):
        return self.filter(exhibition__in=exhibitions)


class PlanVersionQuerySet(OfExhibitionQuerySet):
    def newest(self):
        """The last one of each exhibition."""
        later = self.model.objects.filter(exhibition=OuterRef("exhibition"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))

    def published(self):
        return self.filter(exhibition__publication=Publication.PUBLISHED)


class CallQuerySet(OfExhibitionQuerySet):
    def open(self, now=None):
        """Those that take applications at this moment."""
        now = now or timezone.now()
        return self.filter(opens_at__lte=now, closes_at__gt=now)


class OfCallQuerySet(OverseenQuerySet):
    def of_exhibitions(self, exhibitions):
        return self.filter(call__exhibition__in=exhibitions)


class ReviewQuerySet(OverseenQuerySet):
    def of_exhibitions(self, exhibitions):
        return self.filter(participation__exhibition__in=exhibitions)


class FeedbackQuerySet(OverseenQuerySet):
    def of_exhibitions(self, exhibitions):
        return self.filter(participation__exhibition__in=exhibitions)

    def managed_by(self, user):
        return self.filter(participation__exhibitor=user.acting_for)

    def averages(self):
        """{question: average from one to five, None without an answer}."""
        from exhibitors.models.feedback import QUESTIONS

        found = self.aggregate(**{f"average_{name}": Avg(name) for name in QUESTIONS})
        return {name: found[f"average_{name}"] for name in QUESTIONS}
