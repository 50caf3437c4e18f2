"""Records of exhibitions: one page makes an exhibition with venues, halls, stands, organisers and programme."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.records.bases import (
    OverseenFilter,
    RecordsAdmin,
    TranslatedRecordsAdmin,
    TranslatedRecordsInline,
    oversees_everything,
)
from accounts.records.publishing import PublishingMixin
from accounts.records.reading import worded
from accounts.records.site import records
from events.actions import missing_for_publication, propose_slug, publish_exhibition, withdraw_exhibition
from events.forms import ClaimForm, ExhibitionForm, HallForm, HallFormSet, PlaceChoice, codes_of
from events.models import Claim, Exhibition, Hall, Organiser, ProgrammeItem, Role, Series, Stand, Venue
from events.stands import format_stand_numbers
from lib.dates import format_range
from lib.states import MoveNotAllowed
from vocabulary.models import Place


class VenueInline(TranslatedRecordsInline):
    model = Venue
    fields = ["place", "name", "landmark", "address", "map_url"]
    extra = 1

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "place":
            kwargs |= {"queryset": Place.objects.select_related("parent"), "form_class": PlaceChoice}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class HallInline(TranslatedRecordsInline):
    model = Hall
    form = HallForm
    formset = HallFormSet
    fields = ["name", "stand_numbers", "venue", "is_open_air"]
    extra = 1

    @admin.display(description=_("stands"))
    def stand_numbers(self, hall):
        """For those who may only look."""
        return format_stand_numbers(codes_of(hall))

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("stands")


class OrganiserInline(TranslatedRecordsInline):
    model = Organiser
    fields = ["role", "name"]
    extra = 2


class ProgrammeInline(TranslatedRecordsInline):
    model = ProgrammeItem
    fields = ["day", ("starts_at", "ends_at"), "title", "location"]
    extra = 1


@admin.register(Exhibition, site=records)
class ExhibitionAdmin(PublishingMixin, TranslatedRecordsAdmin):
    form = ExhibitionForm
    # exhibitors.admin adds who takes part.
    inlines = [VenueInline, HallInline, OrganiserInline, ProgrammeInline]
    list_display = ["__str__", "days", "status", "publication", "slug"]
    list_filter = ["publication", "status", "kind"]
    search_fields = ["name_fa", "name_en", "name_ar", "name_ckb", "slug"]
    fieldsets = [
        (None, {"fields": ["name", ("kind", "status"), ("starts_on", "ends_on"), ("opens_at", "closes_at")]}),
        (_("The office's contact"), {"fields": [("contact_phone", "contact_email"), "contact_channels"]}),
        (
            _("More about it"),
            {"classes": ["collapse"], "fields": ["occasion", "summary", "hours_note", "series", "crafts", "slug"]},
        ),
        (
            _("When a day is not certain"),
            {"classes": ["collapse"], "fields": [("starts_certainty", "starts_by"), ("ends_certainty", "ends_by")]},
        ),
    ]
    publish = staticmethod(publish_exhibition)
    withdraw = staticmethod(withdraw_exhibition)
    missing = staticmethod(missing_for_publication)

    @admin.display(description=_("days"), ordering="starts_on")
    def days(self, exhibition):
        first = exhibition.starts_on or exhibition.starts_by
        return format_range(first, exhibition.ends_on or exhibition.ends_by or first, get_language()) if first else "–"

    def has_add_permission(self, request):
        return super().has_add_permission(request) and oversees_everything(request.user)

    def may_publish(self, request, obj=None):
        return request.user.has_perm("events.publish_exhibition", obj)

    def get_readonly_fields(self, request, obj=None):
        """The address of a public page stays, since people keep and print it."""
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj and obj.published_at else [])]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "crafts":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_publication(self, request, obj):
        return super().get_publication(request, obj) | {
            "preview_url": reverse("office:exhibition_preview", args=[obj.slug]),
            "prints_url": reverse("office:exhibition_prints", args=[obj.slug]),
            "publish_url": reverse("office:exhibition_publish", args=[obj.slug]),
            "withdraw_url": reverse("office:exhibition_withdraw", args=[obj.slug]),
            "confirm_withdraw": True,
        }

    def public_url(self, obj):
        return reverse("public:exhibition_detail", args=[obj.slug])

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Somebody who was faster, or a stand that is full by now, refuses the whole page: nothing is saved."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (MoveNotAllowed, ValidationError) as refusal:
            sentences = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
            for sentence in sentences:
                messages.error(request, sentence)
            return redirect(request.get_full_path())

    def _create_formsets(self, request, obj, change):
        """Tables that depend on each other meet here: participations are given stands typed on the same page."""
        formsets, inlines = super()._create_formsets(request, obj, change)
        for formset in formsets:
            if hasattr(formset, "stand_beside"):
                formset.stand_beside(formsets, actor=request.user)
            if formset.model is Venue:
                obj.typed_venues = formset
        return formsets, inlines

    def save_model(self, request, obj, form, change):
        if not obj.slug:
            venues = getattr(obj, "typed_venues", None)
            rows = [row.cleaned_data for row in venues.forms if row.has_changed()] if venues else []
            obj.slug = propose_slug(obj, [row["place"].slug for row in rows if row.get("place")])
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        venues = list(form.instance.venues.all()[:2])
        if len(venues) == 1:
            for hall in form.instance.halls.filter(venue=None):
                hall.venue = venues[0]
                hall.save()

    def response_post_save_add(self, request, obj):
        """Stay: preview and publication are the next steps, and stand on this page."""
        return redirect("admin:events_exhibition_change", obj.pk)

    response_post_save_change = response_post_save_add


@admin.register(Series, site=records)
class SeriesAdmin(TranslatedRecordsAdmin):
    fields = ["slug", "name", "summary"]
    list_display = ["__str__", "slug"]
    search_fields = ["name_fa", "name_en", "name_ar", "name_ckb", "slug"]


@admin.register(Stand, site=records)
class StandAdmin(RecordsAdmin):
    """Where single stands are described; they are made on the page of their exhibition."""

    overseen_through = "hall__exhibition"
    fields = ["hall", "code", "area_m2", "state", ("x", "y"), ("width", "height"), "note"]
    readonly_fields = ["hall", "code"]
    list_display = ["code", "hall", "exhibition", "area_m2", "state"]
    list_filter = ["state", ("hall__exhibition", OverseenFilter)]
    list_select_related = ["hall__exhibition"]
    search_fields = ["code"]

    @admin.display(description=_("exhibition"))
    def exhibition(self, stand):
        return stand.hall.exhibition

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Claim, site=records)
class ClaimAdmin(TranslatedRecordsAdmin):
    """What was published, by whom and when. Figures about the whole are seen by those who oversee the whole."""

    form = ClaimForm
    overseen_through = "exhibition"
    fields = [
        "key", "measure", "value", ("number", "unit"), "said_by", "said_in", ("said_on", "certainty"), "note",
        ("exhibition", "series", "place"), ("period_from", "period_to"), "contradicts", "exhibitions",
    ]  # fmt: skip
    autocomplete_fields = ["contradicts", "exhibitions", "exhibition", "place"]
    list_display = ["__str__", "measure", "exhibition", "said_by", worded(Claim, "said_on"), "certainty"]
    list_filter = ["measure", "certainty", ("exhibition", OverseenFilter)]
    list_select_related = ["exhibition"]
    search_fields = ["key", "value_fa", "value_en", "value_ar", "value_ckb", "said_by_fa", "said_by_en"]


@admin.register(Role, site=records)
class RoleAdmin(RecordsAdmin):
    """Only those above the roles give them."""

    fields = ["user", "kind", "exhibition"]
    autocomplete_fields = ["user", "exhibition"]
    list_display = ["user", "kind", "exhibition"]
    list_filter = ["kind"]
    list_select_related = ["user", "exhibition"]
