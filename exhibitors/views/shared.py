"""What an exhibition shows to its host in Iraq: only the parts that the organisers ticked."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, TemplateView

from accounts.audiences import OfficeMixin
from events.models import Exhibition, Role, Venue
from exhibitors.models import Participation
from exhibitors.plans import newest_version
from exhibitors.states import SHOWN, Publication

PARTS = {
    "days": gettext_lazy("Days, hours and venue"),
    "programme": gettext_lazy("Programme"),
    "exhibitors": gettext_lazy("Who takes part: names, crafts, stands"),
    "plan": gettext_lazy("The released plan"),
    "contact": gettext_lazy("Phone and e-mail of the office"),
}
K = Role.Kind
READERS = (K.ADMINISTRATOR, K.OFFICIAL, K.GOVERNORATE, K.DESK, K.VIEWER)


class SharedForm(forms.Form):
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("The host sees"),
        choices=list(PARTS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class Shared(OfficeMixin):
    """Hosts come to their own exhibitions, and where something is shared; officials to those they oversee."""

    permission_required = "events.view_shared"

    def narrow(self, rows):
        return rows.within_roles(self.request.user, (K.HOST, *READERS))

    @cached_property
    def is_host(self):
        """Whether this account sees nothing but what is shared."""
        return self.request.user.overseen_exhibitions(READERS) == set()


class SharedList(Shared, ListView):
    """The exhibitions of which something is shared, the newest first."""

    queryset = Exhibition.objects.exclude(shared_with_host=[])
    template_name = "exhibitors/office/shared_list.html"
    context_object_name = "exhibitions"
    paginate_by = 50


class ExhibitionShared(Shared, TemplateView):
    template_name = "exhibitors/office/exhibition_shared.html"

    @cached_property
    def exhibition(self):
        venues = Prefetch("venues", Venue.objects.select_related("place__parent__parent__parent"))
        rows = self.narrow(Exhibition.objects.prefetch_related(venues))
        exhibition = rows.filter(slug=self.kwargs["slug"]).first()
        if exhibition is None or (self.is_host_of(exhibition) and not exhibition.shared_with_host):
            raise Http404
        return exhibition

    def is_host_of(self, exhibition):
        inside = self.request.user.overseen_exhibitions(READERS)
        return inside is not None and exhibition.pk not in inside

    @cached_property
    def may_change(self):
        return self.request.user.has_perm("events.change_exhibition", self.exhibition)

    def get_context_data(self, **kwargs):
        exhibition = self.exhibition
        shared = set(exhibition.shared_with_host)
        kwargs.setdefault("form", SharedForm(initial={"parts": exhibition.shared_with_host}))
        return super().get_context_data(
            exhibition=exhibition,
            is_host=self.is_host_of(exhibition),
            may_change=self.may_change,
            shared=shared,
            programme=exhibition.programme.all() if "programme" in shared else (),
            participations=self.participations() if "exhibitors" in shared else (),
            plan=newest_version(exhibition) if "plan" in shared else None,
            **kwargs,
        )

    def participations(self):
        """Who comes and is public: names, crafts and the stands on the released plan, nothing else of them."""
        rows = Participation.objects.filter(
            exhibition=self.exhibition, state__in=SHOWN, exhibitor__publication=Publication.PUBLISHED
        )
        return rows.select_related("craft").for_directory().order_by("exhibitor__slug")

    def post(self, request, slug):
        if not self.may_change:
            raise PermissionDenied
        form = SharedForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        exhibition = self.exhibition
        exhibition.shared_with_host = [part for part in PARTS if part in form.cleaned_data["parts"]]
        exhibition.save(update_fields=["shared_with_host"])
        messages.success(request, _("The host sees now what is ticked."))
        return redirect("office:exhibition_shared", slug)
