"""Records of the cooperation: institutions, people and posts, and the five kinds of records with all that hangs on them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.records.bases import (
    OverseenFilter,
    RecordsInline,
    RecordsTable,
    TranslatedRecordsAdmin,
    TranslatedRecordsInline,
)
from accounts.records.reading import worded
from accounts.records.site import records
from cooperation.facts import listed
from cooperation.forms import MemorandumForm, PaperForm, PaperFormSet, PersonForm, PromiseForm, RecordForm
from cooperation.keepers import officials
from cooperation.models import (
    AgendaItem,
    Attendance,
    Delegation,
    Institution,
    Meeting,
    Memorandum,
    Paper,
    Person,
    Post,
    Promise,
    Record,
    Source,
    Step,
    Stop,
    Tenure,
    Tour,
)
from events.admin import PlaceChoice
from lib.dates import format_date
from lib.languages import NAMES
from vocabulary.models import Place


class RecordChoice(forms.ModelChoiceField):
    """Records with their kind and day, since a meeting and its decision may share a title."""

    def label_from_instance(self, record):
        day = record.starts_on or record.starts_by
        more = [str(record.get_kind_display()), *([format_date(day, get_language() or "fa")] if day else [])]
        return f"{record} ({listed(more)})"


class Choices:
    """Choices of places, posts and records, each with what tells it from the others."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model is Place:
            kwargs |= {"queryset": Place.objects.select_related("parent"), "form_class": PlaceChoice}
        elif db_field.related_model is Post:
            kwargs["queryset"] = Post.objects.select_related("institution")
        elif db_field.related_model is Record:
            kwargs["form_class"] = RecordChoice
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class NeededMixin:
    """Records that are deleted only while no other depends on them; ``needed_by`` are the names of those rows."""

    needed_by: tuple[str, ...] = ()

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and self.is_needed(obj))

    def is_needed(self, obj):
        return any(getattr(obj, name).exists() for name in self.needed_by)

    def get_actions(self, request):
        """Each is looked at by itself before it goes."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}


class SeenAdmin(Choices, NeededMixin, TranslatedRecordsAdmin):
    """Of two officials who write at once the second is told what changed (``lib.seen``)."""

    def get_object(self, request, object_id, from_field=None):
        """Locked while it is saved, so that nothing changes between the look and the saving."""
        obj = super().get_object(request, object_id, from_field)
        if obj is not None and request.method == "POST":
            type(obj)._base_manager.select_for_update(of=("self",)).get(pk=obj.pk)
            obj = super().get_object(request, object_id, from_field)
        return obj

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and self.has_change_permission(request, obj):
            return [*fieldsets, (None, {"fields": ["seen"]})]
        return fieldsets


class TenureInline(Choices, RecordsTable):
    model = Tenure
    fields = ["post", "person", "starts_on", "ends_on", "known_on"]
    autocomplete_fields = ["person"]


@admin.register(Institution, site=records)
class InstitutionAdmin(Choices, NeededMixin, TranslatedRecordsAdmin):
    needed_by = ("posts", "records", "hosted", "memoranda")
    fields = ["name", "kind", "place", "slug"]
    list_display = ["__str__", "kind", "place", "slug"]
    list_filter = ["kind", "place"]
    list_select_related = ["place"]
    search_fields = ["name_fa", "name_en", "name_ar", "name_ckb", "slug"]


@admin.register(Person, site=records)
class PersonAdmin(SeenAdmin):
    form = PersonForm
    inlines = [TenureInline]
    needed_by = ("tenures", "attendances")
    fields = ["name", ("latin_name", "is_latin_checked"), ("phone", "email"), "remark"]
    list_display = ["__str__", "latin_name", "is_latin_checked", "current_posts"]
    list_filter = ["is_latin_checked"]
    search_fields = ["name_fa", "name_en", "name_ar", "name_ckb", "latin_name"]

    @admin.display(description=_("posts"))
    def current_posts(self, person):
        return listed(each.post for each in person.tenures.all() if each.ends_on is None)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("tenures__post__institution")


@admin.register(Post, site=records)
class PostAdmin(Choices, NeededMixin, TranslatedRecordsAdmin):
    inlines = [TenureInline]
    needed_by = ("attendances",)
    fields = ["institution", "title"]
    list_display = ["__str__", "holders"]
    list_filter = ["institution"]
    list_select_related = ["institution"]
    search_fields = ["title_fa", "title_en", "title_ar", "title_ckb", "institution__name_fa", "institution__name_en"]

    @admin.display(description=_("held by"))
    def holders(self, post):
        return listed(each.person for each in post.tenures.all() if each.ends_on is None)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("tenures__person")


class AttendanceInline(Choices, RecordsTable):
    model = Attendance
    fields = ["side", "part", "person", "post", "remark", "position"]
    autocomplete_fields = ["person"]


class StopInline(TranslatedRecordsInline):
    model = Stop
    fields = [("day", "starts_at", "kind"), "title", ("exhibitor", "host")]
    autocomplete_fields = ["exhibitor"]


class AgendaInline(TranslatedRecordsInline):
    model = AgendaItem
    fields = [("topic", "position"), "said", "agreed", "left_open"]


class SourceInline(TranslatedRecordsInline):
    model = Source
    fields = ["said_by", "said_in", ("said_on", "certainty"), "note"]


class StepInline(Choices, TranslatedRecordsInline):
    model = Step
    fk_name = "later"
    fields = [("earlier", "certainty"), "note"]
    verbose_name = _("record it came out of")
    verbose_name_plural = _("what it came out of")


class PaperInline(RecordsInline):
    model = Paper
    form = PaperForm
    formset = PaperFormSet
    fields = [("kind", "language"), ("version", "made_on"), ("is_signed", "prevails"), "kept", "upload"]
    readonly_fields = ["kept"]

    @admin.display(description=_("kept as"))
    def kept(self, paper):
        if not paper.pk:
            return "–"
        address = reverse("office:record_paper", args=[paper.record.slug, paper.code])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, paper.name)

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return fields if self.has_change_permission(request, obj) else [name for name in fields if name != "upload"]


WHAT: list[Any] = ["title", "summary", "topics", ("partner", "place")]
DAYS: list[Any] = [("starts_on", "ends_on"), ("certainty", "starts_by")]
LATER: list[Any] = ["result", "exhibition", "remark", "slug"]
COMES_FROM: list[Any] = [SourceInline, StepInline, PaperInline]


class RecordAdmin(SeenAdmin):
    """A kind of record; who reads it, and how far it has come, is decided on its page in the office."""

    form = RecordForm
    needed_by = ("steps_after",)
    list_display = ["__str__", "day", "partner", "audience"]
    list_filter = ["audience", "partner", ("exhibition", OverseenFilter)]
    list_select_related = ["partner"]
    search_fields = ["title_fa", "title_en", "title_ar", "title_ckb", "slug"]
    autocomplete_fields = ["exhibition"]

    @admin.display(description=_("day, or first day"), ordering="starts_on")
    def day(self, record):
        return worded(Record, "starts_on")(record)

    @admin.display(description=_("topics"))
    def topic_words(self, record):
        """For those who may only look."""
        return listed(record.topic_names)

    @admin.display(description=_("languages of the text"))
    def language_words(self, record):
        return listed(NAMES.get(code, code) for code in record.languages)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [(title, {**options, "fields": for_reading(options["fields"])}) for title, options in fieldsets]

    def get_readonly_fields(self, request, obj=None):
        """The address of a page that others know stays."""
        words = list(IN_WORDS.values()) if obj and not self.has_change_permission(request, obj) else []
        return [*super().get_readonly_fields(request, obj), *words, *(["slug"] if obj and obj.audience else [])]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "crafts":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        if not obj.slug:
            obj.slug = free_slug(obj)
        super().save_model(request, obj, form, change)

    def response_post_save_add(self, request, obj):
        """On its page stand the next steps: its state, and who reads it."""
        return redirect("office:record_detail", obj.slug)

    response_post_save_change = response_post_save_add


IN_WORDS = {"topics": "topic_words", "languages": "language_words", "what": "kind_words"}


def for_reading(names):
    """``names`` of boxes with those in their place that say in words what is ticked; tuples stand in one line."""
    return [tuple(for_reading(name)) if isinstance(name, tuple | list) else IN_WORDS.get(name, name) for name in names]


def free_slug(record):
    """An address of kind and day that no other record has."""
    # The kind of a new record is that of its table, but for a promise, whose form says it.
    kind = record.kind or record._meta.model_name
    day = record.starts_on or record.starts_by
    first = slug = f"{kind}-{day:%Y-%m-%d}" if day else kind
    number = 1
    while Record.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{first}-{number}"
    return slug


@admin.register(Delegation, site=records)
class DelegationAdmin(RecordAdmin):
    inlines = [AttendanceInline, StopInline, *COMES_FROM]
    needed_by = ("steps_after", "to_review")
    filter_horizontal = ["hosts"]
    fieldsets = [
        (None, {"fields": [*WHAT, "direction", *DAYS, "purpose", "crossing", "hosts"]}),
        (_("More about it"), {"classes": ["collapse"], "fields": ["gifts", "costs", *LATER]}),
    ]


@admin.register(Meeting, site=records)
class MeetingAdmin(RecordAdmin):
    inlines = [AttendanceInline, AgendaInline, *COMES_FROM]
    fieldsets = [
        (None, {"fields": [*WHAT, *DAYS, ("starts_at", "ends_at"), ("level", "next_on")]}),
        (_("More about it"), {"classes": ["collapse"], "fields": LATER}),
    ]


@admin.register(Promise, site=records)
class PromiseAdmin(RecordAdmin):
    form = PromiseForm
    inlines = COMES_FROM
    list_display = ["__str__", "kind", "state", "due", "keeper", "audience"]
    list_filter = ["kind", "state", "audience", "partner", ("exhibition", OverseenFilter)]
    list_select_related = ["keeper"]
    autocomplete_fields = ["exhibition", "our_person", "their_person"]
    fieldsets = [
        (None, {"fields": [("what", "number"), *WHAT, "text", ("promised_by", "direction"), "crafts"]}),
        (
            _("Who owes what until when"),
            {"fields": [("our_post", "our_person"), ("their_post", "their_person"), "keeper", ("state", "due_on")]},
        ),
        (_("More about it"), {"classes": ["collapse"], "fields": [*DAYS, "evidence", "checked_on", *LATER]}),
    ]

    @admin.display(description=_("kind"))
    def kind_words(self, promise):
        """For those who may only look."""
        return promise.get_kind_display()

    def get_field_queryset(self, db, db_field, request):
        if db_field.name == "keeper":
            return officials()
        return super().get_field_queryset(db, db_field, request)

    @admin.display(description=_("due"), ordering="due_on")
    def due(self, promise):
        return worded(Promise, "due_on")(promise)

    def get_readonly_fields(self, request, obj=None):
        """Once it is there its state and its day change on its page, with a reason."""
        return [*super().get_readonly_fields(request, obj), *(["state", "due_on"] if obj else [])]


@admin.register(Memorandum, site=records)
class MemorandumAdmin(RecordAdmin):
    form = MemorandumForm
    inlines = [AttendanceInline, *COMES_FROM]
    filter_horizontal = ["parties"]
    fieldsets = [
        (None, {"fields": [*WHAT, *DAYS, "parties", "review_at", "review_result"]}),
        (
            _("Signature and force"),
            {
                "fields": [
                    ("signed_on", "signed_in"), ("in_force_from", "in_force_until"), "renewal", "languages",
                    "prevailing_language",
                ]
            },
        ),
        (_("More about it"), {"classes": ["collapse"], "fields": LATER}),
    ]  # fmt: skip


@admin.register(Tour, site=records)
class TourAdmin(RecordAdmin):
    inlines = [AttendanceInline, StopInline, *COMES_FROM]
    fieldsets = [
        (None, {"fields": [*WHAT, ("invited_on", "accepted_on"), "invited_by", "invitation", *DAYS, "crossing"]}),
        (None, {"fields": ["interests", "feedback"]}),
        (_("More about it"), {"classes": ["collapse"], "fields": ["costs", *LATER]}),
    ]
