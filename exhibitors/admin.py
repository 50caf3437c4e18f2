"""Records of exhibitors, and who takes part on the page of an exhibition."""

from django import forms
from django.contrib import admin
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.records.bases import (
    OverseenFilter,
    RecordsAdmin,
    RecordsInline,
    RecordsTable,
    TranslatedRecordsAdmin,
    oversees_everything,
)
from accounts.records.publishing import PublishingMixin
from accounts.records.reading import worded
from accounts.records.site import records
from events.admin import ExhibitionAdmin, PlaceChoice
from exhibitors import search
from exhibitors.actions import missing_for_publication, publish_exhibitor, withdraw_exhibitor
from exhibitors.forms import ContactPointForm, ExhibitorForm, ParticipationForm, ParticipationFormSet, format_shares
from exhibitors.models import Allocation, ContactPoint, Credential, Exhibitor, Participation, Representative
from exhibitors.signals import reworded
from vocabulary.models import Place


class ParticipationInline(RecordsTable):
    """Who takes part, on the page of an exhibition."""

    model = Participation
    form = ParticipationForm
    formset = ParticipationFormSet
    fields = ["exhibitor", "state", "stand_numbers", "note"]
    autocomplete_fields = ["exhibitor"]
    extra = 3

    @admin.display(description=_("stands"))
    def stand_numbers(self, participation):
        """For those who may only look."""
        return format_shares(participation.allocations.all())

    def get_queryset(self, request):
        allocations = Allocation.objects.select_related("stand")
        rows = super().get_queryset(request).select_related("exhibitor", "exhibition")
        return rows.prefetch_related(Prefetch("allocations", allocations))


ExhibitionAdmin.inlines = [*ExhibitionAdmin.inlines, ParticipationInline]


class ContactPointInline(RecordsTable):
    model = ContactPoint
    form = ContactPointForm
    fields = ["kind", "value", "channels", "is_shown"]
    extra = 1


class CredentialInline(RecordsInline):
    model = Credential
    fields = [("kind", "number"), ("craft", "year"), ("issued_on", "expires_on")]
    extra = 0


class RepresentativeInline(RecordsTable):
    model = Representative
    fields = ["user", "level"]
    autocomplete_fields = ["user"]
    extra = 0


class ParticipatesInline(RecordsTable):
    """Where the exhibitor takes part; decided on the page of the exhibition."""

    model = Participation
    fields = readonly_fields = ["exhibition", "state", "stand_numbers"]
    can_delete = False
    verbose_name_plural = _("participations")

    @admin.display(description=_("stands"))
    def stand_numbers(self, participation):
        return format_shares(participation.allocations.all())

    def get_queryset(self, request):
        allocations = Allocation.objects.select_related("stand")
        rows = (
            super()
            .get_queryset(request)
            .select_related("exhibition")
            .prefetch_related(Prefetch("allocations", allocations))
        )
        return rows if oversees_everything(request.user) else rows.overseen_by(request.user)

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Exhibitor, site=records)
class ExhibitorAdmin(PublishingMixin, TranslatedRecordsAdmin):
    form = ExhibitorForm
    inlines = [ContactPointInline, CredentialInline, RepresentativeInline, ParticipatesInline]
    list_display = ["__str__", "kind", "place", "publication", "code"]
    list_filter = ["publication", "kind", "crafts", ("participations__exhibition", OverseenFilter)]
    list_select_related = ["place"]
    # What is searched is the folded text; see get_search_results.
    search_fields = ["search_text"]
    autocomplete_fields = ["members"]
    fieldsets = [
        (None, {"fields": ["name", "known_as", ("kind", "gender"), "place", "crafts", "story"]}),
        (_("More about it"), {"classes": ["collapse"], "fields": ["members", "slug"]}),
    ]
    publish = staticmethod(publish_exhibitor)
    withdraw = staticmethod(withdraw_exhibitor)
    missing = staticmethod(missing_for_publication)

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj and obj.published_at else [])]

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term[:200]), False

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "place":
            kwargs |= {"queryset": Place.objects.select_related("parent"), "form_class": PlaceChoice}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "crafts":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def public_url(self, obj):
        return reverse("public:exhibitor_detail", args=[obj.slug])

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        search.refresh(form.instance)
        reworded.send(sender=Exhibitor, exhibitor=form.instance)


@admin.register(Participation, site=records)
class ParticipationAdmin(RecordsAdmin):
    """To look up and to see the history; decided on the page of the exhibition."""

    fields = readonly_fields = [
        "exhibition",
        "exhibitor",
        "state",
        "stand_numbers",
        "note",
        worded(Participation, "created_at"),
    ]
    list_display = ["exhibitor", "exhibition", "state", "stand_numbers"]
    list_filter = ["state", ("exhibition", OverseenFilter)]
    search_fields = ["exhibitor__search_text"]
    overseen_through = "exhibition"

    @admin.display(description=_("stands"))
    def stand_numbers(self, participation):
        return format_shares(participation.allocations.all())

    def get_queryset(self, request):
        allocations = Allocation.objects.select_related("stand")
        rows = super().get_queryset(request).select_related("exhibitor", "exhibition")
        return rows.prefetch_related(Prefetch("allocations", allocations))

    def get_search_results(self, request, queryset, search_term):
        return queryset.filter(exhibitor__in=Exhibitor.objects.matching(search_term[:200])), False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
