"""Records of the words: crafts, materials, techniques, places, in four languages."""

from functools import reduce
from operator import or_

from django.contrib import admin
from django.db.models import Q

from accounts.records.bases import TranslatedRecordsAdmin, TranslatedRecordsInline
from accounts.records.site import records
from lib.languages import CODES
from vocabulary.models import Craft, HSCode, Material, Place, Technique

NAMES = [f"{field}_{code}" for field in ("name", "also_written") for code in CODES]


class TermAdmin(TranslatedRecordsAdmin):
    fields = ["name", "also_written", "slug", "doubt"]
    list_display = ["__str__", "name_en", "slug"]
    search_fields = ["slug", *NAMES]

    def get_search_results(self, request, queryset, search_term):
        """Every word somewhere in the names of any language."""
        for word in search_term[:200].split():
            queryset = queryset.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in ["slug", *NAMES])))
        return queryset, False


@admin.register(Material, Technique, site=records)
class WordAdmin(TermAdmin):
    pass


@admin.register(Place, site=records)
class PlaceAdmin(TermAdmin):
    fields = ["name", ("kind", "parent"), "also_written", "slug", "doubt"]
    autocomplete_fields = ["parent"]
    list_display = ["__str__", "name_en", "kind", "parent", "slug"]
    list_filter = ["kind"]
    list_select_related = ["parent"]


class HSCodeInline(TranslatedRecordsInline):
    model = HSCode
    fields = [("code", "certainty"), "use"]


@admin.register(Craft, site=records)
class CraftAdmin(TermAdmin):
    inlines = [HSCodeInline]
    fields = [
        "name", "summary", "making", "size_note", "materials", "techniques", ("family", "units", "position"),
        "is_craft",
        "also_written", "slug", "doubt",
    ]  # fmt: skip
    autocomplete_fields = ["materials", "techniques"]
    list_display = ["__str__", "name_en", "slug", "is_craft"]
