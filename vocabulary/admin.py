"""Records of the words: crafts, materials, techniques, places, in four languages."""

from functools import reduce
from operator import or_

from django.contrib import admin
from django.db.models import Q
from django.db.models.deletion import get_candidate_relations_to_delete

from accounts.records.bases import TranslatedRecordsAdmin, TranslatedRecordsInline
from accounts.records.site import records
from lib.languages import CODES
from lib.numbers import number_words
from vocabulary.models import Craft, HSCode, Material, Place, Technique

MOST_NAMED = 100
NAMES = [f"{field}_{code}" for field in ("name", "also_written") for code in CODES]


def uses(term):
    """(what it is called, rows) of everything that names ``term``."""
    for relation in get_candidate_relations_to_delete(term._meta):
        model = relation.related_model
        # Rows of a table between two others are called like what lies behind it; those of its own lists go with it.
        owner = model._meta.auto_created or model
        if owner is not type(term) or owner is model:
            yield owner._meta.verbose_name_plural, model._base_manager.filter(**{relation.field.name: term})


class TermAdmin(TranslatedRecordsAdmin):
    fields = ["name", "also_written", "slug", "doubt"]
    list_display = ["__str__", "name_en", "slug"]
    search_fields = ["slug", *NAMES]

    def get_deleted_objects(self, objs, request):
        """What more than a hundred records use stays, and how many say so: naming each would take minutes of a million."""
        counted = [(name, rows.count()) for term in objs for name, rows in uses(term)]
        if not any(count > MOST_NAMED for _name, count in counted):
            return super().get_deleted_objects(objs, request)
        protected = [f"{name}: {number_words(count)}" for name, count in counted if count]
        return [str(term) for term in objs], {}, set(), protected

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
