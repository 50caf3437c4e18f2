"""Named questions about many works."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from events.oversight import OverseenQuerySet
from lib.languages import CODES
from lib.search import matching
from products.sizes import SIZES
from products.states import PictureState, ProductState

STORIES = [f"{field}_{code}" for field in ("story", "season") for code in CODES]
EXHIBITOR_STORIES = [f"exhibitor__{field}_{code}" for field in ("story", "known_as") for code in CODES]
# What no card shows.
WIDE = [
    *("search_text", "search_name", "search_label", "story", *STORIES),
    *("exhibitor__search_text", "exhibitor__story", *EXHIBITOR_STORIES),
]

CARD = [
    *("code", "slug", "is_sample", "published_at", "price_mode", "price_amount", "currency", "price_unit"),
    *("wording__title__copied", "exhibitor__wording__name__copied"),
    *(f"{name}_{code}" for name in ("title", "exhibitor__name", "exhibitor__place__name") for code in CODES),
    *("cover__digest", "cover__width", "cover__height", "cover__is_drawing", *(f"cover__alt_{code}" for code in CODES)),
]


class ProductQuerySet(OverseenQuerySet):
    def published(self):
        """Those the public sees: published works of published exhibitors."""
        return self.filter(state=ProductState.PUBLISHED, exhibitor__publication="published")

    def without_title(self, language):
        return self.filter(Q(**{f"title_{language}": ""}) | Q(**{f"title_{language}": None}))

    def sent(self):
        """Drafts and revisions that wait for an official, the oldest first."""
        return self.filter(state=ProductState.SENT).order_by("sent_at", "pk")

    def managed_by(self, user):
        return self.filter(exhibitor=user.acting_for, revises=None)

    def of_exhibitions(self, exhibitions):
        """Those whose maker takes part in one of them."""
        return self.filter(exhibitor__participations__exhibition__in=exhibitions).distinct()

    def matching(self, query):
        """Those whose folded text holds every word of ``query``, in any of the four languages."""
        return matching(self, query)

    def newest(self):
        return self.order_by("-published_at", "code")

    def for_cards(self):
        """Load what a card shows: maker, place and first picture (no further query)."""
        return self.select_related("exhibitor__place", "cover").defer(*WIDE)

    def as_cards(self, *more):
        """What a card shows and ``more`` columns, as named tuples (no further query); a work and its maker are wide."""
        return self.rewrite(False).values_list(*CARD, *more, named=True)

    def of_sizes(self, names):
        """Those of which the longer side lies in one of the sizes (see ``products.sizes``)."""
        longest = Greatest(*(Coalesce(f"{side}_mm", 0) for side in ("width", "length", "height")))
        limits = [0, *(limit for limit, _words in SIZES.values())]
        wanted = Q(pk=None)
        for shorter, (name, (limit, _words)) in zip(limits, SIZES.items(), strict=False):
            if name in names:
                wanted |= Q(longest__gt=shorter) & (Q() if limit == limits[-1] else Q(longest__lte=limit))
        return self.alias(longest=longest).filter(wanted)


class PictureQuerySet(QuerySet):
    def ready(self):
        """Those that can be shown."""
        return self.filter(state=PictureState.READY)

    def standing(self):
        """All but those taken away, which may still be put back."""
        return self.exclude(state=PictureState.REMOVED)
