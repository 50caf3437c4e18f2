"""What every page of the records has in common: who may do what, to which rows, in which languages."""

from functools import reduce

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth import get_permission_codename
from django.utils.text import capfirst
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from accounts.records.fields import FORMFIELDS
from accounts.records.history import HistoryMixin
from accounts.records.reading import for_reading, name_of
from lib.languages import direction

# The kinds of roles that write in the records; ``events`` says what there are.
WRITERS = ("admin", "official", "governorate")


def oversees_everything(user):
    """Whether one of the roles of this official is for all exhibitions."""
    return user.overseen_exhibitions() is None


def overseen(queryset, user, through="", kinds=()):
    """Those of ``queryset`` this official oversees; ``through`` is the path of fields to their exhibition.

    ``kinds`` narrows to what roles of these kinds oversee. The answer has no DISTINCT, so that its rows can be deleted.
    """
    if hasattr(queryset, "overseen_by"):
        manager = queryset.model._default_manager
        mine = manager.within_roles(user, kinds) if kinds else manager.overseen_by(user)
        return queryset.filter(pk__in=mine.order_by().values("pk")) if mine.query.has_filters() else queryset
    if user.overseen_exhibitions(kinds) is None:
        return queryset
    if through:
        model = reduce(lambda each, step: each._meta.get_field(step).related_model, through.split("__"), queryset.model)
        return queryset.filter(**{f"{through}__in": overseen(model._default_manager.all(), user, kinds=kinds)})
    return queryset


class Permissions:
    """Asks ``rules`` with the record in hand: Django's own admin asks for the model as a whole."""

    overseen_through = ""

    def may(self, request, act, obj=None):
        codename = get_permission_codename(act, self.opts)
        return request.user.has_perm(f"{self.opts.app_label}.{codename}", obj)

    def has_view_permission(self, request, obj=None):
        return self.may(request, "view", obj)

    def has_change_permission(self, request, obj=None):
        return self.may(request, "change", obj)

    def has_delete_permission(self, request, obj=None):
        return self.may(request, "delete", obj)

    def get_fieldsets(self, request, obj=None):
        """Who may only look reads days in words and no empty texts."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return for_reading(fieldsets, self.model, obj if isinstance(obj, self.model) else None)

    def get_readonly_fields(self, request, obj=None):
        names = super().get_readonly_fields(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return names
        return [*names, *filter(callable, flatten_fieldsets(self.get_fieldsets(request, obj)))]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A choice of other records may offer a new one; to correct or delete those is the work of their own page."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def get_field_queryset(self, db, db_field, request):
        queryset = super().get_field_queryset(db, db_field, request)
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.all()
        # Who chooses a record here changes what belongs to it.
        return overseen(queryset, request.user, kinds=WRITERS)


class InLanguages:
    """Each text box of a translated field carries its own language and direction, and says so."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and hasattr(db_field, "translated_field"):
            language = db_field.language
            field.widget.attrs |= {"lang": language, "dir": direction(language)}
            field.label = name_of(db_field.model, db_field.name)
        return field


class RecordsAdmin(HistoryMixin, Permissions, admin.ModelAdmin):
    """The base of every page of the records; rows are narrowed to what the official oversees."""

    formfield_overrides = FORMFIELDS
    list_per_page = 50
    save_on_top = False

    def is_narrowed(self):
        return bool(self.overseen_through) or hasattr(self.model._default_manager.all(), "overseen_by")

    def get_queryset(self, request):
        return overseen(super().get_queryset(request), request.user, self.overseen_through)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_add_permission(self, request):
        """What stands above exhibitions is added by those who oversee all of them."""
        return self.may(request, "add") and (bool(self.overseen_through) or oversees_everything(request.user))

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (self.is_narrowed() or oversees_everything(request.user))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (self.is_narrowed() or oversees_everything(request.user))

    class Media:
        js = ["js/records.js"]


class TranslatedRecordsAdmin(InLanguages, RecordsAdmin, TranslationAdmin):
    """A page of records whose model has texts in four languages."""


class InlinePermissions(Permissions):
    """Rows of another record's page: the record in hand is the one they belong to."""

    formfield_overrides = FORMFIELDS
    extra = 0

    def has_add_permission(self, request, obj=None):
        return self.may(request, "add", obj)

    def get_extra(self, request, obj=None, **kwargs):
        """One empty row always, since adding more needs scripts."""
        return self.extra if obj is None and self.extra else 1


class RecordsInline(InlinePermissions, admin.StackedInline):
    pass


class NamedFormSet(forms.BaseInlineFormSet):
    """A table has its labels above the columns only, so each box says its own."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            box = getattr(field.widget, "widget", field.widget)
            if field.label and not box.is_hidden:
                box.attrs.setdefault("aria-label", capfirst(field.label))


class RecordsTable(InlinePermissions, admin.TabularInline):
    formset = NamedFormSet


class TranslatedRecordsInline(InLanguages, InlinePermissions, TranslationStackedInline):
    pass


class OverseenFilter(admin.RelatedFieldListFilter):
    """Choices of a filter are narrowed too, so that no name slips out."""

    def field_choices(self, field, request, model_admin):
        rows = overseen(field.remote_field.model._default_manager.all(), request.user)
        return [(row.pk, str(row)) for row in rows]


class ReadOnly:
    """Records nobody writes by hand."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
