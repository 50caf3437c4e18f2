"""An exhibition is made, or its facts are corrected, on one page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.audiences import OfficeMixin
from events.actions import propose_slug
from events.forms.rows import Rows
from events.forms.setting_up import TAKEN, SetUpForm, VenueForm, place_choices
from events.models import Exhibition, Venue
from events.views.office.exhibitions import exhibition_trail

# What calendars must learn when it changes.
IN_CALENDARS = {"starts_on", "ends_on", "starts_by", "ends_by", "opens_at", "closes_at", "zone"}
MOST_TRIES = 3


class SetUpPage(OfficeMixin, TemplateView):
    template_name = "events/office/exhibition_form.html"

    def read(self, exhibition, data=None):
        self.form = SetUpForm(data, instance=exhibition)
        venues = exhibition.venues.select_related("place__parent") if exhibition.pk else []
        self.venues = Rows(
            VenueForm, venues, new=lambda: Venue(exhibition=exhibition), data=data, places=place_choices()
        )

    def is_valid(self):
        """Both are asked, so that the page says at once all that is wrong."""
        return all([self.form.is_valid(), self.venues.is_valid()])

    def show(self, exhibition=None, status=200):
        context = self.get_context_data(form=self.form, venues=self.venues, exhibition=exhibition)
        return self.render_to_response(context, status=status)


class ExhibitionNew(SetUpPage):
    permission_required = "events.add_exhibition"

    def get_context_data(self, **kwargs):
        trail = [(_("Exhibitions"), reverse("office:exhibition_list")), (_("New exhibition"), "")]
        return super().get_context_data(**kwargs) | {"breadcrumbs": trail}

    def get(self, request):
        self.read(Exhibition())
        return self.show()

    def post(self, request):
        exhibition = Exhibition()
        self.read(exhibition, request.POST)
        if not self.is_valid():
            return self.show(status=422)
        places = [venue.place.slug for venue in self.venues.standing()]
        wanted = exhibition.slug
        for _attempt in range(MOST_TRIES):
            proposed = wanted or propose_slug(exhibition, places)
            exhibition.slug = f"exhibition-{proposed}" if proposed == TAKEN else proposed
            try:
                with transaction.atomic():
                    self.form.save()
                    self.venues.save()
                break
            except IntegrityError:  # somebody made another one of this name at the same moment
                exhibition.pk = None
        else:
            self.form.add_error(None, _("Another exhibition took this address at the same moment. Save again."))
            return self.show(status=422)
        messages.success(request, _("The exhibition is made. Nobody but the office sees it until you publish it."))
        return redirect("office:exhibition_detail", exhibition.slug)


class ExhibitionEdit(SetUpPage):
    """Of two who save at once the second is told what the first changed, and loses nothing."""

    permission_required = "events.change_exhibition"

    def get_exhibition(self, rows):
        exhibition = get_object_or_404(self.narrow(rows), slug=self.kwargs["slug"])
        if not self.request.user.has_perm(self.permission_required, exhibition):
            raise PermissionDenied
        return exhibition

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"breadcrumbs": exhibition_trail(kwargs["exhibition"], _("Facts"))}

    def get(self, request, slug):
        exhibition = self.get_exhibition(Exhibition.objects.all())
        self.read(exhibition)
        return self.show(exhibition)

    def post(self, request, slug):
        with transaction.atomic():
            exhibition = self.get_exhibition(Exhibition.objects.select_for_update(of=("self",)))
            self.read(exhibition, request.POST)
            is_valid = self.is_valid()
            if is_valid:
                if IN_CALENDARS & set(self.form.changed_data) or self.venues.has_changed():
                    exhibition.sequence += 1
                self.form.save()
                self.venues.save()
        if not is_valid:
            # What was typed stands in the boxes; the head of the page says what is kept.
            return self.show(self.get_exhibition(Exhibition.objects.all()), status=422)
        messages.success(request, _("Saved."))
        return redirect("office:exhibition_detail", exhibition.slug)
