"""Records of enquiries, to look up; the office answers them on its own pages."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.utils.translation import gettext_lazy as _

from accounts.reading import note_reading
from accounts.records.bases import OverseenFilter, ReadOnly, RecordsAdmin, RecordsTable, TranslatedRecordsAdmin
from accounts.records.reading import worded
from accounts.records.site import records
from enquiries.models import Enquiry, Line, PreparedSentence
from lib.languages import CODES
from lib.phones import format_phone


class LineInline(ReadOnly, RecordsTable):
    model = Line
    fields = ["product", "exhibitor", "quantity", "unit", "note"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("product", "exhibitor")


@admin.register(Enquiry, site=records)
class EnquiryAdmin(ReadOnly, RecordsAdmin):
    inlines = [LineInline]
    fields = [
        "code", "state", "kind", worded(Enquiry, "name"), "phone_in_groups", "email", "city", "country", "channel", "language",
        "message", "looked_for", "craft", "may_pass_on", "exhibition", "exhibitor", worded(Enquiry, "created_at"),
    ]  # fmt: skip
    list_display = ["code", worded(Enquiry, "created_at"), worded(Enquiry, "name"), "kind", "language", "state"]
    list_filter = ["state", "kind", "language", ("exhibition", OverseenFilter)]
    search_fields = ["code", "name", "phone", "email", "city"]

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def change_view(self, request, object_id, *args, **kwargs):
        response = super().change_view(request, object_id, *args, **kwargs)
        if response.status_code == HTTPStatus.OK:
            note_reading(Enquiry.objects.filter(pk=unquote(object_id)), request, "record")
        return response

    @admin.display(description=_("phone"))
    def phone_in_groups(self, enquiry):
        return format_phone(enquiry.phone) if enquiry.phone else "–"


@admin.register(PreparedSentence, site=records)
class PreparedSentenceAdmin(TranslatedRecordsAdmin):
    """What makers and officials pick: officials edit it, and see at once which language lacks it."""

    fields = ["text", "slug", ("position", "is_active")]
    list_display = ["__str__", "missing", "position", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["slug", *(f"text_{code}" for code in CODES)]

    @admin.display(description=_("not translated into"))
    def missing(self, sentence):
        names = dict(settings.LANGUAGES)
        return "، ".join(str(names[code]) for code in CODES if not getattr(sentence, f"text_{code}")) or "–"
