"""All threads this official oversees, by who waits; narrowed, exported, and apart from what is held back."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import TemplateView, View

from accounts.audiences import OfficeMixin
from accounts.reading import note_reading
from enquiries import desk
from enquiries.export import threads_book
from enquiries.forms.asking import COUNTRIES
from enquiries.models import Enquiry, Thread
from enquiries.states import EnquiryState, ThreadState, WaitsFor
from lib.languages import pick

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class EnquiryList(OfficeMixin, TemplateView):
    """Threads, those a maker owes an answer first; at most 8 queries, however many there are."""

    permission_required = "enquiries.view_thread"
    template_name = "enquiries/office/enquiry_list.html"

    def get_context_data(self, **kwargs):
        asked = desk.Asked.read(self.request.GET)
        offered, held_number = desk.choices(self.request.user)
        context = super().get_context_data(**kwargs, asked=asked, held_number=held_number)
        return context | (self.held() if asked.is_held else self.threads(asked, offered))

    def threads(self, asked, offered):
        threads = asked.narrow(self.narrow(Thread.objects.all()), self.request.user)
        rows, place = desk.page_of(threads, asked.after)
        return {
            "threads": rows,
            "next_query": asked.address(after=place) if place else "",
            "first_query": asked.address() if asked.after else None,
            "facets": self.facets(asked, offered),
            "states": [(value, label, value in asked.state) for value, label in ThreadState.choices],
            "sides": [(value, label, value in asked.waits) for value, label in WaitsFor.choices],
            "chips": self.chips(asked),
            # Summed only where ended ones are asked for: opening the desk reads no more than its page.
            "totals": desk.totals(threads) if ThreadState.CLOSED in asked.state else [],
            "export_query": asked.address(),
        }

    def facets(self, asked, offered):
        """[(name, label, [(value, words, is chosen)])] of the boxes to choose from."""
        labels = {"exhibition": _("Exhibition"), "craft": _("Craft"), "exhibitor": _("Artist or producer")}
        boxes = []
        for name, label in labels.items():
            chosen = getattr(asked, name)
            words = [(slug, pick(names)[0] or slug) for slug, names in offered[name]]
            words.sort(key=lambda each: each[1])
            boxes.append((name, label, [(slug, text, slug in chosen) for slug, text in words], len(chosen) > 1))
        fixed = {"country": (_("Country"), COUNTRIES), "came_by": (_("How did it come?"), Enquiry.CameBy.choices)}
        for name, (label, choices) in fixed.items():
            chosen = getattr(asked, name)
            options = [(value, words, value in chosen) for value, words in choices if value]
            boxes.append((name, label, options, len(chosen) > 1))
        return boxes

    def chips(self, asked):
        """[(words, query string, is chosen)] of what is asked most, one tap each."""
        nothing = desk.Asked()
        return [
            (_("All"), "", not asked.is_narrowed),
            (_("Overdue"), nothing.address(overdue="1"), asked.is_overdue),
            (_("Mine"), nothing.address(mine="1"), asked.is_mine),
            (pgettext("enquiries", "Nobody's"), nothing.address(nobodys="1"), asked.is_nobodys),
            (_("A maker is waited for"), nothing.address(waits=[WaitsFor.EXHIBITOR]), asked.waits == ["exhibitor"]),
            (_("A buyer is waited for"), nothing.address(waits=[WaitsFor.BUYER]), asked.waits == ["buyer"]),
            (_("Closed"), nothing.address(state=[ThreadState.CLOSED]), asked.state == ["closed"]),
        ]

    def held(self):
        """Letters held back, the newest first, with their reason; a hundred are more than anybody looks through."""
        letters = self.narrow(Enquiry.objects.filter(state=EnquiryState.SPAM)).for_desk()
        mine = (
            Enquiry.objects.handled_whole_by(self.request.user)
            .filter(state=EnquiryState.SPAM)
            .values_list("pk", flat=True)
        )
        return {"letters": letters[:100], "handled": set(mine[:1000])}


class EnquiryExport(OfficeMixin, View):
    """The threads the desk shows under the same address, as a workbook."""

    http_method_names = ["get", "head", "options"]
    permission_required = "enquiries.view_thread"

    def get(self, request):
        asked = desk.Asked.read(request.GET)
        threads = asked.narrow(self.narrow(Thread.objects.all()), request.user)
        note_reading(Enquiry.objects.filter(pk__in=threads.order_by().values("enquiry")), request, "workbook")
        content = threads_book(threads, desk.totals(threads))
        headers = {"Content-Disposition": 'attachment; filename="ilamexpo-enquiries.xlsx"'}
        return HttpResponse(content, content_type=XLSX, headers=headers)
