"""What visitors see of exhibitions alone: the timeline, a programme, calendar files."""

from collections import Counter

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView
from django.views.generic.base import View
from django.views.generic.detail import SingleObjectMixin

from accounts.audiences import PublicMixin
from events.calendars import exhibition_calendar
from events.models import Claim, Exhibition
from events.structured import exhibition_data


class ExhibitionList(PublicMixin, ListView):
    """All exhibitions, running first; ``place`` (repeatable) keeps those held there or anywhere inside it."""

    queryset = Exhibition.objects.for_timeline()
    template_name = "events/public/exhibition_list.html"

    def get_queryset(self):
        return super().get_queryset().in_timeline()

    def get_context_data(self, **kwargs):
        exhibitions = list(self.object_list)
        places, counts = {}, Counter()
        for exhibition in exhibitions:
            around = [place for venue in exhibition.venues.all() for place in venue.place.lineage]
            # Each once, in an order that every process agrees on.
            exhibition.places = {place.slug: place for place in around}
            places |= exhibition.places
            counts.update(exhibition.places.keys())
        chosen = [slug for slug in dict.fromkeys(self.request.GET.getlist("place")) if slug in places]
        shown = [e for e in exhibitions if not chosen or e.places.keys() & set(chosen)]
        return super().get_context_data(
            **kwargs,
            exhibitions=shown,
            total=len(shown),
            chosen=chosen,
            places=[(places[slug], count, slug in chosen) for slug, count in counts.most_common()],
            claim=Claim.objects.about_the_whole("three-exhibitions-2025"),
            breadcrumbs=[(_("Exhibitions"), "")],
        )


class ExhibitionProgramme(PublicMixin, DetailView):
    queryset = Exhibition.objects.for_calendar().prefetch_related("organisers")
    template_name = "events/public/exhibition_programme.html"
    context_object_name = "exhibition"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            breadcrumbs=exhibition_breadcrumbs(self.object, _("Programme")),
            data=exhibition_data(self.object),
        )


class ExhibitionCalendar(PublicMixin, SingleObjectMixin, View):
    """The exhibition and its programme as a calendar file."""

    queryset = Exhibition.objects.for_calendar()

    def get(self, request, slug):
        exhibition = self.get_object()
        response = HttpResponse(exhibition_calendar([exhibition]), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{exhibition.slug}.ics"'
        return response


class Calendar(PublicMixin, View):
    """All published exhibitions with a known first day, to be subscribed to."""

    def get(self, request):
        exhibitions = self.narrow(Exhibition.objects.for_calendar()).filter(starts_on__isnull=False)
        return HttpResponse(exhibition_calendar(exhibitions), content_type="text/calendar; charset=utf-8")


def exhibition_breadcrumbs(exhibition, page):
    """Exhibitions › this one › ``page``."""
    return [
        (_("Exhibitions"), reverse("public:exhibition_list")),
        (exhibition, reverse("public:exhibition_detail", args=[exhibition.slug])),
        (page, ""),
    ]
