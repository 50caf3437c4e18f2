"""The programme of an exhibition, written on one page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.audiences import OfficeMixin
from events.forms.programme import ProgrammeItemForm
from events.forms.rows import Rows
from events.models import Exhibition, ProgrammeItem
from events.programme import outside, overlaps
from events.views.office.exhibitions import exhibition_trail

EMPTY_ROWS = 2


class ExhibitionProgramme(OfficeMixin, TemplateView):
    """All items are saved together; overlaps are said, not refused. Who may only look reads the programme."""

    permission_required = "events.view_programmeitem"
    template_name = "events/office/exhibition_programme.html"

    def get_exhibition(self, rows):
        return get_object_or_404(self.narrow(rows), slug=self.kwargs["slug"])

    def may_change(self, exhibition):
        return self.request.user.has_perm("events.change_programmeitem", exhibition)

    def read(self, exhibition, items, data=None):
        def new():
            return ProgrammeItem(exhibition=exhibition, day=exhibition.starts_on)

        return Rows(ProgrammeItemForm, items, new=new, data=data, extra=EMPTY_ROWS)

    def get(self, request, slug):
        exhibition = self.get_exhibition(Exhibition.objects.all())
        items = list(exhibition.programme.all())
        rows = self.read(exhibition, items) if self.may_change(exhibition) else None
        return self.show(exhibition, items, rows)

    def post(self, request, slug):
        with transaction.atomic():
            exhibition = self.get_exhibition(Exhibition.objects.select_for_update(of=("self",)))
            if not self.may_change(exhibition):
                raise PermissionDenied
            items = list(exhibition.programme.all())
            rows = self.read(exhibition, items, request.POST)
            if is_valid := rows.is_valid():
                if rows.has_changed():
                    exhibition.sequence += 1
                    exhibition.save(update_fields=["sequence"])
                rows.save()
        if not is_valid:
            return self.show(exhibition, list(exhibition.programme.all()), rows, status=422)
        messages.success(request, _("The programme is saved."))
        return redirect("office:exhibition_programme", slug)

    def show(self, exhibition, items, rows, status=200):
        return self.render_to_response(
            self.get_context_data(
                exhibition=exhibition,
                items=items,
                rows=rows,
                overlaps=overlaps(items),
                outside=outside(exhibition, items),
                breadcrumbs=exhibition_trail(exhibition, _("Programme")),
            ),
            status=status,
        )
