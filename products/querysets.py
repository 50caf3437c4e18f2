"""Named questions about many works."""

from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery

from lib.text import search_terms
from products.states import ProductState

CARD_FIELDS = (
    "code", "slug", "title_en", "title_fa", "title_ar", "title_ckb", "price_mode", "price_amount", "currency",
    "price_unit", "unit", "availability", "is_sample", "published_at", "craft_id",
    "exhibitor__slug", "exhibitor__name_en", "exhibitor__name_fa", "exhibitor__name_ar", "exhibitor__name_ckb",
    "exhibitor__place__name_en", "exhibitor__place__name_fa", "exhibitor__place__name_ar", "exhibitor__place__name_ckb",
)  # fmt: skip


class ProductQuerySet(models.QuerySet):
    def published(self):
        """Those the public sees: published works of published exhibitors."""
        return self.filter(state=ProductState.PUBLISHED, exhibitor__publication="published")

    def managed_by(self, user):
        return self.filter(exhibitor__representatives__user=user)

    def overseen_by(self, user):
        if user.is_superuser or any(role.exhibition_id is None for role in user.role_list):
            return self
        exhibitions = [role.exhibition_id for role in user.role_list]
        return self.filter(exhibitor__participations__exhibition__in=exhibitions).distinct()

    def matching(self, query):
        """Those whose folded text holds every word of ``query``, in any of the four languages."""
        found = self
        for strong, weak in search_terms(query):
            found = found.filter(Q(search_text__contains=strong) | Q(search_text__contains=weak))
        return found

    def for_cards(self):
        """Load what a card shows: maker, place and the first picture (2 queries)."""
        from products.models import Picture

        first = Picture.objects.filter(product=OuterRef("product")).order_by("position", "pk").values("pk")[:1]
        return (
            self.select_related("exhibitor__place")
            .only(*CARD_FIELDS)
            .prefetch_related(Prefetch("pictures", Picture.objects.filter(pk=Subquery(first)), to_attr="first_pictures"))
        )
