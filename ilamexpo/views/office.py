"""What an official finds in the morning."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import TemplateView

from accounts.audiences import OfficeMixin
from cooperation.lateness import lateness
from cooperation.models import Promise
from enquiries.models import Enquiry
from events.checklist import own_lines
from events.models import Exhibition, Role
from ilamexpo import today
from ilamexpo.health import number_unwell
from lib.dates import today_in_ilam

SHOWN_ENQUIRIES = 5
SHOWN_PROMISES = 5
PAGE = 50


def is_governorate_alone(user):
    """Whether following the promises is this account's first work: it holds the governorate's role and no other."""
    return {role.kind for role in user.role_list} == {Role.Kind.GOVERNORATE}


class Today(OfficeMixin, TemplateView):
    """What waits, is late, is nobody's and is missing before the next exhibitions; every number leads to its list."""

    permission_required = "events.view_today"
    template_name = "ilamexpo/office/today.html"

    def dispatch(self, request, *args, **kwargs):
        """A host has no day here, but what is shared."""
        if not request.user.has_perm(self.permission_required) and request.user.has_perm("events.view_shared"):
            return redirect("office:shared_list")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        user = self.request.user
        exhibitions = today.coming_exhibitions(user)
        numbers = today.count_heaps(user, exhibitions)
        context = {
            "parts": [
                (part, tiles)
                for part in (today.WAITS, today.LATE, today.NOBODYS)
                if (tiles := self.tiles(numbers, part))
            ],
            "catalogue": self.tiles(numbers, today.CATALOGUE),
            "exhibitions": self.preparations(exhibitions, numbers),
        }
        if user.has_perm("enquiries.view_enquiry"):
            new = self.narrow(Enquiry.objects.for_desk()).new()
            context |= {"enquiries": new[:SHOWN_ENQUIRIES], "enquiry_count": new.count()}
        if is_governorate_alone(user):
            context |= self.promises()
        if user.has_perm("accounts.view_health"):
            context["unwell"] = number_unwell()
        return super().get_context_data(**kwargs, **context)

    def promises(self):
        """The open promises that come first, and how many there are (3 queries)."""
        rows, today = self.narrow(Promise.objects.open()), today_in_ilam()
        first = list(rows.for_list().by_lateness()[:SHOWN_PROMISES])
        for promise in first:
            promise.lateness = lateness(promise, today)
            promise.is_late = promise.is_late_on(today)
        return {"promises": first, "promise_count": rows.count(), "late_count": rows.late(today).count()}

    def tiles(self, numbers, part, exhibition=None):
        """[(heap, sentence, address, number)] of what is not nought, and of what is always said."""
        return [
            (heap, heap.sentence(number), heap.url(exhibition), number)
            for heap, of, number in numbers
            if heap.part == part and of == exhibition and (number or heap.key in today.ALWAYS)
        ]

    def preparations(self, exhibitions, numbers):
        """[(exhibition, [(what it lacks, where that is mended)], tiles)] of those that come."""
        user = self.request.user
        unreleased = today.plan_lines(exhibitions, user)
        found = []
        for exhibition in exhibitions:
            lines = []
            if user.has_perm("events.change_exhibition", exhibition):
                lines += [(item.words, item.url) for item in own_lines(exhibition) if not item.is_done]
            lines += [unreleased[exhibition.pk]] if exhibition.pk in unreleased else []
            found.append((exhibition, lines, self.tiles(numbers, today.MISSING, exhibition)))
        return found


class TodayList(OfficeMixin, TemplateView):
    """What a number of today's page counts and no other page lists."""

    permission_required = "events.view_today"
    template_name = "ilamexpo/office/today_list.html"

    def get_context_data(self, **kwargs):
        user, exhibition = self.request.user, None
        heap = today.find_heap(self.kwargs["what"], user)
        if heap is None:
            raise Http404
        if heap.is_about_one:
            slug = self.request.GET.get("exhibition", "")
            exhibition = self.narrow(Exhibition.objects.filter(slug=slug)).first()
            if exhibition is None or not user.has_perm(heap.permission, exhibition):
                raise Http404
        if heap.address:
            raise Http404  # it has a page of its own
        page = Paginator(today.rows_of(heap, user, exhibition), PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            **kwargs,
            exhibition=exhibition,
            title=heap.sentence(page.paginator.count),
            page_obj=page,
            rows=[(record, *today.line_of(record)) for record in page],
        )
